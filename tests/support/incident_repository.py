"""An incident repository, and the real program at terminals in it, under the real clock."""

import os
import re
import subprocess
import sys
from pathlib import Path

from pseudo_terminal import DOWN, ROOT, Terminal

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_NAME": "Ana Ruiz" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "ana@example.com" for role in ("AUTHOR", "COMMITTER")},
}
ACMEINC = [sys.executable, "-m", "acmeinc"]

_CLOCKS = (
    (r"inc-\d\d-\d\d-\d\d-", "inc-26-11-23-"),
    (r"incidents/\d{4}/\d\d/", "incidents/2026/11/"),
    (r"\d\d:\d\d:\d\d [A-Z]{3}", "09:14:09 EST"),
    (r"(?<![\d:])\d\d:\d\d [A-Z]{3}", "09:14 EST"),
    (r" +decided after \d+s", "   decided after 1s"),
)


def timeless(lines: list[str]) -> list[str]:
    """Return lines of a screen with one date and one time in them, whenever they were written."""
    text = "\n".join(lines)
    for pattern, same in _CLOCKS:
        text = re.sub(pattern, same, text)
    return text.split("\n")


class Repository:
    """An incident repository, and terminals in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.terminals: list[Terminal] = []

    def at_terminal(
        self, *words: str, columns: int = 80, rows: int = 24, shell: str = "", **environment: str
    ) -> Terminal:
        """Start `acmeinc WORDS`, or the words of a `shell`, in a terminal of its own."""
        command = ["/bin/sh", "-c", shell] if shell else [*ACMEINC, *words]
        surroundings = {**GIT, **environment}
        self.terminals.append(Terminal(command, surroundings, columns=columns, rows=rows, folder=self.root))
        return self.terminals[-1]

    def run(self, *words: str, code: int = 0, **environment: str) -> str:
        """Return what `acmeinc WORDS` prints without a terminal; it has to end with `code`."""
        surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **GIT, **environment}
        done = subprocess.run(
            [*ACMEINC, *words], cwd=self.root, env=surroundings, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def git(self, *words: str) -> str:
        """Return what git says."""
        return subprocess.run(
            ["git", *words],
            cwd=self.root,
            env={**os.environ, **GIT},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    @property
    def state(self) -> tuple[str, str]:
        """Return the newest commit, and what git sees changed."""
        return self.git("rev-parse", "HEAD"), self.git("status", "--short")


def answer_declare(terminal: Terminal) -> None:
    """Answer the five questions of `declare`, down to the preview."""
    terminal.answer("What is affected?", "log\t\r")
    terminal.answer("What state is it in?", "down\r")
    terminal.answer("Who notices?", "\r")
    terminal.answer("How bad is it?", DOWN + "\r")
    terminal.answer("What do customers see?", "Nobody can log in.\r")
    terminal.expect("enter send")
