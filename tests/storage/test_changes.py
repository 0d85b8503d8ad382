"""What a pull request touches: since it branched off, committed or not."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from acmeinc.errors import Failed, NotFound
from acmeinc.storage.changes import changed_since
from acmeinc.storage.repository import Repository

Git = Callable[..., str]


def git_in(root: Path) -> Git:
    """Return git in a folder: it has to end well, and what it prints is returned."""

    def run(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)
        return done.stdout

    return run


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Return git in a repository whose branch `topic` left `main`, which went on."""
    run = git_in(tmp_path)
    run("init", "--quiet", "--initial-branch=main")
    for name in ("a.csv", "b.csv", "c.csv", "d.csv", "ä b.csv"):
        (tmp_path / name).write_text("old\n")
    run("add", ".")
    run("commit", "--quiet", "-m", "start")
    run("branch", "topic")
    (tmp_path / "a.csv").write_text("changed on main\n")
    run("commit", "--quiet", "-am", "main goes on")
    run("switch", "--quiet", "topic")
    (tmp_path / "b.csv").write_text("changed on topic\n")
    run("rm", "--quiet", "c.csv")
    run("mv", "ä b.csv", "ö.csv")
    run("commit", "--quiet", "-am", "topic")
    return run


def test_since_it_branched_off(git, tmp_path) -> None:
    """Not what the other branch did; changed, removed and renamed, committed, staged, unstaged and new."""
    repository = Repository(tmp_path)
    assert changed_since(repository, "main") == ["b.csv", "c.csv", "ä b.csv", "ö.csv"]
    (tmp_path / "d.csv").write_text("not staged\n")
    (tmp_path / "e.csv").write_text("staged\n")
    git("add", "e.csv")
    (tmp_path / "new.csv").write_text("not known to git\n")
    (tmp_path / "b.csv").write_text("old\n")
    assert changed_since(repository, "main") == ["c.csv", "d.csv", "e.csv", "new.csv", "ä b.csv", "ö.csv"]


def test_a_repository_in_a_folder_of_its_work_tree(git, tmp_path) -> None:
    """Paths are those of the incident repository, and nothing outside it counts."""
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / "x.csv").write_text("x\n")
    git("add", ".")
    git("commit", "--quiet", "-m", "ops")
    (tmp_path / "ops" / "y.csv").write_text("y\n")
    assert changed_since(Repository(tmp_path / "ops"), "main") == ["x.csv", "y.csv"]


@pytest.mark.parametrize("revision", ["nowhere", "main:a.csv", "", "--all", "-h", "main..topic", "\x1b[31m"])
def test_a_revision_that_is_none(git, tmp_path, revision) -> None:
    """Also what git would take for an option."""
    with pytest.raises(NotFound, match="git knows no revision"):
        changed_since(Repository(tmp_path), revision)


def test_a_clone_without_the_history(git, tmp_path, tmp_path_factory) -> None:
    """The hint says how to get it, in a workflow, too."""
    shallow = tmp_path_factory.mktemp("shallow") / "clone"
    git("clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{tmp_path}", str(shallow))
    with pytest.raises(Failed, match="no commit in common") as stop:
        changed_since(Repository(shallow), "origin/main")
    assert stop.value.hint.startswith("git fetch --unshallow")
    with pytest.raises(NotFound) as unknown:
        changed_since(Repository(shallow), "origin/main~1")
    assert "fetch-depth: 0" in unknown.value.hint


def test_another_history(git, tmp_path) -> None:
    """Nothing is common to both."""
    git("switch", "--quiet", "--orphan", "other")
    with pytest.raises(Failed, match="no commit in common"):
        changed_since(Repository(tmp_path), "main")


def test_without_git(tmp_path) -> None:
    """It says so."""
    with pytest.raises(Failed, match="is not a git repository"):
        changed_since(Repository(tmp_path), "main")
