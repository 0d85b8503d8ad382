"""Which two states of the rules are compared, in real repositories with branches and remotes."""

import subprocess
from pathlib import Path

import pytest

from acmeinc.errors import AcmeError, Failed, NotFound
from acmeinc.storage.comparison import compared
from acmeinc.storage.repository import Repository
from acmeinc.storage.rule_texts import documents_at, texts_at, texts_here


def git(root: Path, *args: str) -> str:
    """Return what git printed in a folder."""
    done = subprocess.run(["git", "-C", str(root), *args], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root: Path, text: str) -> str:
    """Commit `severity.yaml` with a text; return the commit."""
    (root / "severity.yaml").write_text(text)
    git(root, "add", "-A")
    git(root, "commit", "-qm", text)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository on main with one commit."""
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, "one")
    return root


@pytest.fixture
def clone(root: Path, tmp_path: Path) -> Path:
    """Return a clone of a bare copy of it."""
    git(tmp_path, "clone", "-q", "--bare", f"file://{root}", "remote.git")
    git(tmp_path, "clone", "-q", f"file://{tmp_path}/remote.git", "clone")
    return tmp_path / "clone"


def told(root: Path, revision: str | None = None) -> tuple[str, str, str]:
    """Return what is compared, its commits by their subjects."""
    found = compared(Repository(root), revision)
    subjects = [git(root, "log", "-1", "--format=%s", one) if one else "" for one in (found.old, found.new)]
    shown = found.told
    for one, subject in ((found.old, subjects[0]), (found.new, subjects[1])):
        shown = shown.replace(one[:10], f"<{subject}>") if one else shown
    return subjects[0], subjects[1], shown


def test_without_a_branch_to_come_from_it_is_the_last_commit(root: Path) -> None:
    commit(root, "two")
    assert told(root) == ("two", "", "the work tree with HEAD (<two>)")


@pytest.mark.parametrize("usual", ["main", "master"])
def test_a_branch_is_compared_with_where_it_left_the_usual_one(root: Path, usual: str) -> None:
    git(root, "branch", "-m", usual)
    git(root, "switch", "-qc", "change")
    commit(root, "two")
    commit(root, "three")
    assert told(root) == ("one", "", f"the work tree with <one>, where it left {usual}")


def test_the_default_branch_of_the_remote_comes_first(clone: Path) -> None:
    """Also where it moved on, and where the branch was pushed."""
    git(clone, "switch", "-qc", "change")
    commit(clone, "two")
    git(clone, "push", "-qu", "origin", "change")
    git(clone, "switch", "-q", "main")
    commit(clone, "other")
    git(clone, "push", "-q")
    git(clone, "switch", "-q", "change")
    assert told(clone) == ("one", "", "the work tree with <one>, where it left origin/main")


def test_a_default_branch_of_another_name(root: Path, tmp_path: Path) -> None:
    git(root, "branch", "-m", "trunk")
    git(tmp_path, "clone", "-q", f"file://{root}", "clone")
    clone = tmp_path / "clone"
    git(clone, "switch", "-qc", "change")
    commit(clone, "two")
    assert told(clone)[2] == "the work tree with <one>, where it left origin/trunk"


def test_what_is_not_pushed_of_the_default_branch(clone: Path) -> None:
    assert told(clone)[2] == "the work tree with HEAD (<one>)"
    commit(clone, "two")
    assert told(clone) == ("one", "", "the work tree with <one>, where it left origin/main")


def test_a_detached_head_is_compared_with_itself(clone: Path) -> None:
    git(clone, "switch", "-q", "--detach")
    commit(clone, "two")
    assert told(clone) == ("two", "", "the work tree with HEAD (<two>)")


@pytest.mark.parametrize(
    ("revision", "expected"),
    [
        ("HEAD~2", ("one", "", "the work tree with HEAD~2 (<one>)")),
        ("main", ("other", "", "the work tree with main (<other>)")),
        ("main..change", ("other", "three", "change (<three>) with main (<other>)")),
        ("main..", ("other", "three", "HEAD (<three>) with main (<other>)")),
        ("..main", ("three", "other", "main (<other>) with HEAD (<three>)")),
        ("main...change", ("one", "three", "change (<three>) with <one>, where it left main")),
        ("main...", ("one", "three", "HEAD (<three>) with <one>, where it left main")),
    ],
)
def test_what_can_be_asked_for(root: Path, revision: str, expected: tuple[str, str, str]) -> None:
    """One revision is compared with the work tree; two dots and three mean what they mean to git diff."""
    git(root, "switch", "-qc", "change")
    commit(root, "two")
    commit(root, "three")
    git(root, "switch", "-q", "main")
    commit(root, "other")
    git(root, "switch", "-q", "change")
    assert told(root, revision) == expected


def test_a_commit_is_named_once(root: Path) -> None:
    sha = git(root, "rev-parse", "HEAD")
    assert compared(Repository(root), sha[:7]).told == f"the work tree with {sha[:10]}"


@pytest.mark.parametrize(
    "revision", ["nonsense", "--help", "-v..HEAD", "HEAD..nope", "a\nb", "HEAD:severity.yaml"]
)
def test_what_is_no_commit_is_refused(root: Path, revision: str) -> None:
    with pytest.raises(NotFound, match="git knows no revision"):
        compared(Repository(root), revision)


def test_nothing_in_common(root: Path) -> None:
    git(root, "switch", "-q", "--orphan", "other")
    commit(root, "two")
    with pytest.raises(Failed, match="no commit in common"):
        compared(Repository(root), "main...HEAD")
    assert told(root)[2] == "the work tree with HEAD (<two>)"


def test_a_folder_that_is_not_under_git(tmp_path: Path) -> None:
    """There is nothing to compare with, and no commit would change that."""
    with pytest.raises(Failed, match="is not a git repository"):
        compared(Repository(tmp_path), None)


def test_a_branch_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(AcmeError, match="no commit yet"):
        compared(Repository(tmp_path), None)


def test_texts_of_a_commit_are_those_of_the_work_tree(root: Path) -> None:
    """In a folder of a larger repository, byte for byte, links followed, what editors leave left out."""
    inner = root / "ops" / "incidents"
    (inner / "templates").mkdir(parents=True)
    (inner / "severity.yaml").write_bytes(b"caf\xe9: 1\r\n\n")
    (inner / "shared.csv").write_bytes(b"name\n")
    (inner / "people.csv").symlink_to("shared.csv")
    (inner / "vendors.csv").symlink_to("nowhere.csv")
    (inner / "templates" / "update.txt").write_text("Subject: x\n\ny")
    (inner / "templates" / ".update.txt.swp").write_text("no")
    (inner / "templates" / "update.txt~").write_text("no")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "inner")
    repository = Repository(inner)
    found = texts_at(repository.git, "HEAD")
    assert found == {
        "people.csv": "name\n",
        "severity.yaml": "caf\udce9: 1\r\n\n",
        "templates/update.txt": "Subject: x\n\ny",
        "vendors.csv": "",
    }
    assert texts_here(repository) == {path: text for path, text in found.items() if path != "vendors.csv"}


def test_documents_of_a_commit(root: Path) -> None:
    """Newest first; what is no document of an incident is left out."""
    folder = root / "incidents/2026/11"
    folder.mkdir(parents=True)
    for name in ("inc-26-11-01-sev-1-a.md", "inc-26-11-02-sev-1-b.md", "bug-26-11-03-c.md", "notes.md"):
        (folder / name).write_text(name)
    commit(root, "documents")
    found = list(documents_at(Repository(root).git, "HEAD"))
    assert [text for _, text in found] == ["inc-26-11-02-sev-1-b.md", "inc-26-11-01-sev-1-a.md"]
    assert list(documents_at(Repository(root).git, "HEAD^")) == []
