"""The two streams of a command: results on stdout, talk on stderr (DESIGN §4).

Imports nothing heavy: every command makes a `Console`.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from typing import Literal, NamedTuple, TextIO

from acmeinc.errors import DiskFault

ColorMode = Literal["auto", "always", "never"]

PIPED_WIDTH = 80
NARROWEST = 40

_PLAIN_MARKS = {
    "✓": "ok",
    "✗": "x",
    "·": "-",
    "›": ">",
    "…": "...",
    "→": "->",
    "−": "-",
    "–": "-",
    "█": "#",
    "░": ".",
}


class Ink(NamedTuple):
    """Colours for text that says in words what the colour adds; when off, the text comes back as it is."""

    on: bool = False

    def bold(self, text: str) -> str:
        """Return `text` in bold."""
        return self._paint("1", text)

    def dim(self, text: str) -> str:
        """Return `text` dimmed."""
        return self._paint("2", text)

    def red(self, text: str) -> str:
        """Return `text` in red."""
        return self._paint("31", text)

    def green(self, text: str) -> str:
        """Return `text` in green."""
        return self._paint("32", text)

    def yellow(self, text: str) -> str:
        """Return `text` in yellow."""
        return self._paint("33", text)

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


class Console:
    """Where a command writes, and what it may expect of whoever reads.

    `interactive` says whether questions can be asked, `piped` whether stdout goes to a program or a file,
    `width` how many columns there are (80 when piped), `encoding` what stdout can write.
    """

    def __init__(
        self,
        *,
        color: ColorMode = "auto",
        no_input: bool = False,
        environment: Mapping[str, str] = os.environ,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self._stdout = stdout or sys.stdout
        self._stderr = stderr or sys.stderr
        refused = no_input or environment.get("ACMEINC_NO_INPUT", "") not in ("", "0")
        self.interactive = not refused and _is_terminal(stdin or sys.stdin) and _is_terminal(self._stderr)
        self.piped = not _is_terminal(self._stdout)
        self.encoding = self._stdout.encoding or "utf-8"
        self.ink = Ink(_wants_color(color, self._stdout, environment))
        """Colours for what goes to stdout."""
        self.talk_ink = Ink(_wants_color(color, self._stderr, environment))
        """Colours for what goes to stderr."""
        self.has_answered = False
        """Whether a result has been written to stdout."""

    @property
    def width(self) -> int:
        """Return how many columns there are: at least 40; 80 when nothing is a terminal."""
        if self.piped and not _is_terminal(self._stderr):
            return PIPED_WIDTH
        return max(NARROWEST, _terminal_size(self._stderr if self.piped else self._stdout).columns)

    @property
    def height(self) -> int:
        """Return how many lines the terminal of stdout shows at once."""
        return _terminal_size(self._stdout).lines

    def out(self, text: str = "") -> None:
        """Write a line of the result to stdout; when its reader has gone, end quietly with exit code 1."""
        self.out_exactly(text + "\n")

    def out_exactly(self, text: str) -> None:
        """Write the result to stdout as it is, without ending the line."""
        self.has_answered = True
        try:
            _write(self._stdout, text)
        except BrokenPipeError:
            _abandon(self._stdout)
            raise SystemExit(1) from None
        except OSError as problem:
            _abandon(self._stdout)
            raise DiskFault(problem, "the result could not be written") from None

    def say(self, text: str = "", mark: str = "") -> None:
        """Write talk to stderr behind a `mark` in red, in lines of whole words where a terminal shows it.

        That nobody listens must not stop a step.
        """
        whole = f"{mark} {text}" if mark else text
        if _is_terminal(self._stderr):
            from acmeinc.terminal.layout import talk

            whole = "\n".join(talk(whole, self.width))
        self.ask(f"{self.talk_ink.red(mark)}{whole.removeprefix(mark)}\n")

    def progress(self, text: str) -> None:
        """Show what is going on in place of what was shown before, and "" nothing; only to a terminal."""
        if _is_terminal(self._stderr):
            self.ask(f"\r\x1b[K{text[: self.width - 1]}")

    def ask(self, text: str) -> None:
        """Write talk to stderr without ending the line: the answer is typed behind it."""
        try:
            _write(self._stderr, text)
        except OSError:
            _abandon(self._stderr)


def _write(stream: TextIO, text: str) -> None:
    stream.write(_encodable(text, stream.encoding or "utf-8"))
    stream.flush()


def _encodable(text: str, encoding: str) -> str:
    """Return `text` as `encoding` can write it: marks in ASCII, the rest as `\\uXXXX`."""
    if _can_write(text, encoding):
        return text
    for mark, plain in _PLAIN_MARKS.items():
        if not _can_write(mark, encoding):
            text = text.replace(mark, plain)
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _can_write(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _abandon(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not fail on it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _terminal_size(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return shutil.get_terminal_size()
    return size if size.columns else os.terminal_size((PIPED_WIDTH, size.lines))


def _wants_color(mode: ColorMode, stream: TextIO, environment: Mapping[str, str]) -> bool:
    if mode != "auto":
        return mode == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return environment.get("TERM") != "dumb" and _is_terminal(stream)
