"""PagerDuty's Events API: what is sent, what its answers mean, and that no page is lost on the way."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from service import Asked, Reply, Service

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.pagerduty import LONGEST_DETAIL, LONGEST_SUMMARY, key_name
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed
from acmeinc.incident.model import Entry, Incident, Links
from acmeinc.process.message import Message
from acmeinc.process.rules import Rules
from acmeinc.storage.seed import seed_root

ENQUEUE = "/v2/enqueue"
TAKEN = Reply(202, {"status": "success", "message": "Event processed", "dedup_key": "x"})
UID = "01KAR5GZ000000000000000000"
FIRST, SECOND, WORD = (f"01KAR5H{n}000000000000000000" for n in "ABC")
KEYS = {"ACMEINC_PAGERDUTY_KEY": "the-key-of-all", "ACMEINC_PAGERDUTY_KEY_BILLING": "the-key-of-billing"}
DOCUMENT = "https://git.example.com/acme/incidents/login.md"
NOW = datetime(2026, 11, 23, 14, 14, tzinfo=UTC)


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a PagerDuty that takes every event."""
    with Service() as running:
        running.when("POST", ENQUEUE, TAKEN)
        yield running


def channel_to(service: Service, variables: dict[str, str] | None = None) -> Channel:
    """Return the paging channel of an organisation with PagerDuty and the seed's owners."""
    texts = {name: (seed_root() / name).read_text("utf-8") for name in ("severity.yaml", "ownership.csv")}
    texts["acmeinc.yaml"] = "channels: {paging: {via: pagerduty}}"
    environment = {"ACMEINC_PAGERDUTY_URL": service.url, **(KEYS if variables is None else variables)}
    return open_channel("paging", Rules(texts.get), Secrets(environment))


def page(entry: str, to: str = "Identity") -> Entry:
    """Return a page as the document holds it."""
    fields = {"kind": "page", "to": to, "link": f"https://oncall.example.com/{to}", "channels": ["paging"]}
    return Entry(entry, NOW, "Ana Ruiz", "Paging.", fields)


def receipt(entry: str, message: str, state: str, **fields: str) -> Entry:
    """Return what became of a page."""
    said = {"kind": "receipt", "message": message, "channel": ["paging"], "state": state, **fields}
    return Entry(entry, NOW, "Ana Ruiz", "", said)


def incident(*communications: Entry, timeline: tuple[Entry, ...] = ()) -> Incident:
    """Return an incident with these pages."""
    return Incident(
        "inc-26-11-23-sev-1-login-is-down-for-all-customers",
        UID,
        severity="SEV1",
        functionality="Login",
        commander="Ana Ruiz",
        links=Links(chat="#inc-login", bridge="https://meet.example.com/inc-login"),
        communications=communications,
        timeline=timeline,
    )


def dispatch(entry: Entry, of: Incident, document: str = DOCUMENT, **message: Any) -> Dispatch:
    """Return a page, or a word to the pager, on its way."""
    told = Message(entry.kind, "responders", "SEV1 Incident - Login is down", "Impact: all.", ("paging",))
    return Dispatch(told._replace(**message), of, entry.id, document, entry.fields)


def first_page(**message: Any) -> Dispatch:
    """Return the first page of an incident."""
    return dispatch(page(FIRST), incident(page(FIRST)), **message)


def test_a_page_is_an_alert_with_all_that_a_responder_needs(service: Service) -> None:
    """The whole event."""
    assert channel_to(service).deliver(first_page()) == Receipt("sent", remote=UID)
    (asked,) = service.asked_for(ENQUEUE)
    assert asked.json == {
        "routing_key": "the-key-of-all",
        "event_action": "trigger",
        "dedup_key": UID,
        "client": "acmeinc",
        "links": [
            {"href": DOCUMENT, "text": "Incident document"},
            {"href": "https://meet.example.com/inc-login", "text": "Bridge"},
        ],
        "payload": {
            "summary": "SEV1 Incident - Login is down",
            "source": "Login",
            "severity": "critical",
            "group": "Identity",
            "class": "SEV1",
            "custom_details": {
                "incident": "inc-26-11-23-sev-1-login-is-down-for-all-customers",
                "severity": "SEV1",
                "commander": "Ana Ruiz",
                "chat": "#inc-login",
                "document": DOCUMENT,
                "message": "Impact: all.",
            },
        },
    }


@pytest.mark.parametrize("action", ["acknowledge", "resolve"])
def test_a_word_is_said_of_every_page(service: Service, action: str) -> None:
    """Each under its key, to the team that was paged; not of one that never went out, nor of a later one."""
    pages = (page(WORD, "Platform"), page(SECOND, "Billing"), page(FIRST))
    word = Entry(WORD, NOW, "Ana Ruiz", "", {"kind": "pager", "action": action, "channels": ["paging"]})
    channel = channel_to(service)
    of = incident(*pages, timeline=(receipt("01KAR5HD", FIRST, "sent", remote="as-it-was-sent"),))
    assert channel.deliver(dispatch(word, of)) == Receipt("sent")
    assert sorted((asked.json for asked in service.asked), key=lambda event: event["routing_key"]) == [
        {"routing_key": "the-key-of-all", "event_action": action, "dedup_key": "as-it-was-sent"},
        {"routing_key": "the-key-of-billing", "event_action": action, "dedup_key": f"{UID}-{SECOND}"},
    ]


def test_a_word_that_one_team_does_not_hear(service: Service) -> None:
    """The others do; which one, and why, is told."""
    of = incident(page(SECOND, "Billing"), page(FIRST))
    word = Entry(WORD, NOW, "Ana Ruiz", "", {"kind": "pager", "action": "resolve"})
    told = channel_to(service, {"ACMEINC_PAGERDUTY_KEY_BILLING": "b"}).deliver(dispatch(word, of))
    missing = "ACMEINC_PAGERDUTY_KEY_IDENTITY is not set, nor ACMEINC_PAGERDUTY_KEY"
    assert told == Receipt("failed", f"Identity: {missing}")
    assert [asked.json["routing_key"] for asked in service.asked] == ["b"]


@pytest.mark.parametrize(
    ("team", "name"),
    [
        pytest.param("Identity", "ACMEINC_PAGERDUTY_KEY_IDENTITY", id="word"),
        pytest.param("Data & AI (EU)", "ACMEINC_PAGERDUTY_KEY_DATA___AI__EU_", id="signs"),
        pytest.param("Störung 2", "ACMEINC_PAGERDUTY_KEY_ST_RUNG_2", id="letters-no-variable-can-have"),
    ],
)
def test_each_team_has_a_variable(team: str, name: str) -> None:
    """Upper case; everything that is no letter or digit is an underscore."""
    assert key_name(team) == name


@pytest.mark.parametrize(
    ("to", "key"),
    [
        pytest.param("Billing", "the-key-of-billing", id="own"),
        pytest.param("Web", "the-key-of-all", id="all"),
    ],
)
def test_the_teams_own_key_goes_before_the_one_of_all(service: Service, to: str, key: str) -> None:
    """Whoever has none is paged through the other."""
    channel_to(service).deliver(dispatch(page(FIRST, to), incident(page(FIRST, to))))
    assert service.asked[0].json["routing_key"] == key


def test_without_a_key_nothing_leaves(service: Service) -> None:
    """Both variables are named."""
    with pytest.raises(Failed) as refused:
        channel_to(service, {}).deliver(first_page())
    assert str(refused.value) == "ACMEINC_PAGERDUTY_KEY_IDENTITY is not set, nor ACMEINC_PAGERDUTY_KEY"
    assert service.asked == []


INVALID = {
    "status": "invalid event",
    "message": "Event object is invalid",
    "errors": ["'routing_key' is wrong"],
}


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(
            Reply(400, INVALID),
            "PagerDuty answered 400: Event object is invalid: 'routing_key' is wrong",
            id="invalid",
        ),
        pytest.param(Reply(403, "<html>"), "PagerDuty answered 403", id="no-json"),
        pytest.param(Reply(307, "", {"Location": "/x"}), "PagerDuty answered 307", id="redirect"),
        pytest.param(Reply(500, {"message": "x\x1b[31m\n" * 99}), "PagerDuty answered 500: x", id="naughty"),
        pytest.param(
            Reply(429, headers={"Retry-After": "90"}),
            "PagerDuty asks to be left alone for",
            id="busy",
        ),
    ],
)
def test_what_was_refused_has_failed(service: Service, reply: Reply, why: str) -> None:
    """Its own words are told, in one short line."""
    service.when("POST", ENQUEUE, reply)
    with pytest.raises(Failed) as refused:
        channel_to(service).deliver(first_page())
    assert str(refused.value).startswith(why)
    assert len(str(refused.value)) <= 250 and str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(
            Reply(202, "<html>"), "PagerDuty answered 202, and not in its own words", id="not its own"
        ),
        pytest.param(
            Reply(200, {"ok": True}),
            "PagerDuty answered 200, and not in its own words",
            id="no word of success",
        ),
        pytest.param(Reply(504), "PagerDuty took the request, and its answer was lost (504)", id="a gateway"),
    ],
)
def test_an_answer_that_says_nothing_is_no_page(service: Service, reply: Reply, why: str) -> None:
    """It may have arrived; its key is kept, so that it goes out again under the same."""
    service.when("POST", ENQUEUE, reply)
    assert channel_to(service).deliver(first_page()) == Receipt("unknown", why, UID)


@pytest.mark.parametrize(
    "reply",
    [Reply(fault="drop"), Reply(500), Reply(502), Reply(429, headers={"Retry-After": "1"})],
    ids=["drop", "500", "502", "429"],
)
def test_it_is_asked_again_under_the_same_key(service: Service, reply: Reply) -> None:
    """Until it is taken."""
    service.when("POST", ENQUEUE, reply, times=1)
    assert channel_to(service).deliver(first_page()).state == "sent"
    first, second = (asked.json for asked in service.asked)
    assert first == second


@pytest.mark.bounds
def test_a_pager_that_never_answers(service: Service) -> None:
    """It ends within its bound, and may have arrived."""
    service.when("POST", ENQUEUE, Reply(fault="half-open"))
    begun = time.monotonic()
    told = channel_to(service).deliver(first_page())
    assert time.monotonic() - begun < 15
    assert (told.state, told.remote) == ("unknown", UID)
    assert told.detail == "127.0.0.1 took the request and did not answer: no answer in time"


def test_a_routing_key_that_comes_back_is_hidden(service: Service) -> None:
    """Whatever the other side says of it."""
    service.when("POST", ENQUEUE, lambda asked: Reply(400, {"message": asked.json["routing_key"]}))
    with pytest.raises(Failed, match=r"^PagerDuty answered 400: •••$"):
        channel_to(service).deliver(first_page())


def test_naughty_text_arrives_as_it_is_and_long_text_is_cut(service: Service) -> None:
    """No longer than PagerDuty takes."""
    subject, body = "🔥<b>{{x}}</b>" * 200, "@everyone \x07 😀" * 5000
    channel_to(service).deliver(first_page(subject=subject, body=body))
    payload = service.asked[0].json["payload"]
    assert payload["summary"] == subject[: LONGEST_SUMMARY - 1] + "…"
    assert payload["custom_details"]["message"] == body[: LONGEST_DETAIL - 1] + "…"
    assert len(service.asked[0].content) < 512_000


def test_a_document_without_an_address_is_no_link(service: Service) -> None:
    """A path stands among the details."""
    channel_to(service).deliver(first_page()._replace(document="incidents/x.md"))
    event = service.asked[0].json
    assert [link["text"] for link in event["links"]] == ["Bridge"]
    assert event["payload"]["custom_details"]["document"] == "incidents/x.md"


def test_a_probe_wakes_nobody(service: Service) -> None:
    """Each key is tried once, by the end of an alert that never was."""
    told = channel_to(service).probe()
    others = "Identity, Product, Platform, incident on-call rotation, technical leadership"
    assert told == Receipt("sent", f"it takes the keys of {others}, Billing")
    assert sorted(asked.json["routing_key"] for asked in service.asked) == sorted(KEYS.values())
    assert {asked.json["event_action"] for asked in service.asked} == {"resolve"}


def test_a_probe_tells_whom_nobody_could_page(service: Service) -> None:
    """And which key is refused."""

    def answer(asked: Asked) -> Reply:
        return Reply(400, {"message": "no"}) if asked.json["routing_key"] == "billing" else TAKEN

    service.when("POST", ENQUEUE, answer)
    teams = ("IDENTITY", "BILLING", "PRODUCT", "PLATFORM", "INCIDENT_ON_CALL_ROTATION")
    told = channel_to(service, {f"ACMEINC_PAGERDUTY_KEY_{team}": team.lower() for team in teams}).probe()
    assert told == Receipt(
        "failed",
        "technical leadership: ACMEINC_PAGERDUTY_KEY_TECHNICAL_LEADERSHIP is not set, "
        "nor ACMEINC_PAGERDUTY_KEY; Billing: PagerDuty answered 400: no",
    )


def test_what_is_not_set_up_is_the_outbox() -> None:
    """Also when a key lies around."""
    assert isinstance(open_channel("paging", Rules({}.get), Secrets(KEYS)), Outbox)
