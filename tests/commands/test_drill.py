"""The drill: a whole incident with the real commands, and the example in `incidents/` that it wrote."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acmeinc.incident.reading import read

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = "incidents/2026/11/inc-26-11-23-sev-1-login-is-down-for-all-customers.md"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder a drill was played in, and what it printed; nobody has told git who commits."""
    folder = tmp_path_factory.mktemp("drill") / "repository"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-m", "acmeinc", "drill", str(folder)]
    finished = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return folder, finished.stdout


def test_it_ends_with_a_closed_incident(played: tuple[Path, str]) -> None:
    folder, printed = played
    incident = read((folder / DOCUMENT).read_text(encoding="utf-8")).incident
    assert incident.status == "closed"
    assert {"started", "detected", "declared", "mitigated", "resolved", "retrospective_done"} <= set(
        incident.milestones
    )
    assert "Retrospective done, incident closed" in printed
    assert f"cd {folder}" in printed


def test_every_command_is_printed_before_what_it_said(played: tuple[Path, str]) -> None:
    _, printed = played
    commands = [line.split()[2] for line in printed.splitlines() if line.startswith("$ acmeinc ")]
    assert commands[0] == "decide"
    assert commands[-1] == "list"
    assert {"declare", "log", "checkin", "update", "publish", "escalate", "resolve", "retro", "send"} <= {
        *commands
    }


def test_the_repository_it_leaves_is_whole(played: tuple[Path, str]) -> None:
    folder, _ = played
    checked = subprocess.run(["git", "-C", str(folder), "fsck", "--strict"], capture_output=True, check=False)
    assert checked.returncode == 0
    status = subprocess.run(
        ["git", "-C", str(folder), "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert status.stdout == ""


def test_the_example_in_the_repository_is_exactly_what_the_drill_writes(played: tuple[Path, str]) -> None:
    folder, _ = played
    written = {
        path.relative_to(folder): path.read_bytes()
        for path in (folder / "incidents").rglob("*")
        if path.is_file()
    }
    kept = {
        path.relative_to(ROOT): path.read_bytes()
        for path in (ROOT / "incidents").rglob("*")
        if path.is_file()
    }
    assert kept == written
