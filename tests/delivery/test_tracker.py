"""Issues at GitHub and GitLab: what is made, what each answer means, and that nothing is made twice."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from service import Reply, Service
from trackers import PROJECT, TOKEN, Tracker

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.delivery.channels import open_channel
from acmeinc.delivery.issue_text import issue_body
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import AcmeError
from acmeinc.incident.model import Action, Incident, Retrospective
from acmeinc.process.message import Message
from acmeinc.process.rules import Rules

ID = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
ENTRY = "01M84C3B20JY66N21TVSBDQCHR"
"""Made on 2026-11-23."""
MARKER = f"acmeinc: {ID} {ENTRY}"
OWNERS = "functionality,service,owning team,paging schedule link,backlog link\nLogin,auth-api,Identity,,{}\n"


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service that can be told how to behave."""
    with Service() as running:
        yield running


@pytest.fixture(params=["github", "gitlab"])
def tracker(service: Service, request: pytest.FixtureRequest) -> Tracker:
    """Return each of the trackers."""
    return Tracker(service, request.param)


def channel_for(tracker: Tracker, backlog: str = "", **environment: str) -> Channel:
    """Return the channel as `acmeinc.yaml` sets it up; "" unsets a variable."""
    files = {
        "acmeinc.yaml": f"channels: {{tracker: {{via: {tracker.kind}}}}}",
        "ownership.csv": OWNERS.format(backlog or tracker.backlog),
    }
    known = {name: value for name, value in (tracker.environment | environment).items() if value}
    channel = open_channel("tracker", Rules(files.get), Secrets(known))
    assert not channel.prints
    return channel


def ticket(tracker: Tracker, before: str = "waiting", **fields: Any) -> Dispatch:
    """Return an issue on its way."""
    told = {"subject": "Login is down", "body": "Why: an extension.", "backlog": tracker.backlog, **fields}
    message = Message("ticket", "responders", told.pop("subject"), told.pop("body"), ("tracker",))
    return Dispatch(message, Incident(ID, "uid"), ENTRY, "doc", {"before": before, **told})


def test_an_issue_is_made(tracker: Tracker) -> None:
    """In the project of the backlog; its link comes back, and belongs to the incident."""
    link = tracker.link(1)
    assert channel_for(tracker).deliver(ticket(tracker)) == Receipt(
        "sent", remote=link, adds={"links.tickets": [link]}
    )
    (asked,) = tracker.service.asked
    text = {"github": "body", "gitlab": "description"}[tracker.kind]
    assert (asked.method, asked.path) == ("POST", tracker.path)
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert asked.json == {"title": "Login is down", text: f"Why: an extension.\n\n{MARKER}"}


def test_the_link_of_an_action_item_goes_to_that_item(tracker: Tracker) -> None:
    """And everything else about it stays."""
    actions = (Action("Alert", "Bo Lind", "2026-12-04", done=True), Action("Another"))
    dispatch = ticket(tracker, action="Alert")
    incident = dispatch.incident._replace(retrospective=Retrospective(actions=actions))
    row = {"text": "Alert", "owner": "Bo Lind", "due": "2026-12-04", "link": tracker.link(1), "done": "yes"}
    assert channel_for(tracker).deliver(dispatch._replace(incident=incident)) == Receipt(
        "sent", remote=tracker.link(1), adds={"retrospective.actions": [row]}
    )


class TestTwice:
    """What may have been made is looked for, and not made again."""

    def test_a_lost_answer(self, tracker: Tracker) -> None:
        """The issue is found by its last line."""
        channel = channel_for(tracker)
        tracker.lose = 1
        assert channel.deliver(ticket(tracker)) == Receipt(
            "unknown", "127.0.0.1 took the request and did not answer: the connection broke off"
        )
        again = channel.deliver(ticket(tracker, "unknown"))
        assert (again.state, again.remote) == ("sent", tracker.link(1))
        assert len(tracker.issues) == 1

    @pytest.mark.parametrize("before", ["failed", "unknown"])
    def test_what_never_arrived_is_made(self, tracker: Tracker, before: str) -> None:
        """Issues of others, and of ours for something else, are not it."""
        text = {"github": "body", "gitlab": "description"}[tracker.kind]
        for other in (
            None,
            "",
            f"{MARKER}X",
            f"{MARKER} and more",
            f"acmeinc: {ID} 01M84C3B20JY66N21TVSBDQCHS",
        ):
            tracker.issues.append({text: other, "created_at": "2026-11-23T14:20:00Z"})
        assert channel_for(tracker).deliver(ticket(tracker, before)).remote == tracker.link(6)

    def test_it_is_looked_for_among_all_newer_ones(self, tracker: Tracker) -> None:
        """Page by page, as far as the day before it was recorded."""
        channel = channel_for(tracker)
        tracker.lose = 1
        channel.deliver(ticket(tracker))
        tracker.issues[:0] = [{"created_at": "2026-11-23T15:00:00Z"}] * 120
        assert channel.deliver(ticket(tracker, "unknown")).remote == tracker.link(1)
        assert len(tracker.made) == 1

    def test_older_ones_are_not_looked_through(self, tracker: Tracker) -> None:
        """It cannot be among them."""
        tracker.issues += [{"created_at": "2026-11-20T15:00:00Z"}] * 500
        assert channel_for(tracker).deliver(ticket(tracker, "unknown")).state == "sent"
        assert len(tracker.service.asked) == 2

    def test_too_many_newer_ones(self, tracker: Tracker) -> None:
        """It is not certain that it is not there: nothing is made."""
        tracker.issues += [{"created_at": "2026-11-23T15:00:00Z"}] * 500
        assert channel_for(tracker).deliver(ticket(tracker, "unknown")) == Receipt(
            "unknown", f"not looked for: {PROJECT} has too many new issues to look through"
        )
        assert tracker.made == []

    @pytest.mark.parametrize(
        "reply",
        [Reply(500), Reply(502), Reply(200, b"<html>"), Reply(fault="drop")],
        ids=["500", "502", "malformed", "drop"],
    )
    def test_what_cannot_be_looked_for_stays_as_it_is(self, tracker: Tracker, reply: Reply) -> None:
        """Nothing is made."""
        tracker.service.when("GET", tracker.path, reply)
        receipt = channel_for(tracker).deliver(ticket(tracker, "unknown"))
        assert receipt.state == "unknown" and receipt.detail.startswith("not looked for: ")
        assert tracker.made == []


NAMES = {"github": "GitHub", "gitlab": "GitLab"}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        pytest.param(
            Reply(401, {"message": "Bad credentials"}),
            "{name} does not take {token}: Bad credentials",
            id="401",
        ),
        pytest.param(
            Reply(403, {"message": "Resource not accessible"}),
            "{name} does not allow it: Resource not accessible",
            id="403",
        ),
        pytest.param(
            Reply(404, {"message": "404 Project Not Found"}),
            "{name} knows no acme-example/auth-api: 404 Project Not Found",
            id="404",
        ),
        pytest.param(
            Reply(410, {"message": "Issues are disabled for this repo"}),
            "acme-example/auth-api takes no issues: Issues are disabled for this repo",
            id="410",
        ),
        pytest.param(
            Reply(
                422, {"message": "Validation Failed", "errors": [{"field": "title", "code": "missing_field"}]}
            ),
            "{name} did not take the issue: Validation Failed, field title code missing_field",
            id="422",
        ),
        pytest.param(
            Reply(400, {"message": {"title": ["is too long"]}}),
            "{name} did not take the issue: title is too long",
            id="400",
        ),
        pytest.param(
            Reply(429, headers={"Retry-After": "120"}), "{name} asks to be left alone for 2 minutes", id="429"
        ),
        pytest.param(Reply(500, f"oops {TOKEN}"), "{name} answered 500", id="500"),
        pytest.param(Reply(302, headers={"Location": "/login"}), "{name} answered 302", id="redirect"),
    ],
)
def test_a_no_is_told_in_its_own_words(tracker: Tracker, reply: Reply, told: str) -> None:
    """And never with the token."""
    tracker.service.when("POST", tracker.path, reply)
    with pytest.raises(AcmeError) as stopped:
        channel_for(tracker).deliver(ticket(tracker))
    token = f"ACMEINC_{tracker.kind.upper()}_TOKEN"
    assert str(stopped.value) == told.format(name=NAMES[tracker.kind], token=token)
    assert len(tracker.service.asked) == 1


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        pytest.param(Reply(502), "took the request, and its answer was lost (502)", id="gateway"),
        pytest.param(Reply(201, b'{"id": '), "answered, and did not say what it made", id="malformed"),
        pytest.param(Reply(201, ["x"]), "answered, and did not say what it made", id="no-map"),
    ],
)
def test_an_answer_that_leaves_it_open(tracker: Tracker, reply: Reply, told: str) -> None:
    """It may have been made."""
    tracker.service.when("POST", tracker.path, reply)
    receipt = channel_for(tracker).deliver(ticket(tracker))
    assert receipt == Receipt("unknown", f"{NAMES[tracker.kind]} {told}")


def test_too_often_waits_as_told(tracker: Tracker) -> None:
    tracker.service.when("POST", tracker.path, Reply(429, headers={"Retry-After": "1"}), times=1)
    assert channel_for(tracker).deliver(ticket(tracker)).state == "sent"
    assert len(tracker.issues) == 1


@pytest.mark.bounds
def test_no_answer_ends_within_the_bound(service: Service) -> None:
    """Half open: the connection stands, and nothing ever comes."""
    tracker = Tracker(service, "github")
    service.when("POST", tracker.path, Reply(fault="half-open"))
    begun = time.monotonic()
    assert channel_for(tracker).deliver(ticket(tracker)) == Receipt(
        "unknown", "127.0.0.1 took the request and did not answer: no answer in time"
    )
    assert time.monotonic() - begun < 15


def test_without_a_token_it_says_which(tracker: Tracker) -> None:
    """Never silently an outbox."""
    name = f"ACMEINC_{tracker.kind.upper()}_TOKEN"
    with pytest.raises(AcmeError, match=f"{name} is not set"):
        channel_for(tracker, **{name: ""}).deliver(ticket(tracker))


@pytest.mark.parametrize(
    ("backlog", "told"),
    [
        pytest.param("", "no link is no backlog at {}", id="none"),
        pytest.param(
            "https://acme.atlassian.net/browse/AUTH",
            "https://acme.atlassian.net/browse/AUTH is no backlog at {}",
            id="jira",
        ),
    ],
)
def test_what_is_no_backlog_there(tracker: Tracker, backlog: str, told: str) -> None:
    """The settings name another tracker than the owner's."""
    with pytest.raises(AcmeError, match=told.format(NAMES[tracker.kind])):
        channel_for(tracker).deliver(ticket(tracker, backlog=backlog))


def test_a_backlog_elsewhere_is_not_asked_for_at_home(tracker: Tracker) -> None:
    """A project of the same name at github.com may be somebody else's, and everyone can read it."""
    name = f"ACMEINC_{tracker.kind.upper()}_URL"
    backlog = tracker.backlog.replace(tracker.service.url, "https://git.example.com")
    with pytest.raises(AcmeError, match=f"the backlog is at git.example.com, and {name} is not set"):
        channel_for(tracker, **{name: ""}).deliver(ticket(tracker, backlog=backlog))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        pytest.param("ask @ana and @acme/team", "ask @\u200bana and @\u200bacme/team", id="mention"),
        pytest.param("bo@example.com", "bo@example.com", id="address"),
        pytest.param(
            "fine\n/close\n> /assign x\n /tmp a / b",
            "fine\n\\/close\n> \\/assign x\n \\/tmp a / b",
            id="commands",
        ),
        pytest.param("<!-- a <b>bold</b> 1 < 2", "&lt;!-- a &lt;b>bold&lt;/b> 1 < 2", id="tags"),
        pytest.param("<https://x.example.com/a>", "<https://x.example.com/a>", id="link"),
        pytest.param("[a](b) `c` *d* #12", "[a](b) `c` *d* #12", id="markdown-stays"),
        pytest.param("a\r\nb\x1b[31m\x00", "a\nb␛[31m␀", id="control"),
        pytest.param("🚒" * 100_000, f"{'🚒' * 60_000}…", id="long"),
    ],
)
def test_naughty_text_in_the_body(text: str, safe: str) -> None:
    """Nobody is called, no tag hides what follows, no line is a command."""
    assert issue_body(text, "acmeinc: x y") == f"{safe}\n\nacmeinc: x y"


def test_a_long_title_is_cut(tracker: Tracker) -> None:
    """Both take it then."""
    title = "🚒 line\nbreak " * 50
    assert channel_for(tracker).deliver(ticket(tracker, subject=title)).state == "sent"
    assert tracker.made[0]["title"] == title.replace("\n", " ")[:254].rstrip() + "…"


def test_the_probe_sees_the_projects_and_makes_nothing(tracker: Tracker) -> None:
    told = f"{NAMES[tracker.kind]} takes the token; backlogs seen: 1"
    assert channel_for(tracker).probe() == Receipt("sent", told)
    assert {asked.method for asked in tracker.service.asked} == {"GET"}


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        pytest.param(
            Reply(404, {"message": "Not Found"}), "knows no acme-example/auth-api: Not Found", id="unseen"
        ),
        pytest.param(
            Reply(200, {"has_issues": False, "issues_access_level": "disabled"}),
            "takes no issues",
            id="switched-off",
        ),
    ],
)
def test_the_probe_tells_what_is_wrong(tracker: Tracker, reply: Reply, told: str) -> None:
    tracker.service.when("GET", tracker.path.removesuffix("/issues"), reply)
    receipt = channel_for(tracker).probe()
    assert receipt.state == "failed" and told in receipt.detail
