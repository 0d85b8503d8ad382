"""The command tree: global flags, help, errors and their exit codes (DESIGN §4)."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from acmeinc import __version__
from acmeinc.cli import COMMANDS, FAMILIES

ROOT = Path(__file__).parents[1]


def _run(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own, without a terminal."""
    import os

    return subprocess.run(
        [sys.executable, "-m", "acmeinc", *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_bare_in_a_repository_is_next(program) -> None:
    """What is due, and nothing else."""
    program.declare()
    assert program().out == program("next").out != ""


def test_bare_elsewhere_is_help(program, tmp_path) -> None:
    """With examples, exit 0."""
    result = program("-C", str(tmp_path))
    assert result.out == program("-h").out
    assert "  Examples:\n    acmeinc drill" in result.out


LEAVES = [name for name in COMMANDS if name not in FAMILIES]
MEMBERS = [f"{family} {member}" for family, members in FAMILIES.items() for member in members]


@pytest.mark.parametrize("command", [*LEAVES, *MEMBERS])
def test_every_command_has_help_with_examples(program, command) -> None:
    """`-h` and `--help`; what it does, examples, flags with words; within 80 columns, no type for a value."""
    helped = program(*command.split(), "-h").out
    assert helped == program(*command.split(), "--help").out
    assert f"Usage: acmeinc {command}" in helped
    assert f"  Examples:\n    acmeinc {command}" in helped
    assert [line for line in helped.splitlines() if len(line) > 80 or "<str>" in line] == []
    described = helped.split("Options:")[1]
    for option in re.findall(r"^  (-\S+(?:, -\S+)?(?: \S+)?)$", described, re.M):
        pytest.fail(f"{option} says nothing")


def test_help_lists_every_command_in_the_order_of_an_incident(program) -> None:
    """Each with its line."""
    helped = program("-h").out
    names = re.findall(r"^  ([a-z]+)  ", helped.split("Commands:")[1], re.M)
    assert names == list(COMMANDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("declrae", "Did you mean 'declare'?", id="swapped"),
        pytest.param("status", "See: acmeinc -h", id="nothing-near"),
        pytest.param("resolved", "Did you mean 'resolve'?", id="longer"),
    ],
)
def test_an_unknown_command(program, typed, meant) -> None:
    """Exit 2, and the nearest one."""
    assert f"there is no command '{typed}'. {meant}" in program(typed, code=2).err


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_flags_before_and_after(program, tmp_path, place) -> None:
    """`-C`, `--no-input`, `--debug`, `--color` mean the same on both sides."""
    program.declare()
    flags = ["-C", str(program.root / "incidents"), "--no-input", "--debug", "--color", "never"]
    program.root = tmp_path
    words = [*flags, "list"] if place == "before" else ["list", *flags]
    assert program(*words).out.startswith("inc-26-11-23-sev-1-login")


def test_no_input_asks_nothing(program, answers) -> None:
    """Although somebody could answer."""
    assert program("declare", "--no-input", code=5, prompter=answers()).err.startswith("error: declare needs")


def test_a_wrong_color(program) -> None:
    """Exit 2."""
    program("next", "--color", "pink", code=2)


def test_the_repository_is_found_from_below_and_by_the_environment(program, tmp_path) -> None:
    """The nearest parent with a severity.yaml; ACMEINC_REPO elsewhere."""
    program.declare()
    below = program.root / "incidents" / "2026"
    assert _run("list", cwd=below).stdout.startswith("inc-26-11-23")
    assert _run("list", cwd=tmp_path, ACMEINC_REPO=str(program.root)).stdout.startswith("inc-26-11-23")
    assert _run("list", cwd=tmp_path).returncode == 4


def test_without_a_terminal_nothing_is_asked(program) -> None:
    """Exit 5 on one line and a hint, as a process of its own."""
    done = _run("declare", "--severity", "SEV1", cwd=program.root)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr == (
        "error: declare needs answers: --functionality, --state, --impact\n"
        'hint: acmeinc declare --functionality "Login" --state down --severity SEV1 --impact "…"\n'
    )


@pytest.mark.parametrize(
    ("args", "code"),
    [
        pytest.param(["owner", "--json"], 2, id="missing-argument"),
        pytest.param(["next", "--json", "--what"], 2, id="wrong-flag"),
        pytest.param(["list", "--json", "--limit", "many"], 2, id="no-number"),
        pytest.param(["declrae", "--json"], 2, id="unknown-command"),
        pytest.param(["list", "--json", "--status", "lost"], 2, id="unknown-value"),
        pytest.param(["show", "nope", "--json"], 4, id="not-found"),
        pytest.param(["declare", "--json"], 5, id="no-answers"),
    ],
)
def test_every_error_is_json_too(program, args, code) -> None:
    """On stdout, exactly three keys; the words on stderr as ever."""
    result = program(*args, code=code)
    assert list(result.json) == ["error", "hint", "exit_code"]
    assert result.json["exit_code"] == code and result.json["hint"]
    assert result.json["error"] in result.err


def test_json_behind_two_dashes_is_a_word(program) -> None:
    """Then errors are told in words alone."""
    assert program("log", "--", "--json", code=4).out == ""


def test_the_version(program) -> None:
    """One line."""
    assert program("--version").out == f"acmeinc {__version__}\n"


def test_ctrl_c_is_130(program, answers) -> None:
    """With one line that says what was not done."""
    prompter = answers(("What is affected?", KeyboardInterrupt()))
    result = program("declare", code=130, prompter=prompter)
    assert "interrupted; what had not been saved was not written" in result.err


def test_an_unexpected_error_is_one_line(program, answers) -> None:
    """Exit 1; with --debug it comes with where it was raised."""
    prompter = answers(("What is affected?", ZeroDivisionError("by zero")))
    result = program("declare", code=1, prompter=prompter)
    assert result.err.startswith(
        "error: something unexpected went wrong: ZeroDivisionError: by zero\nhint: run it again with --debug"
    )
    prompter = answers(("What is affected?", ZeroDivisionError("by zero")))
    lines = program("declare", "--debug", code=1, prompter=prompter).err.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-3:-1] == [
        "ZeroDivisionError: by zero",
        "error: something unexpected went wrong: ZeroDivisionError: by zero",
    ]


def test_control_characters_never_reach_the_terminal(program) -> None:
    """What was typed is shown in caret form."""
    assert "\x1b" not in program("show", "\x1b[31mred", code=4).err


def test_markup_in_an_error_is_text(program) -> None:
    """Rich never sees it."""
    assert "'[red]x[/]'" in program("show", "[red]x[/]", code=4).err


def test_piped_output_has_no_colour(program) -> None:
    """Unless it is asked for."""
    program.declare()
    assert "\x1b" not in program("log", "x").out
    assert "\x1b[32m✓\x1b[0m" in program("log", "x", "--color", "always").out


def test_a_reader_that_goes_away_is_no_error(program) -> None:
    """`acmeinc show | head -1` ends quietly."""
    program.declare()
    import os

    done = subprocess.run(
        f"{sys.executable} -m acmeinc show | head -1",
        shell=True,
        cwd=program.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("---\n", "")


def test_json_is_one_value(program) -> None:
    """Of every command that prints any."""
    program.declare()
    for args in (["next"], ["list"], ["show"], ["search", "x"], ["owner", "login"], ["log", "x"]):
        json.loads(program(*args, "--json").out)


def test_ascii_streams_get_ascii(program) -> None:
    """No mark is lost on a terminal that cannot show it."""
    done = _run("owner", "nothing-like-it", cwd=program.root, PYTHONIOENCODING="ascii")
    assert done.returncode == 4
    assert io.StringIO(done.stdout).read().isascii()
