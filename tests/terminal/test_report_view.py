"""A report as people and programs read it: in a terminal, as JSON, as CSV, in a pipe."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from golden import comparer
from made_report import HOSTILE, LIMITS, NOW, quarterly_report

from acmeinc.incident.text import clean_line
from acmeinc.process.figures import figures
from acmeinc.process.selection import Selection
from acmeinc.terminal.json_output import dump
from acmeinc.terminal.layout import cells
from acmeinc.terminal.report_json import report_json
from acmeinc.terminal.report_rows import COLUMNS, as_csv, as_lines
from acmeinc.terminal.report_view import Shown, report_text

MEANT = Selection(date(2026, 9, 1), date(2026, 11, 30))
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Return a comparison with a golden file of a report."""
    return comparer("reports")


@pytest.mark.parametrize("width", [80, 60, 120])
def test_in_a_terminal(golden: Callable[[str, str], None], width: int) -> None:
    """Whole, within its columns, and the same with colour and without."""
    shown = Shown(quarterly_report(), MEANT, NEW_YORK)
    text = report_text(shown, width)
    golden(f"terminal-{width}.txt", f"{text}\n")
    assert max(cells(line) for line in text.split("\n")) <= width
    assert "\x1b" not in text
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", report_text(shown, width, color=True))
    assert [line.rstrip() for line in coloured.split("\n")] == text.split("\n")


def test_a_terminal_of_forty_columns_keeps_every_number() -> None:
    """Broken into lines where it has to be."""
    text = report_text(Shown(quarterly_report(), MEANT, NEW_YORK), 40)
    assert max(cells(line) for line in text.split("\n")) <= 40 + len("search-is-slow-for-shops-in-québec")
    assert "5 of 8" in text.replace("\n", " ")


def test_nothing_happened() -> None:
    """One line, and the time."""
    empty = figures([], LIMITS, NOW, NOW.date())
    assert report_text(Shown(empty, Selection(team="Identity"), NEW_YORK), 80) == (
        "0 incidents, team Identity\nas of 2026-11-24 15:00:00 -05:00"
    )


def test_as_json(golden: Callable[[str, str], None]) -> None:
    """Every figure; what is not known is null, never zero."""
    text = dump(report_json(quarterly_report(), MEANT))
    golden("report.json", f"{text}\n")
    told = json.loads(text)
    assert told["selection"] == {
        "since": "2026-09-01",
        "until": "2026-11-30",
        "severity": None,
        "functionality": None,
        "team": None,
    }
    assert [one["to"] for one in told["times"] if one["median_s"] is None] == []


def test_as_csv(golden: Callable[[str, str], None]) -> None:
    """One figure a row; a spreadsheet takes none of them for a formula."""
    text = as_csv(quarterly_report())
    golden("report.csv", text)
    head, *told = csv.reader(text.splitlines())
    assert tuple(head) == COLUMNS
    assert {len(row) for row in told} == {5}
    assert [cell for row in told for cell in row if cell.startswith(("=", "@", "+", "-"))] == []
    assert f"'{clean_line(HOSTILE)}" in {row[3] for row in told}
    assert len({tuple(row[:4]) for row in told}) == len(told), "a figure is told twice"


def test_in_a_pipe() -> None:
    """The same with tabs, names as they are but for control characters."""
    lines = as_lines(quarterly_report())
    assert {line.count("\t") for line in lines} == {4}
    assert "\x1b" not in "".join(lines)
    assert len(lines) == len(as_csv(quarterly_report()).splitlines()) - 1
    assert "promises_on_time\tstakeholders\tcommander\tBo Lind\t2" in lines
