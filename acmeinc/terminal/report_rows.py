"""The figures of a report in long format, one figure a row: for spreadsheets, and for what reads a pipe."""

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from typing import NamedTuple

from acmeinc.incident.text import clean_line, visible
from acmeinc.process.figures import Report
from acmeinc.process.kept import Kept
from acmeinc.process.time_to import TimeTo

COLUMNS = ("figure", "of", "by", "key", "value")

_FORMULA_SIGNS = ("=", "+", "-", "@")


class Row(NamedTuple):
    """One figure, `of` what, `by` what it was divided and the part's name (`key`); durations in seconds."""

    figure: str
    of: str
    by: str
    key: str
    value: str


def rows(report: Report) -> list[Row]:
    """Return every figure that is known; what is not known has no row."""
    return [
        *_promises(report),
        *_counts("retrospectives", "outcome", report.retrospectives._asdict().items()),
        *_counts("action_items", "state", zip(("done", "open", "overdue"), report.actions[:3], strict=True)),
        Row("incidents", "", "", "", str(report.incidents)),
        *_counts("incidents", "status", report.statuses._asdict().items()),
        *_counts("incidents", "severity", report.severities),
        *_counts("incidents", "functionality", report.functionalities),
        *_counts("incidents", "team", report.teams),
        *(row for time in report.times for row in _times(time)),
        *_months(report),
        *_people(report),
    ]


def as_csv(report: Report) -> str:
    """Return the rows as CSV; what a spreadsheet would take for a formula gets an apostrophe before it."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_inert(_shown(cell)) for cell in row] for row in rows(report))
    return written.getvalue()


def as_lines(report: Report) -> list[str]:
    """Return the rows with tabs between their cells, for a pipe."""
    return ["\t".join(_shown(cell) for cell in row) for row in rows(report)]


def _shown(cell: str) -> str:
    return visible(clean_line(cell))


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


def _promises(report: Report) -> Iterator[Row]:
    for audience in report.audiences:
        yield from _kept(audience.name, "", "", audience.kept)
        for part in audience.by_severity:
            yield from _kept(audience.name, "severity", part.name, part.kept)
        for part in audience.by_commander:
            yield from _kept(audience.name, "commander", part.name, part.kept)
    for clock in report.clocks:
        yield from _kept(clock.name, "", "", clock.kept)
        yield Row("promises_unknown", clock.name, "", "", str(clock.unknown))


def _kept(of: str, by: str, key: str, kept: Kept) -> Iterator[Row]:
    told = {"counted": kept.counted, "on_time": kept.on_time, "late": kept.late, "unkept": kept.unkept}
    for name, count in told.items():
        yield Row(f"promises_{name}", of, by, key, str(count))
    if kept.share is not None:
        yield Row("promises_share", of, by, key, f"{kept.share:.4f}")
    if kept.worst:
        yield Row("promises_worst_late_s", of, by, key, _seconds(kept.worst.late))
        yield Row("promises_worst_incident", of, by, key, kept.worst.incident)


def _counts(figure: str, by: str, counts: Iterable[tuple[str, int]]) -> Iterator[Row]:
    for key, count in counts:
        yield Row(figure, "", by, key, str(count))


def _times(time: TimeTo, by: str = "", key: str = "") -> Iterator[Row]:
    for name in ("known", "missing", "contradictory"):
        yield Row(f"time_{name}", time.name, by, key, str(getattr(time, name)))
    for name in ("median", "percentile_90"):
        length = getattr(time, name)
        if length is not None:
            yield Row(f"time_{name}_s", time.name, by, key, _seconds(length))


def _months(report: Report) -> Iterator[Row]:
    for month in report.months:
        yield Row("incidents", "", "month", month.month, str(month.incidents))
        for (severity, _), count in zip(report.severities, month.by_severity, strict=True):
            yield Row("incidents", severity, "month", month.month, str(count))
        yield from _kept("everyone", "month", month.month, month.kept)
        yield from _times(month.mitigate, "month", month.month)


def _people(report: Report) -> Iterator[Row]:
    for person in report.people:
        for name in ("incidents", "commanded", "night_hours", "nights"):
            yield Row(f"carried_{name}", "", "person", person.name, str(getattr(person, name)))


def _seconds(length: timedelta) -> str:
    return str(int(length.total_seconds()))
