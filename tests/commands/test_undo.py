"""Taking the last step back (`undo`): by new entries, never by deleting one."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acmeinc.incident.reading import read

Git = Callable[..., str]

ENTRIES = ("timeline", "communications", "next_due", "gates", "durations")

STEPS = {
    "log": ("log", "rolled", "back"),
    "assign": ("assign", "scribe", "Bo Lind"),
    "commander": ("assign", "commander", "Bo Lind"),
    "milestone": ("milestone", "identified", "--at", "09:20"),
    "checkin": ("checkin", "all well", "--impact-changed", "--help-needed"),
    "update": (
        *("update", "-m", "It is worse.", "--severity", "SEV3", "--because", "all sites", "--yes"),
        *("--phase", "mitigated", "--impact", "Nobody can pay.", "--customer", "Acme Bank", "--bridge", "x"),
    ),
    "publish": ("publish", "-m", "We know.", "--phase", "identified", "--title", "Logins fail", "--yes"),
    "escalate": ("escalate", "--to", "leadership", "--because", "long", "--yes"),
    "downgrade": ("downgrade", "--because", "a bug", "--yes"),
}


def state(program: Any) -> dict[str, Any]:
    """Return the fields of the one incident, without its entries and what follows from the time."""
    shown = program("show", "-i", "login", "--json").json
    return {name: value for name, value in shown.items() if name not in ENTRIES}


def boxes(document: Path) -> list[str]:
    """Return the ticked boxes of the checklist."""
    return [line for line in document.read_text().split("\n") if line.startswith("- [x]")]


@pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in STEPS.items()])
def test_undo_restores_what_stood_before(
    program: Any, document: Callable[[], Path], git: Git, words: tuple[str, ...]
) -> None:
    """Every field and every box is as it was; every entry is still there; it is one more commit."""
    program.declare()
    program("log", "first")
    before, ticked = state(program), boxes(document())
    program.clock.forward(minutes=10)
    program(*words)
    entries = read(document().read_text()).entries
    program.clock.forward(minutes=1)
    commits = int(git("rev-list", "--count", "HEAD"))
    program("undo", "--yes")
    assert state(program) == before
    assert boxes(document()) == ticked
    after = read(document().read_text()).entries
    assert {i: after[i] for i in entries} == dict(entries)
    assert int(git("rev-list", "--count", "HEAD")) == commits + 1
    assert git("status", "--short") == ""


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("reopen", "--because", "again", "--yes"), id="reopen"),
        pytest.param(
            ("retro", "--went-well", "the page", "--action", "Alert", "--attendee", "Bo"), id="retro"
        ),
        pytest.param(("retro", "--reschedule", "2026-11-24 16:00", "--yes"), id="reschedule"),
    ],
)
def test_undo_after_resolution(
    program: Any, resolved: Any, document: Callable[[], Path], words: tuple[str, ...]
) -> None:
    """A reopened incident is resolved again, its gates met; answers of a retrospective go."""
    before, ticked = state(program), boxes(document())
    program(*words)
    program("undo", "--yes")
    assert state(program) == before
    assert boxes(document()) == ticked


def test_undo_of_resolve(program: Any, resolved: Any) -> None:
    """It is mitigated again; the messages that went out are named, with what to do about each."""
    done = program("undo", "--yes")
    assert (state(program)["status"], "resolved" in state(program)["milestones"]) == ("mitigated", False)
    assert state(program)["retrospective"]["at"] is None
    incident, thread = resolved["id"], "Resolution: SEV1 Login is down for all customers is resolved."
    assert done.err.split("\n") == [
        f"! cannot be unsent: {thread} (email, chat, incident_chat)",
        "  tell everyone who got it:",
        "! cannot be unsent: Blameless retrospective: Login is down for all customers (calendar)",
        f'  send a new invitation when it is time: acmeinc retro -i {incident} --reschedule "…"',
        "! cannot be unsent: Issue with Login (status_page)",
        f'  correct the status page: acmeinc publish -i {incident} -m "…"',
        f'  acmeinc update -i {incident} -m "Please disregard “{thread}” of 09:54 EST: '
        'it was sent by mistake."',
        "",
    ]


def test_what_was_said_is_struck_through_and_messages_stand(
    program: Any, document: Callable[[], Path]
) -> None:
    """A message was read by people as it is: only what it changed is taken back."""
    program.declare()
    program("update", "-m", "Worse.", "--severity", "SEV3", "--because", "all sites", "--yes")
    program("undo", "--yes")
    text = document().read_text()
    assert "~~Severity SEV1 → SEV3: all sites~~" in text
    assert "~~" not in text.split("<!-- acmeinc:communications -->")[1].split("<!-- /acmeinc:comm")[0]


def test_steps_are_undone_one_after_the_other(program: Any, document: Callable[[], Path]) -> None:
    """The second undo takes back the step before, to the values before that."""
    program.declare()
    before = state(program)
    program("assign", "commander", "Bo Lind")
    program("assign", "commander", "Cy Young")
    program("undo", "--yes")
    assert state(program)["commander"] == "Bo Lind"
    program("undo", "--yes")
    assert state(program) == before
    refused = program("undo", "--yes", code=3)
    assert "a declaration was announced" in refused.err
    assert "acmeinc downgrade" in refused.err


def test_an_undone_correction_strikes_nothing(program: Any, document: Callable[[], Path]) -> None:
    """What it corrected reads as before."""
    program.declare()
    program("log", "deploy", "4812")
    (entry,) = (e for e in read(document().read_text()).entries.values() if e.text == "deploy 4812")
    program("log", "--correct", entry.id, "deploy", "4813")
    assert "~~deploy 4812~~" in document().read_text()
    program("undo", "--yes")
    text = document().read_text()
    assert "~~deploy 4812~~" not in text
    assert "~~deploy 4813~~" in text


def test_a_hand_edit_made_since_stays(program: Any, document: Callable[[], Path]) -> None:
    """Undo takes back the step, not what people wrote after it."""
    program.declare()
    program("update", "-m", "More.", "--impact", "Nobody can pay.", "--yes")
    path = document()
    path.write_text(
        path.read_text().replace("| Customer impact | Nobody can pay. |", "| Customer impact | Mine |")
    )
    program("undo", "--yes")
    assert state(program)["impact"] == "Mine"


def test_a_page_confirmed_by_mistake_waits_again(program: Any) -> None:
    """NOT PAGED is due again."""
    program.declare()
    program("send", "--done")
    assert not [d for d in program("next", "--json").json["due"] if d["kind"] == "page"]
    program("undo", "--yes")
    assert [d for d in program("next", "--json").json["due"] if d["kind"] == "page"]


def test_the_step_of_somebody_else_is_refused(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Theirs came after mine: mine is not undone under it."""
    program.declare()
    program("log", "mine")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Bo Lind")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "bo@example.com")
    program("log", "theirs")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Ana Ruiz")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ana@example.com")
    assert "the last step here is Bo Lind's: log: note (09:14 EST)" in program("undo", "--yes", code=3).err


def test_a_dry_run_and_json(program: Any, document: Callable[[], Path]) -> None:
    """The diff first; then what was undone and what had been sent."""
    program.declare()
    program("update", "-m", "More.", "--yes")
    before = document().read_text()
    assert "Undone, but it has been sent" in program("undo", "--dry-run").out
    assert document().read_text() == before
    undone = program("undo", "--json").json
    assert undone["undone"]["step"] == "update"
    assert [(m["kind"], m["channels"]) for m in undone["sent"]] == [
        ("update", ["email", "chat", "incident_chat"])
    ]
    assert undone["commit"]


def test_a_correction_is_sent_when_somebody_says_so(program: Any, answers: Any) -> None:
    """Asked before undoing, then before sending, with a preview."""
    program.declare()
    program("update", "-m", "More.", "--yes")
    program(
        "undo",
        prompter=answers(
            ("Undo update: investigating (09:14 EST)?", True),
            ("Send a correction to the stakeholders now?", True),
            ("preview", "send"),
        ),
    )
    newest = program("show", "--json").json["communications"][0]
    assert "Please disregard “Re: SEV1 Incident - Login is down for all customers”" in newest["body"]


def test_no_means_no(program: Any, answers: Any, document: Callable[[], Path]) -> None:
    """Nothing is written."""
    program.declare()
    program("log", "one")
    before = document().read_text()
    program("undo", prompter=answers(("Undo log: note", False)), code=130)
    assert document().read_text() == before


def test_a_redaction_is_not_undone(program: Any, document: Callable[[], Path]) -> None:
    """The words are gone."""
    program.declare()
    program("log", "secret")
    entry = next(i for i, e in read(document().read_text()).entries.items() if e.text == "secret")
    program("log", "--redact", entry)
    assert "what was redacted stays redacted" in program("undo", "--yes", code=3).err


def test_nothing_of_mine(program: Any) -> None:
    """There is nothing to undo in a new repository."""
    assert "no step of yours to undo" in program("undo", code=4).err


def test_an_interrupted_step_is_finished_first(program: Any, git: Git) -> None:
    """A step whose commit failed is the last one: it is committed, said, and then undone."""
    program.declare()
    hook = program.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    program("log", "waits", code=1)
    hook.unlink()
    done = program("undo", "--yes")
    assert "was interrupted; what it recorded is saved and committed now" in done.err
    assert "Undone: waits" in done.out
    subprocess.run(["git", "fsck", "--strict"], cwd=program.root, check=True, capture_output=True)
