"""The real program in a process of its own, with one system call of it, or of a git it starts, going wrong.

strace makes the call fail, or kills at it. It counts the calls of each process on its own, and so do we: the
program is number 0, the first git that it starts number 1. A `git` in front of the real one lets strace at
the one that is meant.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from incident_repository import GIT
from pseudo_terminal import ROOT

from benchmarks.breaking_off import Said

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "openat", "mkdir", "unlink")
CALLS += ("rename", "renameat2", "link", "linkat")
ERRORS = ("ENOSPC", "EIO")
KILL, KILL_ALL = "KILL", "KILL everything"
SECONDS = 60

_ACMEINC = [sys.executable, "-P", "-m", "acmeinc"]
_LINE = re.compile(r"(?:(\d+) +)?(\w+)\((.*)")
_PATH = re.compile(r'"(/[^"]*)"')

_GIT = """\
#!/bin/sh
# One byte for each git: how many there are says which one this is.
printf x >>"$FAULT_FOLDER/gits"
number=$(wc -c <"$FAULT_FOLDER/gits")
case " $FAULT_GITS " in
*" every "* | *" $number "*) ;;
*) exec "{git}" "$@" ;;
esac
strace $FAULT_OPTIONS -o "$FAULT_FOLDER/trace-$number" "{git}" "$@"
code=$?
if [ "$code" -gt 128 ]; then
    [ -z "$FAULT_KILLS_ALL" ] || kill -KILL "$PPID"
    kill -KILL $$
fi
exit "$code"
"""


class Call(NamedTuple):
    """The `number`-th call of `name` in a process; `about` is what it was called with."""

    process: int
    name: str
    number: int
    about: str = ""

    @property
    def changes(self) -> bool:
        """Return whether it changes something on the disk, or says something."""
        return self.name != "openat" or "O_CREAT" in self.about

    @property
    def can_fail(self) -> bool:
        """Return whether a disk can refuse it: no pipe, but what the program prints may go to a file.

        A git that cannot remove its own lock ends well and says nothing: that takes a person.
        """
        if self.process and self.name == "unlink":
            return False
        return "<pipe:" not in self.about or (not self.process and self.about[:2] in ("1<", "2<"))


class Fault(NamedTuple):
    """A call that goes wrong: by an error, by `KILL` of the process that makes it, or by `KILL_ALL`."""

    call: Call
    what: str

    def __str__(self) -> str:
        process, name, number, about = self.call
        return f"{self.what} at {name} {number} of {f'git {process}' if process else 'acmeinc'}: {about}"


class Ended(NamedTuple):
    """How a command ended; `happened` says whether it came as far as the fault."""

    said: Said
    happened: bool


def why_no_tracing() -> str:
    """Return why nothing can be traced here, "" where it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return f"strace may not trace here: {tried.stderr.strip()}" if tried.returncode else ""


class Tracer:
    """Runs commands of the program in `root`, traced; keeps what strace says in `folder`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        shim = folder / "bin" / "git"
        shim.parent.mkdir(parents=True)
        shim.write_text(_GIT.format(git=shutil.which("git")))
        shim.chmod(shim.stat().st_mode | stat.S_IXUSR)

    def calls(self, words: Sequence[str], within: Path) -> list[Call]:
        """Return every call that a whole command makes on files `within` a folder, or on what it prints."""
        options = ["-y", "-e", f"trace={','.join(CALLS)}"]
        said = self._run(["strace", *options, "-o", self._trace(0)], words, "every", ["-f", *options])
        assert said.code == 0, said
        traces = sorted(self._folder.glob("trace-*"), key=_process_of)
        return [call for trace in traces for call in _counted(trace, str(within))]

    def run(self, words: Sequence[str], fault: Fault) -> Ended:
        """Return how a command ended in which `fault` happened, where it came that far."""
        process, name, number, _ = fault.call
        kills = fault.what in (KILL, KILL_ALL)
        effect = "signal=KILL" if kills else f"error={fault.what}"
        options = ["-e", f"trace={name}", "-e", f"inject={name}:{effect}:when={number}"]
        if not process:
            said = self._run(["strace", *options, "-o", self._trace(0)], words)
        else:
            # Git's children fail like git. What a kill ends is this machine: a remote is another one.
            follow = [] if kills else ["-f"]
            said = self._run([], words, str(process), [*follow, *options], kills_all=fault.what == KILL_ALL)
        return Ended(said, self._happened())

    def _run(
        self,
        before: Sequence[str],
        words: Sequence[str],
        gits: str = "",
        options: Sequence[str] = (),
        *,
        kills_all: bool = False,
    ) -> Said:
        for old in (*self._folder.glob("trace-*"), *self._folder.glob("gits")):
            old.unlink()
        environment = GIT | {
            "PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "FAULT_FOLDER": str(self._folder),
            "FAULT_GITS": gits,
            "FAULT_OPTIONS": " ".join(options),
            "FAULT_KILLS_ALL": "yes" if kills_all else "",
        }
        done = subprocess.run(
            [*before, *_ACMEINC, *words],
            cwd=self._root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def _trace(self, process: int) -> str:
        return str(self._folder / f"trace-{process}")

    def _happened(self) -> bool:
        marks = ("(INJECTED)", "killed by SIGKILL")
        return any(mark in trace.read_text() for trace in self._folder.glob("trace-*") for mark in marks)


def _process_of(trace: Path) -> int:
    return int(trace.name.removeprefix("trace-"))


def _counted(trace: Path, folder: str) -> Iterator[Call]:
    """Yield the calls of one trace that concern us, each with its number in the process that made it.

    Those of git's children come where git itself has not come so far.
    """
    counts: Counter[tuple[str, str]] = Counter()
    seen: set[tuple[str, int]] = set()
    for line in trace.read_text(errors="replace").splitlines():
        match = _LINE.match(line)
        if not match or match[2] not in CALLS:
            continue
        name, about = match[2], match[3].rpartition(" = ")[0]
        counts[match[1], name] += 1
        number = counts[match[1], name]
        path = _PATH.search(about) if name == "openat" else None
        if (name, number) not in seen and (not path or path[1].startswith(folder)):
            seen.add((name, number))
            yield Call(_process_of(trace), name, number, about.replace(folder, "…"))
