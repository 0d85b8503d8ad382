"""Plays the console blocks of a page with the real program, so that what the page shows is what happens.

A block is fenced with ```console; each line that starts with `$ ` is a command, the lines below it are its
output. All blocks of a page are one story: one folder, one shell position, one clock. The clock starts at
`START` and stands still; a comment such as `<!-- clock 09:32 -->` above a block moves it. A line with only
`…` stands for output that the page leaves out.

    python docs/replay.py README.md     play the page and write down what the program says today
"""

import io
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from acmeinc.app import App
from acmeinc.cli import command_tree

START = datetime(2026, 11, 23, 9, 8, tzinfo=ZoneInfo("America/New_York"))
COLUMNS = 88
LEFT_OUT = "…"
ENVIRONMENT = {
    "COLUMNS": str(COLUMNS),
    "NO_COLOR": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_PAGER": "cat",
    **{f"GIT_{role}_NAME": "Ana Ruiz" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "ana@example.com" for role in ("AUTHOR", "COMMITTER")},
}
"""What a command of the story sees besides the environment of this process."""

_PART = re.compile(
    r"<!-- clock (?P<hour>\d\d):(?P<minute>\d\d) -->|^```console\n(?P<block>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


class _Screen(io.StringIO):
    """Collects what would stand on a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class Story:
    """One shell in one folder, under one clock. `environment` has to be in force already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now = START
        self._entropy = random.Random(START.isoformat())
        self._exit_code = 0

    def clock(self, hour: int, minute: int) -> None:
        """Move the clock to a time of the story's day."""
        self._now = self._now.replace(hour=hour, minute=minute)

    def run(self, command: str) -> str:
        """Return what `command` prints, stdout and stderr together, without the last newline."""
        if command.startswith("cd "):
            self._folder = self._folder / command[3:]
            return ""
        if command == "echo $?":
            return str(self._exit_code)
        with chdir(self._folder):
            text = self._program(command) if command.split()[0] == "acmeinc" else self._shell(command)
        return "\n".join(line.rstrip() for line in text.rstrip("\n").split("\n"))

    def _program(self, command: str) -> str:
        screen = _Screen()
        app = App(
            clock=lambda: self._now,
            entropy=self._entropy.randbytes,
            stdin=io.StringIO(),
            stdout=screen,
            stderr=screen,
        )
        with redirect_stdout(screen), redirect_stderr(screen):
            try:
                command_tree()(shlex.split(command)[1:], prog_name="acmeinc", obj=app)
            except SystemExit as end:
                self._exit_code = int(end.code or 0)
        return screen.getvalue()

    def _shell(self, command: str) -> str:
        plain = {**os.environ, "LC_ALL": "C"}
        done = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", env=plain)
        self._exit_code = done.returncode
        return done.stdout + done.stderr


def replayed(page: str, story: Story) -> str:
    """Return `page` with the output of every command as it is today."""

    def play(part: re.Match[str]) -> str:
        if part["block"] is None:
            story.clock(int(part["hour"]), int(part["minute"]))
            return part[0]
        return "```console\n" + "".join(_play(part["block"], story)) + "```"

    return _PART.sub(play, page)


def _play(block: str, story: Story) -> Iterator[str]:
    for command, shown in _commands(block):
        yield f"$ {command}\n"
        printed = story.run(command.replace("\\\n", " "))
        yield from (f"{line}\n" for line in shortened(printed, shown).split("\n") if printed)


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a block, continuation lines included, with the output the page shows."""
    for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        match = re.match(r"((?:.*\\\n)*.*)\n?", piece)
        assert match
        yield match[1], piece[match.end() :].rstrip("\n")


def shortened(printed: str, shown: str) -> str:
    """Return `printed` with as many lines left out as `shown` leaves out at its `…`."""
    lines, kept = printed.split("\n"), shown.split("\n")
    if LEFT_OUT not in kept:
        return printed
    head = kept.index(LEFT_OUT)
    tail = len(kept) - head - 1
    return "\n".join([*lines[:head], LEFT_OUT, *lines[len(lines) - tail :]])


def main(paths: list[str], environment: Mapping[str, str] = ENVIRONMENT) -> None:
    """Rewrite each page with what its commands print today."""
    os.environ.update(environment)
    for path in map(Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            page = replayed(path.read_text(encoding="utf-8"), Story(Path(folder)))
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
