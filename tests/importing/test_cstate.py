"""Incidents of cState: front matter, and updates that carry their time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from acmeinc.errors import BadData
from acmeinc.importing.cstate import looks_like_cstate, read_cstate
from acmeinc.importing.published import Published

UTC = ZoneInfo("UTC")
HEAD = """---
title: Sign-in is disrupted
date: 2026-11-23 14:00:00
resolved: true
resolvedWhen: 2026-11-23 15:00:00
# Possible severity levels: down, disrupted, notice
severity: disrupted
affected:
  - Login
  - API
section: issue
---
"""


def at(clock: str) -> datetime:
    """Return a time of 23 November 2026, in UTC."""
    return datetime.fromisoformat(f"2026-11-23T{clock}:00+00:00")


def read(text: str, name: str = "2026-11-23-login.md", zone: ZoneInfo = UTC) -> Published:
    """Return the incident of a file."""
    found = read_cstate(text, name, name, zone)
    assert found
    return found


def test_an_issue_as_it_is_written() -> None:
    """Newest update first, each with its time behind it."""
    found = read(
        HEAD
        + """
*Resolved* -
Sign-in works again. {{< track "2026-11-23 14:55:00" >}}

**Monitoring** - The old key is back.

It holds so far. {{< track "2026-11-23 14:40:00" >}}

*Investigating* - We look into it. {{< track "2026-11-23 14:00:00" >}}
"""
    )
    assert [(post.at, post.phase, post.text) for post in found.posts] == [
        (at("14:00"), "investigating", "We look into it."),
        (at("14:40"), "monitoring", "The old key is back.\n\nIt holds so far."),
        (at("14:55"), "resolved", "Sign-in works again."),
    ]
    assert found._replace(posts=()) == Published(
        key="cstate:2026-11-23-login",
        source="cState",
        title="Sign-in is disrupted",
        level="disrupted",
        affected=("Login", "API"),
        started=at("14:00"),
        resolved=at("15:00"),
        posts=(),
        where="2026-11-23-login.md",
        line=1,
        local_times=5,
    )


@pytest.mark.parametrize(
    ("body", "posts"),
    [
        pytest.param(
            "We look into it.\n", [("14:00", "investigating", False, "We look into it.")], id="no-time"
        ),
        pytest.param("", [], id="empty"),
        pytest.param(
            'Now. {{< track "2026-11-23 14:30:00" >}}\n\nFirst words.',
            [("14:00", "investigating", False, "First words."), ("14:30", "investigating", False, "Now.")],
            id="first-words-without-a-time",
        ),
        pytest.param(
            '*Just began* - Now. {{<track "2026-11-23T14:30:00Z">}}',
            [("14:30", "investigating", False, "*Just began* - Now.")],
            id="words-that-are-no-status",
        ),
        pytest.param(
            '*Fixed* - Two. {{% track "2026-11-23 14:30:00 +0000" %}}\n'
            "*Identified* One. {{< track '2026-11-23 14:30' >}}",
            [("14:30", "identified", True, "One."), ("14:30", "resolved", True, "Two.")],
            id="one-moment-keeps-the-order-of-writing",
        ),
        pytest.param(
            'See {{< youtube x >}} here. {{< track "2026-11-23 14:30:00" >}}',
            [("14:30", "investigating", False, "See  here.")],
            id="other-shortcodes-go",
        ),
    ],
)
def test_the_body_is_a_list_of_updates(body: str, posts: list[tuple[str, str, bool, str]]) -> None:
    """Words without a time of their own were the first ones."""
    found = read(HEAD + body).posts
    assert [(f"{p.at:%H:%M}", p.phase, p.is_said, p.text) for p in found] == posts


@pytest.mark.parametrize(
    ("old", "new", "why", "is_open"),
    [
        pytest.param("section: issue", "informational: true", "an announcement", False, id="announcement"),
        pytest.param("section: issue", "draft: true", "a draft", False, id="draft"),
        pytest.param("severity: disrupted", "severity: maintenance", "maintenance", False, id="maintenance"),
        pytest.param("resolved: true", "resolved: false", "", True, id="open"),
        pytest.param("resolved: true", "pin: false", "", True, id="not-said"),
    ],
)
def test_what_is_no_incident_of_the_past(old: str, new: str, why: str, is_open: bool) -> None:
    """It is read, and left out for a reason."""
    found = read(HEAD.replace(old, new))
    assert (found.why_not, found.is_open) == (why, is_open)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# About us\n", id="no-front-matter"),
        pytest.param("---\ntitle: About\n---\nUs.\n", id="another-page"),
        pytest.param("---\ntitle: Post\nsection: blog\nseverity: down\n---\n", id="another-section"),
    ],
)
def test_other_pages_of_the_site_are_none(text: str) -> None:
    """The folder of a site holds more than issues."""
    assert read_cstate(text, "x.md", "x.md", UTC) is None


def test_local_times_are_those_of_the_zone() -> None:
    """The front matter's own offset is the better one."""
    found = read(
        HEAD.replace("date: 2026-11-23 14:00:00", "date: 2026-11-23T14:00:00+02:00"),
        zone=ZoneInfo("Asia/Tokyo"),
    )
    assert found.started == at("12:00")
    assert found.local_times == 1


def test_an_end_before_the_start_is_no_end() -> None:
    """A slip in a file that nobody has noticed."""
    found = read(HEAD.replace("resolvedWhen: 2026-11-23", "resolvedWhen: 2026-11-05") + "Words.")
    assert (found.resolved, found.doubts) == (None, ("it ends before it starts: it has no end here",))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            HEAD.replace("title: Sign-in", "title: A: b"), "x.md:2:9: a `:` stands where none can", id="yaml"
        ),
        pytest.param(
            HEAD.replace("title: Sign-in is disrupted\n", ""), "x.md:1:1: `title` is missing", id="title"
        ),
        pytest.param(
            HEAD.replace("date: 2026-11-23 14:00:00", "date: soon"), "x.md:3:7: `date` is no time", id="date"
        ),
        pytest.param(
            HEAD.replace("date: 2026-11-23 14:00:00\n", ""), "x.md:1:1: `date` is missing", id="no-date"
        ),
        pytest.param(HEAD + 'a\n\nb {{< track "noon" >}}\n', "x.md:15: `noon` is no time", id="track"),
        pytest.param(
            HEAD.replace("title: S", "title: &a S"), "x.md:2:8: an anchor is not allowed", id="anchor"
        ),
    ],
)
def test_a_fault_has_its_place(text: str, fault: str) -> None:
    """Counted from the first line of the file."""
    with pytest.raises(BadData) as stop:
        read_cstate(text, "x.md", "x.md", UTC)
    assert str(stop.value).startswith(fault)
    assert stop.value.hint


def test_line_ends_of_windows_and_a_mark_in_front_change_nothing() -> None:
    """Whoever wrote it on Windows."""
    text = HEAD + 'Words. {{< track "2026-11-23 14:30:00" >}}\n'
    assert read("\ufeff" + text.replace("\n", "\r\n")) == read(text)
    assert looks_like_cstate("\ufeff" + text.replace("\n", "\r\n"))
    assert not looks_like_cstate("# Title\n")
