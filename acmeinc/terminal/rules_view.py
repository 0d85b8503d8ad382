"""What `rules diff` shows in a terminal: what changes file by file, then what that does to incidents."""

from collections.abc import Iterator
from itertools import groupby
from zoneinfo import ZoneInfo

from acmeinc.incident.text import clean_line, visible
from acmeinc.process.rule_changes import Change
from acmeinc.process.rule_effects import Moved, Replayed
from acmeinc.process.rule_review import Review
from acmeinc.process.rule_words import (
    DUTIES,
    FILES,
    HOW_COUNTED,
    NOBODY_OWNS,
    NOBODY_TOLD,
    PROMISES_STAND,
    SENT,
    is_overdue_by_it,
    past_in_short,
    share_of,
    unchanged,
)
from acmeinc.process.time_input import day_label
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import cells, hanging, pad, wrap

PLAIN = Ink()

_WIDEST_NAME = 34


def review_lines(review: Review, width: int, ink: Ink = PLAIN) -> list[str]:
    """Return the whole review, in the time zone of the rules; one line where nothing changes."""
    if review.is_empty:
        return wrap(visible(unchanged(review)), width)
    lines = wrap(visible(f"Compared: {review.compared}"), width)
    for part in (_problems, _changes, _templates, _unowned, _moved, _past):
        found = list(part(review, width, ink))
        lines += ["", *found] if found else []
    return lines


def _problems(review: Review, width: int, ink: Ink) -> Iterator[str]:
    if review.problems:
        yield ink.red(f"The new rules cannot be used: {_count(len(review.problems), 'problem')}")
    for problem in review.problems:
        yield from _indented(visible(str(problem)), width)
        yield from (f"  {line}" for line in _indented(visible(problem.hint), width - 2) if problem.hint)
    for path in review.unread_before:
        yield f"! {visible(path)} could not be read before, and is not compared"


def _changes(review: Review, width: int, ink: Ink) -> Iterator[str]:
    for area, group in groupby(review.changes, lambda change: change.area):
        yield ink.bold(FILES[area])
        changes = [(visible(clean_line(change.name)), change) for change in group]
        room = min(_WIDEST_NAME, max(cells(name) for name, _ in changes))
        for name, change in changes:
            if cells(name) > room:
                yield from _indented(name, width)
                name = ""
            yield from hanging(f"{pad(name, room)}  ", visible(clean_line(_told(change))), width)


def _told(change: Change) -> str:
    note = f" ({change.note})" if change.note else ""
    if change.kind == "changed":
        return f"{change.before} → {change.after}{note}"
    return f"new: {change.after}{note}" if change.kind == "added" else f"gone, was: {change.before}{note}"


def _templates(review: Review, width: int, ink: Ink) -> Iterator[str]:
    for template in review.templates:
        what = "; of the same sample it makes:" if template.lines and not template.is_source else ""
        yield f"{ink.bold(visible(f'templates/{template.name}'))}  {template.kind}{what}"
        yield from (f"  {_painted(visible(line), ink)}" for line in template.lines)


def _painted(line: str, ink: Ink) -> str:
    if line.startswith("+"):
        return ink.green(line)
    return ink.red(line) if line.startswith("-") else line


def _unowned(review: Review, width: int, ink: Ink) -> Iterator[str]:
    if review.unowned:
        names = ", ".join(visible(clean_line(name)) for name in review.unowned)
        first, *more = wrap(f"! {NOBODY_OWNS}: {names}; {NOBODY_TOLD}.", width)
        yield ink.yellow(first)
        yield from (ink.yellow(f"  {line}") for line in more)


def _moved(review: Review, width: int, ink: Ink) -> Iterator[str]:
    for one in review.stranded:
        told = f"! {one.incident} is {one.severity}, which is gone: it counts as {one.counts_as}"
        yield from wrap(visible(told), width)
    if not review.moved:
        return
    yield ink.bold(f"Times that move ({review.zone})")
    zone = ZoneInfo(review.zone)
    for (incident, severity), times in groupby(
        sorted(review.moved, key=lambda one: one.incident), lambda one: (one.incident, one.severity)
    ):
        yield f"  {visible(incident)}  {visible(severity)}"
        yield from (f"    {_moved_line(moved, zone, review, ink)}" for moved in times)
    yield from wrap(PROMISES_STAND, width)


def _moved_line(moved: Moved, zone: ZoneInfo, review: Review, ink: Ink) -> str:
    before, after = (day_label(at, zone) if at else "not due" for at in (moved.before, moved.after))
    late = ink.red(", late at once") if is_overdue_by_it(moved, review.now) else ""
    return f"{pad(DUTIES[moved.kind], 13)}  {before} → {after}{late}"


def _past(review: Review, width: int, ink: Ink) -> Iterator[str]:
    if not review.past:
        return
    first, *more = wrap(f"The past: {past_in_short(review)}", width)
    yield from (ink.bold(line) for line in (first, *more))
    rows = [("", "", "in all", "late before", "late after"), *(_past_row(one) for one in review.past)]
    widths = [max(cells(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        left = (pad(text, room) for text, room in zip(row[:2], widths[:2], strict=True))
        right = (" " * (room - cells(text)) + text for text, room in zip(row[2:], widths[2:], strict=True))
        yield "  " + "  ".join((*left, *right))
    yield from wrap(HOW_COUNTED, width)


def _past_row(one: Replayed) -> tuple[str, ...]:
    late = (share_of(count, one.sent) for count in (one.late_before, one.late_after))
    return visible(clean_line(one.severity)), SENT[one.kind], str(one.sent), *late


def _indented(text: str, width: int) -> list[str]:
    return [f"  {line}" for line in wrap(text, width - 2)]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
