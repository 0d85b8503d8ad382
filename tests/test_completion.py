"""Completion of ids without the program says what the program would say."""

import io
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

import pytest

from acmeinc.cli import COMMANDS, FAMILIES, command_tree
from acmeinc.completion import FIRST_WORD_IS_ID, TAKES_ID, complete


def asked(shell: str, line: str) -> dict[str, str]:
    """Return what a shell sets when Tab is pressed at the end of a line."""
    words = line.split(" ")
    if shell == "bash":
        return {"_ACMEINC_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    more = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"} if shell == "fish" else {}
    return {"_ACMEINC_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line, **more}


def said(environment: Mapping[str, str]) -> str | None:
    """Return what is said without the program, None where that is left to it."""
    out = io.StringIO()
    with redirect_stdout(out):
        return out.getvalue() if complete(environment) else None


@pytest.fixture
def incidents(program: Any, beginnings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Be in a repository of two incidents."""

    def play() -> None:
        program.declare()
        program.declare(functionality="Search", severity="SEV3")

    beginnings("two incidents", program, play)
    monkeypatch.chdir(program.root)
    return program


def test_it_knows_which_commands_take_an_id() -> None:
    """As the command tree has them."""
    tree, flag, first = command_tree(), set(), set()
    for name in COMMANDS.keys() - FAMILIES.keys():
        params = tree.get_command(None, name).params
        flag |= {name for param in params if "-i" in param.opts}
        words = [param for param in params if param.param_type_name == "argument"]
        first |= {name for param in words[:1] if (param.metavar, param.nargs) == ("ID", 1)}
    assert set(TAKES_ID) == flag
    assert set(FIRST_WORD_IS_ID) == first


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", ["acmeinc show INC-26", "acmeinc --no-input log -i zzz"])
def test_it_says_what_the_program_says(incidents: Any, shell: str, line: str) -> None:
    """In the words of each shell, also where nothing fits."""
    ours = said(asked(shell, line))
    program = [sys.executable, "-c", "from acmeinc.cli import main; main()"]
    theirs = subprocess.run(program, env=asked(shell, line), capture_output=True, text=True, check=False)
    assert ours == theirs.stdout


@pytest.mark.parametrize(
    ("line", "count"),
    [
        pytest.param("acmeinc show ", 2, id="all"),
        pytest.param("acmeinc show inc-26-11-23-sev-3", 1, id="one"),
        pytest.param("acmeinc update --phase mitigated --incident i", 2, id="flag"),
        pytest.param("acmeinc --debug show --fresh inc", 2, id="global-flags"),
        pytest.param("acmeinc show login", 0, id="not-the-start"),
        pytest.param("acmeinc -C /nowhere show inc", 0, id="no-repository"),
        pytest.param("acmeinc ", None, id="a-command"),
        pytest.param("acmeinc sho", None, id="a-command-begun"),
        pytest.param("acmeinc show -", None, id="a-flag"),
        pytest.param("acmeinc show inc-1 ", None, id="a-second-word"),
        pytest.param("acmeinc show --at inc", None, id="a-value-of-another-flag"),
        pytest.param("acmeinc -C ", None, id="a-folder"),
        pytest.param("acmeinc list -i ", None, id="no-such-flag"),
        pytest.param('acmeinc show "inc', None, id="quoted"),
    ],
)
def test_it_leaves_to_the_program_what_is_no_id(incidents: Any, line: str, count: int | None) -> None:
    """And says nothing where no id fits."""
    told = said(asked("bash", line))
    assert (None if told is None else len(told.split())) == count


def test_the_repository_that_is_named_is_asked(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By -C before ACMEINC_REPO."""
    program.declare()
    monkeypatch.chdir("/")
    there = str(program.root)
    assert said(asked("bash", "acmeinc show inc") | {"ACMEINC_REPO": there}) != "\n"
    assert said(asked("bash", f"acmeinc -C {there} show inc") | {"ACMEINC_REPO": "/"}) != "\n"
    assert said(asked("bash", "acmeinc show inc")) == "\n"


def test_fish_asks_first_whether_there_is_anything(incidents: Any) -> None:
    """By the exit code."""
    for line, code in (("acmeinc show inc", 0), ("acmeinc show zzz", 1)):
        with pytest.raises(SystemExit) as ended:
            complete(asked("fish", line) | {"_TYPER_COMPLETE_FISH_ACTION": "is-args"})
        assert ended.value.code == code
