"""The README keeps its word: its console blocks are played, its commands and files are there."""

import difflib
import re
import sys
from pathlib import Path

import pytest

from acmeinc.cli import COMMANDS
from acmeinc.errors import AcmeError

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the page uses sh, head and grep")
def test_its_console_blocks_are_what_the_program_says_today(replay, tmp_path, monkeypatch) -> None:
    """Played in order, in one folder, under one clock. To write it anew: python docs/replay.py README.md"""
    for name, value in replay.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    played = replay.replayed(README, replay.Story(tmp_path))
    changes = difflib.unified_diff(
        README.splitlines(), played.splitlines(), "README.md", "today", lineterm=""
    )
    assert "\n".join(changes) == ""


def test_its_table_has_every_command_in_the_order_of_help() -> None:
    """One row each."""
    assert set(re.findall(r"^\| `acmeinc ([a-z]+)", README, re.MULTILINE)) == set(COMMANDS)


def test_its_exit_codes_are_those_of_the_errors() -> None:
    """0 and every code that an error has."""
    table = README.split("| exit code | means |")[1].split("\n\n")[0]
    codes = {int(code) for code in re.findall(r"^\| (\d+) ", table, re.MULTILINE)}
    assert codes == {0, *(error.exit_code for error in all_errors(AcmeError))}


def all_errors(kind: type[AcmeError]) -> list[type[AcmeError]]:
    """Return a kind of error and all below it."""
    below = [each for sub in kind.__subclasses__() for each in all_errors(sub)]
    return [kind, *below]


def test_its_two_commands_are_one_line_each() -> None:
    """For a machine that has only Python, venv and git."""
    lines = re.findall(r"^```sh\n(.*?)```$", README, re.MULTILINE | re.DOTALL)
    assert lines == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/acmeinc drill\n",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest -q -n auto\n",
    ]
