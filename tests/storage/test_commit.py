"""Committing: the step's files and nothing else, hooks honoured, nobody's lock removed."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from acmeinc.errors import Failed
from acmeinc.storage.commit import commit, commit_message, with_trailer
from acmeinc.storage.repository import Repository

GitCall = Callable[..., str]
Hook = Callable[[str, str], Path]

MESSAGE = "Log\n\nIncident: inc-1\n"


def write(repository: Repository, name: str, text: str) -> str:
    path = repository.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return name


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        pytest.param("Declare it", "Declare it\n\nStep: log\n", id="plain"),
        pytest.param("x" * 71, "x" * 71 + "\n\nStep: log\n", id="just-fits"),
        pytest.param("x" * 80, "x" * 70 + "…\n\nStep: log\n", id="cut"),
        pytest.param("a\nSigned-off-by: b", "a Signed-off-by: b\n\nStep: log\n", id="no-forged-trailer"),
        pytest.param("a\u2028b\x1b[1m", "a b␛[1m\n\nStep: log\n", id="odd-characters"),
        pytest.param(" \n", "acmeinc\n\nStep: log\n", id="empty"),
    ],
)
def test_commit_message(subject: str, message: str) -> None:
    assert commit_message(subject, [("Step", "log")]) == message


def test_a_trailer_cannot_be_forged_through_a_value() -> None:
    assert commit_message("a", [("Entry", "1\nStep: x")]) == "a\n\nEntry: 1 Step: x\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\n\nStep: log\n", "a\n\nStep: log\nRecovered: yes\n", id="joins-the-trailers"),
        pytest.param("a\n", "a\n\nRecovered: yes\n", id="no-trailers"),
        pytest.param("a\n\nWords.\n", "a\n\nWords.\n\nRecovered: yes\n", id="after-a-body"),
    ],
)
def test_with_trailer(before: str, after: str) -> None:
    assert with_trailer(before, "Recovered", "yes") == after


def test_a_new_file_and_a_changed_one_are_one_commit(repository: Repository, git: GitCall) -> None:
    write(repository, "severity.yaml", "levels: {a: b}\n")
    new = write(repository, "incidents/2026/11/a.md", "x\n")
    sha = commit(repository.git, ["severity.yaml", new], MESSAGE, [new])
    assert sha == git("rev-parse", "HEAD").strip()
    assert (
        git("show", "--format=%B", "--name-only") == f"{MESSAGE}\n\nincidents/2026/11/a.md\nseverity.yaml\n"
    )
    assert git("status", "--porcelain") == ""


def test_the_first_commit_of_a_branch(tmp_path: Path) -> None:
    repository = Repository(tmp_path.resolve())
    repository.git.run("init", "-q", "-b", "main")
    new = write(repository, "a.md", "x\n")
    assert commit(repository.git, [new], MESSAGE, [new]) == repository.git.run("rev-parse", "HEAD").strip()


def test_an_ignored_file_is_committed_all_the_same(repository: Repository, git: GitCall) -> None:
    write(repository, ".gitignore", "*.log\n")
    new = write(repository, "a.log", "x\n")
    commit(repository.git, [new], MESSAGE, [new])
    assert git("ls-files", "a.log") == "a.log\n"


def test_what_the_user_has_staged_stays_staged(repository: Repository, git: GitCall) -> None:
    git("add", write(repository, "mine.txt", "half done\n"))
    new = write(repository, "a.md", "x\n")
    commit(repository.git, [new], MESSAGE, [new])
    assert git("status", "--porcelain") == "A  mine.txt\n"


def test_a_line_that_looks_like_a_comment_survives(repository: Repository, git: GitCall) -> None:
    new = write(repository, "a.md", "x\n")
    commit(repository.git, [new], "#incidents told\n\nStep: log\n", [new])
    assert git("log", "-1", "--format=%s") == "#incidents told\n"


def test_a_failing_hook_is_shown_and_the_file_kept(repository: Repository, git: GitCall, hook: Hook) -> None:
    hook("pre-commit", 'printf "no \\033[31mway\\n" >&2; exit 1')
    new = write(repository, "a.md", "x\n")
    with pytest.raises(Failed) as caught:
        commit(repository.git, [new], MESSAGE, [new])
    assert str(caught.value) == "what was written is saved, but git did not commit it:\nno ^[[31mway"
    assert (repository.root / "a.md").read_text() == "x\n"
    assert git("log", "--format=%s") == "Begin\n"


def test_a_hook_may_add_to_the_message(repository: Repository, git: GitCall, hook: Hook) -> None:
    hook("commit-msg", 'echo "Change-Id: 1" >> "$1"')
    new = write(repository, "a.md", "x\n")
    commit(repository.git, [new], MESSAGE, [new])
    assert git("log", "-1", "--format=%(trailers)") == "Incident: inc-1\nChange-Id: 1\n\n"


def test_a_lock_held_for_a_moment_is_waited_for(repository: Repository, git: GitCall) -> None:
    lock = repository.git_dir / "index.lock"
    lock.touch()
    threading.Timer(0.4, lock.unlink).start()
    new = write(repository, "a.md", "x\n")
    commit(repository.git, [new], MESSAGE, [new])
    assert git("log", "-1", "--format=%s") == "Log\n"


@pytest.mark.bounds
def test_a_lock_of_somebody_else_is_named_and_never_deleted(repository: Repository) -> None:
    lock = repository.git_dir / "index.lock"
    lock.touch()
    started = time.monotonic()
    with pytest.raises(Failed, match=r"git is locked by .*/index\.lock, \d seconds old"):
        commit(repository.git, ["severity.yaml"], MESSAGE)
    assert 4 < time.monotonic() - started < 8
    assert lock.exists()
