"""`acmeinc init`: an incident repository, its first commit made, and nothing of anyone's overwritten."""

import subprocess
from pathlib import Path

import pytest

from acmeinc.commands.init import make_repository
from acmeinc.errors import RulesSayNo


def _git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_it_holds_the_rules_the_templates_and_no_incident(tmp_path: Path) -> None:
    """Everything is committed, by the git identity, in one commit."""
    root = make_repository(tmp_path / "new").root
    assert sorted(path.name for path in root.iterdir() if path.name != ".git") == [
        ".gitattributes",
        ".gitignore",
        "README.md",
        "acmeinc.yaml",
        "incidents",
        "ownership.csv",
        "people.csv",
        "schemas",
        "severity.yaml",
        "templates",
        "vendors.csv",
    ]
    assert list((root / "incidents").iterdir()) == [root / "incidents" / ".gitkeep"]
    assert _git(root, "status", "--porcelain") == ""
    assert _git(root, "log", "--format=%an %s") == "Ana Ruiz Start the incident repository\n"
    assert _git(root, "branch", "--show-current") == "main\n"


def test_twice_is_the_same_as_once(tmp_path: Path) -> None:
    """The second time there is nothing to write and nothing to commit."""
    make_repository(tmp_path)
    make_repository(tmp_path)
    assert _git(tmp_path, "rev-list", "--count", "HEAD") == "1\n"


def test_one_that_was_killed_is_finished_by_the_next(program, tmp_path: Path) -> None:
    """In the middle of its commit: git's locks are its own to clear."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text('#!/bin/sh\nkill -KILL "$PPID"\n')
    (hooks / "pre-commit").chmod(0o755)
    root = tmp_path / "new"
    root.mkdir()
    _git(root, "init", "-q", "-b", "main")
    _git(root, "config", "core.hooksPath", str(hooks))
    assert "it was killed (signal 9)" in program("init", str(root), code=1).err
    assert list((root / ".git").glob("*.lock"))
    (hooks / "pre-commit").unlink()
    program("init", str(root))
    assert not list((root / ".git").rglob("*.lock"))
    assert _git(root, "log", "--format=%s") == "Start the incident repository\n"
    assert _git(root, "status", "--porcelain") == ""


def test_a_file_of_ones_own_is_never_overwritten(tmp_path: Path) -> None:
    """It is named, and nothing at all is written."""
    (tmp_path / "severity.yaml").write_text("mine: yes\n")
    with pytest.raises(RulesSayNo, match=r"already there, and different: severity\.yaml"):
        make_repository(tmp_path)
    assert (tmp_path / "severity.yaml").read_text() == "mine: yes\n"
    assert not (tmp_path / "templates").exists()


def test_an_existing_repository_keeps_its_files_and_staged_changes(tmp_path: Path) -> None:
    """What was staged before is staged after, and in no commit of ours."""
    _git(tmp_path, "init", "-q", "-b", "trunk")
    (tmp_path / "README.md").write_text("Ours.\n")
    _git(tmp_path, "add", "README.md")
    make_repository(tmp_path)
    assert (tmp_path / "README.md").read_text() == "Ours.\n"
    assert _git(tmp_path, "status", "--porcelain") == "A  README.md\n"
    assert "README.md" not in _git(tmp_path, "show", "--name-only", "--format=", "HEAD")


def test_it_says_what_comes_next(program, tmp_path: Path) -> None:
    """The command prints three lines to go on with."""
    target = tmp_path / "another"
    assert program("init", str(target)).out.splitlines() == [
        f"✓ {target} is an incident repository, with fictional data of Acme Corp",
        "",
        "Next:",
        f"  cd {target}",
        "  edit acmeinc.yaml, ownership.csv, people.csv: who you are, who owns what",
        "  acmeinc decide                 when something looks wrong",
    ]
