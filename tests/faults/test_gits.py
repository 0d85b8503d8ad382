"""A git that does not commit: what a commander reads, and the next command finishes what was begun."""

import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
WAITS = "hint: mend what git or its hook names; the next acmeinc step commits what waits\n"
FINISHED = f"! log of {LOGIN} was interrupted; what it recorded is saved and committed now.\n"

GitCall = Callable[..., str]


@pytest.fixture
def git(program: Any) -> GitCall:
    """Return what runs git in the repository, and returns what it says."""

    def run(*args: str) -> str:
        command = ["git", "-C", str(program.root), *args]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return run


def script(path: Path, text: str) -> Path:
    """Write a program for git to run."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def notes(program: Any) -> list[str]:
    """Return what the timeline of the only incident tells, newest first."""
    timeline = program("show", "login", "--json").json["timeline"]
    return [entry["text"] for entry in timeline if entry["kind"] == "note"]


def all_is_well(program: Any, git: GitCall, *told: str) -> None:
    """Assert that everything that was told is there once, committed, and nothing waits."""
    assert notes(program) == list(told)
    assert git("status", "--short") == ""
    assert not list((program.root / ".git/acmeinc/intents").iterdir())
    assert program("log", "all is well").err == ""
    git("fsck", "--strict")


def ageless(told: str) -> str:
    """Return words without the age of a lock."""
    return re.sub(r"\d+ (minutes|seconds) old", "so old", told)


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg"])
def test_a_hook_that_says_no(program: Any, git: GitCall, name: str) -> None:
    """Its words are shown; as long as it does, each step says so, and nothing is written twice."""
    program.declare()
    hook = script(program.root / ".git/hooks" / name, "echo no way >&2; exit 1")
    error = f"error: what was written is saved, but git did not commit it:\nno way\n{WAITS}"
    assert program("log", "one", code=1).err == error
    assert program("log", "two", code=1).err == (
        f"! log of {LOGIN} was interrupted and is not finished yet: "
        f"what was written is saved, but git did not commit it:\nno way\n{error}"
    )
    assert notes(program) == ["two", "one"]
    hook.unlink()
    assert program("log", "three").err == FINISHED * 2
    all_is_well(program, git, "three", "two", "one")


def test_a_signing_program_that_fails(program: Any, git: GitCall, tmp_path: Path) -> None:
    """What it says is shown, and the next step signs."""
    program.declare()
    git("config", "commit.gpgsign", "true")
    git("config", "gpg.program", str(script(tmp_path / "gpg", "echo the card is not in >&2; exit 1")))
    result = program("log", "one", code=1)
    assert result.err.startswith("error: what was written is saved, but git did not commit it:\n")
    assert "gpg failed to sign the data" in result.err
    assert result.err.endswith(WAITS)
    git("config", "commit.gpgsign", "false")
    assert program("log", "two").err == FINISHED
    all_is_well(program, git, "two", "one")


@pytest.mark.bounds
def test_a_lock_of_somebody_else(program: Any, git: GitCall) -> None:
    """It is named with its age, and never deleted: not an old one, and not one made since a step failed."""
    program.declare()
    lock = program.root / ".git/index.lock"
    lock.touch()
    hours_ago = time.time() - 3 * 3600
    os.utime(lock, (hours_ago, hours_ago))
    locked = f"git is locked by {lock}, 180 minutes old; what was written is saved, but not committed"
    assert program("log", "one", code=1).err == (
        f"error: {locked}\n"
        "hint: if no git is running here (see: ps -e | grep git), delete that file\n"
        "hint: the next acmeinc step commits what waits\n"
    )
    assert program("next").err == ""
    lock.touch()
    told = f"! log of {LOGIN} was interrupted and is not finished yet: {locked}\n"
    assert ageless(program("log", "--dry-run", "two").err) == ageless(told)
    assert lock.exists()
    lock.unlink()
    assert program("log", "three").err == FINISHED
    all_is_well(program, git, "three", "one")


def detach(git: GitCall) -> Callable[[], object]:
    """Check out no branch."""
    git("checkout", "-q", "--detach")
    return lambda: git("checkout", "-q", "main")


def begin_merge(git: GitCall) -> Callable[[], object]:
    """Stop in the middle of a merge."""
    git("checkout", "-qb", "side")
    git("commit", "-q", "--allow-empty", "-m", "side")
    git("checkout", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "main")
    git("merge", "-q", "--no-commit", "--no-ff", "side")
    return lambda: git("merge", "--abort")


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        pytest.param(detach, "error: no branch is checked out (detached HEAD)", id="detached"),
        pytest.param(begin_merge, "error: a git merge is not finished here", id="merge"),
    ],
)
def test_what_waits_waits_for_the_branch(
    program: Any, git: GitCall, break_it: Callable[[GitCall], Callable[[], object]], error: str
) -> None:
    """A step that is not finished is not committed where it would be lost from sight.

    Somebody has put its words aside, too: they come back from the record.
    """
    program.declare()
    hook = script(program.root / ".git/hooks/pre-commit", "exit 1")
    program("log", "one", code=1)
    hook.unlink()
    git("stash", "-q")
    mend = break_it(git)
    head = git("rev-parse", "HEAD")
    assert program("log", "two", code=1).err.startswith(error)
    assert git("rev-parse", "HEAD") == head
    mend()
    assert program("log", "three").err == FINISHED
    git("stash", "drop", "-q")
    all_is_well(program, git, "three", "one")
