"""Slack, against a workspace that speaks the Web API: messages, threads, and the incident's own channel."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from incident_story import DOCUMENT, ID, UID, IncidentStory
from service import Reply, Service
from slack_workspace import BOT, TOKEN, SlackWorkspace

from acmeinc.delivery.channel import Channel, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.https import NotGiven
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.slack import LONGEST, slack_text
from acmeinc.delivery.slack_client import open_client
from acmeinc.incident.model import Draft
from acmeinc.process.rules import Rules

PEOPLE = "name,email,team,role\nAna Ruiz,ana@example.com,Identity,engineering manager\n"
PEOPLE += "Bo Lind,bo@example.com,Identity,engineer\nCleo Park,,Support,support\n"
QUIET = {"link_names": False, "unfurl_links": False, "unfurl_media": False}
TEXT = f"""\
*SEV1 Incident - Login is down for all customers*

Login is currently experiencing a SEV1 incident.

Known customers impacted:
• Contoso

Please see the <{DOCUMENT}|incident document> for additional details."""


@pytest.fixture
def slack() -> Iterator[SlackWorkspace]:
    """Return the workspace of Acme, with Ana and Bo in it."""
    with SlackWorkspace({"ana@example.com": "U0ANA", "bo@example.com": "U0BO"}) as workspace:
        yield workspace


@pytest.fixture
def story() -> IncidentStory:
    """Return the incident."""
    return IncidentStory()


def channel(
    slack: SlackWorkspace, name: str, people: str = PEOPLE, options: str = "", **other: str
) -> Channel:
    """Return a channel as acmeinc.yaml and the environment set it up."""
    files = {"acmeinc.yaml": f"channels: {{chat: {{via: slack{options}}}}}", "people.csv": people}
    return open_channel(name, Rules(files.get), Secrets({**slack.environment, **other}))


def responders(*names: str) -> Draft:
    """Return the draft that makes somebody a responder."""
    return Draft("Responds", "role", adds={"responders": [{"name": name, "role": "sme"} for name in names]})


def test_the_first_message_makes_the_channel(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Created, marked as the incident's, posted to, and arranged: people, bookmarks, pin, topic."""
    story.record(responders("Bo Lind"))
    told = story.carry(channel(slack, "incident_chat")).receipt
    made = slack.channel(ID)
    assert told == Receipt(
        "sent",
        remote=f"{made['id']}/1795443200.000100",
        adds={"ticked": ["incident-channel"]},
        notes={
            "arranged": [
                "purpose",
                "invite Ana Ruiz",
                "invite Bo Lind",
                f"bookmark {DOCUMENT}",
                f"bookmark https://meet.example.com/{ID}",
                "pin",
                "topic SEV1: Login is down for all customers. Commander: Ana Ruiz",
            ]
        },
    )
    assert slack.posts(ID) == [{"ts": "1795443200.000100", "text": TEXT, **QUIET}]
    assert made["members"] == [BOT, "U0ANA", "U0BO"]
    assert made["topic"]["value"] == "SEV1: Login is down for all customers. Commander: Ana Ruiz"
    assert made["purpose"]["value"] == f"Working on: Login is down for all customers (acmeinc {UID})"
    assert slack.pins[made["id"]] == ["1795443200.000100"]
    assert slack.bookmarks[made["id"]] == [
        ("Incident document", DOCUMENT),
        ("Bridge", f"https://meet.example.com/{ID}"),
    ]
    assert slack.called == [
        "conversations.create",
        "conversations.setPurpose",
        "chat.postMessage",
        *["users.lookupByEmail", "conversations.invite"] * 2,
        *["bookmarks.add"] * 2,
        "pins.add",
        "conversations.setTopic",
    ]
    assert "incident-channel" in story.incident.ticked


def test_later_messages_only_post(slack: SlackWorkspace, story: IncidentStory) -> None:
    """The channel is remembered, and what was arranged is not arranged again."""
    own = channel(slack, "incident_chat")
    story.carry(own)
    slack.service.asked.clear()
    told = story.carry(own, story.say("update", body="The key is back.", subject="Re: SEV1 Incident")).receipt
    assert slack.called == ["chat.postMessage"]
    assert slack.posts(ID)[1] == {"ts": "1795443201.000100", "text": "The key is back.", **QUIET}
    assert (told.state, told.detail, told.notes) == ("sent", "", {})


def test_what_changed_is_arranged_with_the_next_message(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Who joined is invited once; the topic says who commands now; a new bridge is bookmarked."""
    own = channel(slack, "incident_chat")
    story.carry(own)
    story.record(responders("Bo Lind"))
    story.change(severity="SEV2", commander="Bo Lind", links__bridge="https://meet.example.com/b")
    slack.service.asked.clear()
    assert story.carry(own, story.say("update")).receipt.detail == ""
    assert slack.called == [
        "chat.postMessage",
        "users.lookupByEmail",
        "conversations.invite",
        "bookmarks.add",
        "conversations.setTopic",
    ]
    assert slack.channel(ID)["members"] == [BOT, "U0ANA", "U0BO"]
    assert slack.channel(ID)["topic"]["value"].startswith("SEV2: ")
    slack.service.asked.clear()
    story.carry(own, story.say("update"))
    assert slack.called == ["chat.postMessage"]


@pytest.mark.parametrize(
    ("method", "times", "shortfall"),
    [
        pytest.param("conversations.setPurpose", 2, "purpose not set", id="purpose"),
        pytest.param("conversations.setTopic", 1, "topic not set", id="topic"),
        pytest.param(
            "bookmarks.add", 2, "incident document not bookmarked, bridge not bookmarked", id="bookmarks"
        ),
        pytest.param("users.lookupByEmail", 1, "Ana Ruiz not invited", id="look-up"),
        pytest.param("conversations.invite", 1, "Ana Ruiz not invited", id="invitation"),
        pytest.param("pins.add", 1, "not pinned", id="pin"),
    ],
)
def test_a_message_is_sent_whatever_fails_around_it(
    slack: SlackWorkspace, story: IncidentStory, method: str, times: int, shortfall: str
) -> None:
    """It is said what is missing and why, and made up for with the next message."""
    slack.refuse(method, "missing_scope", times, needed="the:scope")
    own = channel(slack, "incident_chat")
    told = story.carry(own).receipt
    assert (told.state, told.detail) == ("sent", f"{shortfall}: missing_scope (the:scope)")
    assert ("incident-channel" in story.incident.ticked) == (method != "bookmarks.add")
    told = story.carry(own, story.say("update")).receipt
    assert (told.state, told.detail) == ("sent", "")
    made = slack.channel(ID)
    assert UID in made["purpose"]["value"] and made["topic"]["value"] and "U0ANA" in made["members"]
    assert len(slack.bookmarks[made["id"]]) == 2
    assert slack.pins[made["id"]] == ["1795443200.000100"]
    assert "incident-channel" in story.incident.ticked


def test_a_break_after_the_message_leaves_it_sent(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Reasons are told once."""
    slack.break_off("bookmarks.add", "drop")
    slack.break_off("pins.add", "drop")
    told = story.carry(channel(slack, "incident_chat")).receipt
    assert (told.state, told.detail) == (
        "sent",
        "incident document not bookmarked, bridge not bookmarked, not pinned: "
        "127.0.0.1 took the request and did not answer: the connection broke off",
    )


def test_nothing_begins_after_the_bound(slack: SlackWorkspace) -> None:
    """However much is still to be arranged."""
    client = open_client(Secrets(slack.environment), timedelta(0))
    with pytest.raises(NotGiven, match="no time is left"):
        client.pins_add(channel="C0", timestamp="1")
    assert slack.called == []


def test_people_who_cannot_be_invited_are_named(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Nobody is forgotten in silence."""
    del slack.people["bo@example.com"]
    story.record(responders("Bo Lind", "Cleo Park", "Dan Unknown"))
    told = story.carry(channel(slack, "incident_chat")).receipt
    assert told.detail == (
        "Bo Lind not invited: users_not_found; Cleo Park not invited, Dan Unknown not invited: "
        "no email in people.csv"
    )


def test_a_broken_people_file_keeps_no_message(slack: SlackWorkspace, story: IncidentStory) -> None:
    """It is said, with its place."""
    told = story.carry(channel(slack, "incident_chat", people="name;email\n")).receipt
    assert told.state == "sent"
    assert told.detail.startswith("Ana Ruiz not invited: people.csv:1")


def test_a_document_without_an_address_is_not_bookmarked(slack: SlackWorkspace) -> None:
    """A path is of no use in Slack."""
    told = IncidentStory(document="incidents/2026/11/x.md").carry(channel(slack, "incident_chat")).receipt
    assert told.detail == (
        "incident document not bookmarked: no address of the web (see document_url in acmeinc.yaml)"
    )


@pytest.mark.parametrize("purpose", [f"Working on: Login (acmeinc {UID})", ""], ids=["marked", "broken-off"])
def test_a_channel_of_ones_own_is_taken_up_again(
    slack: SlackWorkspace, story: IncidentStory, purpose: str
) -> None:
    """A kill between creating it and recording it leaves no second channel."""
    begun = slack.add(ID, BOT, purpose=purpose)
    told = story.carry(channel(slack, "incident_chat")).receipt
    assert (told.state, told.sets, told.remote.partition("/")[0]) == ("sent", {}, begun)
    assert slack.called[:4] == [
        "conversations.create",
        "auth.test",
        "users.conversations",
        "conversations.setPurpose",
    ]
    assert [c["name"] for c in slack.channels.values()] == ["incidents", ID]


def test_ones_own_is_known_by_its_mark_under_any_name(story: IncidentStory) -> None:
    """The name was taken before the kill, too; the list has several pages."""
    with SlackWorkspace(page_size=2) as slack:
        slack.add(ID)
        for number in range(5):
            slack.add(f"other-{number}", BOT)
        begun = slack.add(f"{ID}-2", BOT, purpose=f"(acmeinc {UID})")
        told = story.carry(channel(slack, "incident_chat")).receipt
    assert (told.sets, told.remote.partition("/")[0]) == ({"links.chat": f"#{ID}-2"}, begun)
    assert slack.called.count("users.conversations") == 3


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param({"creator": "U0SOMEBODY"}, id="somebody-elses"),
        pytest.param(
            {"creator": BOT, "purpose": "(acmeinc 01KAR4M3V7Q1ZP6T0B8C9D2ZZZ)"}, id="another-incidents"
        ),
        pytest.param({"creator": BOT, "purpose": f"(acmeinc {UID})", "is_archived": True}, id="archived"),
        pytest.param({"creator": "U0SOMEBODY", "is_private": True}, id="private"),
    ],
)
def test_a_taken_name_gets_the_next_ordinal(
    slack: SlackWorkspace, story: IncidentStory, taken: dict[str, Any]
) -> None:
    """The document says what the channel is really called."""
    slack.add(ID, **taken)
    slack.add(f"{ID}-2")
    own = channel(slack, "incident_chat")
    told = story.carry(own).receipt
    assert told.sets == {"links.chat": f"#{ID}-3"}
    assert told.detail == f"as #{ID}-3, the other name is taken"
    assert story.incident.links.chat == f"#{ID}-3"
    story.carry(own, story.say("update"))
    assert len(slack.posts(f"{ID}-3")) == 2


def test_a_long_name_stays_within_eighty_characters(slack: SlackWorkspace) -> None:
    """Also with its ordinal."""
    long = f"inc-26-11-23-sev-1-{'x' * 61}"
    slack.add(long)
    story = IncidentStory(id=long, links__chat=f"#{long}")
    told = story.carry(channel(slack, "incident_chat")).receipt
    assert told.sets == {"links.chat": f"#{long[:78]}-2"}


def test_long_words_are_cut_to_what_slack_takes(slack: SlackWorkspace) -> None:
    """A topic and a purpose have 250 characters; the mark is never cut off."""
    story = IncidentStory(state="very slow, or " * 40)
    assert story.carry(channel(slack, "incident_chat")).receipt.detail == ""
    made = slack.channel(ID)
    assert len(made["topic"]["value"]) == len(made["purpose"]["value"]) == 250
    assert made["purpose"]["value"].endswith(f"… (acmeinc {UID})")


@pytest.mark.parametrize(
    "named",
    ["#ops", "ops", "https://acme.slack.com/archives/{id}", "https://app.slack.com/client/T0ACME/{id}"],
)
def test_a_channel_named_by_hand_is_used_as_it_is(slack: SlackWorkspace, named: str) -> None:
    """Nothing is created, set, pinned or archived there."""
    ops = slack.add("ops")
    story = IncidentStory(links__chat=named.format(id=ops), status="closed")
    told = story.carry(channel(slack, "incident_chat", options=", archive: true")).receipt
    assert told == Receipt("sent", remote=f"{ops}/1795443200.000100")
    assert slack.called == ["chat.postMessage"]


def test_a_channel_named_by_hand_later_is_used_from_then_on(
    slack: SlackWorkspace, story: IncidentStory
) -> None:
    """Whatever was created before."""
    slack.add("ops")
    own = channel(slack, "incident_chat")
    story.carry(own)
    story.change(links__chat="#ops")
    story.carry(own, story.say("update"))
    assert len(slack.posts("ops")) == 1


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        pytest.param("update", {"reply_broadcast": False}, id="update"),
        pytest.param("resolution", {"reply_broadcast": True}, id="resolution"),
        pytest.param("reopening", {"reply_broadcast": True}, id="reopening"),
        pytest.param("downgrade", {"reply_broadcast": True}, id="downgrade"),
    ],
)
def test_messages_to_everyone_are_one_thread(
    slack: SlackWorkspace, story: IncidentStory, kind: str, reply: dict[str, bool]
) -> None:
    """What ends it, or begins it again, stands in the channel as well."""
    incidents = channel(slack, "chat")
    first = story.carry(incidents)
    assert (first.address, first.receipt) == (
        "#incidents",
        Receipt("sent", remote="C00000000/1795443200.000100"),
    )
    story.carry(incidents, story.say(kind, subject="Re: SEV1 Incident", body="More."))
    assert slack.posts("#incidents") == [
        {"ts": "1795443200.000100", "text": TEXT, **QUIET},
        {
            "ts": "1795443201.000100",
            "text": "More.",
            "thread_ts": "1795443200.000100",
            **QUIET,
            **reply,
        },
    ]
    assert slack.called == ["chat.postMessage"] * 2


def test_without_a_first_message_the_next_one_begins_the_thread(
    slack: SlackWorkspace, story: IncidentStory
) -> None:
    """And the first one, sent again later, is not put below it."""
    incidents = channel(slack, "chat")
    slack.refuse("chat.postMessage", "not_in_channel", times=1)
    first = story.say()
    assert story.carry(incidents, first).receipt.state == "failed"
    story.carry(incidents, story.say("update", body="One."))
    story.carry(incidents, story.say("update", body="Two."))
    story.carry(incidents, first)
    posts = slack.posts("#incidents")
    assert [post.get("thread_ts") for post in posts] == [None, posts[0]["ts"], None]


def test_a_thread_that_somebody_deleted_is_begun_anew(slack: SlackWorkspace, story: IncidentStory) -> None:
    """The message goes out."""
    incidents = channel(slack, "chat")
    story.carry(incidents)
    slack.posts("#incidents").clear()
    assert story.carry(incidents, story.say("update")).receipt.state == "sent"
    assert "thread_ts" not in slack.posts("#incidents")[0]


def test_another_channel_for_all_incidents(slack: SlackWorkspace, story: IncidentStory) -> None:
    """As the settings name it."""
    slack.add("outages")
    told = story.carry(channel(slack, "chat", options=", incidents: '#outages'"))
    assert (told.address, told.receipt.state, len(slack.posts("outages"))) == ("#outages", "sent", 1)


@pytest.mark.parametrize(
    ("options", "status", "archived"),
    [
        pytest.param(", archive: true", "closed", True, id="closed"),
        pytest.param(", archive: true", "downgraded", True, id="downgraded"),
        pytest.param(", archive: true", "resolved", False, id="not-final"),
        pytest.param("", "closed", False, id="not-wanted"),
    ],
)
def test_the_channel_is_archived_with_the_last_message(
    slack: SlackWorkspace, story: IncidentStory, options: str, status: str, archived: bool
) -> None:
    """When the incident is final, and only where that is configured."""
    own = channel(slack, "incident_chat", options=options)
    story.carry(own)
    story.change(status=status)
    assert story.carry(own, story.say("downgrade")).receipt.detail == ""
    assert slack.channel(ID)["is_archived"] == archived


def test_a_channel_that_messages_wait_for_is_not_archived(
    slack: SlackWorkspace, story: IncidentStory
) -> None:
    """They could never be sent."""
    own = channel(slack, "incident_chat", options=", archive: true")
    story.carry(own)
    update = story.say("update")
    story.change(status="downgraded")
    closing = story.carry(own, story.say("downgrade")).receipt
    assert closing.detail == "not archived: other messages wait for this channel"
    assert not slack.channel(ID)["is_archived"]
    assert story.carry(own, update).receipt.detail == ""
    assert slack.channel(ID)["is_archived"]


def test_a_channel_that_cannot_be_archived(slack: SlackWorkspace, story: IncidentStory) -> None:
    """The message is sent all the same."""
    slack.refuse("conversations.archive", "restricted_action")
    own = channel(slack, "incident_chat", options=", archive: true")
    story.change(status="closed")
    told = story.carry(own).receipt
    assert (told.state, told.detail) == ("sent", "not archived: restricted_action")


FAULTS = [
    pytest.param(Reply(500, "oops"), "failed", "Slack answered 500", id="500"),
    pytest.param(Reply(503, {"ok": False, "error": "service_unavailable"}), "failed",
                 "Slack says no: service_unavailable", id="503"),
    pytest.param(Reply(502, "bad gateway"), "unknown",
                 "Slack took the request, and its answer was lost (502)", id="502"),
    pytest.param(Reply(200, {"ok": False, "error": "fatal_error"}), "unknown",
                 "Slack took the request and broke: fatal_error", id="fatal"),
    pytest.param(Reply(200, '{"ok": tr'), "unknown",
                 "Slack took the request, and its answer cannot be read", id="malformed"),
    pytest.param(Reply(200, "[]"), "unknown",
                 "Slack took the request, and its answer cannot be read", id="no-object"),
    pytest.param(Reply(200, {"ok": False, "error": "channel_not_found"}), "failed",
                 "Slack says no: channel_not_found", id="no-channel"),
    pytest.param(Reply(200, {"ok": False, "error": "missing_scope", "needed": "chat:write"}), "failed",
                 "Slack says no: missing_scope (chat:write)", id="no-scope"),
    pytest.param(Reply(200, {"ok": False, "error": "\x1b[31m" + "x" * 999}), "failed",
                 "Slack says no: ^[[31m" + "x" * 74, id="hostile"),
    pytest.param(Reply(302, headers={"Location": "/api/elsewhere"}), "failed",
                 "Slack answered 302", id="redirect"),
    pytest.param(Reply(429, headers={"Retry-After": "120"}), "failed",
                 "Slack asks to be left alone for 2 minutes", id="429"),
    pytest.param(Reply(fault="drop"), "unknown",
                 "127.0.0.1 took the request and did not answer: the connection broke off", id="drop"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["chat", "incident_chat"])
@pytest.mark.parametrize(("reply", "state", "detail"), FAULTS)
def test_what_can_go_wrong_with_a_message(
    slack: SlackWorkspace, story: IncidentStory, name: str, reply: Reply, state: str, detail: str
) -> None:
    """It is asked once; sent again it arrives once."""
    slack.service.when("POST", "/api/chat.postMessage", reply, times=1)
    carrier = channel(slack, name)
    message = story.say()
    told = story.carry(carrier, message).receipt
    assert (told.state, told.detail) == (state, detail)
    assert slack.called.count("chat.postMessage") == 1
    assert story.carry(carrier, message).receipt.state == "sent"
    assert len(slack.posts("#incidents" if name == "chat" else ID)) == 1
    assert len(slack.channels) == (1 if name == "chat" else 2)


@pytest.mark.bounds
def test_who_never_answers_is_not_waited_for_for_ever(slack: SlackWorkspace, story: IncidentStory) -> None:
    """The message may have arrived; the channel is known by then."""
    slack.break_off("chat.postMessage", "half-open", times=1)
    begun = time.monotonic()
    told = story.carry(channel(slack, "incident_chat")).receipt
    assert time.monotonic() - begun < 10
    assert told == Receipt(
        "unknown",
        "127.0.0.1 took the request and did not answer: no answer in time",
        slack.channel(ID)["id"],
        notes={"arranged": ["purpose"]},
    )


@pytest.mark.parametrize(
    "reply",
    [
        Reply(fault="drop"),
        Reply(500),
        Reply(200, {"ok": False, "error": "restricted_action"}),
    ],
    ids=["drop", "500", "refused"],
)
def test_a_channel_that_cannot_be_made_posts_nothing(
    slack: SlackWorkspace, story: IncidentStory, reply: Reply
) -> None:
    """Nothing was said to anybody: that is failed, not perhaps sent, even if the channel is there by now."""
    slack.service.when("POST", "/api/conversations.create", reply, times=1)
    own = channel(slack, "incident_chat")
    message = story.say()
    assert story.carry(own, message).receipt.state == "failed"
    assert "chat.postMessage" not in slack.called
    slack.add(ID, BOT)
    assert story.carry(own, message).receipt.state == "sent"
    assert len(slack.channels) == 2


def test_too_often_waits_as_told(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Within its bound."""
    slack.busy("chat.postMessage", 1, times=1)
    assert story.carry(channel(slack, "chat")).receipt.state == "sent"
    assert len(slack.posts("#incidents")) == 1


def test_nobody_there(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Nothing was given, so it is failed."""
    told = story.carry(channel(slack, "chat", ACMEINC_SLACK_URL="http://127.0.0.1:1")).receipt
    assert told.state == "failed"
    assert told.detail.startswith("127.0.0.1 could not be reached")


def test_no_token(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Never silently an outbox."""
    told = story.carry(channel(slack, "chat", SLACK_BOT_TOKEN="")).receipt
    assert (told.state, told.detail) == ("failed", "SLACK_BOT_TOKEN is not set")


def test_never_without_encryption(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Except to this machine."""
    told = story.carry(channel(slack, "chat", ACMEINC_SLACK_URL="http://slack.example.com")).receipt
    assert (told.state, told.detail) == ("failed", "slack.example.com is not called without encryption")


def test_a_redirect_does_not_take_the_token_along(slack: SlackWorkspace, story: IncidentStory) -> None:
    """Neither to another host nor to the same one."""
    with Service() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            location = {"Location": f"{elsewhere.url}/api/chat.postMessage"}
            slack.service.when("POST", "/api/chat.postMessage", Reply(status, headers=location), times=1)
            assert story.carry(channel(slack, "chat")).receipt.detail == f"Slack answered {status}"
        assert elsewhere.asked == []


@pytest.mark.parametrize("name", ["chat", "incident_chat"])
def test_nothing_shows_the_token(
    slack: SlackWorkspace, story: IncidentStory, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in a receipt, not on a stream: the library's own words go nowhere."""
    slack.break_off("chat.postMessage", "drop")
    told = story.carry(channel(slack, name))
    assert TOKEN not in repr(told)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d", id="escaped"),
        pytest.param("<!here> <!channel> <@U0ANA> <#C1>",
                     "&lt;!here&gt; &lt;!channel&gt; &lt;@U0ANA&gt; &lt;#C1&gt;", id="mentions"),
        pytest.param("@channel @here", "@channel @here", id="names"),
        pytest.param("&lt;", "&amp;lt;", id="entity"),
        pytest.param("* one\n* two\n- three", "• one\n• two\n- three", id="list"),
        pytest.param("see [the log](https://x.example.com/a?b=1&c=2).",
                     "see <https://x.example.com/a?b=1&amp;c=2|the log>.", id="link"),
        pytest.param("[a|b>](https://x.example.com/|<y>)", "<https://x.example.com/%7C%3Cy%3E|a|b&gt;>",
                     id="hostile-link"),
        pytest.param("see https://x.example.com/a_b_c, now", "see <https://x.example.com/a_b_c>, now",
                     id="bare-link"),
        pytest.param("[document](incidents/x.md)", "document (incidents/x.md)", id="path"),
        pytest.param("[x](javascript:alert)", "x (javascript:alert)", id="no-address"),
        pytest.param("a\x1b[31m\u202eb", "a␛[31m\\u202eb", id="control"),
        pytest.param("🔥 𝕏", "🔥 𝕏", id="four-bytes"),
    ],
)  # fmt: skip
def test_words_in_slacks_markup(story: IncidentStory, body: str, text: str) -> None:
    """Nobody is called by what people wrote."""
    assert slack_text(story.say("update", subject="Re: x", body=body)) == text


def test_a_subject_is_bold_where_that_works(story: IncidentStory) -> None:
    """And escaped in any case."""
    assert slack_text(story.say(subject="A <!here> is down", body="b")) == "*A &lt;!here&gt; is down*\n\nb"
    assert slack_text(story.say(subject="A*B is down", body="b")) == "A*B is down\n\nb"


REPLY = IncidentStory().say("update", subject="Re: x")


@given(st.text(max_size=200))
def test_no_text_calls_anybody(body: str) -> None:
    """Whatever stands between angle brackets is a link that begins like one."""
    text = slack_text(REPLY._replace(message=REPLY.message._replace(body=body)))
    assert all(part.startswith(("http://", "https://", "mailto:")) for part in text.split("<")[1:])


@pytest.mark.parametrize("letter", ["x", "<", "🔥"])
def test_a_long_message_is_cut(story: IncidentStory, letter: str) -> None:
    """As Slack counts, escapes included; it says so, and the document has the rest."""
    text = slack_text(story.say(body=letter * 50_000))
    assert LONGEST - 10 < len(text.encode("utf-16-le")) / 2 <= LONGEST
    assert text.endswith("… (cut: the whole message stands in the incident document)")


@pytest.mark.parametrize("name", ["chat", "incident_chat"])
def test_a_probe_says_who_it_is(slack: SlackWorkspace, name: str) -> None:
    """And troubles nobody."""
    told = channel(slack, name).probe()
    assert told == Receipt("sent", "acmeinc in Acme" + (", #incidents is there" if name == "chat" else ""))
    assert set(slack.called) <= {"auth.test", "conversations.list"}


def test_a_probe_names_what_is_missing(slack: SlackWorkspace) -> None:
    """Before an incident does."""
    slack.scopes.remove("pins:write")
    assert channel(slack, "incident_chat").probe() == Receipt(
        "failed", "the Slack app lacks the scopes pins:write"
    )
    told = channel(slack, "chat", options=", incidents: '#outages'").probe()
    assert told == Receipt("failed", "acmeinc in Acme: there is no public channel #outages")
