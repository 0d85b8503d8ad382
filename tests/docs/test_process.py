"""`docs/process.md` names a command and a test for every duty, and each of them exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from acmeinc.cli import COMMANDS, command_tree
from acmeinc.process.checklist import PHASES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "process.md"
QUOTED = re.compile(r"`([^`]+)`")


class Duty(NamedTuple):
    """A row of the page."""

    line: int
    duty: str
    command: str
    test: str


def duties() -> Iterator[Duty]:
    """Yield the rows of all tables, without their headings."""
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 3 and cells[2] != "test":
            yield Duty(number, *cells)


DUTIES = list(duties())
ROWS = [pytest.param(duty, id=f"line-{duty.line}") for duty in DUTIES]


@cache
def names_of_tests(path: str) -> set[str]:
    """Return the names of the tests in a file below `tests/`; none when there is no such file."""
    file = ROOT / "tests" / path
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@cache
def flags_of(command: str) -> set[str]:
    """Return the flags of a command."""
    found = command_tree()
    for name in command.split():
        found = found.get_command(None, name)
    return {flag for param in found.params for flag in (*param.opts, *param.secondary_opts)}


@pytest.mark.parametrize("duty", ROWS)
def test_every_duty_names_a_test_that_exists(duty: Duty) -> None:
    """The test stands in the file that is named."""
    path, _, name = duty.test.strip("`").partition("::")
    assert name in names_of_tests(path), f"{duty.test} for: {duty.duty}"


@pytest.mark.parametrize("duty", ROWS)
def test_every_duty_names_commands_flags_and_files_that_exist(duty: Duty) -> None:
    """A command has every flag that stands behind it; a box is one of the checklist; a file is there."""
    quoted = QUOTED.findall(duty.command)
    assert quoted or "*you*" in duty.command
    for text in quoted:
        if text.startswith("acmeinc "):
            command, dash, flags = text.removeprefix("acmeinc ").partition(" -")
            assert command.split()[0] in COMMANDS, text
            assert set(f"{dash}{flags}".split()) <= flags_of(command), text
        elif text.endswith((".yaml", ".csv", ".md", ".txt")):
            assert (ROOT / text).is_file(), text


def test_every_command_has_a_duty() -> None:
    """What serves no duty: lists and searches, and the rehearsal."""
    named = {word for duty in DUTIES for word in re.findall(r"`acmeinc ([a-z]+)", duty.command)}
    assert set(COMMANDS) - named == {"list", "search", "drill"}


def test_every_box_that_a_person_ticks_is_one_of_the_checklist() -> None:
    """`box NAME` in the command column."""
    boxes = {box for duty in DUTIES for box in re.findall(r"box `([a-z-]+)`", duty.command)}
    assert boxes and boxes <= {step for steps in PHASES.values() for step in steps}
