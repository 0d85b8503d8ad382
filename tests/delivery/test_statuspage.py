"""Statuspage: what is posted, what each answer means, and that nothing is posted twice."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from service import Reply, Service
from statuspage import KEY, LOGIN, PAGE, Statuspage

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import AcmeError
from acmeinc.incident.model import Entry, Incident, Links
from acmeinc.process.message import Message
from acmeinc.process.rules import Rules

ROOT = Path(__file__).parents[2]
UID = "01KAR4M3V7Q1ZP6T0B8C9D2E3F"
NOW = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)
SETTINGS = f"channels: {{status_page: {{via: statuspage, page: {PAGE}, components: {{Login: {LOGIN}}}}}}}"


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service that can be told how to behave."""
    with Service() as running:
        yield running


@pytest.fixture
def page(service: Service) -> Statuspage:
    """Return a status page."""
    return Statuspage(service)


def channel_for(page: Statuspage, settings: str = SETTINGS, **environment: str) -> Channel:
    """Return the channel as `acmeinc.yaml` sets it up; "" unsets a variable."""
    files = {"acmeinc.yaml": settings, "severity.yaml": (ROOT / "severity.yaml").read_text(encoding="utf-8")}
    known = {name: value for name, value in (page.environment | environment).items() if value}
    channel = open_channel("status_page", Rules(files.get), Secrets(known))
    assert not channel.prints
    return channel


class Posts:
    """An incident and its public posts, with the receipts they got."""

    def __init__(self, **fields: Any) -> None:
        named = {"functionality": "Login", "severity": "SEV1", **fields}
        self.incident = Incident("inc-26-11-23-sev-1-login-is-down-for-all-customers", UID, **named)

    def post(self, phase: str, body: str = "We are looking.", subject: str = "Issue with Login") -> Dispatch:
        """Return the newest post, on its way."""
        fields = {"kind": "public", "channels": ["status_page"], "phase": phase}
        entry = Entry(f"01KAR4{len(self.incident.communications):020}", NOW, "Ana Ruiz", body, fields)
        self._have(communications=(entry, *self.incident.communications))
        message = Message("public", "public", subject, body, ("status_page",))
        return Dispatch(message, self.incident, entry.id, "doc", entry.fields)

    def got(self, dispatch: Dispatch, receipt: Receipt) -> Receipt:
        """Record what became of a post, and return it."""
        fields = {
            "kind": "receipt",
            "message": dispatch.entry,
            "channel": ["status_page"],
            "state": receipt.state,
            "remote": receipt.remote,
        }
        number = len(self.incident.timeline)
        entry = Entry(f"01KAR5{number:020}", NOW, "Ana Ruiz", "", fields)
        self._have(timeline=(entry, *self.incident.timeline))
        return receipt

    def again(self, dispatch: Dispatch) -> Dispatch:
        """Return a post as `send` gives it to the channel once more."""
        return dispatch._replace(incident=self.incident)

    def _have(self, **changed: Any) -> None:
        self.incident = self.incident._replace(**changed)


def test_an_incident_there_is_opened_updated_and_resolved(page: Statuspage) -> None:
    """Its id comes back, and its public link becomes the incident's."""
    channel, posts = channel_for(page), Posts()
    first = posts.got(post := posts.post("investigating"), channel.deliver(post))
    assert first == Receipt("sent", remote="inc1", sets={"links.status_page": "https://stspg.example.com/1"})
    posts.incident = posts.incident._replace(links=Links(status_page="https://stspg.example.com/1"))
    second = posts.got(post := posts.post("monitoring", "A fix is in place."), channel.deliver(post))
    last = posts.got(post := posts.post("resolved", "It is over."), channel.deliver(post))
    assert second == last == Receipt("sent", remote="inc1")
    (shown,) = page.incidents
    assert [update["status"] for update in shown["incident_updates"]] == [
        "resolved",
        "monitoring",
        "investigating",
    ]
    assert shown["components"] == [{"id": LOGIN, "status": "operational"}]
    assert [asked.method for asked in page.service.asked] == ["POST", "PATCH", "PATCH"]


def test_the_whole_request(page: Statuspage) -> None:
    """As the API wants it; the key is in the header alone."""
    post = Posts().post("identified", "We know why.")
    channel_for(page).deliver(post)
    (asked,) = page.service.asked
    assert (asked.method, asked.path) == ("POST", f"/v1/pages/{PAGE}/incidents")
    assert asked.headers["Authorization"] == f"OAuth {KEY}"
    assert asked.json == {
        "incident": {
            "name": "Issue with Login",
            "status": "identified",
            "body": "We know why.",
            "impact_override": "critical",
            "metadata": {"acmeinc": {"uid": UID, "post": post.entry}},
            "components": {LOGIN: "major_outage"},
            "component_ids": [LOGIN],
        }
    }


@pytest.mark.parametrize(
    ("severity", "impact", "component"),
    [
        pytest.param("SEV1", "critical", "major_outage", id="first"),
        pytest.param("SEV2", "major", "partial_outage", id="second"),
        pytest.param("SEV3", "minor", "degraded_performance", id="third"),
        pytest.param("SEV9", "minor", "degraded_performance", id="unheard-of"),
    ],
)
def test_how_bad_it_is(page: Statuspage, severity: str, impact: str, component: str) -> None:
    """By the rank of the severity among the organisation's own."""
    channel_for(page).deliver(Posts(severity=severity).post("investigating"))
    (posted,) = page.posts
    assert (posted["impact_override"], posted["components"]) == (impact, {LOGIN: component})


@pytest.mark.parametrize(
    ("functionality", "components"),
    [("login", {LOGIN: "major_outage"}), ("Checkout", None)],
    ids=["case", "none"],
)
def test_only_a_listed_functionality_has_a_component(
    page: Statuspage, functionality: str, components: dict[str, str] | None
) -> None:
    channel_for(page).deliver(Posts(functionality=functionality).post("investigating"))
    assert page.posts[0].get("components") == components


def test_an_incident_that_is_opened_again_is_a_new_one_there(page: Statuspage) -> None:
    """What was resolved on the page stays so: customers see that it came back."""
    channel, posts = channel_for(page), Posts()
    for phase in ("investigating", "resolved", "investigating", "resolved"):
        posts.got(post := posts.post(phase), channel.deliver(post))
    assert [(shown["id"], shown["status"]) for shown in page.incidents] == [
        ("inc2", "resolved"),
        ("inc1", "resolved"),
    ]
    assert posts.incident.timeline[0].fields["remote"] == "inc2"


def test_one_that_was_deleted_there_is_made_anew(page: Statuspage) -> None:
    """Somebody tidied the page by hand."""
    channel, posts = channel_for(page), Posts()
    posts.got(post := posts.post("investigating"), channel.deliver(post))
    page.service.when("PATCH", f"/v1/pages/{PAGE}/incidents/inc1", Reply(404, {"error": "Not found"}))
    assert channel.deliver(posts.post("identified")).remote == "inc2"


class TestTwice:
    """What may have arrived is looked for, and not posted again."""

    def test_a_lost_answer_to_the_first_post(self, page: Statuspage) -> None:
        """It is found by what it carries, and the next post goes to the same incident."""
        channel, posts = channel_for(page), Posts()
        page.lose = 1
        receipt = posts.got(post := posts.post("investigating"), channel.deliver(post))
        assert (receipt.state, receipt.remote) == ("unknown", "")
        assert receipt.detail == "127.0.0.1 took the request and did not answer: the connection broke off"
        again = posts.got(post, channel.deliver(posts.again(post)))
        assert (again.state, again.remote) == ("sent", "inc1")
        assert channel.deliver(posts.post("identified")).remote == "inc1"
        assert [len(shown["incident_updates"]) for shown in page.incidents] == [2]

    def test_a_lost_answer_to_an_update(self, page: Statuspage) -> None:
        """The same."""
        channel, posts = channel_for(page), Posts()
        posts.got(post := posts.post("investigating"), channel.deliver(post))
        page.lose = 1
        posts.got(post := posts.post("identified"), channel.deliver(post))
        assert channel.deliver(posts.again(post)).state == "sent"
        assert [len(shown["incident_updates"]) for shown in page.incidents] == [2]

    def test_the_next_post_looks_too(self, page: Statuspage) -> None:
        """It would open a second incident else."""
        channel, posts = channel_for(page), Posts()
        page.lose = 1
        posts.got(post := posts.post("investigating"), channel.deliver(post))
        assert channel.deliver(posts.post("identified")).remote == "inc1"

    def test_what_never_arrived_is_posted(self, page: Statuspage) -> None:
        """Looked for, not found, made."""
        channel, posts = channel_for(page), Posts()
        page.service.when("POST", f"/v1/pages/{PAGE}/incidents", Reply(504), times=1)
        receipt = posts.got(post := posts.post("investigating"), channel.deliver(post))
        assert receipt == Receipt("unknown", "Statuspage took the request, and its answer was lost (504)")
        assert channel.deliver(posts.again(post)).remote == "inc1"
        assert len(page.incidents) == 1

    @pytest.mark.parametrize(
        "reply", [Reply(500), Reply(200, b"<html>"), Reply(fault="drop")], ids=["500", "malformed", "drop"]
    )
    def test_what_cannot_be_looked_for_stays_unknown(self, page: Statuspage, reply: Reply) -> None:
        """Nothing is posted."""
        channel, posts = channel_for(page), Posts()
        page.lose = 1
        posts.got(post := posts.post("investigating"), channel.deliver(post))
        page.service.when("GET", f"/v1/pages/{PAGE}/incidents", reply)
        receipt = channel.deliver(posts.again(post))
        assert receipt.state == "unknown" and receipt.detail.startswith("not looked for: ")
        assert len(page.posts) == 1

    def test_one_that_somebody_saw_there(self, page: Statuspage) -> None:
        """They confirmed it, and what it was called there is not known: it is looked for."""
        channel, posts = channel_for(page), Posts()
        page.lose = 1
        posts.got(post := posts.post("investigating"), channel.deliver(post))
        posts.got(post, Receipt("sent", "confirmed by Ana Ruiz"))
        assert channel.deliver(posts.post("identified")).remote == "inc1"
        assert len(page.incidents) == 1

    def test_somebody_elses_incidents_are_none_of_ours(self, page: Statuspage) -> None:
        """Whatever their metadata is."""
        page.incidents += [
            {"id": "x1", "metadata": metadata, "status": "investigating"}
            for metadata in ({}, None, [], {"acmeinc": "x"}, {"acmeinc": {"uid": "other"}})
        ]
        channel, posts = channel_for(page), Posts()
        page.service.when("POST", f"/v1/pages/{PAGE}/incidents", Reply(500), times=1)
        post = posts.post("investigating")
        with pytest.raises(AcmeError):
            channel.deliver(post)
        posts.got(post, Receipt("failed"))
        assert channel.deliver(posts.again(post)).remote == "inc6"

    def test_an_older_post_does_not_cover_a_newer_one(self, page: Statuspage) -> None:
        """It failed, the next one came through: nobody is told that it is worse again."""
        channel, posts = channel_for(page), Posts()
        older = posts.post("investigating")
        posts.got(older, Receipt("failed"))
        posts.got(newer := posts.post("resolved"), channel.deliver(newer))
        with pytest.raises(AcmeError, match="a later post is on the page already") as stopped:
            channel.deliver(posts.again(older))
        assert stopped.value.hint == "acmeinc send --done"
        assert [shown["status"] for shown in page.incidents] == ["resolved"]


@pytest.mark.parametrize(
    ("reply", "told", "hint"),
    [
        pytest.param(
            Reply(401, {"error": "Could not authenticate"}),
            "Statuspage does not take ACMEINC_STATUSPAGE_KEY: Could not authenticate",
            "make a key at Statuspage, then: export ACMEINC_STATUSPAGE_KEY=…",
            id="401",
        ),
        pytest.param(
            Reply(404, {"error": "Not found"}),
            f"Statuspage knows no page {PAGE}: Not found",
            "see channels.status_page.page in acmeinc.yaml",
            id="404",
        ),
        pytest.param(
            Reply(422, {"error": ["Name can't be blank", "Status is invalid"]}),
            "Statuspage did not take the post: Name can't be blank, Status is invalid",
            "",
            id="422",
        ),
        pytest.param(Reply(420, "Enhance"), "Statuspage is asked too often", "later: acmeinc send", id="420"),
        pytest.param(
            Reply(429, headers={"Retry-After": "60"}),
            "Statuspage asks to be left alone for 1 minute",
            "later: acmeinc send",
            id="429",
        ),
        pytest.param(
            Reply(500, "<html>oops"), "Statuspage answered 500", "acmeinc send, once that is mended", id="500"
        ),
        pytest.param(
            Reply(400, {"message": f"no {KEY} \x1b[31m{'x' * 900}"}),
            f"Statuspage answered 400: no ••• ␛[31m{'x' * 188}…",
            "acmeinc send, once that is mended",
            id="an-echo",
        ),
        pytest.param(
            Reply(400, {"message": f"{'x' * 190} {KEY}"}),
            f"Statuspage answered 400: {'x' * 190} •••",
            "acmeinc send, once that is mended",
            id="an-echo-at-the-cut",
        ),
    ],
)
def test_a_no_is_told_in_its_own_words(page: Statuspage, reply: Reply, told: str, hint: str) -> None:
    """And never with the key."""
    page.service.when("POST", f"/v1/pages/{PAGE}/incidents", reply)
    with pytest.raises(AcmeError) as stopped:
        channel_for(page).deliver(Posts().post("investigating"))
    assert (str(stopped.value), stopped.value.hint) == (told, hint)
    assert len(page.service.asked) == 1


def test_too_often_waits_as_told(page: Statuspage) -> None:
    page.service.when(
        "POST", f"/v1/pages/{PAGE}/incidents", Reply(429, headers={"Retry-After": "1"}), times=1
    )
    assert channel_for(page).deliver(Posts().post("investigating")).state == "sent"
    assert len(page.incidents) == 1


def test_a_yes_that_names_nothing(page: Statuspage) -> None:
    """Something was made, and nobody knows what."""
    page.service.when("POST", f"/v1/pages/{PAGE}/incidents", Reply(201, b'{"id": '))
    assert channel_for(page).deliver(Posts().post("investigating")) == Receipt(
        "unknown", "Statuspage answered, and did not say what it made"
    )


@pytest.mark.bounds
def test_no_answer_ends_within_the_bound(page: Statuspage) -> None:
    """Half open: the connection stands, and nothing ever comes."""
    page.service.when("POST", f"/v1/pages/{PAGE}/incidents", Reply(fault="half-open"))
    begun = time.monotonic()
    receipt = channel_for(page).deliver(Posts().post("investigating"))
    assert receipt == Receipt("unknown", "127.0.0.1 took the request and did not answer: no answer in time")
    assert time.monotonic() - begun < 15


def test_without_a_key_it_says_which(page: Statuspage) -> None:
    """Never silently an outbox."""
    with pytest.raises(AcmeError, match="ACMEINC_STATUSPAGE_KEY is not set"):
        channel_for(page, ACMEINC_STATUSPAGE_KEY="").deliver(Posts().post("investigating"))
    assert page.service.asked == []


def test_naughty_text_is_cut_and_comes_through_as_it_is(page: Statuspage) -> None:
    """4-byte characters, markup, and more than Statuspage takes."""
    text = '🚒 <b>bold</b> & "quoted" ' * 2000
    channel_for(page).deliver(Posts().post("investigating", text, text))
    (posted,) = page.posts
    assert (len(posted["name"]), len(posted["body"])) == (255, 25_000)
    assert posted["body"] == f"{text[:24_999]}…"
    assert json.loads(page.service.asked[0].content) == {"incident": posted}


def test_the_probe_asks_for_the_page_and_changes_nothing(page: Statuspage) -> None:
    assert channel_for(page).probe() == Receipt("sent", "Statuspage knows the page Acme")
    assert [(asked.method, asked.path) for asked in page.service.asked] == [("GET", f"/v1/pages/{PAGE}")]


def test_the_probe_tells_what_is_wrong(page: Statuspage) -> None:
    assert channel_for(page, ACMEINC_STATUSPAGE_KEY="another").probe() == Receipt(
        "failed", "Statuspage does not take ACMEINC_STATUSPAGE_KEY: Could not authenticate"
    )
