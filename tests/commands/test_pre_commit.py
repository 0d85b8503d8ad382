"""`acmeinc check` as a hook of pre-commit, run by pre-commit."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
NOT_OURS = (".git", ".venv", ".nox", "*_cache", "__pycache__", "*.egg-info", ".hypothesis", "dist", "build")


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    """Return the hook as a team gets it."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(hook, dict)
    return hook


def pre_commit(root: Path, *args: str, home: Path, bound: int = 60) -> subprocess.CompletedProcess[str]:
    """Return what pre-commit does in `root`, keeping what it installs in `home`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args],
        cwd=root,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=bound,
    )


def git(folder: Path, *args: str) -> None:
    """Run git."""
    subprocess.run(["git", *args], cwd=folder, capture_output=True, check=True)


def break_a_rule(root: Path) -> str:
    """Stage a change that no check lets through, and return how that is told."""
    rules = root / "severity.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("update: 30m", "update: 30"), encoding="utf-8")
    (root / "notes.txt").write_text("{{ not a rule")
    git(root, "add", "severity.yaml", "notes.txt")
    (line,) = (n for n, text in enumerate(rules.read_text().splitlines(), 1) if text == "    update: 30")
    return f"severity.yaml:{line}:13: error: `update` is `30`, which is no duration [yaml-duration]"


def test_a_commit_that_breaks_a_rule_is_stopped(program, hook, tmp_path: Path) -> None:
    """Installed as git's hook, with the entry, the files and the arguments that the hook has."""
    local = {"repo": "local", "hooks": [{**hook, "language": "system"}]}
    (program.root / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}))
    git(program.root, "add", ".pre-commit-config.yaml")
    every = pre_commit(program.root, "run", "--all-files", home=tmp_path)
    assert (every.returncode, "Passed" in every.stdout) == (0, True), every.stdout
    told = break_a_rule(program.root)
    staged = pre_commit(program.root, "run", home=tmp_path)
    assert staged.returncode == 1
    assert told in staged.stdout
    assert "hint: write 30m for minutes" in staged.stdout
    assert "notes.txt" not in staged.stdout


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("severity.yaml", True),
        ("incidents/severity.yaml", True),
        ("templates/update.txt", True),
        ("templates/site/home.html", True),
        ("incidents/2026/11/inc-26-11-23-sev-1-login-is-down.md", True),
        ("people.csv", True),
        ("other.csv", False),
        ("my-severity.yaml", False),
        ("README.md", False),
        ("schemas/severity.schema.json", False),
    ],
)
def test_it_is_given_the_files_that_have_rules(hook, path: str, taken: bool) -> None:
    """And no others, so that it does not run for nothing."""
    assert bool(re.search(hook["files"], path)) == taken


@pytest.mark.bounds
def test_a_team_installs_it_from_this_project(program, tmp_path: Path) -> None:
    """In an environment of its own, as pre-commit makes it: this asks a package index."""
    source = tmp_path / "acmeinc"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_OURS), symlinks=True)
    git(source, "init", "-q", "-b", "main")
    git(source, "add", "-A")
    git(source, "commit", "-qm", "As it is")
    told = break_a_rule(program.root)
    tried = pre_commit(
        program.root, "try-repo", str(source), "acmeinc-check", home=tmp_path / "home", bound=600
    )
    assert tried.returncode == 1
    assert told in tried.stdout, tried.stdout
