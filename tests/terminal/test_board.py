"""The live board, compared whole: what fits, what comes first, what is said when something is late."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.model import Entry, Incident
from acmeinc.process.schedule import Due
from acmeinc.terminal.board import Card, Size, board_lines
from acmeinc.terminal.console import Ink
from acmeinc.terminal.layout import cells

NOW = datetime(2026, 11, 23, 19, 8, 12, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
EXPORT = "inc-26-11-22-sev-3-invoice-export-is-slow-for-all-customers"
WHOLE = Size(80, 24)
_CONTROL = frozenset(map(chr, [*range(32), *range(127, 160)]))


def entry(minutes: int, text: str, by: str = "Bo Lind") -> Entry:
    """Return a line of the timeline, that many minutes ago."""
    return Entry(f"E{minutes:02d}", NOW - timedelta(minutes=minutes), by, text)


def due(kind: str, left: timedelta, detail: str = "", incident: str = LOGIN) -> Due:
    """Return a duty with so much time left."""
    return Due(incident, "SEV1", kind, NOW + left, detail)


DOWN = Incident(
    LOGIN,
    "01KAR4M3V7Q1ZP6T0B8C9D2E3F",
    severity="SEV1",
    status="investigating",
    functionality="Login",
    state="down",
    audience="all customers",
    commander="Ana Ruiz",
    milestones={
        "started": NOW - timedelta(minutes=70),
        "detected": NOW - timedelta(minutes=66),
        "declared": NOW - timedelta(minutes=58),
    },
    ticked=frozenset(("severity-decided", "commander-named", "owner-paged", "document-created")),
    timeline=(
        entry(3, "tokens signed with the new key are rejected"),
        Entry("R", NOW, "Ana Ruiz", "Update printed", {"kind": "receipt"}),
        entry(20, "restarted one session host, no change"),
        entry(40, "a key was rotated at 12:50", "Cleo Park"),
    ),
)
DUES = (
    due("update", timedelta(minutes=-2, seconds=-12)),
    due("check_in", timedelta(minutes=4, seconds=48)),
    due("status_page", timedelta(minutes=52)),
)
WAITING = DOWN._replace(
    id=EXPORT, status="resolved", severity="SEV3", functionality="Invoice export", state="slow", timeline=()
)
RETRO = (due("retrospective", timedelta(hours=20, minutes=2), incident=EXPORT),)


def test_one_incident_at_80_by_24():
    """Late, soon and later say so in words; receipts are no news."""
    assert board_lines([Card(DOWN, DUES)], NOW, ZONE, WHOLE, Ink()) == [
        "14:08:12 EST                                    1 open · 1 overdue · ctrl-c ends",
        "",
        "SEV1  Login is down for all customers",
        "      investigating · Ana Ruiz · running 58m",
        "      stakeholder update  14:06  OVERDUE by 2:12",
        "      check-in            14:13  soon, in 4:48",
        "      status page         15:00  in 52m",
        "      checklist ██░░░░░░░░ 4 of 25 · declare",
        "      started 12:58 · detected 13:02 · declared 13:10",
        "      14:05  Bo Lind: tokens signed with the new key are rejected",
        "      13:48  Bo Lind: restarted one session host, no change",
        "      13:28  Cleo Park: a key was rotated at 12:50",
    ]


def test_what_is_open_stands_before_what_waits():
    """However soon the retrospective is; a day that is not today is named."""
    lines = board_lines([Card(WAITING, RETRO), Card(DOWN, DUES)], NOW, ZONE, WHOLE, Ink())
    titles = [line for line in lines if line.startswith("SEV")]
    assert titles == [
        "SEV1  Login is down for all customers",
        "SEV3  Invoice export is slow for all customers",
    ]
    assert "      retrospective       Tue 24 Nov 10:10  in 20h02m" in lines
    assert "      resolved · Ana Ruiz" in lines


def test_a_small_screen_says_what_it_leaves_out():
    """What has to be said of the first comes before anything of the next."""
    lines = board_lines([Card(DOWN, DUES), Card(WAITING, RETRO)], NOW, ZONE, Size(50, 9), Ink())
    assert lines == [
        "14:08:12 EST      1 open · 1 overdue · ctrl-c ends",
        "",
        "SEV1  Login is down for all customers",
        "  investigating · Ana Ruiz · running 58m",
        "  stakeholder update  OVERDUE by 2:12",
        "  check-in            soon, in 4:48",
        "  status page         in 52m",
        "  checklist ██░░░░░░░░ 4 of 25 · declare",
        "and 1 more: acmeinc list",
    ]


def test_nothing_to_show():
    """A quiet night."""
    assert board_lines([], NOW, ZONE, WHOLE, Ink())[2:] == ["Nothing is open, and nothing is due."]


def test_a_problem_stands_on_top():
    """What could be read before stays in sight."""
    lines = board_lines([Card(DOWN, DUES)], NOW, ZONE, WHOLE, Ink(), "severity.yaml:11:19: no duration")
    assert lines[1] == "! severity.yaml:11:19: no duration"
    assert "SEV1  Login is down for all customers" in lines


def test_colour_repeats_what_the_words_say():
    """Red when late, amber five minutes before."""
    lines = board_lines([Card(DOWN, DUES)], NOW, ZONE, WHOLE, Ink(True))
    assert "\x1b[31mOVERDUE by 2:12\x1b[0m" in lines[4]
    assert "\x1b[33msoon, in 4:48\x1b[0m" in lines[5]
    assert "\x1b" not in lines[6]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        pytest.param(timedelta(0), "NOW", id="on-the-second"),
        pytest.param(timedelta(seconds=-1), "OVERDUE by 0:01", id="a-second-late"),
        pytest.param(timedelta(minutes=5), "soon, in 5:00", id="amber"),
        pytest.param(timedelta(minutes=5, seconds=1), "in 5:01", id="not-yet"),
    ],
)
def test_the_moment_it_turns(left: timedelta, words: str):
    """To the second."""
    lines = board_lines([Card(DOWN, (due("update", left),))], NOW, ZONE, WHOLE, Ink())
    assert lines[4].split("  ")[-1] == words


@given(
    st.lists(st.text(max_size=90), max_size=6),
    st.integers(40, 120),
    st.integers(3, 40),
    st.integers(0, 6),
)
def test_it_never_leaves_the_screen(words: list[str], width: int, height: int, count: int):
    """Whatever people write, however small the window is; nothing on it moves the cursor."""
    timeline = tuple(entry(n, text, text) for n, text in enumerate(words))
    name = "".join(words)[:200]
    strange = DOWN._replace(functionality=name, commander=name, timeline=timeline)
    lines = board_lines([Card(strange, DUES)] * count, NOW, ZONE, Size(width, height), Ink(), name)
    assert len(lines) <= height
    assert all(cells(line) <= width and _CONTROL.isdisjoint(line) for line in lines)
