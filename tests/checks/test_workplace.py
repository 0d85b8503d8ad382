"""What is said of a machine and a clone, from values alone."""

from datetime import UTC, datetime, timedelta

import pytest

from acmeinc.checks.workplace import clone_findings, machine_findings
from acmeinc.process.clone import Clone, GitLock
from acmeinc.process.finding import Finding, stopping

NOW = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)
SOUND = Clone(
    git="2.39.5",
    who="Ana Ruiz <ana@example.com>",
    root="/home/ana/incidents",
    is_under_git=True,
    branch="main",
    remote="origin/main",
    driver="this one",
    wanted_driver="this one",
    merged_as="union",
    minds_many=True,
    newest=NOW - timedelta(days=2),
)
FIX = "acmeinc doctor --fix"


def found(clone: Clone) -> list[Finding]:
    """Return everything that is said of a clone."""
    return [*machine_findings(clone), *clone_findings(clone, NOW)]


def test_a_sound_clone() -> None:
    """Nothing is left to do."""
    assert [(f.check, f.state, f.told) for f in found(SOUND)] == [
        ("git", "ok", "2.39.5"),
        ("identity", "ok", "Ana Ruiz <ana@example.com>"),
        ("repository", "ok", "/home/ana/incidents"),
        ("branch", "ok", "main"),
        ("remote", "ok", "origin/main"),
        ("merging", "ok", "documents keep the lines of both sides"),
        ("merge driver", "ok", "documents merge by what they mean"),
        ("many files", "ok", "git remembers the folders in which nothing is new"),
        ("schemas", "ok", "editors know the rule files as this version reads them"),
        ("clock", "ok", "not behind the newest commit"),
        ("locks", "ok", "none left behind"),
        ("steps", "ok", "none was broken off"),
    ]
    assert {f.mend for f in found(SOUND)} == {""}


def test_outside_a_repository_that_comes_first_of_what_is_said_of_it() -> None:
    """The machine is still judged."""
    assert found(Clone(git="2.45.1")) == [
        Finding("machine", "git", "ok", "2.45.1"),
        Finding(
            "machine",
            "identity",
            "missing",
            "git does not know who you are",
            'git config --global user.name "Your Name"; git config --global user.email you@example.com',
        ),
        Finding(
            "repository",
            "repository",
            "missing",
            "this folder is in no incident repository",
            "acmeinc init incidents",
        ),
    ]


def lock(**age: float) -> dict[str, tuple[GitLock, ...]]:
    """Return a lock of git's, so old."""
    return {"locks": (GitLock(".git/index.lock", timedelta(**age)),)}


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        pytest.param(
            {"git": ""},
            Finding("machine", "git", "missing", "it is not installed", "install git 2.38 or newer"),
            id="no git",
        ),
        pytest.param(
            {"git": "2.9.5"},
            Finding("machine", "git", "wrong", "2.9.5 is too old", "install git 2.38 or newer"),
            id="old git",
        ),
        pytest.param(
            {"is_under_git": False},
            Finding(
                "repository",
                "repository",
                "missing",
                "/home/ana/incidents is not under git",
                "git init -b main",
            ),
            id="not under git",
        ),
        pytest.param(
            {"branch": ""},
            Finding(
                "repository",
                "branch",
                "missing",
                "no branch is checked out (detached HEAD)",
                "git switch main",
            ),
            id="detached",
        ),
        pytest.param(
            {"switch": "git switch incidents"},
            Finding(
                "repository",
                "branch",
                "wrong",
                "main, and acmeinc.yaml keeps documents on another one",
                "git switch incidents",
            ),
            id="another branch",
        ),
        pytest.param(
            {"unfinished": "merge", "ending": "git merge --abort"},
            Finding("repository", "branch", "wrong", "a git merge is not finished here", "git merge --abort"),
            id="merge",
        ),
        pytest.param(
            {"remote": ""},
            Finding(
                "repository",
                "remote",
                "missing",
                "what is written here stays on this machine",
                "git remote add origin URL",
                required=False,
            ),
            id="no remote",
        ),
        pytest.param(
            {"merged_as": "unspecified"},
            Finding(
                "repository",
                "merging",
                "missing",
                ".gitattributes does not say that documents keep the lines of both sides",
                FIX,
            ),
            id="no attribute",
        ),
        pytest.param(
            {"driver": ""},
            Finding(
                "repository",
                "merge driver",
                "missing",
                "git merges documents line by line here",
                FIX,
                required=False,
            ),
            id="no driver",
        ),
        pytest.param(
            {"driver": "that one"},
            Finding(
                "repository",
                "merge driver",
                "wrong",
                "it is that of another installation",
                FIX,
                required=False,
            ),
            id="old driver",
        ),
        pytest.param(
            {"minds_many": False},
            Finding(
                "repository",
                "many files",
                "missing",
                "git looks into every folder each time it is asked what is new",
                FIX,
                required=False,
            ),
            id="many files",
        ),
        pytest.param(
            {"newest": NOW + timedelta(minutes=5, seconds=1)},
            Finding(
                "repository",
                "clock",
                "wrong",
                "5m behind the newest commit: this clock is wrong, or that of who made it",
                "let the network set the clock of this machine",
                required=False,
            ),
            id="clock",
        ),
        pytest.param(
            lock(hours=3),
            Finding(
                "repository",
                "locks",
                "wrong",
                ".git/index.lock is 3h old, and stops every commit",
                "when no git runs here: rm .git/index.lock",
            ),
            id="lock",
        ),
        pytest.param(
            {"interrupted": 2},
            Finding(
                "repository",
                "steps",
                "wrong",
                "2 were broken off; the next step finishes that first",
                FIX,
                required=False,
            ),
            id="steps",
        ),
    ],
)
def test_what_is_not_in_order_says_what_to_type(changes: dict[str, object], finding: Finding) -> None:
    """Each alone; only what is required stops anything."""
    findings = found(SOUND._replace(**changes))
    assert [f for f in findings if f.state != "ok"] == [finding]
    assert stopping(findings) == ([finding] if finding.required else [])


@pytest.mark.parametrize(
    ("changes", "check", "told"),
    [
        pytest.param(
            {"newest": NOW + timedelta(minutes=5)}, "clock", "not behind the newest commit", id="skew"
        ),
        pytest.param({"newest": None}, "clock", "there is no commit yet to compare it with", id="no commit"),
        pytest.param(lock(seconds=90), "locks", "none left behind", id="git at work"),
        pytest.param(
            {"writer": "another acmeinc (process 7)"},
            "locks",
            "none left; another acmeinc (process 7) is writing now",
            id="writing",
        ),
    ],
)
def test_what_is_in_order_all_the_same(changes: dict[str, object], check: str, told: str) -> None:
    """Just within the bounds."""
    assert [(f.state, f.told) for f in found(SOUND._replace(**changes)) if f.check == check] == [("ok", told)]
