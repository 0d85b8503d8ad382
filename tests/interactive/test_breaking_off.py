"""Ctrl-C, `q`, and a window that is closed: nothing is written by halves, and answers are not lost."""

import json
import os
import signal
import stat

import pytest
from incident_repository import Repository, answer_declare
from pseudo_terminal import CTRL_C, CTRL_D, Terminal

KEPT = "hint: your answers are kept: acmeinc declare offers them again"


@pytest.mark.parametrize("key", [pytest.param(CTRL_C, id="ctrl-c"), pytest.param(CTRL_D, id="ctrl-d")])
def test_in_the_middle_of_the_questions(repository: Repository, key: str) -> None:
    """Exit 130; the next call offers the answers and asks the rest."""
    before = repository.state
    terminal = repository.at_terminal("declare")
    terminal.answer("What is affected?", "log\t\r")
    terminal.answer("What state is it in?", key)
    assert terminal.exit_code() == 130
    assert terminal.lines[-2:] == ["cancelled; nothing was written or sent", KEPT]
    assert repository.state == before
    again = repository.at_terminal("declare")
    again.expect("You answered before: Login")
    again.answer("Go on with that?", "\r")
    again.answer("What state is it in?", "down\r")
    again.expect("Who notices?")


@pytest.mark.parametrize(
    "key", [pytest.param(CTRL_C, id="ctrl-c"), pytest.param("q", id="q"), pytest.param(CTRL_D, id="ctrl-d")]
)
def test_in_the_preview(repository: Repository, key: str) -> None:
    """Exit 130, nothing sent; the next call goes straight to the preview, and can be sent from there."""
    before = repository.state
    terminal = repository.at_terminal("declare")
    answer_declare(terminal)
    terminal.type(key)
    assert terminal.exit_code() == 130
    assert terminal.lines[-2:] == ["cancelled; nothing was written or sent", KEPT]
    assert repository.state == before
    again = repository.at_terminal("declare")
    again.answer("Go on with that?", "\r")
    again.answer("enter send", "\r")
    assert again.exit_code() == 0
    incident = json.loads(repository.run("show", "login", "--json"))
    assert (incident["severity"], incident["impact"]) == ("SEV2", "Nobody can log in.")


def test_answers_of_decide_are_offered_by_declare(repository: Repository) -> None:
    """Who has gone on to declare goes on there."""
    terminal = repository.at_terminal("decide", "--severity", "SEV1", "--commander", "Bo Lind")
    terminal.answer("What is affected?", "log\t\r")
    terminal.answer("What state is it in?", "down\r")
    terminal.answer("Who notices?", "\r")
    terminal.answer("Declare it now?", "\r")
    terminal.answer("What do customers see?", CTRL_C)
    assert terminal.exit_code() == 130
    assert terminal.lines[-1] == KEPT
    again = repository.at_terminal("declare")
    again.answer("Go on with that?", "\r")
    again.answer("What do customers see?", "Nobody can log in.\r")
    again.answer("enter send", "\r")
    assert again.exit_code() == 0
    incident = json.loads(repository.run("show", "login", "--json"))
    assert (incident["severity"], incident["commander"]) == ("SEV1", "Bo Lind")


def test_answers_that_are_not_wanted_are_forgotten(repository: Repository) -> None:
    """A No asks from the beginning, and is not asked again."""
    first = repository.at_terminal("declare")
    first.answer("What is affected?", "log\t\r")
    first.answer("What state is it in?", CTRL_C)
    assert first.exit_code() == 130
    second = repository.at_terminal("declare")
    second.answer("Go on with that?", "n")
    second.answer("What is affected?", CTRL_C)
    assert second.exit_code() == 130
    third = repository.at_terminal("declare")
    third.expect("What is affected?")
    assert "You answered before" not in third.raw


def test_answers_belong_to_their_incident(declared: Repository) -> None:
    """What was said of one outage is not offered for another."""
    declared.run(
        *("declare", "--functionality", "Public API", "--state", "slow", "--severity", "SEV2"),
        *("--impact", "x", "--yes"),
    )
    first = declared.at_terminal("update", "-i", "login", "--phase", "identified")
    first.answer("Where does it stand?", "A key is wrong.\r")
    first.answer("enter send", "q")
    assert first.exit_code() == 130
    other = declared.at_terminal("update", "-i", "public", "--phase", "identified")
    other.expect("Where does it stand?")
    assert "You answered before" not in other.raw
    same = declared.at_terminal("update", "-i", "login", "--phase", "identified")
    same.expect("You answered before: A key is wrong.")


def hang_up(terminal: Terminal) -> None:
    """Close the window, and wait until everything in it has ended."""
    terminal.child.kill(signal.SIGHUP)
    terminal.close()
    assert not terminal.child.isalive()


@pytest.mark.parametrize("place", ["question", "preview"])
def test_a_window_closed_before_anything_was_sent(repository: Repository, place: str) -> None:
    """Nothing is written, and the next step finds nothing to mend."""
    before = repository.state
    terminal = repository.at_terminal("declare")
    answer_declare(terminal) if place == "preview" else terminal.expect("What is affected?")
    hang_up(terminal)
    assert repository.state == before
    declared = repository.at_terminal("declare")
    declared.expect("What is affected?")
    assert "!" not in "".join(declared.lines)


def test_a_window_closed_while_git_commits(declared: Repository) -> None:
    """Git ends what it has begun, and the next step goes on: nothing is lost, nothing is there twice."""
    hooks, head = declared.root / ".git/hooks", declared.git("rev-parse", "HEAD")
    hooks.mkdir(exist_ok=True)
    hook = hooks / "pre-commit"
    hook.write_text("#!/bin/sh\ncd .git/hooks; touch begun; while [ ! -e go ]; do sleep 0.05; done\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    terminal = declared.at_terminal("log", "rolled", "back")
    terminal.wait((hooks / "begun").exists, "the hook")
    hang_up(terminal)
    (hooks / "go").touch()
    terminal.wait(lambda: declared.git("rev-parse", "HEAD") != head, "the commit")
    declared.run("log", "and", "restarted")
    incident = json.loads(declared.run("show", "--json"))
    assert [entry["text"] for entry in incident["timeline"][:2]] == ["and restarted", "rolled back"]
    assert declared.git("status", "--short") == ""


def test_a_window_closed_and_everything_in_it_killed(declared: Repository) -> None:
    """The next step completes what was begun."""
    hooks = declared.root / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    hook = hooks / "pre-commit"
    hook.write_text("#!/bin/sh\necho $PPID > .git/hooks/git; exec sleep 60\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    terminal = declared.at_terminal("log", "rolled", "back")
    terminal.wait(lambda: (hooks / "git").exists() and bool((hooks / "git").read_text()), "the hook")
    hang_up(terminal)
    os.killpg(os.getpgid(int((hooks / "git").read_text())), signal.SIGKILL)
    hook.unlink()
    declared.run("log", "and", "restarted")
    incident = json.loads(declared.run("show", "--json"))
    assert [entry["text"] for entry in incident["timeline"][:2]] == ["and restarted", "rolled back"]
    assert declared.git("status", "--short") == ""
