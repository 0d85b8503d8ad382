"""Taking a leaked secret out of an entry: the entry stays, its words go (FORMAT.md, "State…", rule 2).

A redacted entry keeps id, time, author and kind. It wins over every other reading of itself, so that a merge
never brings the words back.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from acmeinc.incident.entries import make_entry
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Document, Prose
from acmeinc.incident.reading import Reading
from acmeinc.incident.variants import unify

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

_SECRET_LIKE = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.~-]{10,}")
_ENTRY_ID = re.compile(r"<!-- ([0-9A-Z]{26}) ")


def redact(reading: Reading, ids: Collection[str]) -> Reading:
    """Return the reading with the entries `ids` redacted, and what hands or a removal made of them.

    The incident in it is the one from before, until the next `record` draws the document.
    """
    entries = {entry.id: _redacted_in(entry, ids) for entry in reading.entries.values()}
    kept = unify(entries.values())
    by_hand = tuple(kept[entry.id] for entry in reading.by_hand if entry.id in kept)
    return reading._replace(entries=kept, by_hand=by_hand)


def secrets_of(entry: Entry, incident_id: str) -> set[str]:
    """Return what a redaction of `entry` takes away, by which copies of it can be found.

    It is every text as a whole, and every word that could be a key or a token; not the incident's own id.
    """
    texts = {entry.text, *_free_texts(entry)} - {REDACTED}
    words = {word for text in texts for word in _SECRET_LIKE.findall(text) if incident_id not in word}
    return {text for text in texts if len(text) >= 8} | words


def copies(document: Document, secrets: Collection[str]) -> list[str]:
    """Return where a document still holds one of `secrets`: ids of entries, `line N` of people's own text.

    What is drawn from entries is not named: it goes with its entry.
    """
    found: dict[str, None] = {}
    number = len(document.header) + len(document.fences)
    for part in document.parts:
        lines = part.lines if isinstance(part, Prose) else (part.opening, *part.lines, part.closing)
        for line in lines:
            number += 1
            entry = _ENTRY_ID.search(line)
            if (entry or isinstance(part, Prose)) and any(secret in line for secret in secrets):
                found[entry[1] if entry else f"line {number}"] = None
    comments = enumerate(document.header, start=2)
    own = (f"line {n}" for n, line in comments if "#" in line and any(secret in line for secret in secrets))
    return [*own, *found]


def _redacted_in(entry: Entry, ids: Collection[str]) -> Entry:
    if entry.id in ids:
        text = REDACTED
    elif entry.kind == "removed" and entry.fields.get("entry") in ids:
        text = entry.text
    else:
        return entry
    free = _free_fields(entry)
    fields = {key: _emptied(value) if key in free else value for key, value in entry.fields.items()}
    return make_entry(entry.id, entry.at, entry.by, text, fields | {"redacted": True})


def _free_fields(entry: Entry) -> set[str]:
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
    return free


def _free_texts(entry: Entry) -> Iterator[str]:
    for key in _free_fields(entry):
        yield from _texts_in(entry.fields[key])


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
