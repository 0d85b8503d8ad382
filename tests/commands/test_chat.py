"""An incident with Slack: what a step says, what the document keeps, what another message needs."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_workspace import BOT, SlackWorkspace

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
YES = ("--yes",)
RESOLVE = (
    *("resolve", "--durable", "--sign-off", "--retro", "2026-11-24 15:00", "--left", "The old key is back."),
    *("--next-steps", "Alert on the age of keys.", "--kudos", "Identity", *YES),
)


@pytest.fixture
def slack(program: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackWorkspace]:
    """Return a workspace that the program's repository is set up for."""
    settings = program.root / "acmeinc.yaml"
    text = settings.read_text().replace(
        "  chat:\n    via: outbox", "  chat:\n    archive: true\n    via: slack"
    )
    settings.write_text(text.replace('document_url: ""', "document_url: https://git.example.com/{path}"))
    with SlackWorkspace({"ana@example.com": "U0ANA", "bo@example.com": "U0BO"}) as workspace:
        for name, value in workspace.environment.items():
            monkeypatch.setenv(name, value)
        yield workspace


def chat_of(incident: Any, kind: str) -> list[tuple[str, str, str]]:
    """Return what became of a message on both chat channels."""
    message = next(m for m in incident["communications"] if m["kind"] == kind)
    return [
        (d["channel"], d["state"], d["detail"])
        for d in message["deliveries"]
        if d["channel"].endswith("chat")
    ]


def test_a_channel_is_made_and_nothing_is_left_to_do_by_hand(program: Any, slack: SlackWorkspace) -> None:
    """The box is ticked; what is missing around the message is said."""
    slack.refuse("pins.add", "missing_scope", needed="pins:write")
    result = program(
        *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
        *("--impact", "Nobody can log in.", "--responder", "Bo Lind:sme", "--responder", "Zed", *YES),
    )
    assert [line for line in result.out.splitlines() if " chat " in line] == [
        f"✓ chat        #incidents, #{LOGIN}",
        "! chat        Zed not invited: no email in people.csv; not pinned: missing_scope (pins:write)",
    ]
    assert "by hand" not in result.out
    assert "- [x] Create the chat channel of the incident" in program("show").out
    assert slack.channel(LOGIN)["members"] == [BOT, "U0ANA", "U0BO"]


def test_messages_are_one_thread_and_end_with_the_archive(program: Any, slack: SlackWorkspace) -> None:
    """From the first message to the notice that it was a bug."""
    program.declare()
    program("update", "-m", "We know why.", "--phase", "identified", *YES)
    program("assign", "commander", "Bo", "Lind")
    incident = program("downgrade", "--because", "It was the office.", "--json").json
    assert chat_of(incident, "downgrade") == [("chat", "sent", ""), ("incident_chat", "sent", "")]
    first, *replies = slack.posts("#incidents")
    assert [(reply["thread_ts"], reply["reply_broadcast"]) for reply in replies] == [
        (first["ts"], False),
        (first["ts"], True),
    ]
    own = slack.channel(LOGIN)
    assert len(slack.posts(LOGIN)) == 3
    assert (own["is_archived"], own["members"]) == (True, [BOT, "U0ANA", "U0BO"])
    assert slack.called.count("conversations.create") == 1


def test_the_channel_is_archived_with_the_retrospective(program: Any, slack: SlackWorkspace) -> None:
    """By the last word in it, which nobody else gets."""
    program.declare()
    program("update", "--phase", "mitigated", "-m", "Logins work again.", *YES)
    program(*RESOLVE)
    assert not slack.channel(LOGIN)["is_archived"]
    result = program("retro", "--done", *YES)
    assert [line for line in result.out.splitlines() if " chat " in line] == [f"✓ chat        #{LOGIN}"]
    assert slack.channel(LOGIN)["is_archived"]
    last = slack.posts(LOGIN)[-1]["text"]
    assert last.startswith("*Closed: SEV1 Login is down for all customers*\n\nThe retrospective is done")
    assert len(slack.posts("#incidents")) == 3


def test_a_channel_named_by_hand_gets_no_last_word(program: Any, slack: SlackWorkspace) -> None:
    """It goes on."""
    slack.add("ops")
    program.declare(chat="#ops")
    program("update", "--phase", "mitigated", "-m", "Logins work again.", *YES)
    program(*RESOLVE)
    posts = len(slack.posts("ops"))
    program("retro", "--done")
    assert (len(slack.posts("ops")), slack.channel("ops")["is_archived"]) == (posts, False)


def test_a_taken_name_stands_in_the_document(program: Any, slack: SlackWorkspace) -> None:
    """As the channel is really called."""
    slack.add(LOGIN)
    incident = program.declare()
    assert incident["links"]["chat"] == f"#{LOGIN}-2"
    assert chat_of(incident, "initial")[1] == (
        "incident_chat",
        "sent",
        f"as #{LOGIN}-2, the other name is taken",
    )


def test_what_failed_goes_out_with_send(program: Any, slack: SlackWorkspace) -> None:
    """Once, in the channel that was made before it failed."""
    slack.busy("chat.postMessage", 120, times=2)
    failed = program(
        *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
        *("--impact", "Nobody can log in.", "--json"),
        code=6,
    ).json
    why = "Slack asks to be left alone for 2 minutes"
    assert chat_of(failed, "initial") == [("chat", "failed", why), ("incident_chat", "failed", why)]
    program("send", code=6)
    sent = program("show", LOGIN, "--json").json
    assert chat_of(sent, "initial") == [("chat", "sent", ""), ("incident_chat", "sent", "")]
    assert [len(slack.posts(name)) for name in ("incidents", LOGIN)] == [1, 1]
    assert slack.called.count("conversations.create") == 1


def test_without_a_token_it_is_said_how_to_set_one_up(
    program: Any, slack: SlackWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never silently an outbox."""
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    result = program(
        *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
        *("--impact", "Nobody can log in.", *YES),
        code=6,
    )
    assert "SLACK_BOT_TOKEN is not set" in result.out
    assert slack.called == []
