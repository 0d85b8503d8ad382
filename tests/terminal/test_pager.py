"""Long output goes through a pager, short output does not."""

import io
import sys

import pytest

from acmeinc.terminal.console import Console
from acmeinc.terminal.pager import page

CODE = """
from acmeinc.terminal.console import Console
from acmeinc.terminal.pager import page
page(Console(), "\\n".join(f"line {n}" for n in range(LINES)), no_pager=NO_PAGER)
print("after")
"""
COUNT = f"{sys.executable} -c 'import sys; print(len(sys.stdin.readlines()), \"lines paged\")'"


@pytest.mark.parametrize(
    ("lines", "no_pager", "environment", "shown"),
    [
        pytest.param(100, False, {"PAGER": COUNT}, "100 lines paged", id="long"),
        pytest.param(
            100, False, {"ACMEINC_PAGER": COUNT, "PAGER": "false"}, "100 lines paged", id="own-first"
        ),
        pytest.param(100, True, {"PAGER": COUNT}, "line 99", id="refused"),
        pytest.param(10, False, {"PAGER": COUNT}, "line 9", id="short"),
        pytest.param(100, False, {"PAGER": ""}, "line 99", id="switched-off"),
        pytest.param(100, False, {"PAGER": "no-such-pager"}, "line 99", id="missing"),
        pytest.param(100, False, {"PAGER": "true"}, "after", id="closed-early"),
    ],
)
def test_long_output_is_paged_in_a_terminal(start, lines, no_pager, environment, shown):
    """Whatever the pager does, the command goes on."""
    code = CODE.replace("LINES", str(lines)).replace("NO_PAGER", str(no_pager))
    terminal = start([sys.executable, "-c", code], **environment)
    terminal.expect("after")
    assert shown in terminal.lines
    assert terminal.exit_code() == 0


def test_piped_output_is_never_paged():
    """A program wants the text."""
    stdout = io.StringIO()
    page(Console(stdout=stdout, stderr=io.StringIO()), "a\nb" * 100, environment={"PAGER": "false"})
    assert stdout.getvalue() == "a\nb" * 100 + "\n"
