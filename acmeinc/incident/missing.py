"""Entries that stood in the common base of a merge and are missing in one of its sides.

Without their base such lines are unknown; with it, a line that lost its comment is told from a new one, and
one that a hand deleted is recorded as removed (FORMAT.md, "State…", rule 4, and "Damage and mending", 1).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from acmeinc.incident import ulid
from acmeinc.incident.entries import make_entry
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import Entry
from acmeinc.incident.reading import Account
from acmeinc.incident.state import ABOUT_MESSAGES
from acmeinc.incident.variants import edits_of, redacted_ids, removed_ids


def reunited(before: Account, entries: Mapping[str, Entry], typed: Sequence[Entry]) -> dict[str, Entry]:
    """Return `entries`; one of those that a hand `typed` may be an entry of `before` that lost its comment.

    That is the missing one with the same time and name, and with the same words where there are several.
    """
    found = dict(entries)
    missing = [entry for entry in before.entries.values() if entry.id not in entries] if typed else []
    for note in typed:
        near = [entry for entry in missing if (entry.at, entry.by) == (note.at, note.by)]
        same = [entry for entry in near if _words(entry) == _words(note)] or near
        if len(same) == 1 or (same and _words(same[0]) == _words(note)):
            missing.remove(same[0])
            del found[note.id]
            found[same[0].id] = same[0]._replace(text=_unstruck(note.text))
    return found


def _words(entry: Entry) -> str:
    return " ".join(_unstruck(entry.text).split())


def _unstruck(text: str) -> str:
    return text[2:-2] if text.startswith("~~") and text.endswith("~~") else text


def speaking_for_missing(before: Account, entries: Mapping[str, Entry], *, damaged: bool) -> list[Entry]:
    """Return what stands for the entries of `before` that `entries` lack: the records of their removal.

    In a damaged document they stand for themselves: nobody need have removed them.
    """
    missing = lost(before, entries, {})
    return missing if damaged or before.damaged else [_without(entry) for entry in missing]


def lost(before: Account, one: Mapping[str, Entry], other: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries of `before` that neither side has, and whose removal neither has recorded."""
    removed = removed_ids(one.values()) | removed_ids(other.values())
    known = removed.union(one, other, (entry.id for entry in before.by_hand))
    return [entry for entry in before.entries.values() if entry.id not in known]


def removals(before: Account, sides: Iterable[Mapping[str, Entry]], now: Mapping[str, Entry]) -> list[Entry]:
    """Return an entry for each one of `before` that a hand deleted in one of the `sides`.

    `now` are the entries of both sides. A deleted receipt or record of a removal only comes back itself:
    nothing is forgotten, and no message is sent again.
    """
    by_hand = {entry.id for entry in before.by_hand}
    removed = removed_ids(now.values())
    redacted = redacted_ids(now.values())
    gone = edits_of(redacted, before.entries.values()) if redacted else ()
    return [
        _without(now.get(entry.id, entry))
        for entry in before.entries.values()
        if entry.id not in by_hand
        and entry.id not in removed
        and entry.id not in gone
        and any(entry.id not in side for side in sides)
    ]


def _without(entry: Entry) -> Entry:
    """Return what becomes of an entry whose line a hand deleted: the record of that, or itself again."""
    return entry if entry.kind in ("removed", "receipt") else removal(entry)


def removal(entry: Entry) -> Entry:
    """Return the entry that records that a hand deleted the line of `entry`.

    It goes on saying what that said of the incident: who deletes a line means the line, and an incident
    must not lose its severity, or its very id, with it. No older value comes back.
    """
    return make_entry(
        ulid.hashed(ulid.time_of(entry.id), f"removed|{entry.id}"),
        entry.at,
        "unknown",
        f"An entry of {_when(entry.at)} by {entry.by or 'unknown'} was removed by hand",
        {"kind": "removed", "entry": entry.id, **dict(_said(entry))},
    )


def _said(entry: Entry) -> Iterator[tuple[str, object]]:
    about_message = ABOUT_MESSAGES.get(entry.kind)
    for key, value in entry.fields.items():
        change = key.partition(".")[0]
        is_value = key in FIELDS and key != about_message
        if is_value or key in ("redacted", "redacts") or change in ("after", "add", "remove"):
            yield key, value


def _when(at: datetime | None) -> str:
    return f"{at:%H:%M}" if at else "an unknown time"
