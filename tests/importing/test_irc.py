"""Logs of IRC, as four programs write them by default."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from acmeinc.importing.irc import irc_lines, read_irc
from acmeinc.importing.pasted import pasted_lines
from acmeinc.importing.said import Chat

NEW_YORK = ZoneInfo("America/New_York")
DAY = date(2026, 11, 23)

IRSSI = """\
--- Log opened Mon Nov 23 23:50:00 2026
23:55 -!- bo [~bo@example.com] has joined #ops
23:58 < bo> sign-in is down
23:58 <@ana> looking
23:59  * bo checks the graphs
--- Day changed Tue Nov 24 2026
00:01 <+ana> the old key is back
00:02 -ChanServ:#ops- welcome
--- Log closed Tue Nov 24 00:10:00 2026
"""
WEECHAT = (
    "2026-11-23 23:55:00\t-->\tbo (~bo@example.com) has joined #ops\n"
    "2026-11-23 23:58:00\tbo\tsign-in is down\n"
    "2026-11-23 23:58:00\t@ana\tlooking\n"
    "2026-11-23 23:59:00\t *\tbo checks the graphs\n"
    "2026-11-24 00:00:00\t\tDay changed to Tue, 24 Nov 2026\n"
    "2026-11-24 00:01:00\t+ana\tthe old key is back\n"
    "2026-11-24 00:02:00\t--\tNotice(ChanServ): welcome\n"
    "2026-11-24 00:03:00\t<--\tbo (~bo@example.com) has quit (Quit)\n"
)
WEECHAT_UTC = (
    "2026-11-24 04:58:00.100000Z\tbo\tsign-in is down\n"
    "2026-11-24 04:58:00.200000Z\tana\tlooking\n"
    "2026-11-24 04:59:00.000000Z\t *\tbo checks the graphs\n"
    "2026-11-24 05:01:00.000000Z\tana\tthe old key is back\n"
)
ZNC = """\
[23:55:00] *** Joins: bo (~bo@example.com)
[23:58:00] <bo> sign-in is down
[23:58:00] <ana> looking
[23:59:00] * bo checks the graphs
[00:01:00] <ana> the old key is back
[00:02:00] -ChanServ- welcome
"""
HEXCHAT = """\
**** BEGIN LOGGING AT Mon Nov 23 23:50:00 2026

Nov 23 23:55:00 *\tNow talking on #ops
Nov 23 23:56:00 *\tbo (~bo@example.com) has joined
Nov 23 23:58:00 <bo>\tsign-in is down
Nov 23 23:58:00 <ana>\tlooking
Nov 23 23:59:00 *\tbo checks the graphs
Nov 24 00:01:00 <ana>\tthe old key is back
**** ENDING LOGGING AT Tue Nov 24 00:10:00 2026
"""
TOLD = [
    ("04:58:00", "bo", "sign-in is down"),
    ("04:58:00", "ana", "looking"),
    ("04:59:00", "bo", "/me checks the graphs"),
    ("05:01:00", "ana", "the old key is back"),
]


def read(text: str, name: str = "ops.log", day: date = DAY) -> Chat:
    """Return what a log says."""
    return read_irc(text, name, name, NEW_YORK, day)


@pytest.mark.parametrize(
    ("text", "events", "local"),
    [
        pytest.param(IRSSI, 2, 4, id="irssi"),
        pytest.param(WEECHAT, 4, 4, id="weechat"),
        pytest.param(WEECHAT_UTC, 0, 0, id="weechat-4.8"),
        pytest.param(ZNC, 2, 4, id="znc"),
        pytest.param(HEXCHAT, 2, 4, id="hexchat"),
    ],
)
def test_every_program_tells_the_same(text: str, events: int, local: int) -> None:
    """Over midnight, in the order of the log; who joins or leaves says nothing."""
    chat = read(text)
    assert [(f"{said.at:%H:%M:%S}", said.by, said.text) for said in chat.said] == TOLD
    assert {said.at.day for said in chat.said} == {24}
    assert [said.order for said in chat.said] == [0, 1, 0, 0]
    assert (len(chat.passed_over), chat.local_times) == (events, local)
    assert irc_lines(text) > pasted_lines(text)


@pytest.mark.parametrize(
    ("name", "text", "first", "notes"),
    [
        pytest.param("2026-11-20.log", ZNC, "2026-11-21", (), id="name-of-the-file"),
        pytest.param("ops/#ops_20261120.log", ZNC, "2026-11-21", (), id="old-name"),
        pytest.param(
            "ops.log", ZNC, "2026-11-24", ("no line of it says the day: 2026-11-23 was taken",), id="nowhere"
        ),
        pytest.param("99999999.log", IRSSI, "2026-11-24", (), id="a-number-that-is-no-day"),
        pytest.param("x.log", "[2026-11-20T09:00:00+0100] <bo> hi", "2026-11-20", (), id="iso-with-offset"),
        pytest.param(
            "x.log", "Dec 31 23:59:00 <bo>\thi\nJan 01 00:01:00 <bo>\tho", "2027-01-01", (), id="new-year"
        ),
        pytest.param(
            "x.log",
            "--- Day changed Tue Feb 30 2026\n09:00 <bo> hi",
            "2026-11-23",
            ("no line of it says the day: 2026-11-23 was taken",),
            id="no-day",
        ),
    ],
)
def test_where_the_day_comes_from(name: str, text: str, first: str, notes: tuple[str, ...]) -> None:
    """A line, the time, the name of the file; else the incident's day, which is told."""
    chat = read(text, name)
    assert (f"{chat.said[0].at:%Y-%m-%d}", chat.notes) == (first, notes)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("09:00 <bo> \x0304red\x03 \x02bold\x0f \x1funder\x1f", "red bold under", id="colours"),
        pytest.param("09:00:01 <~bo> hi", "hi", id="owner"),
        pytest.param("[09:00] <bo> <ana> hi", "<ana> hi", id="quoted"),
        pytest.param("09:00 <bo>", "", id="no-words"),
        pytest.param("09:00 * bo has a look at the logs", "/me has a look at the logs", id="has-is-no-event"),
    ],
)
def test_what_a_line_says(line: str, said: str) -> None:
    """Colours and marks of rank are no words."""
    assert [(one.by, one.text) for one in read(line).said] == [("bo", said)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("25:61 <bo> hi", "its time is none"),
        ("2026-13-01 09:00:00\tbo\thi", "its time is none"),
        ("words", "it is no line of a chat"),
        ("09:00 words", "it is no line of a chat"),
        ("09:00 * bo is now known as bob", "somebody joined, left, or changed the channel"),
        ("09:00 *** bo sets mode: +o ana", "somebody joined, left, or changed the channel"),
    ],
)
def test_what_says_nothing_is_counted(line: str, why: str) -> None:
    """With the reason."""
    assert read(line) == Chat((), (why,))


def test_the_hour_that_comes_twice_is_told_apart_by_the_order() -> None:
    """When the clocks are set back, 01:30 is there twice; the log goes on."""
    text = "[00:59:00] <bo> a\n[01:30:00] <bo> b\n[01:59:00] <bo> c\n[01:10:00] <bo> d\n[02:10:00] <bo> e\n"
    chat = read(text, "2026-11-01.log")
    assert [f"{one.at:%H:%M}" for one in chat.said] == ["04:59", "05:30", "05:59", "06:10", "07:10"]


def test_the_hour_that_is_skipped_is_read_as_if_it_were_not() -> None:
    """A bouncer's clock that was not set forward."""
    chat = read("[02:30:00] <bo> a\n[03:30:00] <bo> b\n", "2026-03-08.log")
    assert [f"{one.at:%H:%M}" for one in chat.said] == ["07:30", "07:30"]
