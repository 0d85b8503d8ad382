"""apprise, by its own `json://` service: what is sent, what its yes and no amount to, how quiet it is."""

import io
import logging
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from incident_story import DOCUMENT, SUBJECT, IncidentStory
from service import Reply, Service

from acmeinc.delivery.apprise import Apprise
from acmeinc.delivery.channel import Channel, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import AcmeError
from acmeinc.process.rules import Rules
from acmeinc.process.settings import Settings

HOOK = "/hooks/s3cret-of-the-tests"
VIA = Rules({"acmeinc.yaml": "channels: {chat: {via: apprise}, paging: {via: apprise}}"}.get)
BODY = f"""\
Login is currently experiencing a SEV1 incident.

Known customers impacted:
* Contoso

Please see the incident document: {DOCUMENT} for additional details."""


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service that takes notifications."""
    with Service() as running:
        running.when("POST", HOOK, Reply(200))
        yield running


@pytest.fixture
def story() -> IncidentStory:
    """Return the incident."""
    return IncidentStory()


def secrets(service: Service, path: str = HOOK) -> Secrets:
    """Return the environment with both addresses."""
    address = service.url.replace("http", "json") + path
    return Secrets({"ACMEINC_CHAT_APPRISE_URL": address, "ACMEINC_PAGING_APPRISE_URL": address})


def channel(service: Service, name: str) -> Channel:
    """Return a channel as acmeinc.yaml and the environment set it up."""
    return open_channel(name, VIA, secrets(service))


def test_a_message(service: Service, story: IncidentStory) -> None:
    """Plain words: nobody knows what the service makes of markup."""
    told = story.carry(channel(service, "chat"))
    assert (told.address, told.receipt) == ("#incidents", Receipt("sent"))
    (asked,) = service.asked
    assert asked.json == {
        "version": "1.0",
        "title": SUBJECT,
        "message": BODY,
        "attachments": [],
        "type": "warning",
    }


def test_a_page(service: Service, story: IncidentStory) -> None:
    """To whoever stands in ownership.csv, through the address for pages."""
    page = story.say("page", "paging", body="Paging Identity.", to="Identity", link="https://x.example.com")
    told = story.carry(channel(service, "paging"), page)
    assert (told.address, told.receipt) == ("Identity", Receipt("sent"))
    assert service.asked[0].json | {"version": ""} == {
        "version": "",
        "title": SUBJECT,
        "message": "Paging Identity.",
        "attachments": [],
        "type": "failure",
    }


def test_an_update_has_no_title_and_a_resolution_is_good_news(service: Service, story: IncidentStory) -> None:
    """What people wrote calls nobody."""
    chat = channel(service, "chat")
    story.carry(chat, story.say("update", subject="Re: SEV1 Incident", body="@channel <!here>"))
    story.carry(chat, story.say("resolution", subject="Resolution: Login", body="Back."))
    assert [(asked.json["title"], asked.json["message"], asked.json["type"]) for asked in service.asked] == [
        ("", "@\u200bchannel <\u200b!here>", "warning"),
        ("Resolution: Login", "Back.", "success"),
    ]


def test_a_long_message_is_cut_to_what_the_service_takes(service: Service, story: IncidentStory) -> None:
    """It says so."""
    story.carry(channel(service, "chat"), story.say(body="🔥" * 40_000))
    sent = service.asked[0].json["message"]
    assert 30_000 < len(sent.encode("utf-16-le")) // 2 < 32_768
    assert sent.endswith("… (cut: the whole message stands in the incident document)")


FAULTS = [
    pytest.param(Reply(500), "failed", "JSON answered 500", id="500"),
    pytest.param(Reply(404), "failed", "JSON answered 404", id="404"),
    pytest.param(
        Reply(302, headers={"Location": "/elsewhere"}), "failed", "JSON answered 302", id="redirect"
    ),
    pytest.param(Reply(429, headers={"Retry-After": "1"}), "failed", "JSON answered 429", id="429"),
    pytest.param(Reply(502), "unknown", "JSON did not confirm it", id="502"),
    pytest.param(Reply(fault="drop"), "unknown", "JSON did not confirm it", id="drop"),
]


@pytest.mark.parametrize("name", ["chat", "paging"])
@pytest.mark.parametrize(("reply", "state", "detail"), FAULTS)
def test_what_can_go_wrong(
    service: Service, story: IncidentStory, name: str, reply: Reply, state: str, detail: str
) -> None:
    """It is asked once; sent again it is asked once more."""
    service.when("POST", HOOK, reply, times=1)
    carrier, message = channel(service, name), story.say("initial", name)
    assert story.carry(carrier, message).receipt == Receipt(state, detail)
    assert len(service.asked) == 1
    assert story.carry(carrier, message).receipt.state == "sent"
    assert [asked.path for asked in service.asked] == [HOOK] * 2


def test_nobody_waits_longer_than_the_bound(service: Service, story: IncidentStory) -> None:
    """Whatever the service does meanwhile."""
    service.when("POST", HOOK, Reply(fault="half-open"))
    chat = Apprise("chat", Settings(), secrets(service), timedelta(seconds=0.3))
    begun = time.monotonic()
    assert story.carry(chat).receipt == Receipt("unknown", "JSON did not answer in time")
    assert time.monotonic() - begun < 3


def test_nobody_there(story: IncidentStory) -> None:
    """Nothing was given, so it is failed."""
    chat = open_channel("chat", VIA, Secrets({"ACMEINC_CHAT_APPRISE_URL": "json://127.0.0.1:1/s3cret"}))
    assert story.carry(chat).receipt == Receipt("failed", "JSON could not be reached")


@pytest.mark.parametrize(
    ("address", "detail", "hint"),
    [
        pytest.param("", "ACMEINC_CHAT_APPRISE_URL is not set", "export ACMEINC_CHAT_APPRISE_URL=…",
                     id="none"),
        pytest.param("nonsense://s3cret", "ACMEINC_CHAT_APPRISE_URL is no address that apprise knows",
                     "see https://appriseit.com/services/", id="nonsense"),
        pytest.param("json://s3cret@example.com/", "example.com is not called without encryption",
                     "write jsons:// for json://", id="plain"),
        pytest.param("mailto://a:s3cret@example.com", "example.com is not called without encryption",
                     "write mailtos:// for mailto://", id="mail"),
    ],
)  # fmt: skip
def test_what_never_leaves(story: IncidentStory, address: str, detail: str, hint: str) -> None:
    """It is failed, and shows no secret."""
    chat = open_channel("chat", VIA, Secrets({"ACMEINC_CHAT_APPRISE_URL": address}))
    told = story.carry(chat)
    assert (told.receipt.state, told.receipt.detail) == ("failed", detail)
    assert told.receipt.hint.startswith(hint)
    assert "s3cret" not in repr(told)


def test_without_the_extra(service: Service, story: IncidentStory, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(AcmeError, match="apprise is not installed") as refusal:
        channel(service, "chat").deliver(story.say())
    assert refusal.value.hint == "pip install 'acmeinc[apprise]'"


def test_nothing_shows_the_address(
    service: Service, story: IncidentStory, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither a receipt, nor a stream, nor the log that somebody set up."""
    heard = io.StringIO()
    everything = logging.StreamHandler(heard)
    logging.getLogger().addHandler(everything)
    try:
        for reply in (Reply(500), Reply(fault="drop")):
            service.when("POST", HOOK, reply, times=1)
            assert "s3cret" not in repr(story.carry(channel(service, "chat")))
    finally:
        logging.getLogger().removeHandler(everything)
    assert (heard.getvalue(), capfd.readouterr()) == ("", ("", ""))


def test_a_probe_posts_nothing(service: Service) -> None:
    """It tells whether the address is one."""
    told = channel(service, "chat").probe()
    assert told == Receipt("unknown", "an address of JSON; only a message would tell more")
    assert service.asked == []


def test_what_it_does_not_carry_stays_in_the_outbox(service: Service) -> None:
    """The incident's own channel, and mail."""
    for name in ("incident_chat", "email"):
        assert isinstance(channel(service, name), Outbox)
