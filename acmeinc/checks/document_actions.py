"""Action items of a retrospective that nobody will do: without an owner, without a date, or overdue."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from acmeinc.checks.sheet import TOP, Place, Sheet
from acmeinc.checks.verdict import Dated
from acmeinc.incident.drawing import zone_of
from acmeinc.incident.fields import ACTION_KEYS
from acmeinc.incident.model import Action, Incident
from acmeinc.incident.text import decode_cell, encode_cell

FINISHED = ("resolved", "closed")
"""Until then action items are still being thought about."""


def action_problems(sheet: Sheet) -> Iterator[Dated]:
    """Yield what keeps the action items of a finished incident from being done."""
    incident = sheet.incident
    for action in incident.retrospective.actions if incident.status in FINISHED else ():
        if not action.done:
            yield from _open(sheet, incident, action)


def _open(sheet: Sheet, incident: Incident, action: Action) -> Iterator[Dated]:
    """Yield what is missing of an action item, and when it will be, or was, overdue."""
    hint = sheet.do(f'retro --action "{action.text} | OWNER | DUE"')
    if not action.owner:
        told = f"nobody owns the action item “{action.text}”"
        yield Dated(sheet.warning(_cell_of(sheet, action, "owner"), told, hint, rule="document-action-owner"))
    place = _cell_of(sheet, action, "due")
    due = _day(action.due)
    if due:
        zone = zone_of(incident.time_zone)
        since = datetime.combine(due + timedelta(days=1), time(), zone).astimezone(UTC)
        told = f"the action item “{action.text}” was due on {action.due}"
        overdue = "write yes into its Done cell, or another date into Due"
        yield Dated(sheet.warning(place, told, overdue, rule="document-action-overdue"), since)
    elif action.due:
        told = f"`{action.due}`, when “{action.text}” is due, is no date"
        yield Dated(sheet.warning(place, told, "write a date such as 2026-12-04", rule="document-action-due"))
    else:
        told = f"the action item “{action.text}” has no date"
        yield Dated(sheet.warning(place, told, hint, rule="document-action-due"))


def _day(text: str) -> date | None:
    """Return the day that an action item is due; None where `text` is none, or the last one there is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date.min < day < date.max - timedelta(days=2) else None


def _cell_of(sheet: Sheet, action: Action, key: str) -> Place:
    """Return where a cell of an action item stands, an empty one where it would begin."""
    piece = sheet.block("actions")
    for number, line in enumerate(piece.part.lines if piece else (), piece.first if piece else 0):
        if place := _cell(line, action.text, ACTION_KEYS.index(key)):
            return number, place
    added = [item for item in sheet.items if item.entry and "add.retrospective.actions" in item.entry.fields]
    found = [
        item for item in added if encode_cell(action.text) in item.text or action.text in str(item.entry)
    ]
    return found[0].place_of("add.retrospective.actions") if found else TOP


def _cell(line: str, words: str, wanted: int) -> int:
    """Return the column of a cell of the row whose first cell says `words`; 0 where it is another row."""
    bars: list[int] = [i for i, mark in enumerate(line) if mark == "|" and (not i or line[i - 1] != "\\")]
    if len(bars) < 2 or decode_cell(line[bars[0] + 1 : bars[1]]) != words:
        return 0
    if wanted >= len(bars):
        return len(line.rstrip()) or 1
    inside = line[bars[wanted] + 1 :].split("|")[0]
    return bars[wanted] + 2 + (len(inside) - len(inside.lstrip()) if inside.strip() else 0)
