"""What a redaction leaves of an entry: everything but its words (FORMAT.md, "State…", rule 2)."""

from collections.abc import Container, Iterator, Mapping
from typing import Any

from acmeinc.incident.entries import digest
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import Entry

REDACTED = "[redacted]"

_NAMES = frozenset(
    (
        *("id", "uid", "severity", "status", "functionality", "state", "audience", "quantity", "commander"),
        *("responders", "teams", "duplicate_of", "time_zone", "ticked"),
        *(name for name, field in FIELDS.items() if field.kind in ("time", "number")),
    )
)
"""Fields that name things: without them an incident could not be found. All others hold free text."""

_MACHINE = frozenset(
    (
        *("kind", "corrects", "undoes", "redacts", "entry", "message", "channel", "channels", "phase"),
        *("to", "next_update", "gate", "hand", "start", "method"),
    )
)
"""Keys of entries that refer to something; free text stands under the others."""


def blanked(entry: Entry, ids: Container[str]) -> Entry:
    """Return `entry` without what it repeats of the words of the entries `ids`, which may be its own.

    A record of their removal repeats their values, one of their undoing their text.
    """
    if entry.fields.get("redacted"):
        return entry
    if entry.id in ids:
        text, free = REDACTED, _free_fields(entry)
    elif entry.kind == "removed" and entry.fields.get("entry") in ids:
        text, free = entry.text, _free_fields(entry)
    elif entry.fields.get("undoes") in ids:
        text, free = f"Undone: {REDACTED}", frozenset()
    else:
        return entry
    fields = {key: _emptied(value) if key in free else value for key, value in entry.fields.items()}
    fields["redacted"] = True
    return entry._replace(text=text, fields=fields, sum=digest(entry.at, entry.by, text))


def free_texts(entry: Entry) -> Iterator[str]:
    """Yield the texts that `entry` holds beside its own: what `blanked` takes out of its fields."""
    for key in _free_fields(entry):
        yield from _texts_in(entry.fields[key])


def _free_fields(entry: Entry) -> frozenset[str]:
    """Return the keys of `entry` under which free text stands.

    A link is one only where the entry is about it: whoever declares does not leak the bridge.
    """
    free = set()
    for key, value in entry.fields.items():
        change, _, rest = key.partition(".")
        name = rest if change in ("add", "remove") else key
        if change == "after" or name in _NAMES or name in _MACHINE:
            continue
        if not name.startswith("links.") or any(text in entry.text for text in _texts_in(value) if text):
            free.add(key)
    return frozenset(free)


def _emptied(value: Any) -> Any:
    if isinstance(value, str):
        return REDACTED if value else value
    if isinstance(value, list):
        return [_emptied(element) for element in value]
    if isinstance(value, Mapping):
        return {key: _emptied(inner) for key, inner in value.items()}
    return value


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | Mapping):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts_in(inner)
