"""The live board on the incident channel's screen: what is open, who commands, what is due when.

Pure: the same cards, moment and size give the same lines. Colour only repeats what the words say.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.text import clean_line, visible
from acmeinc.process.checklist import PHASES
from acmeinc.process.schedule import Due, overdue
from acmeinc.process.time_input import clock_label, day_label, short
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import ROOMY, apart, cells, pad, shorten

SOON = timedelta(minutes=5)
"""From then on a due time is amber."""

MOST_ENTRIES = 8
_DUTIES = {
    "declare": "first message",
    "page": "page",
    "check_in": "check-in",
    "update": "stakeholder update",
    "status_page": "status page",
    "retrospective": "retrospective",
}
_DUTY_WIDTH = max(map(len, _DUTIES.values()))
_SHOWN_MILESTONES = ("started", "detected", "declared", "identified", "mitigated")
_BAR_CELLS = 10


class Card(NamedTuple):
    """One incident on the board, and what is due for it, soonest first."""

    incident: Incident
    dues: tuple[Due, ...] = ()


class Size(NamedTuple):
    """How large the screen is, in columns and lines."""

    width: int
    height: int


def board_lines(
    cards: Iterable[Card], now: datetime, zone: tzinfo, size: Size, ink: Ink, problem: str = ""
) -> list[str]:
    """Return at most `size.height` lines: open incidents, soonest due first, then those that wait.

    What has to be said of each stands before anything else is: of what is left of the screen the checklist,
    the milestones and the newest entries take their turn. `problem` is told in the second line.
    """
    shown = sorted(cards, key=_urgency)
    head = [_head(shown, now, zone, size, ink)]
    if problem:
        head.append(ink.red(shorten(f"! {visible(clean_line(problem))}", size.width)))
    if not shown:
        return [*head, "", "Nothing is open, and nothing is due."][: size.height]
    blocks = [_Block(card, now, zone, size.width, ink) for card in shown]
    return [*head, *_fitted(blocks, size.height - len(head))]


def _urgency(card: Card) -> tuple[bool, float, str]:
    soonest = min((due.due.timestamp() for due in card.dues), default=float("inf"))
    return not card.incident.is_open, soonest, card.incident.id


def _head(cards: Sequence[Card], now: datetime, zone: tzinfo, size: Size, ink: Ink) -> str:
    is_open = sum(card.incident.is_open for card in cards)
    late = sum(overdue(due, now) for card in cards for due in card.dues)
    counts = [f"{is_open} open", f"{late} overdue" if late else "", "ctrl-c ends"]
    left = clock_label(now, zone, seconds=True)
    line = apart(left, " · ".join(filter(None, counts)), size.width)[0]
    return ink.bold(line)


def _fitted(blocks: "Sequence[_Block]", room: int) -> list[str]:
    """Return the lines of as many incidents as fit, each with as much of the rest as there is room for."""
    taken: list[_Block] = []
    for number, block in enumerate(blocks, 1):
        more = 1 if number < len(blocks) else 0
        if taken and sum(len(b.needed) for b in taken) + len(block.needed) + more > room:
            break
        taken.append(block)
    left = len(blocks) - len(taken)
    spare = room - sum(len(block.needed) for block in taken) - bool(left)
    for level in range(max((len(block.extra) for block in taken), default=0)):
        for block in taken:
            if spare > 0 and level < len(block.extra):
                block.granted += 1
                spare -= 1
    lines = [line for block in taken for line in block.lines()]
    return [*lines, *([f"and {left} more: acmeinc list"] if left else [])][:room]


class _Block:
    """The lines of one incident: those it needs, and what more can be shown when there is room."""

    def __init__(self, card: Card, now: datetime, zone: tzinfo, width: int, ink: Ink) -> None:
        self._incident = card.incident
        self._now, self._zone, self._ink = now, zone, ink
        self._indent = " " * (6 if width >= ROOMY else 2)
        self._width, self._room = width, width - len(self._indent)
        self.needed = ["", self._title(), self._standing(), *map(self._due, card.dues)]
        entries = [entry for entry in card.incident.timeline if entry.kind != "receipt"]
        self.extra = [self._checklist(), self._milestones(), *map(self._entry, entries[:MOST_ENTRIES])]
        self.granted = 0

    def lines(self) -> list[str]:
        """Return the lines that fit."""
        return [*self.needed, *self.extra[: self.granted]]

    def _title(self) -> str:
        incident = self._incident
        severity = pad(visible(incident.severity) or "-", 4)
        return self._ink.bold(shorten(f"{severity}  {visible(clean_line(incident.headline))}", self._width))

    def _standing(self) -> str:
        incident = self._incident
        commander = visible(clean_line(incident.commander)) or "no commander"
        declared = incident.milestones.get("declared")
        ago = f"running {short(max(self._now - declared, timedelta(0)))}" if declared else ""
        told = " · ".join(
            filter(None, (visible(incident.status), commander, ago if incident.is_open else ""))
        )
        return self._indent + shorten(told, self._room)

    def _due(self, due: Due) -> str:
        left = due.due - self._now.replace(microsecond=0)
        if overdue(due, self._now):
            words = self._ink.red(f"OVERDUE by {_countdown(-left)}")
        elif left <= SOON:
            words = self._ink.yellow(f"soon, in {_countdown(left)}" if left else "NOW")
        else:
            words = f"in {_countdown(left)}"
        if due.kind == "page":
            return self._indent + self._ink.red(shorten(visible(due.detail), self._room))
        duty = f"{self._indent}{pad(_DUTIES[due.kind], _DUTY_WIDTH)}  "
        return f"{duty}{self._clock(due.due)}  {words}" if self._width >= ROOMY else duty + words

    def _clock(self, when: datetime) -> str:
        local, today = when.astimezone(self._zone), self._now.astimezone(self._zone).date()
        return f"{local:%H:%M}" if local.date() == today else day_label(when, self._zone)

    def _checklist(self) -> str:
        ticked = self._incident.ticked
        steps = [step for phase in PHASES.values() for step in phase]
        done = sum(step in ticked for step in steps)
        filled = round(done / len(steps) * _BAR_CELLS)
        phase = next((name for name, of in PHASES.items() if not ticked.issuperset(of)), "")
        bar = "█" * filled + "░" * (_BAR_CELLS - filled)
        return f"{self._indent}checklist {bar} {done} of {len(steps)}{f' · {phase}' if phase else ''}"

    def _milestones(self) -> str:
        told = (
            f"{name} {self._incident.milestones[name].astimezone(self._zone):%H:%M}"
            for name in _SHOWN_MILESTONES
            if name in self._incident.milestones
        )
        return self._ink.dim(self._indent + shorten(" · ".join(told), self._room))

    def _entry(self, entry: Entry) -> str:
        clock = f"{entry.at.astimezone(self._zone):%H:%M}" if entry.at else "--:--"
        told = f"{clock}  {visible(clean_line(entry.by))}: {visible(clean_line(entry.text))}"
        return self._indent + _first_cells(told, self._room)


def _countdown(left: timedelta) -> str:
    """Return `4:05` within ten minutes, else the two largest units."""
    seconds = int(left.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}" if seconds < 600 else short(left)


def _first_cells(text: str, width: int) -> str:
    """Return the start of `text` within `width` columns: of what somebody said the beginning tells most."""
    if cells(text) <= width:
        return text
    kept = text[:width]
    while cells(kept) > width - 1:
        kept = kept[:-1]
    return f"{kept}…"
