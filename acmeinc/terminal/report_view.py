"""A report in a terminal: what `acmeinc report` prints. It reads the same without colour.

Every share and count is told in numbers; its bar says nothing more.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.process import report_words as words
from acmeinc.process.figures import AUDIENCES, Month, Report
from acmeinc.process.kept import Kept, Part
from acmeinc.process.selection import Selection
from acmeinc.process.time_input import format_local
from acmeinc.terminal.layout import ROOMY, cells, shorten, wrap
from acmeinc.terminal.rich_page import rendered, shown

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

FULL, EMPTY = "█", "░"
_BAR = 12
_WIDE = 80
"""On fewer columns what is least needed is left out: bars, formulas, and what was worst in a part."""
_MOST = 8
"""So many functionalities, teams and people are named; the others are counted."""
_NAME = 22
_GAPS = 17
"""What a row of kept promises takes besides: the indent, the share, and two columns between two cells."""
_MONTHS = 24


class Shown(NamedTuple):
    """What a report view shows: the report, the incidents that were meant, the zone times are told in."""

    report: Report
    meant: Selection
    zone: tzinfo


def report_text(view: Shown, width: int, *, color: bool = False) -> str:
    """Return the report as text of at most `width` columns."""
    return rendered(_parts(view, width), width, color=color)


def _parts(view: Shown, width: int) -> Iterator["RenderableType"]:
    report = view.report
    yield shown("\n".join(wrap(words.title(report.incidents, view.meant), width)), "bold")
    yield shown(f"as of {format_local(report.now, view.zone)}")
    if not report.incidents:
        return
    kept = [(audience.name, audience.kept) for audience in report.audiences]
    yield from _section("Kept promises", _kept(kept, width))
    yield from _section(
        "  by severity: on time, of how many, the worst",
        _divided([a.by_severity for a in report.audiences], width),
    )
    yield from _section(
        "  by who commanded then", _divided([a.by_commander for a in report.audiences], width)
    )
    clocks = [(words.clock_name(clock), clock.kept) for clock in report.clocks]
    yield from _section("From detection", _kept(clocks, width))
    yield from _section("Retrospectives", _sentence(words.retrospectives(report.retrospectives), width))
    yield from _section("Action items", _sentence(words.actions(report.actions), width))
    yield from _section("Incidents", _sentence(words.statuses(report.statuses), width))
    yield _counts("severity", report.severities, width)
    yield _counts("functionality", report.functionalities, width)
    yield _counts("owning team", report.teams, width)
    yield from _section("How long it took, from the start of the impact", _times(report, width))
    yield _sentence(words.METHOD, width, "dim")
    yield from _section("By month", _months(report, width))
    yield from _section("Who carried the load, for care and not for blame", _people(report, width))
    yield _sentence(words.BY_NIGHT, width, "dim")


def _section(heading: str, body: "RenderableType") -> Iterator["RenderableType"]:
    yield shown(f"\n{heading}", "bold")
    yield body


def _sentence(text: str, width: int, style: str = "") -> "Text":
    return shown("\n".join(f"  {line}" for line in wrap(text, width - 2)), style)


def _kept(named: Iterable[tuple[str, Kept]], width: int) -> "Table":
    """Return one row for each: the share on time, its bar, the numbers, the worst lateness and where."""
    rows = [(kept, (name, *_told(kept))) for name, kept in named]
    taken = sum(max(map(cells, column)) for column in zip(*(told for _, told in rows), strict=True))
    taken += _BAR + _GAPS
    table = _table("left", "right", "left", "left", "left", "left")
    for kept, (name, told, late) in rows:
        whose = shorten(kept.worst.incident, width - taken) if kept.worst and width >= _WIDE else ""
        bar = _share(kept) if width >= _WIDE else ""
        _add(table, name, words.percent(kept.share), bar, told, late, whose)
    return table


def _told(kept: Kept) -> tuple[str, str]:
    late = f"worst {words.length(kept.worst.late)}" if kept.worst else ""
    return f"{kept.on_time} of {kept.counted}", late


def _divided(divided: Sequence[Sequence[Part]], width: int) -> "Table":
    """Return a row for each part and a column for each audience: share on time, of how many, the worst."""
    table = _table("left", *("left" for _ in divided))
    _add(table, "", *(shown(name, "dim") for name in AUDIENCES.values()))
    kept = [{part.name: part.kept for part in parts} for parts in divided]
    for name in sorted({name for column in kept for name in column}):
        told = (_brief(column.get(name, Kept()), with_worst=width >= _WIDE) for column in kept)
        _add(table, shorten(name, _NAME), *told)
    return table


def _brief(kept: Kept, *, with_worst: bool) -> str:
    if not kept.counted:
        return words.UNKNOWN
    late = f", {words.length(kept.worst.late)}" if kept.worst and with_worst else ""
    return f"{words.percent(kept.share)} of {kept.counted}{late}"


def _counts(what: str, counts: Sequence[tuple[str, int]], width: int) -> "Table":
    table = _table("left", "right", "left")
    _add(table, shown(f"by {what}", "dim"), "", "")
    most = max(count for _, count in counts)
    for name, count in counts[:_MOST]:
        _add(table, shorten(name, width - _BAR - 14), str(count), _bar(count, most))
    if more := counts[_MOST:]:
        _add(table, shown(f"{len(more)} more", "dim"), str(sum(count for _, count in more)), "")
    return table


def _times(report: Report, width: int) -> "Table":
    contradictory = any(time.contradictory for time in report.times)
    table = _table("left", "right", "right", "right", "right", *(["right"] if contradictory else []), "left")
    heads = ["to", "median", "90 % in", "known", "lack", *(["reversed"] if contradictory else [])]
    _add(table, *(shown(head, "dim") for head in heads), "")
    for time in report.times:
        counts = [time.known, time.missing, *([time.contradictory] if contradictory else [])]
        lengths = (words.length(time.median), words.length(time.percentile_90))
        _add(table, time.name, *lengths, *map(str, counts), time.formula if width >= _WIDE else "")
    return table


def _months(report: Report, width: int) -> "Table":
    """Return a row for each month; the severities are left out where there is no room for them."""
    names = [name for name, _ in report.severities]
    names = names if width >= ROOMY + 6 * len(names) else []
    table = _table("left", "right", "left", *("right" for _ in names), "right", "right")
    heads = ["", "", "incidents", *names, "on time", "mitigated in"]
    _add(table, *(shown(head, "dim") for head in heads))
    most = max(month.incidents for month in report.months)
    if earlier := report.months[:-_MONTHS]:
        before = sum(month.incidents for month in earlier)
        _add(table, "before", str(before), *("" for _ in heads[2:]))
    for month in report.months[-_MONTHS:]:
        _add(table, month.month, str(month.incidents), *_month(month, most, len(names)))
    return table


def _month(month: Month, most: int, severities: int) -> "Iterator[str | Text]":
    yield _bar(month.incidents, most)
    yield from (str(count or words.UNKNOWN) for count in month.by_severity[:severities])
    yield words.percent(month.kept.share)
    yield words.length(month.mitigate.median)


def _people(report: Report, width: int) -> "Table":
    table = _table("left", "right", "right", "right", "right", "left")
    heads = ("", "incidents", "commanded", "nights", "night hours", "")
    _add(table, *(shown(head, "dim") for head in heads))
    most = max((person.night_hours for person in report.people), default=0)
    for person in report.people[:_MOST]:
        counts = (person.incidents, person.commanded, person.nights, person.night_hours)
        bar = _bar(person.night_hours, most) if width >= _WIDE else ""
        _add(table, shorten(person.name, _NAME), *map(str, counts), bar)
    if len(report.people) > _MOST:
        _add(table, shown(f"{len(report.people) - _MOST} more", "dim"), "", "", "", "", "")
    return table


def _table(*columns: str) -> "Table":
    """Return an empty table, indented by two."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(width=0)
    for justify in columns:
        table.add_column(justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def _add(table: "Table", *row: "str | Text") -> None:
    table.add_row("", *(shown(cell) if isinstance(cell, str) else cell for cell in row))


def _share(kept: Kept) -> "Text":
    """Return a bar of the share on time; it is full only when all were, and empty only when none was."""
    if not kept.counted:
        return shown("")
    full = min(max(round((kept.share or 0) * _BAR), kept.on_time > 0), _BAR - (kept.late > 0))
    return shown(FULL * full, "green") + shown(EMPTY * (_BAR - full), "red")


def _bar(count: int, most: int) -> "Text":
    return shown(FULL * max(round(count / most * _BAR), count > 0) if most else "", "cyan")
