"""`docs/live.md`: a whole incident with every channel live, against real servers on 127.0.0.1."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mail_server import MailServer
from service import Reply, Service
from slack_workspace import SlackWorkspace
from statuspage import Statuspage
from trackers import Tracker

from acmeinc.commands.init import make_repository

PAGE = Path(__file__).parents[2] / "docs" / "live.md"


class Organisation(NamedTuple):
    """Every service that Acme uses."""

    mail: MailServer
    slack: SlackWorkspace
    pager: Service
    status: Statuspage
    tracker: Tracker

    def plain(self, text: str) -> str:
        """Return what was printed without what differs from run to run: addresses, and how long it took."""
        text = text.replace(self.tracker.service.url, "https://github.com")
        text = text.replace(self.status.service.url, "https://stspg.example.com")
        text = re.sub(r"\r\x1b\[K(?:  sending: [^\r]*)?", "", text)
        return re.sub(r" +\d+\.\ds$", "", text, flags=re.M)


@pytest.fixture
def organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Organisation]:
    """Return the services, with a repository that is set up for them."""
    root = make_repository(tmp_path / "incidents").root
    with ExitStack() as running:
        people = {"ana@example.com": "U0ANA", "bo@example.com": "U0BO"}
        found = Organisation(
            running.enter_context(MailServer()),
            running.enter_context(SlackWorkspace(people)),
            running.enter_context(Service()),
            Statuspage(running.enter_context(Service())),
            Tracker(running.enter_context(Service()), "github"),
        )
        found.pager.when("POST", "/v2/enqueue", Reply(202, {"status": "success", "dedup_key": "k"}))
        found.status.set_up(root, monkeypatch)
        found.tracker.set_up(root, monkeypatch)
        settings = root / "acmeinc.yaml"
        text = settings.read_text()
        for channel, via in (("email", "smtp"), ("chat", "slack"), ("paging", "pagerduty")):
            text = re.sub(rf"(  {channel}:\n    via: )outbox.*", rf"\g<1>{via}", text)
        where = "https://git.example.com/acme/incidents/blob/main/{path}"
        settings.write_text(re.sub(r'document_url: ""', f"document_url: {where}", text))
        for name, value in {
            **found.slack.environment,
            "ACMEINC_SMTP_URL": f"smtp://127.0.0.1:{found.mail.port}",
            "ACMEINC_PAGERDUTY_KEY": "a-routing-key-of-acme",
            "ACMEINC_PAGERDUTY_URL": found.pager.url,
        }.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def story(replay: Any, tmp_path: Path, organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a shell beside the repository, its output told plainly."""
    for name, value in replay.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    shell = replay.Story(tmp_path)
    run = shell.run
    shell.run = lambda command: organisation.plain(run(command))
    return shell


def test_the_page_is_what_happens(replay: Any, story: Any, organisation: Organisation) -> None:
    """Every line of it; and everything has arrived where it belongs, once."""
    page = PAGE.read_text(encoding="utf-8")
    played = replay.replayed(page, story)
    if os.environ.get("ACMEINC_UPDATE_GOLDEN"):
        PAGE.write_text(played, encoding="utf-8")
    else:
        assert played == page
    mails = [mail.mail for mail in organisation.mail.arrived]
    stakeholders = [mail["Subject"] for mail in mails if "incident_updates@" in str(mail["To"])]
    assert stakeholders == [
        "SEV1 Incident - Login is down for all customers",
        "Re: SEV1 Incident - Login is down for all customers",
        "Re: SEV1 Incident - Login is down for all customers",
        "Resolution: SEV1 Login is down for all customers is resolved.",
    ]
    thread = mails[0]["Message-ID"]
    assert all(str(thread) in str(mail["References"]) for mail in mails if "Re: " in mail["Subject"])
    assert [mail.get_content_type() for mail in mails if "incident_updates@" not in str(mail["To"])]
    events = [asked.json for asked in organisation.pager.asked]
    assert [event["event_action"] for event in events] == ["trigger", "acknowledge", "resolve"]
    assert len({event["dedup_key"] for event in events}) == 1
    first, *replies = organisation.slack.posts("#incidents")
    assert [post.get("thread_ts") for post in replies] == [first["ts"]] * 3
    own = "#inc-26-11-23-sev-1-login-is-down-for-all-customers"
    assert len(organisation.slack.posts(own)) == 4
    assert [post["status"] for post in organisation.status.posts] == [
        "investigating",
        "identified",
        "resolved",
    ]
    (issue,) = organisation.tracker.made
    assert issue["title"] == "Rotate keys with an overlap"
