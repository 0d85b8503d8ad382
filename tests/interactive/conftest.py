"""Repositories to work in: new, with an open incident, with a mitigated one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from incident_repository import Repository

DECLARE = (
    *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
    *("--impact", "Nobody can log in.", "--yes"),
)
MITIGATE = ("update", "--phase", "mitigated", "--message", "Logins work again.", "--yes")


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three repositories: new, with an open incident, and with it mitigated."""
    folder = tmp_path_factory.mktemp("seeds")
    folder.joinpath("outside").mkdir()
    Repository(folder / "outside").run("init", str(folder / "new"))
    shutil.copytree(folder / "new", folder / "declared")
    declared = Repository(folder / "declared")
    declared.run(*DECLARE)
    shutil.copytree(folder / "declared", folder / "mitigated")
    Repository(folder / "mitigated").run(*MITIGATE)
    return folder


def _opened(seed: Path, folder: Path) -> Iterator[Repository]:
    repository = Repository(Path(shutil.copytree(seed, folder / "incidents")))
    yield repository
    for terminal in repository.terminals:
        terminal.child.close(force=True)


@pytest.fixture
def repository(seeds: Path, tmp_path: Path) -> Iterator[Repository]:
    """Return a new repository."""
    yield from _opened(seeds / "new", tmp_path)


@pytest.fixture
def declared(seeds: Path, tmp_path: Path) -> Iterator[Repository]:
    """Return a repository with one open incident: Login is down, SEV1."""
    yield from _opened(seeds / "declared", tmp_path)


@pytest.fixture
def mitigated(seeds: Path, tmp_path: Path) -> Iterator[Repository]:
    """Return a repository with one mitigated incident."""
    yield from _opened(seeds / "mitigated", tmp_path)


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that makes an editor of a line of shell; `$1` is the file."""

    def make(line: str) -> str:
        script = tmp_path / "editor"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(0o755)
        return str(script)

    return make
