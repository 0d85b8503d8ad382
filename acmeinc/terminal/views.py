"""What commands print, as plain lines of text: calm, in columns, readable without colour (DESIGN §4).

Text from documents and rules files is made visible here. For `piped` output see `acmeinc.terminal.piped`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Literal, NamedTuple

from acmeinc.incident.text import visible
from acmeinc.process.schedule import Due, overdue
from acmeinc.process.time_input import day_label, short
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import ROOMY, cells, hanging, pad, shorten, wrap

if TYPE_CHECKING:
    from acmeinc.incident.model import Incident
    from acmeinc.process.gates import Gate
    from acmeinc.process.message import Message

PLAIN = Ink()

OWN_CHANNEL = "own channel"
"""What the chat channel of an incident is called where its long name is known."""

_SHORT_DUTIES = {"check_in": "check-in", "status_page": "status page"}
_WHEN_WIDTH = len("overdue by 2d3h") + 1
_GATE_WIDTH = 25
_RESULT_WIDTH = 11
_ROOM_FOR_TIME = 5
_DAYS_OF_A_NAME = 7
_DUTY_WIDTH = 11
_SHORTEST_ID = 14


class Result(NamedTuple):
    """One line of what a step did: `done` ✓, `failed` ✗, or `open`: left to the person, !."""

    what: str
    text: str
    state: Literal["done", "failed", "open"] = "done"
    seconds: float | None = None


def when_words(due: Due, now: datetime) -> str:
    """Return `in 12m`, `now`, or `overdue by 3m`."""
    left = due.due - now.replace(microsecond=0)
    if not left:
        return "now"
    return f"overdue by {short(-left)}" if overdue(due, now) else f"in {short(left)}"


def next_lines(
    incident_id: str,
    severity: str,
    dues: Sequence[Due],
    now: datetime,
    *,
    zone: tzinfo,
    width: int,
    ink: Ink = PLAIN,
) -> list[str]:
    """Return the block that ends every step: what is due next for one incident, soonest first.

    The id is never shortened: it is there to be copied.
    """
    title = f"Next for {visible(incident_id)} ({visible(severity)})"
    if not dues:
        return [title, "  nothing is due"]
    return [ink.bold(title), *due_lines(dues, now, zone=zone, width=width, ink=ink)]


def next_words(due: Due, now: datetime, zone: tzinfo) -> str:
    """Return what is due next in one breath: `check-in 09:34, in 2m`; of a page, how to make it."""
    if due.kind == "page":
        return visible(due.detail)
    return f"{_duty(due)} {_clock(due.due, now, zone)}, {when_words(due, now)}"


def due_lines(dues: Sequence[Due], now: datetime, *, zone: tzinfo, width: int, ink: Ink = PLAIN) -> list[str]:
    """Return one line for each due: local time, what to do, how long until then."""
    clocks = [_clock(due.due, now, zone) for due in dues]
    indent = 2 + max(map(len, clocks), default=0) + 2
    room = max(14, width - _WHEN_WIDTH - indent)
    lines = []
    for due, clock in zip(dues, clocks, strict=True):
        first, *more = wrap(visible(due.detail), room - 2)
        when = _due_ink(due, now, ink)
        lines.append(f"  {pad(clock, indent - 4)}  {pad(first, room)}{when}")
        lines += [" " * indent + line for line in more]
    return lines


def due_table(dues: Sequence[Due], now: datetime, *, zone: tzinfo, width: int, ink: Ink = PLAIN) -> list[str]:
    """Return what is due for all incidents, soonest first, one line each; a page says below how to page."""
    if not dues:
        return ["Nothing is due."]
    clocks = [_clock(due.due, now, zone) for due in dues]
    clock_width = max(map(len, clocks))
    rows = sorted(zip(dues, clocks, strict=True), key=lambda row: row[0].due)
    duty_width = max(_DUTY_WIDTH, *(len(_duty(due)) for due in dues)) + 2
    id_width = max(_SHORTEST_ID, width - clock_width - 2 - 6 - 2 - duty_width - _WHEN_WIDTH)
    lines = []
    for due, clock in rows:
        when = _due_ink(due, now, ink)
        severity = pad(visible(due.severity), 4)
        incident = pad(shorten(visible(due.incident), id_width), id_width)
        duty = pad(_duty(due), duty_width)
        lines.append(f"{pad(clock, clock_width)}  {severity}  {incident}  {duty}{when}")
        if due.kind == "page" and due.detail:
            lines += [
                " " * (clock_width + 8) + line for line in wrap(visible(due.detail), width - clock_width - 8)
            ]
    return lines


def incident_table(incidents: "Sequence[Incident]", width: int) -> list[str]:
    """Return the incidents, one line each: id, severity, status, commander; ids shortened to fit `width`."""
    if not incidents:
        return ["No incidents."]
    rows = [
        (visible(i.id), visible(i.severity) or "-", visible(i.status) or "-", visible(i.commander) or "-")
        for i in incidents
    ]
    _, severity, status, commander = (max(map(cells, column)) for column in zip(*rows, strict=True))
    commander = min(commander, 20)
    room = max(_SHORTEST_ID, width - severity - status - commander - 6)
    room = min(room, max(cells(row[0]) for row in rows))
    columns = (room, severity, status, commander)
    return [
        "  ".join(pad(shorten(*cell), cell[1]) for cell in zip(row, columns, strict=True)).rstrip()
        for row in rows
    ]


def gate_lines(gates: "Iterable[Gate]", width: int, ink: Ink = PLAIN) -> list[str]:
    """Return the gates of resolution, met ✓ or not ✗, and why: beside each, or below where it is narrow."""
    lines = []
    for gate in gates:
        mark = ink.green("✓") if gate.met else ink.red("✗")
        beside = width >= ROOMY
        indent = _GATE_WIDTH + 6 if beside else 6
        why = wrap(visible(gate.why), width - indent) if gate.why else []
        first = why.pop(0) if why and beside else ""
        lines.append(f"  {mark} {pad(gate.id, _GATE_WIDTH)}  {first}".rstrip())
        lines += [" " * indent + line for line in why]
    return lines


def result_lines(
    results: Iterable[Result], width: int, *, piped: bool = False, ink: Ink = PLAIN
) -> list[str]:
    """Return one line for each thing a step did; long paths and links lose their middle, except when `piped`.

    What is left to the person is never shortened.
    """
    marks = {"done": ink.green("✓"), "failed": ink.red("✗"), "open": ink.yellow("!")}
    return [
        line for result in results for line in _result_lines(result, marks[result.state], width, piped=piped)
    ]


def _result_lines(result: Result, mark: str, width: int, *, piped: bool) -> list[str]:
    took = f"{result.seconds:.1f}s" if result.seconds is not None else ""
    head = f"{mark} {pad(result.what, _RESULT_WIDTH)} "
    room = width - _RESULT_WIDTH - 3
    text = visible(result.text)
    if piped:
        first, *more = f"{text}  {took}".rstrip().split("\n")
        return [head + first, *(" " * (_RESULT_WIDTH + 3) + line for line in more)]
    if result.state == "done":
        room -= 2 + max(_ROOM_FOR_TIME, len(took)) if took else 0
        text = shorten(text.replace("\n", " "), room)
        return [f"{head}{pad(text, room)}  {took:>{_ROOM_FOR_TIME}}" if took else head + text]
    first, *more = wrap(text, room)
    return [head + first, *(" " * (_RESULT_WIDTH + 3) + line for line in more)]


def message_preview(message: "Message", to: Sequence[str], width: int, room: int | None = None) -> list[str]:
    """Return a message as it will be read: to whom, subject, indented body; of a page, who is paged.

    A word to the pager is its subject alone. Of a body longer than `room` lines the first ones are shown,
    without empty lines, and how many are not.
    """
    receivers = visible(", ".join(to))
    if message.kind == "page":
        return [f"  Page: {receivers}"]
    if message.kind == "pager":
        return hanging("Pager: ", visible(message.subject), width)
    head = [*hanging("To: ", receivers, width), *hanging("Subject: ", visible(message.subject), width)]
    return [*head, "", *_body(visible(message.body), width, room)]


def _body(text: str, width: int, room: int | None) -> list[str]:
    lines = [f"    {line}" if line else "" for line in wrap(text, width - 4)]
    if room is None or len(lines) <= room:
        return lines
    lines = [line for line in lines if line]
    return [*lines[:room], f"    … {len(lines) - room} more lines"] if len(lines) > room else lines


def _duty(due: Due) -> str:
    return _SHORT_DUTIES.get(due.kind, due.kind)


def _due_ink(due: Due, now: datetime, ink: Ink) -> str:
    words = when_words(due, now)
    return ink.red(words) if overdue(due, now) else words


def _clock(when: datetime, now: datetime, zone: tzinfo) -> str:
    """Return `14:20` today, `Tue 10:13` within the next six days, else `Tue 24 Nov 10:13`."""
    local = when.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    if 0 < days < _DAYS_OF_A_NAME:
        return f"{local:%a %H:%M}"
    return day_label(when, zone) if days else f"{local:%H:%M}"
