"""What is kept of an incident, so that its document need not be read again: its fields and its words.

Both are plain values: `json` writes and reads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from acmeinc.incident.fields import FIELDS, action_row
from acmeinc.incident.model import Incident
from acmeinc.incident.names import title
from acmeinc.incident.state import incident_with

_EMPTY: Mapping[str, Any] = {name: [] if field.is_list else field.default for name, field in FIELDS.items()}


class Passage(NamedTuple):
    """Words that `search` looks through together: the title, a message, or an entry of the timeline.

    `entry` is the entry's id, "" for the title.
    """

    kind: str
    entry: str
    text: str


def passages(incident: Incident) -> Iterator[Passage]:
    """Yield what an incident says, in the order in which it is shown."""
    yield Passage("title", "", title(incident))
    for message in incident.communications:
        yield Passage(message.kind, message.id, f"{message.fields.get('subject', '')} {message.text}".strip())
    for entry in incident.timeline:
        yield Passage(entry.kind, entry.id, entry.text)


def matching(said: Iterable[Passage], words: Sequence[str]) -> list[Passage]:
    """Return the passages that hold all the `words`, which are in lower case, each anywhere in it."""
    found = []
    for passage in said:
        low = passage.text.lower()
        if all(word in low for word in words):
            found.append(passage)
    return found


def values_of(incident: Incident) -> dict[str, Any]:
    """Return the value of every field of an incident that holds something, by the field's name."""
    values = {name: _plain(name, incident) for name in FIELDS}
    return {name: value for name, value in values.items() if value != _EMPTY[name]}


def incident_of_values(values: Mapping[str, Any]) -> Incident:
    """Return the incident that `values_of` was given, without its entries."""
    return incident_with({**_EMPTY, **values})


def _plain(name: str, incident: Incident) -> Any:
    group, _, key = name.rpartition(".")
    if group == "milestones":
        return _time(incident.milestones.get(key))
    value = getattr(getattr(incident, group) if group else incident, key)
    if isinstance(value, datetime) or value is None:
        return _time(value)
    if name == "retrospective.actions":
        return [action_row(action) for action in value]
    if name == "responders":
        return [responder._asdict() for responder in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
