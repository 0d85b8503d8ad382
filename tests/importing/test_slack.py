"""Slack's export: channels, days, people, and the mark-up of messages."""

import json
from datetime import datetime
from typing import Any

import pytest

from acmeinc.errors import BadData
from acmeinc.importing.said import Chat, together
from acmeinc.importing.slack import Directory, days_by_channel, read_directory, read_slack
from acmeinc.importing.slack_markup import plain

USERS = [
    {
        "id": "U1",
        "name": "bo",
        "real_name": "Bo L.",
        "profile": {"display_name": "bobo", "real_name": "Bo Lind", "email": "bo@example.com"},
    },
    {"id": "U2", "name": "zed", "profile": {"display_name": "", "real_name": ""}},
    {"id": "U3"},
]
WHO = read_directory(
    [("users.json", json.dumps(USERS))], [("channels.json", '[{"id": "C1", "name": "ops"}]')]
)


def message(text: str = "Words.", **more: Any) -> dict[str, Any]:
    """Return a message of 23 November 2026, 14:20:00.000200 UTC."""
    return {"type": "message", "user": "U1", "text": text, "ts": "1795443600.000200", **more}


def read(*rows: object, directory: Directory = WHO) -> Chat:
    """Return what a day with these rows says."""
    return read_slack(json.dumps(rows), "ops/2026-11-23.json", "ops", directory)


def test_a_message_has_its_author_and_its_moment() -> None:
    """The time of Slack is no local time."""
    (said,) = read(message()).said
    assert said.at == datetime.fromisoformat("2026-11-23T14:20:00+00:00")
    assert (said.by, said.text, said.names) == ("Bo Lind", "Words.", ("bo@example.com", "bo", "bobo"))
    assert (said.source, said.key) == ("slack:ops/1795443600.000200", "slack|ops|1795443600.000200")


@pytest.mark.parametrize(
    ("row", "by", "text"),
    [
        pytest.param(message(user="U2"), "zed", "Words.", id="handle-alone"),
        pytest.param(message(user="U9"), "U9", "Words.", id="unknown"),
        pytest.param(
            message(user="U9", user_profile={"real_name": "Ana Ruiz"}), "Ana Ruiz", "Words.", id="profile"
        ),
        pytest.param(
            message(subtype="bot_message", user=None, username="Grafana"), "Grafana", "Words.", id="bot"
        ),
        pytest.param(message(user=None, bot_profile={"name": "Pager"}), "Pager", "Words.", id="bot-profile"),
        pytest.param(message(user=None), "unknown", "Words.", id="nobody"),
        pytest.param(message("looks", subtype="me_message"), "Bo Lind", "/me looks", id="action"),
        pytest.param(message(thread_ts="1795443600.000200"), "Bo Lind", "Words.", id="first-of-a-thread"),
        pytest.param(message(thread_ts="1795443500.000000"), "Bo Lind", "↳ Words.", id="reply"),
        pytest.param(message(edited={"user": "U1", "ts": "1795443700.0"}), "Bo Lind", "Words.", id="edited"),
        pytest.param(
            message("", attachments=[{"fallback": "[OK] <!here>"}]), "Bo Lind", "[OK] @here", id="attachment"
        ),
        pytest.param(
            message("See", files=[{"name": "a.png"}, {"title": "b"}]),
            "Bo Lind",
            "See\n[a.png, b]",
            id="files",
        ),
        pytest.param(message("", files=[{"name": "a.png"}]), "Bo Lind", "[a.png]", id="file-alone"),
    ],
)
def test_every_sort_of_message(row: dict[str, Any], by: str, text: str) -> None:
    """Who said it, and what."""
    (said,) = read(row).said
    assert (said.by, said.text) == (by, text)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (message(subtype="channel_join"), "somebody joined, left, or changed the channel"),
        (message(subtype="channel_topic"), "somebody joined, left, or changed the channel"),
        (message(subtype="message_changed", message=message()), "it records an edit"),
        (message(hidden=True), "it records an edit"),
        (message(""), "it has no words"),
        (message("  "), "it has no words"),
        ({"type": "file"}, "it is no message"),
        ("words", "it is no message"),
    ],
)
def test_what_nobody_said_is_passed_over(row: object, why: str) -> None:
    """And counted."""
    assert read(row) == Chat((), (why,))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U1> &lt;b&gt; &amp;lt;", "@Bo Lind <b> &lt;"),
        ("<@U1|bo> <@U9>", "@bo @U9"),
        ("<#C1> <#C2|web> <#C3>", "#ops #web #C3"),
        ("<!here> <!channel> <!subteam^S1|@oncall> <!subteam^S1>", "@here @channel @oncall @group"),
        ("<!date^1795443600^{date}|Nov 23>", "Nov 23"),
        ("<https://x.example.com/a?b=1&amp;c=2>", "https://x.example.com/a?b=1&c=2"),
        (
            "<https://x.example.com|graph> <http://x.example.com|x.example.com>",
            "graph (https://x.example.com) http://x.example.com",
        ),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        (":rotating_light: *down* _now_ ~no~ `code`", ":rotating_light: *down* _now_ ~no~ `code`"),
        ("a < b <> <", "a < b <> <"),
    ],
)
def test_mark_up_is_written_out(text: str, shown: str) -> None:
    """As it is read in Slack."""
    assert plain(text, WHO.users, WHO.channels) == shown


def test_the_days_of_each_channel() -> None:
    """Also of an export that was zipped with its folder."""
    names = [
        "users.json",
        "ops/2026-11-24.json",
        "ops/2026-11-23.json",
        "x/web/2026-11-23.json",
        "ops/canvas.json",
    ]
    assert days_by_channel(names) == {
        "ops": ["ops/2026-11-23.json", "ops/2026-11-24.json"],
        "web": ["x/web/2026-11-23.json"],
    }
    assert days_by_channel(["2026-11-23.json"]) == {"": ["2026-11-23.json"]}


def test_the_order_of_a_second_is_kept_and_a_message_counts_once() -> None:
    """A broadcast of a thread stands in two days."""
    rows = [
        message("2", ts="1795443600.9"),
        message("1", ts="1795443600.000900"),
        message("3", ts="1795443601"),
    ]
    chat = together([read(*rows), read(rows[0])])
    assert [one.text for one in chat.said] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[{"type": "message"', "x.json:1:20: this is no JSON"),
        ('{"ok": true}', "x.json:1:1: this is no list of messages"),
        ('[\n {"type": "message", "text": "a", "ts": "noon"}]', "x.json:2:41: `ts` is no time of Slack"),
        ('{"messages": [{"text": "a",\n"ts": 3}]}', "x.json:2:7: `ts` is no time of Slack"),
    ],
)
def test_a_fault_has_its_place(text: str, fault: str) -> None:
    """File, line and column."""
    with pytest.raises(BadData) as stop:
        read_slack(text, "x.json", "ops", WHO)
    assert str(stop.value).startswith(fault)
