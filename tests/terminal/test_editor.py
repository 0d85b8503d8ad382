"""Long text in the person's own editor."""

import os
import shlex
import stat
import sys
from pathlib import Path

import pytest

from acmeinc.errors import Cancelled, Failed, Usage
from acmeinc.terminal.editor import SCISSORS, edit, editor_command


def editor(code: str) -> dict[str, str]:
    """Return an environment whose editor runs `code` on the file's `path` and `text`."""
    script = (
        f"import os, sys, pathlib; path = pathlib.Path(sys.argv[1]); text = path.read_text('utf-8'); {code}"
    )
    return {"ACMEINC_EDITOR": shlex.join([sys.executable, "-c", script]), "PATH": os.environ["PATH"]}


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        pytest.param({}, [], id="none"),
        pytest.param(
            {"EDITOR": "vi", "VISUAL": "code --wait"}, ["code", "--wait"], id="visual-before-editor"
        ),
        pytest.param({"VISUAL": "vi", "GIT_EDITOR": "nano"}, ["nano"], id="git-before-visual"),
        pytest.param({"GIT_EDITOR": "nano", "ACMEINC_EDITOR": "'my ed' -w"}, ["my ed", "-w"], id="own-first"),
        pytest.param({"VISUAL": " ", "EDITOR": "vi"}, ["vi"], id="blank-is-unset"),
    ],
)
def test_the_editor_is_looked_for_as_git_does(environment, command):
    """Ours, git's, then the usual two."""
    assert editor_command(environment) == command


def test_an_editor_with_an_unclosed_quote_is_a_usage_error():
    """The variable at fault is named."""
    with pytest.raises(Usage, match="VISUAL has a quote without its pair"):
        editor_command({"VISUAL": "'vi"})


def test_lines_of_the_person_may_start_with_a_hash():
    """It is Markdown; only what stands below the scissors is cut off."""
    environment = editor("path.write_text(text.replace('Login', '# Heading\\n\\nLogin  '), 'utf-8')")
    assert edit("Login is down.", comment="Say what customers see.", environment=environment) == (
        "# Heading\n\nLogin   is down."
    )


def test_the_help_stands_below_the_text():
    """In the file the editor opens, which nobody else may read."""
    environment = editor(
        "path.write_text(repr(text) + oct(path.stat().st_mode & 0o777) + path.suffix, 'utf-8')"
    )
    seen = edit("Text", comment="One.\n\nTwo.", environment=environment)
    expected = f"Text\n\n{SCISSORS}\n# Everything below this line is ignored.\n# One.\n#\n# Two.\n"
    assert seen == repr(expected) + "0o600.md"


def test_what_windows_editors_add_is_taken_off():
    """A byte order mark and CR before LF."""
    environment = editor("path.write_bytes(b'\\xef\\xbb\\xbfa\\r\\nb\\r\\n')")
    assert edit("", environment=environment) == "a\nb"


def test_an_empty_text_cancels():
    """As with a commit message."""
    with pytest.raises(Cancelled, match="the text is empty: cancelled; nothing was written or sent"):
        edit("text", comment="help", environment=editor("path.write_text(text[4:], 'utf-8')"))


def test_when_the_editor_fails_the_text_is_kept_and_named():
    """Nothing typed is ever lost."""
    with pytest.raises(Failed, match="ended with code 3") as failure:
        edit("precious", environment=editor("sys.exit(3)"))
    kept = Path(failure.value.hint.removeprefix("your text is kept in "))
    assert kept.read_text() == "precious\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.unlink()


def test_an_editor_that_does_not_exist_keeps_the_text_too():
    """A typing error in EDITOR."""
    with pytest.raises(Failed, match="the editor 'no-such-editor' No such file or directory") as failure:
        edit("precious", environment={"EDITOR": "no-such-editor"})
    Path(failure.value.hint.removeprefix("your text is kept in ")).unlink()


def test_on_a_dumb_terminal_no_editor_is_guessed():
    """vi there is a trap."""
    with pytest.raises(Failed, match="no editor is set") as failure:
        edit("text", environment={"TERM": "dumb", "PATH": os.environ["PATH"]})
    assert failure.value.hint == "export EDITOR=nano"
