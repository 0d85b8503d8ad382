"""Real repositories for the storage room: a fixed author, no configuration of the machine."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acmeinc.storage.repository import Repository

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ana Ruiz",
    "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana Ruiz",
    "GIT_COMMITTER_EMAIL": "ana@example.com",
}
GitCall = Callable[..., str]


@pytest.fixture(autouse=True)
def plain_environment() -> Iterator[None]:
    """Every test starts with the same variables and leaves none behind."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("GIT_") or name == "EMAIL"]:
        del os.environ[name]
    os.environ.update(ENVIRONMENT)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An incident repository with one commit."""
    root = (tmp_path / "incidents-repository").resolve()
    root.mkdir()
    (root / "severity.yaml").write_text("levels: {}\n")
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "."], check=True)
    subprocess.run(["git", "-C", str(root), "commit", "-q", "-m", "Begin"], check=True)
    return Repository(root)


@pytest.fixture
def git(repository: Repository) -> GitCall:
    """Runs git in the repository as a user would, and returns what it printed."""

    def call(*args: str) -> str:
        return subprocess.run(
            ["git", "-C", str(repository.root), *args], check=True, capture_output=True, text=True
        ).stdout

    return call


@pytest.fixture
def hook(repository: Repository) -> Callable[[str, str], Path]:
    """Installs a hook of the given name and shell script, and returns its path."""

    def install(name: str, script: str) -> Path:
        path = repository.root / ".git" / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return install
