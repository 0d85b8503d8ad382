"""Long text in the person's own editor, as git does it."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from acmeinc.errors import Cancelled, Failed, Usage

EDITOR_VARIABLES = ("ACMEINC_EDITOR", "GIT_EDITOR", "VISUAL", "EDITOR")

SCISSORS = "# ------------------------ >8 ------------------------"
"""The line below which everything is help. Lines of the text itself may start with `#`: it is Markdown."""


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the editor the person has chosen, with its arguments; empty when none is set."""
    for name in EDITOR_VARIABLES:
        if environment.get(name, "").strip():
            return _words(name, environment[name])
    return []


def edit(
    text: str, suffix: str = ".md", comment: str = "", environment: Mapping[str, str] = os.environ
) -> str:
    """Return `text` as the person left it in the editor, without blank lines at its ends.

    `comment` is help shown below a scissors line and cut off again. Raises Cancelled when nothing is left,
    and Failed, naming the file that keeps the text, when the editor fails.
    """
    command = editor_command(environment) or _usual_editor(environment)
    path = _written(text, suffix, comment)
    try:
        code = _run([*command, str(path)])
    except OSError as problem:
        raise _editor_failed(command, problem.strerror or "cannot be started", path) from None
    if code != 0:
        raise _editor_failed(command, f"ended with code {code}", path)
    edited = _without_comment(path.read_text(encoding="utf-8-sig", errors="replace"))
    path.unlink()
    if not edited:
        raise Cancelled("the text is empty: cancelled; nothing was written or sent")
    return edited


def _words(name: str, command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        raise Usage(f"{name} has a quote without its pair: {command}") from None


def _usual_editor(environment: Mapping[str, str]) -> list[str]:
    for name in ("nano", "vi"):
        if environment.get("TERM") != "dumb" and shutil.which(name, path=environment.get("PATH")):
            return [name]
    raise Failed("no editor is set", hint="export EDITOR=nano")


def _written(text: str, suffix: str, comment: str) -> Path:
    """Return a new file, readable by its owner alone, that holds the text and the help."""
    descriptor, name = tempfile.mkstemp(prefix="acmeinc-", suffix=suffix)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(text + "\n")
        if comment:
            help_lines = "".join(f"# {line}".rstrip() + "\n" for line in comment.split("\n"))
            file.write(f"\n{SCISSORS}\n# Everything below this line is ignored.\n{help_lines}")
    return Path(name)


def _without_comment(text: str) -> str:
    lines = text.split("\n")
    if SCISSORS in lines:
        below = len(lines) - 1 - lines[::-1].index(SCISSORS)
        lines = lines[:below]
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _run(command: list[str]) -> int:
    """Return the editor's exit code; Ctrl-C in the editor is the editor's business, not ours."""
    stdout = None if sys.stdout.isatty() else sys.stderr
    process = subprocess.Popen(command, stdout=stdout)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def _editor_failed(command: list[str], what: str, path: Path) -> Failed:
    return Failed(f"the editor {command[0]!r} {what}", hint=f"your text is kept in {path}")
