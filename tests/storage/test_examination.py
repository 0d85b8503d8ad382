"""A clone looked at: what git and its folder say, without a change to either."""

import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest

from acmeinc.process.clone import Clone, GitLock
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.examination import examine
from acmeinc.storage.intent import FileChange, Intent, Record
from acmeinc.storage.lock import locked
from acmeinc.storage.merge_setup import driver_command, set_up
from acmeinc.storage.remote import Remote, Unreachable
from acmeinc.storage.repository import Repository, settings_of


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_bare_clone(repository: Repository) -> None:
    """It is found as it is, and left so."""
    before = snapshot(repository.root)
    clone = examine(repository)
    assert clone._replace(git="", newest=None) == Clone(
        who="Ana Ruiz <ana@example.com>",
        root=str(repository.root),
        is_under_git=True,
        branch="main",
        wanted_driver=driver_command(),
        merged_as="unspecified",
        foreign_schemas=("schemas/acmeinc.schema.json", "schemas/severity.schema.json"),
    )
    assert clone.git[0].isdigit() and clone.newest is not None
    assert snapshot(repository.root) == before


def test_what_is_mended_is_found_mended(repository: Repository, git) -> None:
    """A line of one's own stays; the second time nothing is to be done."""
    (repository.root / ".gitattributes").write_text("*.png binary")
    git("add", ".gitattributes")
    git("commit", "-qm", "x")
    assert set_up(repository) == [
        "git remembers the folders in which nothing is new",
        "the merge driver is registered",
        ".gitattributes says how documents merge, and is committed",
    ]
    clone = examine(repository)
    assert (clone.driver, clone.merged_as, clone.minds_many) == (driver_command(), "union", True)
    assert git("show", "HEAD:.gitattributes") == "*.png binary\nincidents/**/*.md merge=union\n"
    assert git("status", "--short") == "" and set_up(repository) == []


def test_nobody_commits(repository: Repository) -> None:
    """git is not asked to make somebody up."""
    for name in [name for name in os.environ if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))]:
        del os.environ[name]
    assert examine(repository).who == ""


def test_a_folder_that_is_not_under_git(tmp_path: Path) -> None:
    """It may hold the files."""
    (tmp_path / "severity.yaml").write_text("")
    clone = examine(Repository(tmp_path))
    assert (clone.root, clone.is_under_git, clone.branch) == (str(tmp_path), False, "")


def test_no_repository_and_no_git(tmp_path: Path) -> None:
    """Who commits is known without one; without git nothing is."""
    assert examine(None)._replace(git="") == Clone(who="Ana Ruiz <ana@example.com>")
    os.environ["PATH"] = str(tmp_path)
    assert examine(None) == Clone()


def test_what_was_left_behind(repository: Repository, git) -> None:
    """A merge, git's lock with its age, a step that was broken off; what is going on is not left behind."""
    git_dir = repository.root / ".git"
    (git_dir / "MERGE_HEAD").write_text(git("rev-parse", "HEAD"))
    (git_dir / "index.lock").write_text("")
    hour_ago = time.time() - 3600
    os.utime(git_dir / "index.lock", (hour_ago, hour_ago))
    files = (FileChange("a.md", text="x"),)
    intents = [Intent(f"01KAR5H{n}000000000000000000", "log", "inc-x", "m", files) for n in "AB"]
    intents.append(Intent("01KAR5HC000000000000000000", "sync", "", "", ()))
    left, going_on, only_locks = (Record(git_dir, intent) for intent in intents)
    left.let_go()
    only_locks.let_go()
    clone = examine(repository)
    assert (clone.unfinished, clone.ending) == ("merge", "git merge --continue, or git merge --abort")
    ((path, age),) = clone.locks
    assert (path, round(age / timedelta(hours=1))) == (".git/index.lock", 1)
    assert isinstance(clone.locks[0], GitLock) and clone.interrupted == 1
    going_on.end()


def test_who_writes_now_is_named(repository: Repository) -> None:
    """By the number of the process; nobody does afterwards."""
    with locked(repository.common_dir):
        assert examine(repository).writer == f"another acmeinc (process {os.getpid()})"
    assert examine(repository).writer == ""


def test_a_remote_gives_a_sign_of_life_or_none(repository: Repository, git, tmp_path: Path) -> None:
    """Nothing is fetched."""
    other = tmp_path / "shared.git"
    shutil.copytree(repository.root / ".git", other)
    git("remote", "add", "origin", str(other))
    assert examine(repository).remote == "origin/main"
    remote = Remote.of(repository.git, settings_of(repository.git), "main")
    assert remote is not None
    remote.answer(Deadline.after(timedelta(seconds=10)))
    assert git("for-each-ref", "refs/remotes") == ""
    shutil.rmtree(other)
    with pytest.raises(Unreachable, match="origin could not be reached"):
        remote.answer(Deadline.after(timedelta(seconds=10)))
