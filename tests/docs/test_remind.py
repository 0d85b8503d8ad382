"""The sample units, crontab and workflow of `docs/remind/`: what they call is called, as they call it."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

SAMPLES = Path(__file__).parents[2] / "docs" / "remind"


def section(name: str, of: str) -> dict[str, str]:
    """Return a section of a unit file."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(SAMPLES / name, encoding="utf-8")
    return dict(parser[of])


def workflow() -> dict[Any, Any]:
    """Return the workflow; its `on` is a boolean to YAML 1.1."""
    return yaml.safe_load((SAMPLES / "github-workflow.yml").read_text(encoding="utf-8"))


def commands() -> dict[str, tuple[str, dict[str, str]]]:
    """Return what each sample runs, as a line of shell and its environment."""
    unit = section("acmeinc-remind.service", "Service")["ExecStart"]
    cron = (SAMPLES / "crontab").read_text(encoding="utf-8").splitlines()[-1].split(None, 5)[5]
    step = workflow()["jobs"]["remind"]["steps"][-1]
    names = {name: value for name, value in step["env"].items() if name.startswith("GIT_")}
    return {"systemd": (unit, {}), "cron": (cron, {}), "github": (step["run"], names)}


@pytest.fixture
def home(program: Any, tmp_path: Path) -> Path:
    """Return a home with the repository in `incidents`, an open incident in it, and acmeinc on the PATH."""
    program.declare()
    root = Path(__file__).parents[2]
    folder = tmp_path / "bin"
    folder.mkdir()
    import sys

    script = folder / "acmeinc"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m acmeinc "$@"\n')
    script.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("sample", ["systemd", "cron", "github"])
def test_what_it_runs_reminds(home: Path, sample: str) -> None:
    """The page that was only printed is overdue: the reminder is printed, and the second run is silent."""
    line, names = commands()[sample]
    environment = {**os.environ, "HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}", **names}
    first, second = (
        subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=home / "incidents",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for _ in range(2)
    )
    assert "Subject: Page due" in first.stdout, first.stderr
    assert (first.returncode, second.returncode, second.stdout) == (0, 0, "")


def test_the_units_are_units() -> None:
    """As systemd itself reads them, where it is installed; else by their sections."""
    assert section("acmeinc-remind.timer", "Timer")["OnCalendar"] == "minutely"
    assert section("acmeinc-remind.timer", "Install") == {"WantedBy": "timers.target"}
    assert section("acmeinc-remind.service", "Service")["Type"] == "oneshot"
    if shutil.which("systemd-analyze"):
        units = sorted(str(path) for path in SAMPLES.glob("acmeinc-remind.*"))
        told = subprocess.run(["systemd-analyze", "verify", "--user", *units], capture_output=True, text=True)
        assert [line for line in told.stderr.splitlines() if "acmeinc-remind" in line] == []


def test_the_workflow_asks_for_little() -> None:
    """It may push; no secret and no words of others stand in a line of shell; two never run at once."""
    told = workflow()
    assert told["permissions"] == {"contents": "write"}
    assert told["concurrency"] == {"group": "remind", "cancel-in-progress": False}
    scripts = [step["run"] for step in told["jobs"]["remind"]["steps"] if "run" in step]
    assert not any("${{" in script for script in scripts)
    assert all(
        re.fullmatch(r"actions/[a-z-]+@v\d+", s["uses"])
        for s in told["jobs"]["remind"]["steps"]
        if "uses" in s
    )
