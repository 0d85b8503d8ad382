"""Chat that was copied out of a window."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from acmeinc.errors import BadData
from acmeinc.importing.irc import irc_lines
from acmeinc.importing.pasted import pasted_lines, read_pasted
from acmeinc.importing.said import Chat

NEW_YORK = ZoneInfo("America/New_York")
DAY = date(2026, 11, 23)


def read(text: str, day: date = DAY) -> Chat:
    """Return what a text says."""
    return read_pasted(text, "chat.txt", NEW_YORK, day)


def told(chat: Chat) -> list[tuple[str, str, str]]:
    """Return when (in UTC), who and what."""
    return [(f"{said.at:%d %H:%M:%S}", said.by, said.text) for said in chat.said]


TWO = [("23 15:15:00", "Ana Ruiz", "sign-in is down"), ("23 15:16:00", "Bo Lind", "looking")]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            "[10:15] Ana Ruiz: sign-in is down\n[10:16] Bo Lind: looking\n", TWO, id="teams-before-2024"
        ),
        pytest.param(
            "[10:15 AM] Ana Ruiz\n\nsign-in is down\n\nlike 1\n\n[10:16 AM] Bo Lind\n\nlooking\n",
            TWO,
            id="teams",
        ),
        pytest.param("Ana Ruiz  10:15 AM\nsign-in is down\nBo Lind  10:16 AM\nlooking\n", TWO, id="slack"),
        pytest.param(
            "Ana Ruiz\n  10:15 AM\nsign-in is down\n:+1:\nBo Lind\n  10:16 AM\nlooking (edited)\n3 replies\n",
            TWO,
            id="slack-two-lines",
        ),
        pytest.param("Ana Ruiz\t10:15\nsign-in is down\nBo Lind\t10:16\nlooking\n", TWO, id="tab"),
        pytest.param("10:15 Ana Ruiz: sign-in is down\n10:16 Bo Lind: looking\n", TWO, id="plain"),
        pytest.param("10:15 - Ana Ruiz: sign-in is down\n10:16 - Bo Lind: looking\n", TWO, id="dash"),
        pytest.param(
            "2026-11-23 10:15 Ana Ruiz: sign-in is down\n2026-11-23T10:16:00 Bo Lind: looking\n",
            TWO,
            id="iso-day",
        ),
        pytest.param(
            "[23/11/2026, 10:15:00] Ana Ruiz: sign-in is down\n[11/23/26, 10:16 AM] Bo Lind: looking\n",
            TWO,
            id="slashes",
        ),
        pytest.param(
            "[23.11.2026 10:15] Ana Ruiz: sign-in is down\n[10:16] Bo Lind: looking\n", TWO, id="dots"
        ),
        pytest.param(
            "Grafana\u202fAPP  10:15 AM\nsign-in is down\n10:16\nlooking\n",
            [("23 15:15:00", "Grafana", "sign-in is down"), ("23 15:16:00", "Grafana", "looking")],
            id="slack-app-and-grouped",
        ),
        pytest.param(
            "Ana Ruiz  10:15 AM\nsign-in is down\n10:16\nlooking\n10:17\nfound it",
            [
                ("23 15:15:00", "Ana Ruiz", "sign-in is down"),
                ("23 15:16:00", "Ana Ruiz", "looking"),
                ("23 15:17:00", "Ana Ruiz", "found it"),
            ],
            id="only-times-below-words",
        ),
        pytest.param("12:05 AM Bo: a", [], id="no-such-form"),
        pytest.param(
            "[12:05 AM] Bo: a\n[12:06 PM] Bo: b",
            [("23 05:05:00", "Bo", "a"), ("23 17:06:00", "Bo", "b")],
            id="noon-and-midnight",
        ),
    ],
)
def test_every_window(text: str, messages: list[tuple[str, str, str]]) -> None:
    """A time and a name, and the words behind or below them."""
    if messages:
        assert told(read(text)) == messages
        assert pasted_lines(text) > irc_lines(text)


def test_what_follows_belongs_to_the_message() -> None:
    """Also the line of a log, a quote, a blank line in the middle."""
    text = "[10:15] Ana Ruiz: look:\n10:15:07 ERROR: connection refused\n\n    at db.py\n[10:16] Bo: ok\n"
    assert told(read(text)) == [
        ("23 15:15:00", "Ana Ruiz", "look:\n10:15:07 ERROR: connection refused\n\n    at db.py"),
        ("23 15:16:00", "Bo", "ok"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Monday, November 23rd",
        "November 23, 2026",
        "Mon 23 Nov 2026",
        "--- 2026-11-23 ---",
        "23 November",
        "Nov 23rd",
    ],
)
def test_a_line_of_its_own_names_the_day(line: str) -> None:
    """For all that stands below it."""
    chat = read(f"{line}\n[10:15] Ana Ruiz: a\n", date(2026, 3, 1))
    assert told(chat)[0][0] == "23 15:15:00"
    assert chat.notes == ()


def test_without_a_day_the_first_line_is_of_the_day_that_is_given_and_midnight_passes() -> None:
    """Which is told."""
    chat = read("[23:58] Ana Ruiz: a\n[00:02] Bo: b\n")
    assert told(chat) == [("24 04:58:00", "Ana Ruiz", "a"), ("24 05:02:00", "Bo", "b")]
    assert chat.notes == ("no line of it says the day: 2026-11-23 was taken",)
    assert chat.local_times == 2


def test_a_day_that_can_be_read_in_two_ways_is_refused() -> None:
    """Unless only one of them is near the incident."""
    with pytest.raises(BadData) as stop:
        read("x\n[05/11/2026 10:15] Ana: a\n", date(2026, 8, 1))
    (problem,) = stop.value.problems
    assert str(problem) == "chat.txt:2:1: 05/11/2026 is 2026-05-11 or 2026-11-05"
    assert told(read("[05/11/2026 10:15] Ana: a\n", date(2026, 11, 4)))[0][0] == "05 15:15:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words\n",
        "[25:00] Ana: a\n",
        "[13:00 PM] Ana: a\n",
        "[10:15] one two three four five six\n",
        "[99/99/2026 10:15] Ana: a",
    ],
)
def test_what_is_no_chat_says_nothing(text: str) -> None:
    """What belongs to no message is counted."""
    chat = read(text)
    assert chat.said == ()
    assert len(chat.passed_over) == bool(text)
