"""The state of an incident, computed from the set of its entries (FORMAT.md, "State is a pure function…").

A field's value is the one that no entry replaces. Where several stand, made at the same time, a rule picks:
severity the most severe, milestones the earliest, everything else the newest (DESIGN §3).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.fields import FIELDS, element_key, fits, moment_of
from acmeinc.incident.model import (
    COMMUNICATION_KINDS,
    MILESTONES,
    Action,
    Delivery,
    Entry,
    Incident,
    Links,
    Responder,
    Retrospective,
)

Entries = Mapping[str, Entry]

_UNSET = tuple((name, field.is_list, field.default) for name, field in FIELDS.items())
_LISTS = frozenset(name for name, field in FIELDS.items() if field.is_list)

_PLAIN = tuple(name for name in Incident._fields if name in FIELDS and name not in _LISTS)

_DESCENDING = str.maketrans(ulid.DIGITS, ulid.DIGITS[::-1])

ABOUT_MESSAGES = dict.fromkeys((*COMMUNICATION_KINDS, "reminder"), "audience") | {"receipt": "state"}
"""By kind of entry: what it says about a message, not about the incident whose field has the same name."""


class State:
    """The values of all fields, read from a set of entries.

    `heads(name)` are the ids of the entries whose value of `name` stands, oldest first; a change of the
    field has to name them all. `entries` are those that nothing removed, oldest first; `removed` are the
    ids of the others. A value that its field cannot hold is passed over.
    """

    def __init__(self, entries: Entries) -> None:
        self._instead: dict[str, list[str]] = {}
        for entry in entries.values():
            if entry.fields.get("kind") == "removed":
                self._instead.setdefault(str(entry.fields.get("entry", "")), []).append(entry.id)
        self.removed = set(self._instead)
        self.entries = {i: entries[i] for i in sorted(entries) if i not in self.removed}
        self._setters: dict[str, list[str]] = {}
        self._replaced: dict[str, list[str]] = {}
        self._elements: dict[str, dict[str, Any]] = {}
        self._given: dict[str, list[Any]] = {}
        for entry in self.entries.values():
            self._index(entry)

    def include(self, entry: Entry) -> None:
        """Take in one more entry, later than all of them, that removes none."""
        self.entries[entry.id] = entry
        self._index(entry)

    def _index(self, entry: Entry) -> None:
        about_message = ABOUT_MESSAGES.get(entry.kind)
        for key, value in entry.fields.items():
            if key in FIELDS:
                if key != about_message and fits(FIELDS[key], value):
                    self._setters.setdefault(key, []).append(entry.id)
            elif "." in key and isinstance(value, list):
                change, name = key.split(".", 1)
                if change == "after":
                    self._replaced.setdefault(name, []).extend(map(str, value))
                elif name in FIELDS:
                    self._place(name, value, keep=change == "add")

    def _place(self, name: str, elements: list[Any], *, keep: bool) -> None:
        latest = self._elements.setdefault(name, {})
        for element in elements:
            key = element_key(element)
            latest.pop(key, None)
            if keep and fits(FIELDS[name], element):
                latest[key] = element
                self._given.setdefault(name, []).append(element)

    def heads(self, name: str) -> list[str]:
        """Return the ids of the entries whose value of the scalar `name` nobody replaced, oldest first."""
        setters = self._setters.get(name, [])
        dead: set[str] = set()
        for replaced in self._replaced.get(name, []):
            dead.update((replaced, *self._instead.get(replaced, ())))
            if replaced not in self.entries and replaced not in self.removed:
                dead.update(setter for setter in setters if setter < replaced)
        return [setter for setter in setters if setter not in dead]

    def value(self, name: str) -> Any:
        """Return the value of the scalar `name` now; its default, mostly "", when nothing set it."""
        heads = self.heads(name) if name in self._replaced else self._setters.get(name, [])
        standing = [self.entries[i].fields[name] for i in heads]
        if len(standing) > 1 and (name == "severity" or name.startswith("milestones.")):
            standing = [min((value for value in standing if value), default="")]
        value = standing[-1] if standing else ""
        return FIELDS[name].default if value == "" else value

    def elements(self, name: str) -> list[Any]:
        """Return the elements of the list `name` now, in the order of their newest `add`."""
        return list(self._elements.get(name, {}).values())

    def values(self) -> dict[str, Any]:
        """Return every field's value by name: text, a number, or a list."""
        values = {name: [] if is_list else default for name, is_list, default in _UNSET}
        values.update((name, self.value(name)) for name in self._setters if name not in _LISTS)
        values.update((name, self.elements(name)) for name in self._elements if name in _LISTS)
        return values

    def ever(self, name: str) -> list[Any]:
        """Return every value that any entry ever gave the scalar `name`."""
        return [self.entries[i].fields[name] for i in self._setters.get(name, [])]

    def ever_listed(self, name: str) -> list[Any]:
        """Return every element that any entry ever put into the list `name`."""
        return self._given.get(name, [])


def incident_of(entries: Entries) -> Incident:
    """Return the incident that a set of entries amounts to."""
    return incident_in(State(entries))


def incident_in(state: State, values: Mapping[str, Any] | None = None) -> Incident:
    """Return the incident that a state amounts to; `values` are its own, where they are known already."""
    timeline, communications = _shown_in(state)
    incident = incident_with(state.values() if values is None else values)
    return incident._replace(timeline=timeline, communications=communications)


def _shown_in(state: State) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return timeline and communications, each newest first, by time, then id."""
    newest_id_first = list(state.entries.values())[::-1]
    timeline: list[Entry] = []
    communications: list[Entry] = []
    # A stable sort leaves those of one time as they were.
    for entry in sorted(newest_id_first, key=_newest_first):
        (communications if entry.is_communication else timeline).append(entry)
    return tuple(timeline), tuple(communications)


def incident_with(values: Mapping[str, Any]) -> Incident:
    """Return the incident whose fields have these `values`, each by its name; it has no entries."""
    plain = {n: values[n] for n in _PLAIN}
    stated = ((n, values[f"milestones.{n}"]) for n in MILESTONES)
    milestones = {n: moment for n, value in stated if value and (moment := moment_of(str(value)))}
    return Incident(
        **plain,
        customers=tuple(values["customers"]),
        teams=tuple(values["teams"]),
        responders=tuple(Responder(**_known(Responder, row)) for row in values["responders"]),
        links=Links(**_group(Links, "links", values)),
        milestones=milestones,
        retrospective=_retrospective(values),
        ticked=frozenset(values["ticked"]),
    )


def _newest_first(entry: Entry) -> float:
    return -entry.at.timestamp() if entry.at else float("inf")


def newest_first(entry: Entry) -> tuple[float, str]:
    """Return the sort key that puts entries newest first, by time, then id; entries without a time last."""
    return _newest_first(entry), entry.id.translate(_DESCENDING)


def deliveries(incident: Incident, communication: Entry) -> tuple[Delivery, ...]:
    """Return what became of a message on each of its channels, from its receipts: the newest word counts.

    A receipt that was undone says nothing any more; an id that was once given stays.
    """
    return _delivered(communication, _receipts(incident).get(communication.id, ()))


def all_deliveries(incident: Incident) -> Iterator[tuple[Entry, Delivery]]:
    """Yield every message with what became of it on each of its channels, newest first."""
    by_message = _receipts(incident)
    for message in incident.communications:
        for delivery in _delivered(message, by_message.get(message.id, ())):
            yield message, delivery


def _receipts(incident: Incident) -> dict[str, list[Entry]]:
    """Return the receipts that were not undone, oldest first, by the id of the message they are for."""
    undone = undone_ids(incident.timeline)
    found: dict[str, list[Entry]] = {}
    for entry in reversed(incident.timeline):
        if "message" in entry.fields and entry.kind == "receipt" and entry.id not in undone:
            found.setdefault(str(entry.fields["message"]), []).append(entry)
    return found


def _delivered(communication: Entry, receipts: Iterable[Entry]) -> tuple[Delivery, ...]:
    channels = {c: Delivery(c, "waiting") for c in _texts(communication.fields.get("channels", []))}
    for receipt in receipts:
        state = str(receipt.fields.get("state", "unknown"))
        detail, remote = (str(receipt.fields.get(name, "")) for name in ("detail", "remote"))
        for channel in _texts(receipt.fields.get("channel", [])):
            given = remote or channels.get(channel, Delivery(channel, "")).remote
            channels[channel] = Delivery(channel, state, receipt.at, detail, given)
    return tuple(channels.values())


def remote_of(incident: Incident, kind: str, channel: str) -> str:
    """Return the id that a channel's other side gave the first message of a kind; "" where it has none."""
    told = (one for message, one in all_deliveries(incident) if message.kind == kind)
    given = [one.remote for one in told if one.channel == channel and one.remote]
    return given[-1] if given else ""


def undone_ids(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of the entries that `undo` has taken back."""
    return {str(entry.fields["undoes"]) for entry in entries if "undoes" in entry.fields}


def next_update(incident: Incident) -> datetime | None:
    """Return when the newest stakeholder message promised the next one (UTC); None without a promise."""
    for entry in incident.communications:
        if entry.kind in ("initial", "update", "reopening"):
            return moment_of(str(entry.fields.get("next_update", ""))) if incident.is_open else None
    return None


def _retrospective(values: Mapping[str, Any]) -> Retrospective:
    group = _group(Retrospective, "retrospective", values)
    group["at"] = moment_of(str(group["at"]))
    group["actions"] = tuple(
        Action(
            **{
                **_known(Action, row),
                "done": str(row.get("done", "")).lower() in ("yes", "true", "x", "done"),
            }
        )
        for row in group["actions"]
    )
    return Retrospective(**group)


def _group(cls: type[NamedTuple], prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    group = {n: values[name] for n, name in _grouped(cls, prefix)}
    return {n: tuple(v) if isinstance(v, list) else v for n, v in group.items()}


def _texts(value: object) -> list[str]:
    return [str(element) for element in value] if isinstance(value, list) else [str(value)]


def _known(cls: type[NamedTuple], row: Mapping[str, Any]) -> dict[str, Any]:
    return {n: str(row[n]) for n in _names(cls) if n in row}


@cache
def _grouped(cls: type[NamedTuple], prefix: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"{prefix}.{name}") for name in _names(cls))


@cache
def _names(cls: type[NamedTuple]) -> tuple[str, ...]:
    return cls._fields
