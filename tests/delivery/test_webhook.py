"""Webhooks: what each chat service is sent, whole, and what becomes of it when the service says no."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from incident_story import DOCUMENT, ID, SUBJECT, UID, IncidentStory
from service import Reply, Service

from acmeinc.delivery.channel import Channel, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.webhook_formats import FORMATS
from acmeinc.incident.model import Draft
from acmeinc.process.rules import Rules

HOOK = "/hooks/s3cret-of-the-tests"
YES = {
    "mattermost": Reply(200, "ok"),
    "discord": Reply(200, {"id": "1180", "channel_id": "42"}),
    "google-chat": Reply(200, {"name": "spaces/A/messages/B", "thread": {"name": "spaces/A/threads/C"}}),
    "teams": Reply(202),
    "json": Reply(204),
}
REMOTE = {"discord": "1180", "google-chat": "spaces/A/messages/B"}
QUERY = {"discord": "?wait=true", "google-chat": "?messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"}
OPEN = {"type": "Action.OpenUrl", "url": DOCUMENT}


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service to post to."""
    with Service() as running:
        yield running


@pytest.fixture
def story() -> IncidentStory:
    """Return the incident."""
    return IncidentStory()


def rules(spoken: str) -> Rules:
    """Return the rules of an organisation whose webhook speaks so."""
    return Rules({"acmeinc.yaml": f"channels: {{chat: {{via: webhook, format: {spoken}}}}}"}.get)


def webhook(service: Service, spoken: str, hook: str = HOOK) -> Channel:
    """Return the channel as acmeinc.yaml and the environment set it up."""
    return open_channel("chat", rules(spoken), Secrets({"ACMEINC_CHAT_WEBHOOK": f"{service.url}{hook}"}))


def paragraph(*runs: dict[str, Any], spacing: str) -> dict[str, Any]:
    """Return a line of an Adaptive Card."""
    return {"type": "RichTextBlock", "spacing": spacing, "inlines": list(runs)}


def run(text: str, **more: Any) -> dict[str, Any]:
    """Return a piece of such a line."""
    return {"type": "TextRun", "text": text, **more}


MARKDOWN = f"""\
**{SUBJECT}**

Login is currently experiencing a SEV1 incident.

Known customers impacted:
* Contoso

Please see the [incident document]({DOCUMENT}) for additional details."""
PLAIN = MARKDOWN.replace("**", "").replace(
    f"[incident document]({DOCUMENT})", f"incident document: {DOCUMENT}"
)
CARD = {
    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
    "type": "AdaptiveCard",
    "version": "1.4",
    "msteams": {"width": "Full"},
    "body": [
        {"type": "RichTextBlock", "inlines": [run(SUBJECT, weight="Bolder", size="Medium")]},
        paragraph(run("Login is currently experiencing a SEV1 incident."), spacing="Medium"),
        paragraph(run("Known customers impacted:"), spacing="Medium"),
        paragraph(run("• "), run("Contoso"), spacing="None"),
        paragraph(
            run("Please see the "),
            run("incident document", selectAction=OPEN),
            run(" for additional details."),
            spacing="Medium",
        ),
    ],
    "actions": [{**OPEN, "title": "Incident document"}],
}
SENT = {
    "mattermost": {"text": MARKDOWN, "username": "acmeinc"},
    "discord": {
        "content": MARKDOWN,
        "username": "acmeinc",
        "allowed_mentions": {"parse": []},
        "flags": 4,
    },
    "google-chat": {"text": PLAIN, "thread": {"threadKey": UID}},
    "teams": {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": CARD,
            }
        ],
    },
}


@pytest.mark.parametrize("spoken", SENT)
def test_what_a_service_is_sent(service: Service, story: IncidentStory, spoken: str) -> None:
    """The whole of it, and what it answers once it has it."""
    service.when("POST", HOOK, YES[spoken])
    told = story.carry(webhook(service, spoken))
    assert (told.address, told.receipt) == ("#incidents", Receipt("sent", remote=REMOTE.get(spoken, "")))
    (asked,) = service.asked
    assert asked.path == HOOK + QUERY.get(spoken, "")
    assert asked.json == SENT[spoken]


def test_plain_json_tells_everything(service: Service) -> None:
    """Under the names that `--json` has for it."""
    story = IncidentStory(workarounds="Keep the session open.")
    story.record(
        Draft("x", "role", adds={"responders": [{"name": "Bo Lind", "role": "sme", "team": "Identity"}]}),
        Draft("x", "facts", adds={"customers": ["Contoso"], "teams": ["Identity"]}),
    )
    service.when("POST", HOOK, YES["json"])
    message = story.say(next_update="2026-11-23T14:44:00Z", body="Login is down.")
    assert story.carry(webhook(service, "json"), message).receipt == Receipt("sent")
    assert service.asked[0].json == {
        "delivery": {"incident": UID, "message": message.entry, "channel": "chat"},
        "kind": "initial",
        "audience": "stakeholders",
        "subject": SUBJECT,
        "body": "Login is down.",
        "next_update": "2026-11-23T14:44:00Z",
        "document": DOCUMENT,
        "incident": {
            "id": ID,
            "uid": UID,
            "severity": "SEV1",
            "status": "declared",
            "functionality": "Login",
            "state": "down",
            "audience": "all customers",
            "impact": "Nobody can log in.",
            "quantity": "Unknown",
            "customers": ["Contoso"],
            "commander": "Ana Ruiz",
            "teams": ["Identity"],
            "workarounds": "Keep the session open.",
            "remediation": "",
            "summary": "",
            "duplicate_of": "",
            "responders": [{"name": "Bo Lind", "role": "sme", "team": "Identity"}],
            "links": {
                "chat": f"#{ID}",
                "bridge": f"https://meet.example.com/{ID}",
                "status_page": "",
                "tickets": [],
                "customer_tickets": [],
            },
            "milestones": {"detected": "2026-11-23T14:02:00Z", "declared": "2026-11-23T14:14:00Z"},
        },
    }


def test_the_names_of_plain_json_are_those_of_json(service: Service, program: Any) -> None:
    """A script reads both."""
    service.when("POST", HOOK, YES["json"])
    IncidentStory().carry(webhook(service, "json"))
    shown = program.declare()
    told = service.asked[0].json
    assert set(told["incident"]) <= set(shown)
    assert {"kind", "audience", "subject", "body", "next_update"} <= set(shown["communications"][0])


def test_the_query_joins_what_the_address_has(service: Service, story: IncidentStory) -> None:
    """Google's has a key and a token."""
    service.when("POST", "/v1/spaces/A/messages", YES["google-chat"])
    story.carry(webhook(service, "google-chat", "/v1/spaces/A/messages?key=k&token=t"))
    query = "key=k&token=t&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
    assert service.asked[0].path == f"/v1/spaces/A/messages?{query}"


def test_an_update_needs_no_subject(service: Service, story: IncidentStory) -> None:
    """Its text says what it is about; a card without a link has no button."""
    story.document = "incidents/x.md"
    message = story.say("update", subject="Re: SEV1 Incident", body="UPDATE: it is back.\n\nAna")
    for spoken in ("mattermost", "teams"):
        service.when("POST", HOOK, YES[spoken])
        story.carry(webhook(service, spoken), message)
    assert service.asked[0].json["text"] == "UPDATE: it is back.\n\nAna"
    card = service.asked[1].json["attachments"][0]["content"]
    assert card["body"] == [
        paragraph(run("UPDATE: it is back."), spacing="None"),
        paragraph(run("Ana"), spacing="Medium"),
    ]
    assert "actions" not in card


NO_SPACE = "\u200b"
NAUGHTY = "@channel <!here> *b* _i_ `c` ~s~ [x](https://x.example.com/@all_b) # a_b https://y.example.com/a_b"


@pytest.mark.parametrize(
    ("spoken", "text"),
    [
        pytest.param(
            "mattermost",
            f"@{NO_SPACE}channel \\<{NO_SPACE}!here\\> \\*b\\* \\_i\\_ \\`c\\` \\~s\\~ "
            "[x](https://x.example.com/%40all_b) \\# a\\_b https://y.example.com/a_b",
            id="mattermost",
        ),
        pytest.param(
            "discord",
            "@channel \\<!here\\> \\*b\\* \\_i\\_ \\`c\\` \\~s\\~ "
            "[x](https://x.example.com/@all_b) \\# a\\_b https://y.example.com/a_b",
            id="discord",
        ),
        pytest.param(
            "google-chat",
            f"@{NO_SPACE}channel <{NO_SPACE}!here> *b* _i_ `c` ~s~ "
            "x: https://x.example.com/@all_b # a_b https://y.example.com/a_b",
            id="google-chat",
        ),
    ],
)
def test_what_people_wrote_stays_text(story: IncidentStory, spoken: str, text: str) -> None:
    """It is neither markup nor calls anybody."""
    payload = FORMATS[spoken].payload(story.say("update", subject="Re: x"), NAUGHTY)
    assert payload.get("text", payload.get("content")) == text


REPLY = IncidentStory().say("update", subject="Re: x")


@given(st.text(max_size=100), st.sampled_from(["mattermost", "google-chat"]))
def test_no_text_calls_anybody(body: str, spoken: str) -> None:
    """Neither by a name nor by an id."""
    text = FORMATS[spoken].payload(REPLY, f"x {body} @all @here <!channel> <users/all>")["text"]
    for call in ("@all", "@here", "<!", "<@", "<users"):
        assert call not in text


@pytest.mark.parametrize("letter", ["x", "*", "🔥", "x\n"])
@pytest.mark.parametrize(
    ("spoken", "longest"),
    [("mattermost", 16_383), ("discord", 2_000), ("google-chat", 32_000), ("teams", 28_000)],
)
def test_a_long_message_is_cut(
    service: Service, story: IncidentStory, spoken: str, longest: int, letter: str
) -> None:
    """As the service counts, escapes included; it says so."""
    service.when("POST", HOOK, YES[spoken])
    body = "begin " + letter * longest + " end"
    assert story.carry(webhook(service, spoken), story.say(body=body)).receipt.state == "sent"
    sent = service.asked[0].json
    sizes = {
        "mattermost": lambda: len(sent["text"].encode("utf-16-le")) // 2,
        "discord": lambda: len(sent["content"].encode("utf-16-le")) // 2,
        "google-chat": lambda: len(json.dumps(sent, ensure_ascii=False).encode()),
        "teams": lambda: len(service.asked[0].content),
    }
    assert longest * 0.96 < sizes[spoken]() <= longest
    text = json.dumps(sent, ensure_ascii=False)
    assert "begin" in text
    assert "… (cut: the whole message stands in the incident document)" in text


def test_plain_json_is_not_cut(service: Service, story: IncidentStory) -> None:
    """A script may have it all."""
    service.when("POST", HOOK, YES["json"])
    story.carry(webhook(service, "json"), story.say(body="x" * 100_000))
    assert len(service.asked[0].json["body"]) == 100_000


FAULTS = [
    pytest.param(Reply(500, "oops"), "failed", "127.0.0.1 answered 500", id="500"),
    pytest.param(Reply(502), "unknown",
                 "127.0.0.1 took the request, and its answer was lost (502)", id="502"),
    pytest.param(Reply(404, {"message": "Unknown Webhook", "code": 10015}), "failed",
                 "127.0.0.1 answered 404: Unknown Webhook", id="404"),
    pytest.param(Reply(400, {"error": {"code": 400, "message": "Invalid\x1b \n JSON"}}), "failed",
                 "127.0.0.1 answered 400: Invalid^[ JSON", id="400"),
    pytest.param(Reply(307, headers={"Location": "/elsewhere"}), "failed", "127.0.0.1 answered 307",
                 id="redirect"),
    pytest.param(Reply(429, headers={"Retry-After": "120"}), "failed",
                 "127.0.0.1 asks to be left alone for 2 minutes", id="429"),
    pytest.param(Reply(fault="drop"), "unknown",
                 "127.0.0.1 took the request and did not answer: the connection broke off", id="drop"),
]  # fmt: skip


@pytest.mark.parametrize("spoken", YES)
@pytest.mark.parametrize(("reply", "state", "detail"), FAULTS)
def test_what_can_go_wrong(
    service: Service, story: IncidentStory, spoken: str, reply: Reply, state: str, detail: str
) -> None:
    """It is posted once; sent again it is posted once more."""
    service.when("POST", HOOK, YES[spoken])
    service.when("POST", HOOK, reply, times=1)
    channel = webhook(service, spoken)
    message = story.say()
    told = story.carry(channel, message)
    assert (told.receipt.state, told.receipt.detail) == (state, detail)
    assert "s3cret" not in repr(told)
    assert len(service.asked) == 1
    assert story.carry(channel, message).receipt.state == "sent"
    assert len(service.asked) == 2


@pytest.mark.parametrize("spoken", ["mattermost", "discord", "google-chat"])
def test_another_answer_than_the_services_own(service: Service, story: IncidentStory, spoken: str) -> None:
    """A page to log in, say, is no proof of anything."""
    service.when("POST", HOOK, Reply(200, "<html>"))
    told = story.carry(webhook(service, spoken)).receipt
    assert told == Receipt("unknown", f"127.0.0.1 answered 200, but not as {spoken} does")


def test_discord_may_answer_with_nothing(service: Service, story: IncidentStory) -> None:
    """204 is a yes."""
    service.when("POST", HOOK, Reply(204))
    assert story.carry(webhook(service, "discord")).receipt == Receipt("sent")


def test_too_often_waits_as_told(service: Service, story: IncidentStory) -> None:
    """Within its bound."""
    service.when("POST", HOOK, YES["mattermost"])
    service.when("POST", HOOK, Reply(429, headers={"Retry-After": "1"}), times=1)
    assert story.carry(webhook(service, "mattermost")).receipt.state == "sent"
    assert len(service.asked) == 2


@pytest.mark.bounds
def test_who_never_answers_is_not_waited_for_for_ever(service: Service, story: IncidentStory) -> None:
    """The message may have arrived."""
    service.when("POST", HOOK, Reply(fault="half-open"))
    begun = time.monotonic()
    told = story.carry(webhook(service, "teams")).receipt
    assert time.monotonic() - begun < 10
    assert told.state == "unknown"


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        pytest.param("", "ACMEINC_CHAT_WEBHOOK is not set", id="none"),
        pytest.param("http://chat.example.com/hooks/s3cret",
                     "chat.example.com is not called without encryption", id="plain"),
        pytest.param("http://127.0.0.1:1/hooks/s3cret", "127.0.0.1 could not be reached: ", id="nobody"),
        pytest.param("hooks/s3cret", "that is not called without encryption", id="no-address"),
        pytest.param("https://[s3cret", "that is not called without encryption", id="broken"),
        pytest.param("https://chat exa.example.com/s3cret", "chat exa.example.com could not be reached: "
                     "that is no address", id="space"),
    ],
)  # fmt: skip
def test_what_never_left(story: IncidentStory, address: str, detail: str) -> None:
    """It is failed, never silently an outbox, and shows no secret."""
    channel = open_channel("chat", rules("teams"), Secrets({"ACMEINC_CHAT_WEBHOOK": address}))
    told = story.carry(channel)
    assert told.receipt.state == "failed"
    assert told.receipt.detail.startswith(detail)
    assert "s3cret" not in repr(told)


def test_the_incidents_own_channel_stays_in_the_outbox(service: Service, story: IncidentStory) -> None:
    """With the steps that a person takes."""
    channel = open_channel("incident_chat", rules("teams"), Secrets({}))
    assert isinstance(channel, Outbox)
    assert channel.by_hand(story.say())[0] == f"create the chat channel #{ID}"


def test_a_probe_posts_nothing(service: Service) -> None:
    """It tells what can be told without a message."""
    service.when("GET", "/", Reply(404))
    told = webhook(service, "teams").probe()
    assert told.state == "unknown"
    assert told.detail == "127.0.0.1 answers; whether it takes messages only a message would tell"
    service.when("GET", HOOK, Reply(200, {"name": "Incidents"}))
    assert webhook(service, "discord").probe() == Receipt("sent", "127.0.0.1 knows the webhook")
    service.when("GET", HOOK, Reply(404))
    assert webhook(service, "discord").probe() == Receipt("failed", "127.0.0.1 answered 404")
    assert [(asked.method, asked.path) for asked in service.asked] == [
        ("GET", "/"),
        ("GET", HOOK),
        ("GET", HOOK),
    ]
