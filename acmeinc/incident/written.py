"""Timeline lines that a person typed without an id, made entries (FORMAT.md, "State…", rule 5)."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from acmeinc.incident import ulid
from acmeinc.incident.entries import make_entry
from acmeinc.incident.model import Entry
from acmeinc.incident.state import Entries
from acmeinc.incident.statement import Statement, WrittenLine
from acmeinc.incident.text import decode

_LINE = re.compile(
    r"(?:[-*+]\s*)?"
    r"((?:(\d{4}-\d\d-\d\d)[ T])?(\d\d?:\d\d)(:\d\d)?(?: ?(Z|[+-]\d\d:\d\d))?(?:,? +|$))?"
    r"(?:(\*\*|__)(.+?):?\6:?(?: +|$))?(.*)$",
    re.S,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def written_entries(stated: Statement, entries: Entries, *, damaged: bool) -> list[Entry]:
    """Return an entry for each timeline line that a person wrote without an id.

    The id is made of the text and its occurrence, so that two clones that see the same line agree. In a
    damaged document a line equal to an entry made of such a line is that entry once more.
    """
    made: dict[str, Entry] = {}
    seen: dict[str, int] = {}
    latest = max((entry.at for entry in entries.values() if entry.at), default=None)
    for line in stated.written:
        at, by, words = _read_line(line, latest, stated.zone)
        seed = f"hand|{' '.join(line.text.split())[1:].strip()}"
        count = seen.get(seed, 0) + 1
        while not damaged and ulid.hashed(0, f"{seed}|{count}") in entries:
            count += 1
        seen[seed] = count
        entry_id = ulid.hashed(0, f"{seed}|{count}")
        if entry_id not in entries:
            made[entry_id] = make_entry(entry_id, at, by, words, {"kind": "note", "hand": True})
    return list(made.values())


def _read_line(line: WrittenLine, latest: datetime | None, zone: ZoneInfo) -> tuple[datetime, str, str]:
    """Return when, by whom and what a line tells; what it does not say comes from its neighbours."""
    near = line.near or latest or _EPOCH
    match = _LINE.match(line.text)
    if not match:
        return near, "unknown", decode(line.text)
    by, words = decode(match[7] or "unknown"), match[8]
    if not match[1]:
        return near, by, decode(words)
    clock = match[3].rjust(5, "0") + (match[4] or ":00") + (match[5] or "")
    try:
        at = _at(match[2], clock, near, zone)
    except (ValueError, OverflowError):
        return near, by, decode(match[1] + words)
    return at, by, decode(words)


def _at(date: str | None, clock: str, near: datetime, zone: ZoneInfo) -> datetime:
    """Return the time that `clock` shows on `date`; without a date, the one nearest to `near`."""
    if date:
        at = datetime.fromisoformat(f"{date}T{clock}")
        return at if at.tzinfo else at.replace(tzinfo=zone)
    days = (near.astimezone(zone).date() + timedelta(days=step) for step in (0, -1, 1))
    candidates = [_at(day.isoformat(), clock, near, zone) for day in days]
    return min(candidates, key=lambda at: abs(at - near))
