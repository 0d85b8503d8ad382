"""A real pseudo-terminal with a screen that can be read."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

ASKS = Path(__file__).parent / "asks.py"
ROOT = Path(__file__).parents[2]
PATIENCE = 15.0


class Terminal:
    """A child in a pseudo-terminal, and what its screen shows."""

    def __init__(self, command: list[str], columns: int, environment: dict[str, str]) -> None:
        self.screen = pyte.Screen(columns, 24)
        self._stream = pyte.Stream(self.screen)
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            dimensions=(24, columns),
            encoding="utf-8",
            env={**inherited, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
            | environment,
        )
        self.screen.write_process_input = self.child.send

    @property
    def lines(self) -> list[str]:
        """Return the lines of the screen that hold something, without spaces at their ends."""
        return [line.rstrip() for line in self.screen.display if line.strip()]

    @property
    def colors(self) -> set[str]:
        """Return every foreground and background colour on the screen but the default one."""
        cells = [cell for row in self.screen.buffer.values() for cell in row.values()]
        return {color for cell in cells for color in (cell.fg, cell.bg)} - {"default"}

    def expect(self, text: str) -> None:
        """Wait until the screen shows `text`."""
        self._until(lambda: any(text in line for line in self.screen.display), text)

    def type(self, keys: str) -> None:
        """Send keys as they come from a keyboard."""
        self.child.send(keys)

    def exit_code(self) -> int:
        """Return the child's exit code, when it has ended."""
        self._until(lambda: not self.child.isalive(), "the end")
        self.child.close()
        assert self.child.exitstatus is not None
        return self.child.exitstatus

    def _until(self, reached: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not reached():
            if time.monotonic() > end:
                pytest.fail(f"waited for {what!r}, the screen shows:\n" + "\n".join(self.lines))
            try:
                self._stream.feed(self.child.read_nonblocking(65536, 0.05))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                self.child.wait() if self.child.isalive() else None


@pytest.fixture
def start() -> Iterator[Callable[..., Terminal]]:
    """Return a function that starts a command in a terminal of its own."""
    started: list[Terminal] = []

    def start_one(command: list[str], columns: int = 80, **environment: str) -> Terminal:
        started.append(Terminal(command, columns, environment))
        return started[-1]

    yield start_one
    for terminal in started:
        terminal.child.close(force=True)


@pytest.fixture
def asking(start: Callable[..., Terminal]) -> Callable[..., Terminal]:
    """Return a function that asks (method, arguments) pairs in a terminal."""

    def ask(*questions: tuple[str, dict], columns: int = 80, **environment: str) -> Terminal:
        return start([sys.executable, str(ASKS), json.dumps(questions)], columns, **environment)

    return ask
