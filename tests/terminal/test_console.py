"""Who is told what, in which colours, and what happens when nobody listens."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from acmeinc.errors import Failed
from acmeinc.terminal.console import Console, Ink

ROOT = Path(__file__).parents[2]


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def ascii_stream() -> io.TextIOWrapper:
    """Return a stream that can write ASCII alone."""
    return io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")


@pytest.mark.parametrize(
    ("mode", "environment", "terminal", "colored"),
    [
        pytest.param("auto", {}, True, True, id="terminal"),
        pytest.param("auto", {}, False, False, id="piped"),
        pytest.param("auto", {"NO_COLOR": "1"}, True, False, id="no-color"),
        pytest.param("auto", {"NO_COLOR": ""}, True, True, id="no-color-empty-is-unset"),
        pytest.param("auto", {"TERM": "dumb"}, True, False, id="dumb"),
        pytest.param("auto", {"FORCE_COLOR": "1"}, False, True, id="force-color"),
        pytest.param("auto", {"FORCE_COLOR": "0"}, False, False, id="force-color-0"),
        pytest.param("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, id="no-color-wins"),
        pytest.param("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True, id="flag-always"),
        pytest.param("never", {"FORCE_COLOR": "1"}, True, False, id="flag-never"),
    ],
)
def test_color_is_decided_by_flag_then_environment_then_stream(mode, environment, terminal, colored):
    """Each stream for itself."""
    stdout = Screen() if terminal else io.StringIO()
    console = Console(color=mode, environment=environment, stdout=stdout, stderr=io.StringIO())
    assert console.ink.on is colored


def test_ink_paints_only_when_it_is_on():
    """Off, a text comes back as it is; nothing is never painted."""
    assert Ink().red("late") == "late"
    assert Ink(on=True).red("late") == "\x1b[31mlate\x1b[0m"
    assert Ink(on=True).bold("") == ""


@pytest.mark.parametrize(
    ("stdin", "stderr", "no_input", "environment", "interactive"),
    [
        pytest.param(Screen(), Screen(), False, {}, True, id="terminal"),
        pytest.param(io.StringIO(), Screen(), False, {}, False, id="stdin-piped"),
        pytest.param(Screen(), io.StringIO(), False, {}, False, id="stderr-piped"),
        pytest.param(Screen(), Screen(), True, {}, False, id="no-input"),
        pytest.param(
            Screen(), Screen(), False, {"ACMEINC_NO_INPUT": "1"}, False, id="no-input-by-environment"
        ),
        pytest.param(Screen(), Screen(), False, {"ACMEINC_NO_INPUT": "0"}, True, id="no-input-0"),
    ],
)
def test_questions_need_a_terminal_to_ask_and_to_answer(stdin, stderr, no_input, environment, interactive):
    """stdout may be piped: results are read by a program, questions by a person."""
    console = Console(
        no_input=no_input, environment=environment, stdin=stdin, stdout=io.StringIO(), stderr=stderr
    )
    assert console.interactive is interactive
    assert console.piped


def test_results_go_to_stdout_and_talk_to_stderr():
    """A question does not end its line."""
    stdout, stderr = io.StringIO(), io.StringIO()
    console = Console(stdout=stdout, stderr=stderr)
    console.out("result")
    console.say("talk")
    console.ask("sure? ")
    assert (stdout.getvalue(), stderr.getvalue()) == ("result\n", "talk\nsure? ")
    assert console.width == 80


def test_marks_have_ascii_stand_ins_where_the_stream_cannot_write_them():
    """The rest is escaped: no text makes a command fail."""
    stdout = ascii_stream()
    Console(stdout=stdout, stderr=io.StringIO()).out("✓ a · ✗ b › 日…")
    assert stdout.buffer.getvalue() == b"ok a - x b > \\u65e5...\n"


def test_a_lone_surrogate_is_escaped():
    """File names may hold bytes that are no text."""
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    Console(stdout=stdout, stderr=io.StringIO()).out("a\udcffb ✓")
    assert stdout.buffer.getvalue() == "a\\udcffb ✓\n".encode()


def run(code: str, stdout: int, stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """Return the end of a process that runs `code` with a console."""
    setup = "from acmeinc.terminal.console import Console; console = Console()\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", setup + code], stdout=stdout, stderr=stderr, env=environment)


def closed_pipe() -> int:
    """Return the end of a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_a_closed_stdout_ends_quietly_with_code_1():
    """`acmeinc list | head -1` shows no traceback."""
    writer = closed_pipe()
    ended = run("console.out('a'); console.out('b')", stdout=writer)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_a_closed_stderr_does_not_stop_a_step():
    """What has to be done matters more than telling about it."""
    writer = closed_pipe()
    ended = run("console.say('a'); console.say('b'); console.out('done')", subprocess.PIPE, writer)
    os.close(writer)
    assert (ended.returncode, ended.stdout) == (0, b"done\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_in_words():
    """The result did not arrive, and that is said."""
    with Path("/dev/full").open("w") as full:
        console = Console(stdout=os.fdopen(os.dup(full.fileno()), "w"), stderr=io.StringIO())
        with pytest.raises(Failed, match="the result could not be written: No space left on device"):
            console.out("text")


def test_width_and_size_come_from_the_terminal(start):
    """At least 40 columns, so that columns stay columns."""
    code = (
        "from acmeinc.terminal.console import Console; c = Console(); print(c.width, c.height, c.interactive)"
    )
    narrow = start([sys.executable, "-c", code], 30)
    narrow.expect("40 24 True")
    wide = start([sys.executable, "-c", code], 120)
    wide.expect("120 24 True")


def test_talk_is_broken_between_words_at_the_width_of_the_terminal_alone(start):
    """A file of what was said has every sentence in one line."""
    said = "! nobody is listed as the owner of Zebra crossings, and nobody is meant"
    code = f"from acmeinc.terminal.console import Console; Console().say({said!r})"
    terminal = start([sys.executable, "-c", code], 52)
    terminal.expect("meant")
    assert terminal.lines == [said[:51], f"  {said[52:]}"]
    assert run(code, stdout=subprocess.DEVNULL).stderr.decode() == f"{said}\n"


HEAVY = (
    "rich",
    "questionary",
    "prompt_toolkit",
    "git",
    "jinja2",
    "pydantic",
    "holidays",
    "anyascii",
    "asyncio",
)


def test_what_a_read_command_needs_imports_nothing_heavy():
    """`next` and `log` answer within a tenth of a second."""
    modules = ("console", "prompts", "views", "piped", "owner_view", "json_output", "pager", "editor")
    code = "".join(f"import acmeinc.terminal.{module}\n" for module in modules)
    ended = run(code + f"import sys; print(sorted(set({HEAVY}) & set(sys.modules)))", subprocess.PIPE)
    assert ended.stdout == b"[]\n"


def test_progress_is_one_line_that_comes_and_goes():
    """Cut to the terminal's width; a file of what was said never holds it."""
    screen, file = Screen(), io.StringIO()
    for stderr in (screen, file):
        console = Console(environment={}, stdout=Screen(), stderr=stderr)
        console.progress("  asking: paging …")
        console.progress("x" * 500)
        console.progress("")
    first, second, third = screen.getvalue().split("\r\x1b[K")[1:]
    assert (first, set(second), third) == ("  asking: paging …", {"x"}, "")
    assert len(second) < 500 and file.getvalue() == ""
