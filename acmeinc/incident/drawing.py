"""How each block of the document is drawn from the incident (DESIGN §3).

A table's rows are named once, in `ROWS`, and serve drawing and reading alike. The checklist is drawn in
place: its words belong to the team's template, only the boxes are the program's.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from acmeinc.incident import names
from acmeinc.incident.durations import DURATIONS
from acmeinc.incident.entries import line_of, time_text
from acmeinc.incident.fields import ACTION_KEYS, FIELDS, PEOPLE_KEYS, Field, moment_of
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.parts import PREVIOUS, SEALED_BLOCKS
from acmeinc.incident.state import Entries, next_update
from acmeinc.incident.text import encode, encode_cell, encode_element
from acmeinc.incident.variants import struck_ids

BOX = re.compile(r"^(\s*[-*+] \[)([ xX])(\].*<!-- step=([a-z-]+) -->\s*)$")
_PERSON_MARKS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "()/"})

BLOCKS = (
    "title",
    "checklist",
    "stakeholders",
    "communications",
    "responders",
    "timeline",
    *SEALED_BLOCKS[4:],
)


class Row(NamedTuple):
    """A row of a two-column table: its label and the field it shows; "" for what is only computed."""

    label: str
    field: str = ""


ROWS: Mapping[str, tuple[Row, ...]] = {
    "stakeholders": (
        Row("Severity", "severity"),
        Row("Status", "status"),
        Row("Customer impact", "impact"),
        Row("Quantity of customers impacted", "quantity"),
        Row("Known customers impacted", "customers"),
        Row("Incident commander", "commander"),
        Row("Responding teams", "teams"),
        Row("Next update"),
        Row("Expected remediation", "remediation"),
        Row("Workarounds", "workarounds"),
    ),
    "responders": (
        Row("Incident chat", "links.chat"),
        Row("Video bridge", "links.bridge"),
        Row("Status page", "links.status_page"),
        Row("Tickets", "links.tickets"),
        Row("Customer tickets", "links.customer_tickets"),
        Row("Responders", "responders"),
        Row("Technical summary", "summary"),
    ),
    "data": (
        Row("Impact started", "milestones.started"),
        Row("Detected", "milestones.detected"),
        Row("Acknowledged", "milestones.acknowledged"),
        Row("Declared", "milestones.declared"),
        Row("Investigating", "milestones.investigating"),
        Row("Identified", "milestones.identified"),
        Row("Mitigated", "milestones.mitigated"),
        Row("Resolved", "milestones.resolved"),
        Row("Retrospective prep", "milestones.retrospective_prep"),
        Row("Retrospective done", "milestones.retrospective_done"),
    ),
    "retrospective": (
        Row("When", "retrospective.at"),
        Row("Attendees", "retrospective.attendees"),
    ),
}

AGENDA: tuple[Row, ...] = (
    Row("What was the final assessment of customer impact?", "retrospective.impact"),
    Row("What went well?", "retrospective.went_well"),
    Row("What could be improved?", "retrospective.improve"),
    Row("Where did we get lucky?", "retrospective.lucky"),
    Row("What were we wrong about?", "retrospective.wrong"),
)

HEADINGS: Mapping[str, tuple[str, str]] = {
    "stakeholders": ("What", "Now"),
    "responders": ("Where", "Link"),
    "data": ("Milestone", "When"),
    "retrospective": ("Retrospective", "Now"),
}

ACTION_LABELS = ("Action", "Owner", "Due", "Link", "Done")
DURATION_LABELS = ("Duration", "Formula", "Time")


class Drawing:
    """Draws the blocks of one incident. Times are shown in the incident's own zone."""

    def __init__(self, entries: Entries, incident: Incident, values: Mapping[str, Any]) -> None:
        self._entries = entries
        self._incident = incident
        self._values = values
        self._zone = zone_of(incident.time_zone)

    def lines(self, name: str, current: Sequence[str]) -> list[str] | None:
        """Return the lines (without newline) of block `name`; None for a block this version does not know.

        `current` are the lines that stand there now.
        """
        if name in ROWS:
            return self._table(name) + (self._durations() if name == "data" else self._answers(name))
        if name == "checklist":
            return [self._box(line.rstrip("\r\n")) for line in current]
        if name == "title":
            return [f"# {encode(names.title(self._incident))}"]
        if name == "actions":
            return self._actions()
        if name == "timeline":
            return self._entry_lines(self._incident.timeline)
        return self._communications() if name == "communications" else None

    def _table(self, name: str) -> list[str]:
        left, right = HEADINGS[name]
        return [table_row(left, right), "|---|---|", *(table_row(r.label, self._cell(r)) for r in ROWS[name])]

    def _cell(self, row: Row) -> str:
        if not row.field:
            promised = next_update(self._incident)
            return time_text(promised.astimezone(self._zone)) if promised else ""
        return cell_of(FIELDS[row.field], self._values[row.field], self._zone)

    def _durations(self) -> list[str]:
        rows = [
            table_row(duration.label, duration.formula, clock(duration.of(self._incident.milestones)))
            for duration in DURATIONS
        ]
        return ["", table_row(*DURATION_LABELS), "|---|---|---|", *rows]

    def _answers(self, name: str) -> list[str]:
        lines: list[str] = []
        for row in AGENDA if name == "retrospective" else ():
            value = self._values[row.field]
            answers = value if isinstance(value, list) else [value] if value else []
            bullets = ["", *(f"- {encode(str(answer))}" for answer in answers)] if answers else []
            lines += ["", f"**{row.label}**", *bullets]
        return lines

    def _actions(self) -> list[str]:
        rows = [
            table_row(*(encode_cell(str(action.get(key, ""))) for key in ACTION_KEYS))
            for action in self._values["retrospective.actions"]
        ]
        return [table_row(*ACTION_LABELS), "|---|---|---|---|---|", *rows]

    def _box(self, line: str) -> str:
        match = BOX.match(line)
        if not match:
            return line
        ticked = match[4] in self._incident.ticked
        if ticked == (match[2] != " "):
            return line
        return f"{match[1]}{'x' if ticked else ' '}{match[3]}".rstrip()

    def _communications(self) -> list[str]:
        lines = self._entry_lines(self._incident.communications)
        return [*lines[:1], "", PREVIOUS, "", *lines[1:]] if len(lines) > 1 else lines

    def _entry_lines(self, entries: Iterable[Entry]) -> list[str]:
        struck = struck_ids(self._entries)
        return [line_of(entry, struck=entry.id in struck) for entry in entries]


def table_row(*cells: str) -> str:
    """Return a Markdown table row of encoded cells."""
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def cell_of(field: Field, value: Any, zone: ZoneInfo) -> str:
    """Return a field's value as a table cell shows it; times in `zone`."""
    if field.kind == "time":
        moment = moment_of(str(value))
        return time_text(moment.astimezone(zone)) if moment else ""
    if field.kind == "people":
        return ", ".join(_person(element) for element in value)
    if field.is_list:
        return ", ".join(encode_element(str(element)) for element in value)
    return encode_cell(str(value))


def _person(element: Mapping[str, str]) -> str:
    name, role, team = (_person_part(str(element.get(key, ""))) for key in PEOPLE_KEYS)
    about = " / ".join(part for part in (role, team) if part)
    return f"{name} ({about})" if about else name


def _person_part(text: str) -> str:
    return encode_element(text).translate(_PERSON_MARKS)


def clock(duration: timedelta | None) -> str:
    """Return a duration as `1:02:00` (hours, minutes, seconds); "" for None."""
    if duration is None:
        return ""
    seconds = int(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone called `name`, UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return `moment` in whole seconds with the offset of `zone`."""
    return moment.astimezone(zone).replace(microsecond=0)
