"""Records a session at a real pseudo-terminal and draws it as a moving SVG: docs/images/session.svg.

The program is the real one, under a clock that stands still. The picture refers to nothing outside itself.
Where nothing moves (paper, reduced motion) it shows the last screen.

    python docs/record_session.py
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pexpect
import pyte
from film import COLUMNS, LINES, Cell, Frame, Row, drawn

PICTURE = Path(__file__).parent / "images" / "session.svg"
PATIENCE = 15.0
NEW_YORK = ZoneInfo("America/New_York")

PLAY = """\
import sys
from datetime import datetime
from acmeinc.app import App
from acmeinc.cli import command_tree
now = datetime.fromisoformat(sys.argv[1])
command_tree()(sys.argv[2:], prog_name="acmeinc", obj=App(clock=lambda: now))
"""
"""Runs one command at the time of its first argument."""


class Key(NamedTuple):
    """Wait until the screen shows `seen` and for `pause` seconds more, then press one key after the other."""

    seen: str
    keys: Sequence[str]
    pause: float = 0.8


class Scene(NamedTuple):
    """One command, typed at a time of day, with the answers to what it asks."""

    at: str
    command: str
    answers: Sequence[Key] = ()


def typed(text: str) -> list[str]:
    """Return the keys of `text`, in pieces of a few letters, and Enter."""
    return [*(text[i : i + 4] for i in range(0, len(text), 4)), "\r"]


SCENES = (
    Scene(
        "09:08",
        "decide --detected 09:02",
        (
            Key("What is affected?", typed("Login")),
            Key("What state is it in?", typed("down")),
            Key("Who notices?", ["\r"]),
            Key("Which of these are true?", ["\x1b[B", " ", "\r"]),
            Key("Commander", ["\r"]),
            Key("Declare it now?", ["y"]),
            Key("What do customers see?", typed("They cannot log in after clearing cookies.")),
            Key("enter send", ["\r"], 3.0),
        ),
    ),
    Scene("09:10", "send --done"),
    Scene("09:26", "log tokens signed with the new key are rejected"),
    Scene("09:27", "next"),
)


class Recorder:
    """One screen in which commands are run one after the other; `frames` are what it showed."""

    def __init__(self, folder: Path) -> None:
        self.frames: list[Frame] = []
        self._folder = folder
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.Stream(self._screen)

    def play(self, scene: Scene) -> None:
        """Type the command of a scene, answer what it asks, and wait until it ends."""
        self._stream.feed("\x1b[1m$ ")
        self._keep(1.2)
        for key in typed(f"acmeinc {scene.command}")[:-1]:
            self._stream.feed(key)
            self._keep(0.12)
        self._stream.feed("\x1b[0m\r\n")
        child = self._start(scene)
        for answer in scene.answers:
            self._wait(child, answer.seen)
            self._keep(answer.pause)
            for key in answer.keys:
                child.send(key)
                self._settle(child)
                self._keep(0.12 if len(key) > 1 else 0.5)
        child.expect(pexpect.EOF, timeout=PATIENCE)
        self._stream.feed(child.before)
        self._keep(2.5)

    def _start(self, scene: Scene) -> Any:
        hour, minute = map(int, scene.at.split(":"))
        now = datetime(2026, 11, 23, hour, minute, tzinfo=NEW_YORK)
        child = pexpect.spawn(
            sys.executable,
            ["-c", PLAY, now.isoformat(), *scene.command.split()],
            cwd=self._folder,
            dimensions=(LINES, COLUMNS),
            encoding="utf-8",
            env=_environment(),
        )
        self._screen.write_process_input = child.send  # type: ignore[method-assign, assignment]
        return child

    def _wait(self, child: Any, text: str) -> None:
        """Feed the screen until its last lines show `text`."""
        deadline = time.monotonic() + PATIENCE
        while not any(text in line for line in self._screen.display):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{text!r} was not shown:\n" + "\n".join(self._screen.display))
            self._settle(child)

    def _settle(self, child: Any) -> None:
        """Feed the screen until nothing has come for a while."""
        while True:
            try:
                self._stream.feed(child.read_nonblocking(65536, timeout=0.15))
            except (pexpect.TIMEOUT, pexpect.EOF):
                return

    def _keep(self, seconds: float) -> None:
        """Keep what the screen shows; what looks as before only stands longer."""
        rows = tuple(_row(self._screen, index) for index in range(LINES))
        if self.frames and self.frames[-1].rows == rows:
            seconds += self.frames.pop().seconds
        self.frames.append(Frame(rows, seconds))


def record() -> list[Frame]:
    """Return the frames of the whole session, played in a temporary repository."""
    with tempfile.TemporaryDirectory() as folder:
        pexpect.run(f"{sys.executable} -m acmeinc init {folder}/incidents", env=_environment())
        recorder = Recorder(Path(folder) / "incidents")
        for scene in SCENES:
            recorder.play(scene)
    return recorder.frames


def _environment() -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    committer = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ana Ruiz"), ("EMAIL", "ana@example.com"))
    }
    root = str(Path(__file__).parents[1])
    terminal = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": root}
    return {**inherited, **committer, **terminal, "GIT_CONFIG_GLOBAL": os.devnull}


def _row(screen: pyte.Screen, index: int) -> Row:
    line = screen.buffer[index]
    cells = [line[column] for column in range(COLUMNS)]
    runs, column = [], 0
    for looks, group in groupby(cells, lambda c: Cell(c.fg, c.bold, c.reverse)):
        text = "".join(cell.data for cell in group)
        if text.strip() or looks.reverse:
            kept = text if looks.reverse else text.rstrip()
            runs.append((column + len(kept) - len(kept.lstrip()), kept.lstrip(), looks))
        column += len(text)
    return tuple(runs)


if __name__ == "__main__":
    PICTURE.write_text(drawn(record()), encoding="utf-8")
