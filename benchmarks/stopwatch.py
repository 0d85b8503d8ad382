"""Running a command as a shell would, and taking its time and its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

KIB_IN_A_MB = 1_000_000 / 1024


_LAUNCHER = """\
import os, sys
child = os.fork()
if not child:
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Run(NamedTuple):
    """What one run took: wall clock `seconds`, and `cpu_seconds`, the time that processors worked on it."""

    seconds: float
    cpu_seconds: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a command whose output nobody reads, and return what it took, its children included.

    Raises RuntimeError with what it said when it failed: a refusal is quick, and not what was asked for.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{said.decode()}")
    return Run(seconds, usage.ru_utime + usage.ru_stime)


def peak_mb(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Return the most memory that a command, or a process it started, held at once.

    Linux counts what a process was before it became the command, so a small program starts it (10 MB).
    """
    launcher = [sys.executable, "-I", "-S", "-c", _LAUNCHER, *command]
    done = subprocess.run(launcher, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return int(done.stdout.split()[-1]) / KIB_IN_A_MB


def interleaved(rounds: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Return the median of each measure over `rounds` rounds, in each of which every one has its turn.

    What else the machine does then falls on all of them alike. One round before is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if number:
                taken[name].append(value)
    return {name: median(values) for name, values in taken.items()}
