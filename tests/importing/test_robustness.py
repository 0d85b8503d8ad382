"""Whatever a file holds, a reader reads it or says where it cannot: no other exception, and no long wait."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.errors import BadData
from acmeinc.importing.backstage import read_backstage
from acmeinc.importing.codeowners import read_codeowners
from acmeinc.importing.cstate import read_cstate
from acmeinc.importing.irc import irc_lines, read_irc
from acmeinc.importing.pasted import pasted_lines, read_pasted
from acmeinc.importing.slack import read_directory, read_slack
from acmeinc.importing.slack_markup import plain
from acmeinc.importing.statuspage import read_statuspage
from acmeinc.incident.text import clean

ZONE = ZoneInfo("America/New_York")
DAY = date(2026, 11, 23)
WHO = read_directory([], [])

READERS: dict[str, Callable[[str], object]] = {
    "codeowners": lambda text: read_codeowners(text, "x"),
    "backstage": lambda text: read_backstage([("x", text)]),
    "statuspage": lambda text: read_statuspage(text, "x", ZONE),
    "cstate": lambda text: read_cstate(text, "x", "x.md", ZONE),
    "cstate-body": lambda text: read_cstate(
        f"---\ntitle: T\ndate: 2026-11-23\nsection: issue\n---\n{text}", "x", "x", ZONE
    ),
    "slack": lambda text: read_slack(text, "x", "ops", WHO),
    "slack-markup": lambda text: plain(text, {}, {}),
    "irc": lambda text: (irc_lines(text), read_irc(text, "x", "x", ZONE, DAY)),
    "pasted": lambda text: (pasted_lines(text), read_pasted(text, "x", ZONE, DAY)),
}
PIECES = (
    *(
        "---\n",
        "kind: ",
        "apiVersion: v1\n",
        "metadata:\n  name: a\n",
        "spec: {owner: ",
        "&a ",
        "*a",
        "!t ",
        "title: ",
    ),
    *('{{< track "', '" >}}', "*Resolved* - ", "date: 2026-11-23 25:00\n", "[", "]", "{", "}", '"', ":", ","),
    *(
        "[10:15] ",
        "10:15 ",
        "10:15:99",
        "Ana Ruiz",
        "  10:15 AM",
        "<bo> ",
        " * ",
        "\t",
        "--- Day changed Mon Nov 31 2026",
    ),
    *(
        "2026-11-23",
        "9999-12-31 23:59:59",
        "0001-01-01 00:00:00",
        "31/02/2026",
        "Nov 23 ",
        "**** BEGIN LOGGING AT ",
    ),
    *(
        "@acme/web",
        "/apps/",
        "\\",
        "#",
        "^[S][2] @x",
        "!",
        "<@U1>",
        "<!date^1^x|y>",
        "&lt;",
        "\x03",
        "\u2028",
        "\ud800",
        "\0",
    ),
    *("\n", "\r\n", " ", "words"),
)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=40)
@given(text=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=25).map("".join))
def test_any_text(reader: str, text: str) -> None:
    """Made of what its format knows, in any order."""
    try:
        READERS[reader](text)
    except BadData as bad:
        assert all(problem.path == "x" and problem.message for problem in bad.problems)


NAMES = (
    *(
        "incidents",
        "incident",
        "incident_updates",
        "id",
        "name",
        "status",
        "impact",
        "created_at",
        "resolved_at",
    ),
    *(
        "display_at",
        "body",
        "page",
        "components",
        "messages",
        "type",
        "text",
        "ts",
        "user",
        "subtype",
        "files",
    ),
    *("attachments", "profile", "user_profile", "thread_ts"),
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.just("2026-11-23T14:00:00Z"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=15,
)


@settings(max_examples=60)
@given(JSON)
def test_any_json(value: Any) -> None:
    """Of the right names and the wrong types."""
    text = json.dumps(value)
    for reader in ("statuspage", "slack", "backstage"):
        try:
            READERS[reader](text)
        except BadData as bad:
            assert all(problem.line for problem in bad.problems)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " * 50_000 + "x", id="spaces"),
        pytest.param("[" * 50_000, id="brackets"),
        pytest.param("<" * 50_000, id="angles"),
        pytest.param("10:15 " * 10_000, id="times"),
        pytest.param("a  " * 20_000, id="names"),
        pytest.param("{{< track " * 5_000, id="shortcodes"),
        pytest.param("*a" * 20_000, id="stars"),
        pytest.param("\\" * 50_000, id="backslashes"),
        pytest.param("10:15 A: b\n" * 3_000, id="lines"),
    ],
)
def test_nothing_takes_long(reader: str, text: str) -> None:
    """Patterns that try everything would; a second is the bound of a hang."""
    began = time.perf_counter()
    with suppress(BadData):
        READERS[reader](text)
    assert time.perf_counter() - began < 1


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1439),
            st.sampled_from(["Ana Ruiz", "bo", "Zoë"]),
            st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_was_said_comes_back(messages: list[tuple[int, str, str]]) -> None:
    """Written as IRC and as a copied chat, each message has its author, its minute and its words again."""
    messages = [(minute, by, words) for minute, by, words in sorted(messages) if clean(words) == words]
    clocks = [f"{minute // 60:02}:{minute % 60:02}" for minute, _, _ in messages]
    irc = "".join(f"[{c}:00] <{by.split()[0]}> {w}\n" for c, (_, by, w) in zip(clocks, messages, strict=True))
    found = read_irc(irc, "x", "2026-11-23.log", ZoneInfo("UTC"), DAY).said
    assert [(f"{s.at:%H:%M}", s.by, s.text) for s in found] == [
        (c, by.split()[0], w) for c, (_, by, w) in zip(clocks, messages, strict=True)
    ]
    copied = "".join(f"[{c}] {by}: {w}\n" for c, (_, by, w) in zip(clocks, messages, strict=True))
    found = read_pasted(copied, "x", ZoneInfo("UTC"), DAY).said
    assert [(f"{s.at:%H:%M}", s.by, s.text) for s in found] == [
        (c, by, w.strip()) for c, (_, by, w) in zip(clocks, messages, strict=True)
    ]
