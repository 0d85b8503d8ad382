"""An incident as one readable page: what `show` prints in a terminal.

Rich lays it out; it gets `Text` objects of visible text alone, so nothing in a document can be markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.incident.durations import DURATIONS
from acmeinc.incident.model import MILESTONES, Entry, Incident
from acmeinc.incident.names import title
from acmeinc.incident.text import visible
from acmeinc.process.checklist import PHASES
from acmeinc.process.gates import Gate
from acmeinc.process.metrics import Durations
from acmeinc.process.schedule import Due
from acmeinc.process.time_input import format_local, short
from acmeinc.terminal.layout import cells, pad, wrap
from acmeinc.terminal.rich_page import rendered, shown
from acmeinc.terminal.views import due_lines, gate_lines

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

Row = tuple[str, ...]

_ROOM_FOR_TEXT = 24
"""How many columns what happened needs beside when, what and who."""


class Page(NamedTuple):
    """What a page shows: the incident, and what was computed from it; `zone` is what times are told in."""

    incident: Incident
    dues: Sequence[Due]
    gates: Sequence[Gate]
    durations: Durations
    now: datetime
    zone: tzinfo


def page_text(page: Page, width: int, *, color: bool = False) -> str:
    """Return the page as text of at most `width` columns, links excepted."""
    return rendered(_parts(page, width), width, color=color)


def _parts(page: Page, width: int) -> Iterator["RenderableType"]:
    incident = page.incident
    yield shown("\n".join(wrap(title(incident), width)), "bold")
    yield shown("\n".join(wrap(_status(page), width)))
    yield from _section("", _rows(_who_and_what(incident)))
    yield from _section("Links", *_lines(_links(incident)))
    if page.dues:
        yield from _section("Next", *_lines(due_lines(page.dues, page.now, zone=page.zone, width=width)))
    yield from _section("Milestones", _rows(_milestones(page)))
    yield from _section("Latest message", *_lines(_latest_message(page, width)))
    yield from _section("Earlier messages", *_happenings(_earlier_messages(incident, page.zone), width))
    yield from _section("Timeline", *_happenings(_timeline(incident, page.zone), width))
    if incident.status == "mitigated":
        yield from _section("Before it can be resolved", *_lines(gate_lines(page.gates, width)))
    yield from _section("Retrospective", _rows(_retrospective(incident, page.zone)))


def _status(page: Page) -> str:
    incident = page.incident
    parts = [incident.status or "no status", incident.severity or "no severity"]
    started = incident.milestones.get("started") or incident.milestones.get("detected")
    if incident.is_open and started:
        parts.append(f"for {short(page.now - started)}")
    items = [item for phase in PHASES.values() for item in phase]
    parts.append(f"checklist {len(incident.ticked.intersection(items))} of {len(items)}")
    return " · ".join(parts)


def _who_and_what(incident: Incident) -> Iterator[Row]:
    yield "Commander", incident.commander or "nobody yet"
    for responder in incident.responders:
        yield "Responder", f"{responder.name} ({', '.join(filter(None, [responder.role, responder.team]))})"
    yield "Teams", ", ".join(incident.teams)
    yield "Impact", incident.impact
    yield "Customers", ": ".join(filter(None, [incident.quantity, ", ".join(incident.customers)]))
    yield "Workarounds", incident.workarounds
    yield "Remediation", incident.remediation
    yield "Summary", incident.summary
    yield "Duplicate of", incident.duplicate_of


def _milestones(page: Page) -> Iterator[Row]:
    for name in MILESTONES:
        if name in page.incident.milestones:
            label = name.replace("_", " ").capitalize()
            yield label, format_local(page.incident.milestones[name], page.zone)
    for duration in DURATIONS:
        length = getattr(page.durations, duration.name)
        if length is not None:
            yield duration.label, f"{short(length)} ({duration.formula})"


def _links(incident: Incident) -> Iterator[str]:
    links = incident.links
    named = [("Chat", links.chat), ("Bridge", links.bridge), ("Status page", links.status_page)]
    named += [("Ticket", ticket) for ticket in links.tickets]
    named += [("Customer ticket", ticket) for ticket in links.customer_tickets]
    width = max(len(label) for label, _ in named)
    for label, link in named:
        if link:
            yield f"  {pad(label, width)}  {link}"


def _latest_message(page: Page, width: int) -> Iterator[str]:
    for entry in page.incident.communications[:1]:
        subject = str(entry.fields.get("subject", ""))
        head = f"{_when(entry, page.zone)}  {entry.kind} by {entry.by}"
        yield from (f"  {line}" for line in wrap(visible(head), width - 2))
        yield ""
        yield from (f"  {line}" for line in wrap(visible(subject), width - 2))
        yield from ("" if line == "" else f"  {line}" for line in ["", *wrap(visible(entry.text), width - 2)])


def _earlier_messages(incident: Incident, zone: tzinfo) -> Iterator[Row]:
    for entry in incident.communications[1:]:
        subject = str(entry.fields.get("subject", "")) or entry.text.split("\n")[0]
        yield _when(entry, zone), entry.kind, entry.by, subject


def _timeline(incident: Incident, zone: tzinfo) -> Iterator[Row]:
    corrected = {str(entry.fields["corrects"]) for entry in incident.timeline if "corrects" in entry.fields}
    for entry in incident.timeline:
        note = " (corrected above)" if entry.id in corrected else ""
        yield _when(entry, zone), entry.kind, entry.by, entry.text + note


def _retrospective(incident: Incident, zone: tzinfo) -> Iterator[Row]:
    meeting = incident.retrospective
    if meeting.at:
        yield "When", f"{format_local(meeting.at, zone)}, {meeting.minutes} min"
    yield "Attendees", ", ".join(meeting.attendees)
    yield "Impact", meeting.impact
    yield "Went well", "\n".join(meeting.went_well)
    yield "To improve", "\n".join(meeting.improve)
    yield "Lucky", "\n".join(meeting.lucky)
    yield "Went wrong", "\n".join(meeting.wrong)
    for action in meeting.actions:
        state = "done" if action.done else f"due {action.due}" if action.due else "open"
        yield "Action", ", ".join(filter(None, [action.text, action.owner, state, action.link]))


def _section(heading: str, *body: "RenderableType | None") -> Iterator["RenderableType"]:
    """Yield a section below an empty line; nothing when it holds nothing."""
    held = [part for part in body if part is not None]
    if held:
        yield shown(f"\n{heading}" if heading else "", "bold")
        yield from held


def _happenings(rows: Iterable[Row], width: int) -> Iterator["RenderableType"]:
    """Yield entries in columns; where that leaves no room for their text, each below its head."""
    filled = [row for row in rows if row[-1]]
    before = sum(max(map(cells, map(visible, column))) + 2 for column in list(zip(*filled, strict=True))[:-1])
    if width - 2 - before >= _ROOM_FOR_TEXT:
        table = _rows(filled)
        if table is not None:
            yield table
        return
    for *head, text in filled:
        indented = [f"    {line}" for line in wrap(visible(text), width - 4)]
        yield from _lines([f"  {line}" for line in wrap("  ".join(head), width - 2)] + indented)


def _rows(rows: Iterable[Row]) -> "Table | None":
    """Return rows in columns, those without a value left out; None when there are none."""
    from rich.table import Table

    filled = [row for row in rows if row[-1]]
    if not filled:
        return None
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(width=0)
    for _ in filled[0][:-1]:
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in filled:
        table.add_row("", *map(shown, row))
    return table


def _lines(lines: Iterable[str]) -> Iterator["Text"]:
    """Yield the lines as one text; nothing when there are none."""
    if text := "\n".join(lines):
        yield shown(text)


def _when(entry: Entry, zone: tzinfo) -> str:
    return f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if entry.at else "time unknown"
