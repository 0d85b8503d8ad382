"""A child in a real pseudo-terminal, with a screen that can be read."""

import os
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pyte
import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
UP, DOWN = "\x1b[A", "\x1b[B"
CTRL_C, CTRL_D, CTRL_U = "\x03", "\x04", "\x15"


class Terminal:
    """A child in a pseudo-terminal, and what its screen shows."""

    def __init__(
        self,
        command: list[str],
        environment: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        folder: Path | None = None,
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=2000)
        self.raw = ""
        self._stream = pyte.Stream(self.screen)
        kept = ("PATH", "HOME", "TMPDIR", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")
        inherited = {name: os.environ[name] for name in kept if name in os.environ}
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            dimensions=(rows, columns),
            encoding="utf-8",
            cwd=folder,
            env={
                **inherited,
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
                "PYTHONPATH": str(ROOT),
                **environment,
            },
        )
        self.child.delaybeforesend = None
        self.screen.write_process_input = self.child.send

    @property
    def lines(self) -> list[str]:
        """Return the lines of the screen that hold something, without spaces at their ends."""
        return [line.rstrip() for line in self.screen.display if line.strip()]

    @property
    def everything(self) -> list[str]:
        """Return every line, those that have scrolled off the screen first, without spaces at their ends."""
        columns = range(self.screen.columns)
        gone = ["".join(row[x].data for x in columns) for row in self.screen.history.top]
        return "\n".join(line.rstrip() for line in [*gone, *self.screen.display]).rstrip("\n").split("\n")

    @property
    def colors(self) -> set[str]:
        """Return every foreground and background colour on the screen but the default one."""
        cells = [cell for row in self.screen.buffer.values() for cell in row.values()]
        return {color for cell in cells for color in (cell.fg, cell.bg)} - {"default"}

    def expect(self, text: str) -> None:
        """Wait until the screen shows `text`."""
        self.wait(lambda: any(text in line for line in self.screen.display), text)

    def type(self, keys: str) -> None:
        """Send keys as they come from a keyboard."""
        self.child.send(keys)

    def answer(self, question: str, keys: str) -> None:
        """Wait until `question` is asked, and type `keys` behind it."""
        self.expect(question)
        self.type(keys)

    def answer_again(self, question: str, keys: str) -> None:
        """Type `keys` once `question`, which was answered before, stands unanswered where the cursor is."""
        unanswered = re.compile(rf"{re.escape(question)}.*›(\s+\(.*\))?\s*")
        screen = self.screen
        self.wait(lambda: bool(unanswered.fullmatch(screen.display[screen.cursor.y])), question)
        self.type(keys)

    def close(self) -> None:
        """Close the window: everything in it is told to hang up."""
        self.child.close(force=False)

    def exit_code(self) -> int:
        """Return the child's exit code, when it has ended and everything it wrote has been read."""
        self.wait(lambda: not self.child.isalive(), "the end")
        while self._read():
            pass
        self.child.close()
        assert self.child.exitstatus is not None
        return self.child.exitstatus

    def wait(self, reached: Callable[[], bool], what: str) -> None:
        """Read what the child writes until `reached` says so; `what` it was is told when it does not come."""
        end = time.monotonic() + PATIENCE
        while not reached():
            if time.monotonic() > end:
                pytest.fail(f"waited for {what!r}, the screen shows:\n" + "\n".join(self.lines))
            self._read()

    def _read(self) -> bool:
        """Return whether the child had written something, having waited a moment for it."""
        if self.child.closed:
            time.sleep(0.02)
            return False
        try:
            text = self.child.read_nonblocking(65536, 0.05)
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            self.child.wait() if self.child.isalive() else None
            return False
        self.raw += text
        self._stream.feed(text)
        return True
