"""Running a command as a shell would, and taking its time and its memory."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

KIB_IN_A_MB = 1_000_000 / 1024


class Run(NamedTuple):
    """What one run took: wall clock `seconds`, `peak_mb`, the most memory that was resident at once, and
    `cpu_seconds`, the time that processors worked on it.

    Linux counts what the process was before it became the command: nothing shows as less than this program.
    """

    seconds: float
    peak_mb: float
    cpu_seconds: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a command whose output nobody reads, and return what it took, its children's memory included.

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
    return Run(seconds, usage.ru_maxrss / KIB_IN_A_MB, usage.ru_utime + usage.ru_stime)


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
