"""Bugs and action items, filed in the owner's tracker (process: "Decide", "Blameless retrospective")."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from service import Reply, Service
from trackers import Tracker

from acmeinc.app import App
from acmeinc.steps.filing import file_waiting, waiting_bugs

BUG = (
    "decide",
    "--functionality",
    "Login",
    "--state",
    "slow",
    "--severity",
    "none",
    "--impact",
    "A pixel is off.",
)
BUG_ID = "bug-26-11-23-login-is-slow-for-all-customers"
BUG_PATH = f"incidents/2026/11/{BUG_ID}.md"


@pytest.fixture
def tracker(program: Any, git: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tracker]:
    """Return a GitHub that the repository is set up for."""
    with Service() as service:
        github = Tracker(service, "github")
        github.set_up(program.root, monkeypatch)
        git("commit", "-qam", "File bugs at GitHub")
        yield github


def record(program: Any) -> dict[str, Any]:
    """Return the front matter of the bug."""
    text = (program.root / BUG_PATH).read_text(encoding="utf-8")
    header = yaml.safe_load(text.split("\n---\n")[0])
    assert isinstance(header, dict)
    return header


class TestDecide:
    """A bug is recorded, then filed, then its link is recorded."""

    def test_it_is_filed_with_its_owner(self, program, git, tracker) -> None:
        """Two commits; the issue names the record, and can be found by its last line."""
        result = program(*BUG)
        assert result.out == f"✓ a bug, no incident: {BUG_PATH}\n  filed with Identity: {tracker.link(1)}\n"
        assert git("log", "--format=%s", "-2").splitlines() == [
            f"{BUG_ID}: filed with its owner",
            f"{BUG_ID}: decided, a bug",
        ]
        assert 'ticket: "unknown"' in git("show", f"HEAD~1:{BUG_PATH}")
        assert (record(program)["ticket"], git("status", "--short")) == (tracker.link(1), "")
        assert tracker.made == [
            {
                "title": "Login is slow for all customers",
                "body": "What customers see: A pixel is off.\n\n"
                f"A bug, no incident. See the [record of the decision]({BUG_PATH}).\n\nFiled by Ana Ruiz\n\n"
                f"acmeinc: {BUG_ID} {record(program)['uid']}",
            }
        ]

    def test_as_json(self, program, git, tracker) -> None:
        bug = program(*BUG, "--json").json["bug"]
        assert bug["ticket"] == {"state": "sent", "link": tracker.link(1), "detail": ""}
        assert bug["commit"] == git("rev-parse", "HEAD~1").strip()
        (known,) = program("list", "--bugs", "--json").json["bugs"]
        assert known["ticket"] == tracker.link(1)

    def test_a_refusal_is_saved_and_said(self, program, git, tracker) -> None:
        """Exit 6; the link to file it by hand is there meanwhile."""
        tracker.service.when("POST", tracker.path, Reply(403, {"message": "Forbidden"}))
        result = program(*BUG, code=6)
        assert f"  file it with Identity: {tracker.backlog}/new?title=Login%20is%20slow" in result.out
        assert result.err.endswith(
            "error: saved, but not filed; failed: GitHub does not allow it: Forbidden\nhint: acmeinc send\n"
        )
        assert (record(program)["ticket"], git("status", "--short")) == ("failed", "")

    def test_a_lost_answer_is_not_filed_twice(self, program, git, tracker) -> None:
        """The record says that it may have been; filing again finds it."""
        tracker.lose = 1
        result = program(*BUG, code=6)
        assert f"  perhaps filed with Identity: {tracker.backlog}\n" in result.out
        assert result.err.endswith("hint: acmeinc send --again looks for it before it files it\n")
        assert (record(program)["ticket"], len(tracker.issues)) == ("unknown", 1)
        with_hand = (program.root / BUG_PATH).read_text(encoding="utf-8") + "\nA line by hand.\n"
        (program.root / BUG_PATH).write_text(with_hand, encoding="utf-8")
        ((waiting,), _) = file_waiting(app_of(program).planning)
        assert (waiting.incident, waiting.delivery.state, len(tracker.made)) == (BUG_ID, "unknown", 1)
        assert file_waiting(app_of(program).planning, again=True) == ([], "")
        assert (record(program)["ticket"], len(tracker.issues)) == (tracker.link(1), 1)
        assert "\nA line by hand.\n" in (program.root / BUG_PATH).read_text(encoding="utf-8")

    def test_what_was_refused_is_filed_later(self, program, git, tracker) -> None:
        """With all that it said the first time."""
        tracker.service.when("POST", tracker.path, Reply(500), times=1)
        program(*BUG, code=6)
        assert [one.delivery.state for one in waiting_bugs(app_of(program).repository)] == ["failed"]
        assert file_waiting(app_of(program).planning) == ([], "")
        first, second = tracker.made
        assert first == second
        assert git("log", "--format=%s", "-3").splitlines() == [
            f"{BUG_ID}: filed with its owner",
            f"{BUG_ID}: filing it: failed",
            f"{BUG_ID}: decided, a bug",
        ]

    def test_what_somebody_filed_by_hand_waits_no_more(self, program, git, tracker) -> None:
        """The record says so."""
        tracker.service.when("POST", tracker.path, Reply(500), times=1)
        program(*BUG, code=6)
        assert file_waiting(app_of(program).planning, done=True) == ([], "")
        assert (record(program)["ticket"], len(tracker.made)) == ("by hand", 1)
        assert git("status", "--short") == ""

    def test_send_files_what_waits(self, program, tracker) -> None:
        """What was refused at once, what may have been filed only with --again; --done believes somebody."""
        tracker.service.when("POST", tracker.path, Reply(500), times=1)
        program(*BUG, code=6)
        tracker.lose = 1
        shown = program("send", code=6)
        assert shown.out == f"! ticket (tracker) unknown\n    {BUG_ID}\n"
        rows = program("send", "--json", code=6).json["waiting"]
        assert [(row["incident"], row["kind"], row["state"]) for row in rows] == [
            (BUG_ID, "ticket", "unknown")
        ]
        assert program("send", "--again").out == f"✓ filed: {BUG_ID}\nNothing waits.\n"
        assert (len(tracker.issues), record(program)["ticket"]) == (1, tracker.link(1))

    def test_it_is_shown_before(self, program, git, tracker, answers) -> None:
        """Nothing is written, and no issue made, when the preview is refused."""
        head = git("rev-parse", "HEAD")
        prompter = answers(("preview", "quit"))
        program(*BUG, "--audience", "all customers", code=130, prompter=prompter)
        assert prompter.shown[0][:3] == [
            "",
            f"  To: {tracker.backlog}",
            "  Subject: Login is slow for all customers",
        ]
        assert (git("rev-parse", "HEAD"), tracker.made) == (head, [])
        program(
            *BUG, "--audience", "all customers", prompter=answers(("preview", "edit"), ("preview", "send"))
        )
        assert len(tracker.made) == 1

    def test_a_dry_run_files_nothing(self, program, git, tracker) -> None:
        assert 'ticket: "unknown"' in program(*BUG, "--dry-run").out
        assert tracker.service.asked == []

    def test_an_owner_elsewhere_gets_the_link(self, program, git, tracker) -> None:
        """Their backlog is at a tracker that is not set up."""
        file = program.root / "ownership.csv"
        file.write_text(
            file.read_text().replace(tracker.backlog, "https://gitlab.com/acme/auth-api/-/issues")
        )
        out = program(*BUG).out
        assert "file it with Identity: https://gitlab.com/acme/auth-api/-/issues/new?issue[title]=" in out
        assert (record(program)["ticket"], tracker.service.asked) == ("", [])


class TestDowngrade:
    """An incident that turns out to be a bug."""

    def test_it_is_filed_and_linked(self, program, tracker) -> None:
        """The issue's link becomes a ticket of the incident; no link to file it by hand is needed."""
        incident = program.declare()
        result = program("downgrade", "--because", "one browser extension", "--json")
        assert result.json["links"]["tickets"] == [tracker.link(1)]
        assert "file the bug" not in result.err
        (issue,) = [m for m in result.json["communications"] if m["kind"] == "ticket"]
        assert (issue["audience"], issue["subject"]) == ("responders", "Login is down for all customers")
        assert issue["deliveries"][0]["state"] == "sent"
        assert result.json["communications"][-1]["kind"] == "page"
        assert tracker.made == [
            {
                "title": "Login is down for all customers",
                "body": "one browser extension\n\nWhat customers see: Nobody can log in.\n\n"
                f"A bug, no incident. See the [record of the decision]({incident['path']}).\n\n"
                f"Filed by Ana Ruiz\n\nacmeinc: {incident['id']} {issue['id']}",
            }
        ]

    def test_it_says_where(self, program, tracker) -> None:
        program.declare()
        assert f"✓ ticket      {tracker.link(1)}\n" in program("downgrade", "--because", "x").out

    def test_a_lost_answer_waits_and_is_found(self, program, tracker) -> None:
        """`send` shows it, `send --again` finds what was made."""
        program.declare()
        program("send", "--done")
        tracker.lose = 1
        program("downgrade", "--because", "x", code=6)
        assert "ticket (tracker) unknown" in program("send", code=6).out
        program("send", "--again")
        assert len(tracker.issues) == 1
        assert program("show", "login", "--json").json["links"]["tickets"] == [tracker.link(1)]

    def test_a_duplicate_is_not_filed(self, program, tracker) -> None:
        program.declare()
        program.declare(functionality="Single sign-on")
        program("downgrade", "-i", "sign-on", "--duplicate-of", "login", "--because", "x")
        assert tracker.service.asked == []


class TestActionItems:
    """Each that has no link gets an issue, once."""

    def test_each_gets_an_issue_and_its_link(self, program, resolved, tracker) -> None:
        """One that has a link already is left alone."""
        actions = (
            *("--action", "Alert on key age | Bo Lind | 2026-12-04"),
            *("--action", "Rotate | | | https://t.example.com/1"),
            *("--action", "Write it down"),
        )
        incident = program("retro", *actions, "--json").json
        links = {row["text"]: row["link"] for row in incident["retrospective"]["actions"]}
        assert links == {
            "Alert on key age": tracker.link(1),
            "Rotate": "https://t.example.com/1",
            "Write it down": tracker.link(2),
        }
        (first,) = [r for r in incident["retrospective"]["actions"] if r["text"] == "Alert on key age"]
        assert (first["owner"], first["due"], first["done"]) == ("Bo Lind", "2026-12-04", False)
        assert tracker.made[0]["title"] == "Alert on key age"
        assert tracker.made[0]["body"].startswith(
            "* Owner: Bo Lind\n* Due: 2026-12-04\n\nAn action item of the retrospective of SEV1 Login is down"
        )
        program("retro", "--lucky", "Monday")
        assert len(tracker.made) == 2

    def test_it_says_where(self, program, resolved, tracker) -> None:
        result = program("retro", "--action", "Alert")
        assert f"✓ ticket      {tracker.link(1)}\n" in result.out
        assert "file the action item" not in result.err

    def test_one_that_failed_is_not_made_again_by_the_next_retro(self, program, resolved, tracker) -> None:
        """It waits for `send`."""
        program("send", "--done")
        tracker.service.when("POST", tracker.path, Reply(500), times=1)
        program("retro", "--action", "Alert", code=6)
        program("retro", "--lucky", "Monday")
        program("send")
        (row,) = program("show", "login", "--json").json["retrospective"]["actions"]
        assert (row["link"], len(tracker.issues)) == (tracker.link(1), 1)

    def test_one_written_by_hand_is_filed_too(self, program, resolved, tracker, document) -> None:
        """In the table of the document."""
        text = document().read_text(encoding="utf-8")
        row = "|---|---|---|---|---|\n"
        document().write_text(text.replace(row, f"{row}| By hand | | | | |\n"), encoding="utf-8")
        (action,) = program("retro", "--lucky", "Monday", "--json").json["retrospective"]["actions"]
        assert (action["text"], action["link"]) == ("By hand", tracker.link(1))

    def test_without_a_tracker_it_says_how_to_file_them(self, program, resolved) -> None:
        """A link to a filled-in issue; one that has a link needs none."""
        said = program("retro", "--action", "Alert | Bo Lind", "--action", "B||| https://t.example.com/1").err
        assert said == (
            "  file the action item: https://github.com/acme-example/auth-api/issues/new?title=Alert"
            f"&body=Bo%20Lind%0A%0A{resolved['path']}\n"
        )


def test_a_missing_token_is_named(program, tracker, monkeypatch) -> None:
    """The step is saved, the issue waits."""
    monkeypatch.delenv("ACMEINC_GITHUB_TOKEN")
    program.declare()
    incident = program("downgrade", "--because", "x", "--json", code=6).json
    (issue,) = [m for m in incident["communications"] if m["kind"] == "ticket"]
    assert issue["deliveries"][0]["detail"] == "ACMEINC_GITHUB_TOKEN is not set"


def app_of(program: Any) -> App:
    """Return the collaborators of one command in the program's repository."""
    app = App(clock=program.clock, entropy=program.entropy)
    app.repo_path = program.root
    return app
