"""`acmeinc rules notice`: a merged change is announced once, whoever does it, and whatever breaks."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from mail_server import MailServer

from acmeinc.storage.deadline import Deadline
from acmeinc.storage.git import Git
from acmeinc.storage.notices import SENDING, Ledger, Notice, Taken
from acmeinc.storage.remote import Remote

SUBJECT = "Change of the incident rules: SEV2 update: 1h → 55m"
REF = "refs/acmeinc/notices/"


def change(clone: Any, *, push: bool = True) -> str:
    """Change a rule on the default branch, as a merged pull request does; return the commit."""
    path = clone.root / "severity.yaml"
    path.write_text(path.read_text().replace("update: 1h", "update: 55m"))
    clone.git("commit", "-qam", "Hear more often\n\nBecause: customers asked")
    if push:
        clone.git("push", "-q")
    commit: str = clone.git("rev-parse", "HEAD")
    return commit


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a mail server on this machine."""
    with MailServer() as running:
        yield running


@pytest.fixture
def by_mail(ana: Any, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a clone that sends mail, with a merged change of the rules."""
    path = ana.root / "acmeinc.yaml"
    path.write_text(path.read_text().replace("via: outbox                # outbox | smtp", "via: smtp"))
    monkeypatch.setenv("ACMEINC_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
    ana.git("commit", "-qam", "Mail")
    change(ana)
    return ana


def test_it_is_printed_where_no_mail_is_set_up(team: Any, ana: Any) -> None:
    commit = change(ana)
    out = ana("rules", "notice").out
    assert out.startswith(f"To: incident_updates@example.com\nSubject: {SUBJECT}\n")
    assert "* SEV2 update: 1h → 55m\n\nWhy: customers asked\n" in out
    assert "! email       printed above, for incident_updates@example.com" in out
    record = team.git("cat-file", "tag", REF + commit)
    assert "tagger Ana Ruiz <ana@example.com> 1795443249 +0000" in record
    assert "\n\nprinted\n" in record


def test_it_goes_to_the_distribution_list(by_mail: Any, server: MailServer) -> None:
    assert "✓ email       incident_updates@example.com" in by_mail("rules", "notice").out
    (arrived,) = server.arrived
    assert arrived.recipients == ("incident_updates@example.com",)
    assert arrived.mail["Subject"] == SUBJECT
    assert "* SEV2 update: 1h → 55m" in arrived.text("text/plain")


def test_everybody_sees_that_it_was_announced(team: Any, by_mail: Any, server: MailServer) -> None:
    by_mail("rules", "notice")
    other = team.clone("other")
    other.git("config", "user.name", "Bo Lind")
    for clone in (by_mail, other):
        stopped = clone("rules", "notice", code=3)
        assert "was sent by Ana Ruiz on 2026-11-23 09:14:09 -05:00" in stopped.err
        assert "hint: acmeinc rules notice --again" in stopped.err
    assert len(server.arrived) == 1
    assert "It was announced before, as far as is known here: sent." in other("rules", "notice", "-n").out
    other("rules", "notice", "--again")
    assert len({str(arrived.mail["Message-ID"]) for arrived in server.arrived}) == 1
    assert len(server.arrived) == 2


def test_of_two_at_the_same_time_one_sends(team: Any, ana: Any) -> None:
    """The second has seen no record, and the remote takes the first alone."""
    commit, other = change(ana), team.clone("other")
    soon = Deadline.after(timedelta(seconds=20))
    ledgers = [Ledger(Git(c.root), Remote(Git(c.root), "origin", "main")) for c in (ana, other)]
    leaving = Notice(commit, SENDING, at=datetime.now(UTC))
    first, second = (ledger.known(commit, soon) for ledger in ledgers)
    ledgers[0].record(first, leaving, ("Ana", "ana@example.com"), soon)
    with pytest.raises(Taken):
        ledgers[1].record(second, leaving, ("Bo", "bo@example.com"), soon)
    assert ledgers[1].known(commit, soon).by == "Ana"


def test_what_a_server_refused_may_go_again(by_mail: Any, server: MailServer) -> None:
    server.replies["DATA"] = "451 greylisted"
    stopped = by_mail("rules", "notice", code=6)
    assert "the notice was not sent" in stopped.err
    server.replies.clear()
    by_mail("rules", "notice")
    assert len(server.arrived) == 1


def test_what_broke_off_goes_again_only_when_said(by_mail: Any, server: MailServer) -> None:
    server.fault = "drop"
    stopped = by_mail("rules", "notice", code=6)
    assert "the notice may have been sent" in stopped.err
    server.fault = ""
    assert "may have been sent by Ana Ruiz" in by_mail("rules", "notice", code=3).err
    by_mail("rules", "notice", "--again")
    assert len(server.arrived) == 2


def test_what_was_killed_on_its_way_may_have_left(team: Any, ana: Any) -> None:
    commit = change(ana)
    ana("rules", "notice")
    record = team.git("cat-file", "tag", REF + commit).replace("\n\nprinted\n", "\n\nsending\n")
    made = subprocess.run(
        ["git", "-C", str(team.remote), "mktag"],
        input=record + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    team.git("update-ref", REF + commit, made.stdout.strip())
    assert "may have been sent by Ana Ruiz" in ana("rules", "notice", code=3).err


def test_nothing_is_sent_where_nobody_can_tell(team: Any, by_mail: Any, server: MailServer) -> None:
    """A remote that does not answer may know more than this clone."""
    team.remote.rename(team.remote.with_name("away.git"))
    stopped = by_mail("rules", "notice", code=1)
    assert "nothing was sent: whether somebody has announced it stands there" in stopped.err
    assert not server.arrived
    done = by_mail("rules", "notice", "--again")
    assert "only this clone will know of it" in done.err.replace("\n", " ")
    assert len(server.arrived) == 1
    team.remote.with_name("away.git").rename(team.remote)
    assert "was sent by Ana Ruiz" in by_mail("rules", "notice", code=3).err


def test_a_remote_that_keeps_no_such_records(team: Any, by_mail: Any, server: MailServer) -> None:
    team.hook("pre-receive", 'while read old new ref; do case "$ref" in refs/acmeinc/*) exit 1;; esac; done')
    done = by_mail("rules", "notice")
    assert "! the remote does not know of it, only this clone" in done.err
    assert "was sent by Ana Ruiz" in by_mail("rules", "notice", code=3).err
    assert len(server.arrived) == 1


def test_only_what_is_merged_is_announced(ana: Any) -> None:
    change(ana, push=False)
    stopped = ana("rules", "notice", code=3)
    assert "is not merged into origin/main yet" in stopped.err


def test_which_change_is_meant(ana: Any) -> None:
    """The newest of the rules, a commit, or a range; one that changes no rule is none."""
    change(ana)
    (ana.root / "notes.txt").write_text("x")
    ana.git("add", "-A")
    ana.git("commit", "-qm", "Notes")
    ana.git("push", "-q")
    told = json.loads(ana("rules", "notice", "--dry-run", "--json").out)
    assert (told["commit"], told["subject"]) == (ana.git("rev-parse", "HEAD~1"), SUBJECT)
    assert (told["to"], told["state"], told["dry_run"]) == ("incident_updates@example.com", "waiting", True)
    assert SUBJECT in ana("rules", "notice", "HEAD~2..HEAD", "--dry-run").out
    assert "no rule changes between" in ana("rules", "notice", "HEAD", code=3).err
    assert "is the first commit" in ana("rules", "notice", "HEAD~2", code=4).err
    assert "git knows no revision" in ana("rules", "notice", "nope", code=4).err


def test_a_dry_run_sends_and_records_nothing(team: Any, by_mail: Any, server: MailServer) -> None:
    refs = team.git("for-each-ref"), by_mail.git("for-each-ref")
    out = by_mail("rules", "notice", "--dry-run").out
    assert f"  Subject: {SUBJECT}" in out
    assert out.endswith("Nothing was sent (--dry-run).\n")
    assert (team.git("for-each-ref"), by_mail.git("for-each-ref")) == refs
    assert not server.arrived


def test_it_is_shown_before_it_goes(team: Any, by_mail: Any, server: MailServer, answers: Any) -> None:
    refs = team.git("for-each-ref")
    by_mail.program.prompter = answers(("preview", "quit"))
    assert "nothing was written or sent" in by_mail("rules", "notice", code=130).err
    assert team.git("for-each-ref") == refs
    by_mail.program.prompter = answers(("preview", "send"))
    by_mail("rules", "notice")
    assert f"  Subject: {SUBJECT}" in by_mail.program.prompter.shown[0]
    assert len(server.arrived) == 1


def test_without_a_remote_this_clone_remembers(program: Any) -> None:
    path = program.root / "severity.yaml"
    path.write_text(path.read_text().replace("update: 1h", "update: 55m"))
    subprocess.run(["git", "-C", str(program.root), "commit", "-qam", "x"], check=True)
    program("rules", "notice")
    assert "was printed by Ana Ruiz" in program("rules", "notice", code=3).err
