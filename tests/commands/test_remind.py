"""`remind`: one reminder to the commander for each duty, through what is connected, never twice."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mail_server import MailServer
from slack_workspace import SlackWorkspace

GOLDEN = """\
To: Ana Ruiz
Subject: Check-in with responders due 09:34 EST: Login is down for all customers

Ana Ruiz: the check-in with responders for Login (SEV1) is due at 09:34 EST, in 4 minutes.
Then: acmeinc checkin -i inc-26-11-23-sev-1-login-is-down-for-all-customers
incidents/2026/11/inc-26-11-23-sev-1-login-is-down-for-all-customers.md

"""


@pytest.fixture
def paged(program: Any, paged: Any) -> Any:
    """Return the program with one open incident whose page was made, at 09:14:09."""
    return program


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """Return a mail server on this machine, which the program knows."""
    with MailServer() as running:
        monkeypatch.setenv("ACMEINC_SMTP_URL", f"smtp://127.0.0.1:{running.port}")
        yield running


def by_mail(program: Any) -> Any:
    """Return the program, its mail set up."""
    settings = program.root / "acmeinc.yaml"
    text = settings.read_text().replace("via: outbox                # outbox | smtp", "via: smtp")
    settings.write_text(text)
    return program


def kinds(program: Any, *words: str, code: int = 0) -> list[tuple[str, str]]:
    """Return what was reminded of, and what became of it on its first channel."""
    rows = program("remind", "--json", *words, code=code).json["reminded"]
    return [(row["kind"], row["deliveries"][0]["state"]) for row in rows]


def test_printed_where_nothing_is_connected(paged: Any) -> None:
    """Whole, so that cron can mail it; once."""
    paged.clock.forward(minutes=16)
    assert paged("remind").out == GOLDEN
    assert paged("remind").out == ""


def test_one_for_each_duty_and_never_twice(paged: Any) -> None:
    """Soon or late is the same duty; the next one is another."""
    assert kinds(paged) == []
    paged.clock.forward(minutes=14, seconds=51)  # 09:29:00, the check-in is due at 09:34:09
    assert kinds(paged) == []
    paged.clock.forward(seconds=9)
    assert kinds(paged) == [("check_in", "printed")]
    paged.clock.forward(minutes=10)
    assert kinds(paged) == [("update", "printed")]
    paged.clock.forward(hours=1)
    assert kinds(paged) == [("status_page", "printed")]
    paged("checkin", "Half of it is back.")
    assert kinds(paged) == []
    paged.clock.forward(minutes=19)
    assert kinds(paged) == [("check_in", "printed")]


def test_a_fault_of_the_rules_is_told_once(paged: Any) -> None:
    """Exit 3, as everywhere."""
    rules = paged.root / "severity.yaml"
    rules.write_text(rules.read_text("utf-8").replace("update: 30m", "update: 30"), "utf-8")
    assert paged("remind", code=3).err.count("which is no duration") == 1


def test_within_says_how_long_before(paged: Any) -> None:
    """Ten minutes, for a schedule that comes every ten."""
    paged.clock.forward(minutes=11)
    assert kinds(paged, "--within", "10m") == [("check_in", "printed")]
    assert paged("remind", "--within", "soon", code=2).out == ""


def test_a_page_that_nobody_made_is_reminded_of(program: Any) -> None:
    """With how to make it."""
    program.declare()
    told = program("remind").out
    assert "NOT PAGED: open https://oncall.example.com/identity" in told
    assert "Then: acmeinc send --done -i inc-" in told


def test_the_commander_alone_gets_the_mail(paged: Any, server: MailServer) -> None:
    """At the address of people.csv; the distribution list hears nothing."""
    paged.clock.forward(minutes=16)
    told = by_mail(paged)("remind").out
    assert told == "✓ Ana Ruiz: check-in with responders, in 4m\n"
    (arrived,) = server.arrived
    assert arrived.recipients == ("ana@example.com",)
    subject = "Check-in with responders due 09:34 EST: Login is down for all customers"
    assert str(arrived.mail["Subject"]) == subject
    assert paged("remind").out == "" and len(server.arrived) == 1


def test_what_did_not_get_through_is_tried_again_while_it_is_due(
    paged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 6 until then; once the duty is done nobody is bothered."""
    by_mail(paged)
    monkeypatch.setenv("ACMEINC_SMTP_URL", "smtp://127.0.0.1:9")
    paged.clock.forward(minutes=16)
    assert kinds(paged, code=6) == [("check_in", "failed")]
    with MailServer() as server:
        monkeypatch.setenv("ACMEINC_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        assert kinds(paged) == [("check_in", "sent")]
        assert kinds(paged) == []
        assert len(server.arrived) == 1


def test_slack_mentions_the_commander(paged: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the incident's own channel, so that the phone rings."""
    with SlackWorkspace({"ana@example.com": "U0ANA"}) as slack:
        for name, value in slack.environment.items():
            monkeypatch.setenv(name, value)
        settings = paged.root / "acmeinc.yaml"
        settings.write_text(
            settings.read_text().replace(
                "via: outbox                # outbox | slack", "via: slack   # outbox | slack"
            )
        )
        paged("update", "-m", "We are looking.", "--yes")
        paged.clock.forward(minutes=16)
        assert kinds(paged) == [("check_in", "sent")]
        (post,) = [p for p in slack.arguments("chat.postMessage") if "Check-in" in p["text"]]
        assert post["text"].startswith("<@U0ANA> *Check-in with responders due 09:34 EST")


def test_it_stands_in_the_timeline_and_not_among_the_messages(paged: Any) -> None:
    """Stakeholders read the latest communication; a reminder is none, and changes nothing of the state."""
    before = paged("show", "--json").json
    paged.clock.forward(minutes=16)
    paged("remind")
    after = paged("show", "--json").json
    assert [c["id"] for c in after["communications"]] == [c["id"] for c in before["communications"]]
    (entry,) = [e for e in after["timeline"] if e["kind"] == "reminder"]
    assert (entry["fields"]["about"], entry["fields"]["to"]) == ("check_in", "Ana Ruiz")
    for name in ("severity", "status", "audience", "milestones"):
        assert after[name] == before[name]
    assert paged("audit").code == 0


def test_dry_run_shows_the_line_and_writes_nothing(paged: Any) -> None:
    """As every step does."""
    paged.clock.forward(minutes=16)
    assert "kind=reminder" in paged("remind", "--dry-run").out
    assert kinds(paged, "--dry-run") == [("check_in", "waiting")]
    assert kinds(paged) == [("check_in", "printed")]


def reminders(program: Any) -> list[Any]:
    """Return the reminders that the program's clone knows of."""
    return [e for e in program("show", "--json").json["timeline"] if e["kind"] == "reminder"]


def cloned(program: Any, tmp_path: Path) -> Any:
    """Return the program in a second clone of its repository, both with the same remote."""
    bare, second = tmp_path / "remote.git", tmp_path / "second"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    for command in (["remote", "add", "origin", str(bare)], ["push", "-q", "-u", "origin", "main"]):
        subprocess.run(["git", *command], cwd=program.root, check=True)
    subprocess.run(["git", "clone", "-q", str(bare), str(second)], check=True)
    return type(program)(second, program.clock, program.entropy)


def test_two_machines_remind_once(paged: Any, tmp_path: Path) -> None:
    """The second finds in the remote what the first has recorded, and records nothing of its own."""
    other = cloned(paged, tmp_path)
    paged.clock.forward(minutes=16)
    assert kinds(paged, "--sync") == [("check_in", "printed")]
    assert kinds(other, "--sync") == []
    assert len(reminders(other)) == 1


def test_what_is_recorded_elsewhere_is_sent_there(paged: Any, tmp_path: Path) -> None:
    """Another machine looks between the record and the sending: it waits until that was given up."""
    other = cloned(paged, tmp_path)
    hook = paged.root / ".git/hooks/post-commit"
    hook.write_text(
        "#!/bin/sh\nrm .git/hooks/post-commit\n"
        f"env -u GIT_DIR -u GIT_INDEX_FILE git -C '{other.root}' pull -q '{paged.root}' main\n"
    )
    hook.chmod(0o755)
    paged.clock.forward(minutes=16)
    assert kinds(paged) == [("check_in", "printed")]
    assert len(reminders(other)) == 1
    assert kinds(other) == []
    paged.clock.forward(minutes=5)
    assert kinds(other) == [("check_in", "printed")]


def test_what_failed_is_tried_again_where_it_was_recorded(
    paged: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two machines that both try again would both get through; the other one waits for five minutes."""
    other = by_mail(cloned(by_mail(paged), tmp_path))
    monkeypatch.setenv("ACMEINC_SMTP_URL", "smtp://127.0.0.1:9")
    paged.clock.forward(minutes=16)
    assert kinds(paged, "--sync", code=6) == [("check_in", "failed")]
    assert kinds(other, "--sync") == []
    assert kinds(paged, "--sync", code=6) == [("check_in", "failed")]
    with MailServer() as server:
        monkeypatch.setenv("ACMEINC_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        paged.clock.forward(minutes=5)
        assert kinds(other, "--sync") == [("check_in", "sent")]
        assert kinds(paged, "--sync") == []
        assert len(server.arrived) == 1


def test_whoever_finds_anothers_reminder_beside_its_own_keeps_silent(paged: Any, tmp_path: Path) -> None:
    """Both have recorded theirs before either knew; the one who pushes second sends nothing, now or later."""
    other = cloned(paged, tmp_path)
    paged.clock.forward(minutes=16)
    assert kinds(paged) == [("check_in", "printed")]
    hook = other.root / ".git/hooks/post-commit"
    hook.write_text(
        f"#!/bin/sh\nenv -u GIT_DIR -u GIT_INDEX_FILE git -C '{paged.root}' push -q origin main\n"
    )
    hook.chmod(0o755)
    assert kinds(other, "--sync") == []
    assert len(reminders(other)) == 2
    assert kinds(other) == kinds(paged) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_what_cannot_be_printed_is_said(program: Any) -> None:
    """It is recorded as printed: whoever reads the errors of cron has to see it."""
    program.declare()
    command = [sys.executable, "-m", "acmeinc", "remind"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=program.root, env=environment, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 6
    assert "Subject: Page due" in done.stderr
    assert "recorded, but the result could not be written" in done.stderr
