"""Long output, a screen at a time."""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

from acmeinc.terminal.console import Console


def page(
    console: Console, text: str, *, no_pager: bool = False, environment: Mapping[str, str] = os.environ
) -> None:
    """Write `text` to stdout, through the pager when a terminal cannot show it at once.

    The pager is `ACMEINC_PAGER`, `PAGER`, or `less -FRX`; one that is empty or cannot be started is left out.
    """
    fits = text.count("\n") + 1 < console.height
    command = [] if no_pager or console.piped or fits else _pager_command(environment)
    if not command or not _run(command, text, environment):
        console.out(text)


def _pager_command(environment: Mapping[str, str]) -> list[str]:
    for name in ("ACMEINC_PAGER", "PAGER"):
        if name in environment:
            with suppress(ValueError):
                command = shlex.split(environment[name])
                return [] if command == ["cat"] else command
    return [] if environment.get("TERM") == "dumb" else ["less", "-FRX"]


def _run(command: list[str], text: str, environment: Mapping[str, str]) -> bool:
    """Return whether the pager could be started; Ctrl-C in it is its own business."""
    settings = {**environment, "LESS": environment.get("LESS", "FRX"), "LESSCHARSET": "utf-8"}
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=settings)
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.communicate((text + "\n").encode("utf-8", "backslashreplace"))
    finally:
        signal.signal(signal.SIGINT, before)
    return True
