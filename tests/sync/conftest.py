"""Several clones of one bare repository over file://, each with the program in process."""

import dataclasses
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def run_git(root: Path, *args: str, ok: bool = True) -> str:
    """Return what git printed in a folder."""
    finished = subprocess.run(["git", "-C", str(root), *args], capture_output=True, text=True)
    assert finished.returncode == 0 or not ok, f"git {args}: {finished.stderr}"
    return finished.stdout.rstrip("\n")


@dataclasses.dataclass
class Clone:
    """One responder's clone: the program and git in it."""

    program: Any

    @property
    def root(self) -> Path:
        """Return its folder."""
        root: Path = self.program.root
        return root

    def __call__(self, *args: str, code: int = 0) -> Any:
        """Run `acmeinc ARGS` in it."""
        return self.program(*args, code=code)

    def start(self, *args: str) -> "subprocess.Popen[str]":
        """Start `acmeinc ARGS` in a process of its own."""
        command = [sys.executable, "-c", "from acmeinc.cli import main; main()", "-C", str(self.root), *args]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def git(self, *args: str, ok: bool = True) -> str:
        """Run git in it, and return what it printed."""
        return run_git(self.root, *args, ok=ok)

    def document(self) -> str:
        """Return the text of its only incident document."""
        (path,) = self.documents()
        return path.read_text()

    def documents(self) -> list[Path]:
        """Return its incident documents."""
        return sorted((self.root / "incidents").glob("*/*/inc-*.md"))

    def log(self) -> list[str]:
        """Return the subjects of its history, newest first."""
        return self.git("log", "--format=%s").splitlines()


@dataclasses.dataclass
class Team:
    """A bare repository and everyone who has cloned it."""

    remote: Path
    program: Any
    made: int = 0

    def clone(self, name: str, *options: str) -> Clone:
        """Return a new clone."""
        self.make_clone(name, *options)
        return self.responder(name)

    def make_clone(self, name: str, *options: str) -> None:
        """Clone the bare repository beside it."""
        run_git(self.remote.parent, "clone", "-q", *options, f"file://{self.remote}", name)

    def responder(self, name: str) -> Clone:
        """Return a responder, in the clone of that name."""
        self.made += 1
        root = self.remote.parent / name
        return Clone(dataclasses.replace(self.program, root=root, entropy=random.Random(self.made).randbytes))

    def git(self, *args: str) -> str:
        """Run git in the bare repository."""
        return run_git(self.remote, *args)

    def hook(self, name: str, script: str) -> None:
        """Install a hook on the remote's side."""
        path = self.remote / "hooks" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@pytest.fixture
def team(program: Any, tmp_path: Path, beginnings: Any) -> Team:
    """Return a bare repository that holds a new incident repository."""
    remote = tmp_path / "remote.git"

    def play() -> None:
        run_git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
        run_git(program.root, "push", "-q", f"file://{remote}", "main")

    beginnings("team", program, play, "remote.git")
    return Team(remote, program)


@pytest.fixture
def ana(team: Team, beginnings: Any) -> Clone:
    """Return the clone of one responder."""
    ana = team.responder("ana")
    beginnings("ana", ana.program, lambda: team.make_clone("ana"))
    return ana


@pytest.fixture
def bo(team: Team, ana: Clone, beginnings: Any) -> Clone:
    """Return the clone of another responder, who has the incident that the first one declared."""

    def play() -> None:
        ana.program.declare()
        ana("sync")
        team.make_clone("bo")

    beginnings("bo", ana.program, play, "remote.git", "ana", "bo")
    return team.responder("bo")


@pytest.fixture
def set_up() -> Callable[[Clone, str], None]:
    """Return what changes settings in `acmeinc.yaml`, and commits that."""

    def change(clone: Clone, line: str) -> None:
        path = clone.root / "acmeinc.yaml"
        key = line.split(":")[0]
        lines = [line if one.startswith(f"{key}:") else one for one in path.read_text().splitlines()]
        path.write_text("\n".join([*lines, ""]))
        clone.git("commit", "-qm", f"Set {line}", "acmeinc.yaml")

    return change
