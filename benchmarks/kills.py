"""Steps killed at a moment of chance: is anything lost, and does anybody have to repair something?

    python -m benchmarks.kills                 200 kills
    python -m benchmarks.kills --runs 50 --seed 7

`log`, `declare`, `update` and `sync` in turn, each time in a new repository. The whole of it is killed, git
too, at a moment drawn evenly from the time that it takes once it has started up; the other side of a remote
lives on. The next command has to find everything that was acknowledged, and to repair what was left. Needs
Linux, which tells in /proc what runs.
"""

import argparse
import os
import random
import signal
import subprocess
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.breaking_off import BY_HAND, FSCK, HALF, LOST, OPERATIONS, SILENT, Aftermath, Said, Stage
from benchmarks.figures import Figure, table
from benchmarks.scene import Scene, compile_all, scene

KINDS = (LOST, HALF, BY_HAND, FSCK, SILENT)
_PATIENCE = 5.0
_MEASURED = 5


class Report(NamedTuple):
    """How many kills there were, how many came before the end, and what followed."""

    runs: int
    in_time: int
    left: int
    wrong: Counter[str]


def main() -> None:
    """Kill, print the figures, and fail where one of them is not 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="how many kills [200]")
    parser.add_argument("--seed", type=int, default=1, help="which moments of chance [1]")
    asked = parser.parse_args()
    compile_all()
    with scene() as place:
        report = kill_all(place, asked.runs, random.Random(asked.seed))
    print(*table(_figures(report)), sep="\n")
    print(
        f"{report.in_time} of {report.runs} kills came before the end; {report.left} left something to repair"
    )
    raise SystemExit(bool(report.wrong))


def measure() -> list[Figure]:
    """Return the figures for the table of all benchmarks."""
    with scene() as place:
        return _figures(kill_all(place, 200, random.Random(1)))


def _figures(report: Report) -> list[Figure]:
    return [Figure(f"{report.runs} kills: {kind}", report.wrong[kind], "", goal=0) for kind in KINDS]


def kill_all(place: Scene, runs: int, chance: random.Random) -> Report:
    """Return what `runs` kills at moments of `chance` did; each thing that is wrong is printed at once."""
    victims = [_Victim(place, name) for name in OPERATIONS]
    report = Report(runs, 0, 0, Counter())
    for number in range(runs):
        victim = victims[number % len(victims)]
        moment = victim.moment(chance)
        said, aftermath = victim.killed_after(moment)
        for wrong in aftermath.wrongs:
            print(f"{victim.name} killed after {moment * 1000:.0f} ms: {wrong.kind}: {wrong.what}\n  {said}")
            report.wrong[wrong.kind] += 1
        report = report._replace(
            in_time=report.in_time + (said.code < 0), left=report.left + aftermath.was_left
        )
    return report


class _Victim:
    """An operation that is to be killed. What it takes is measured again before each kill."""

    def __init__(self, place: Scene, name: str) -> None:
        self.name = name
        self._place = place
        self._stage = Stage(place.folder / name, name, self._acmeinc)
        self._starting: deque[float] = deque(maxlen=_MEASURED)
        self._whole: deque[float] = deque(maxlen=_MEASURED)

    def moment(self, chance: random.Random) -> float:
        """Return a moment of chance between its start-up and its end, in seconds from its start."""
        words = self._stage.operation.words
        self._stage.reset()
        self._starting.append(self._timed(words[0], "-h"))
        self._whole.append(self._timed(*words))
        return chance.uniform(median(self._starting), median(self._whole))

    def _acmeinc(self, root: Path, *words: str) -> Said:
        process = self._start(root, *words)
        out, err = process.communicate()
        return Said(process.returncode, out, err)

    def _start(self, root: Path, *words: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self._place.acmeinc(*words),
            cwd=root if root.is_dir() else root.parent,
            env=dict(self._place.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _timed(self, *words: str) -> float:
        begun = time.perf_counter()
        said = self._acmeinc(self._stage.root, *words)
        assert said.code == 0, said
        return time.perf_counter() - begun

    def killed_after(self, seconds: float) -> tuple[Said, Aftermath]:
        """Return what the operation said until it was killed, and what followed."""
        self._stage.reset()
        process = self._start(self._stage.root, *self._stage.operation.words)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        others = _kill(process.pid) if process.poll() is None else []
        out, err = process.communicate()
        _wait_for(others)
        said = Said(process.returncode, out, err)
        return said, self._stage.aftermath(said)


def _kill(pid: int) -> list[int]:
    """Kill a process and all that it started; return those that are another machine's, and live on."""
    ours, others = [pid], list[int]()
    for one in ours:
        # Stopped first, so that it starts nothing more while we look.
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGSTOP)
        for child in _children(one):
            (others if _is_remote(child) else ours).append(child)
    for one in ours:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    return others


def _children(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from map(int, (task / "children").read_text().split())


def _is_remote(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"upload-pack" in words or b"receive-pack" in words


def _wait_for(pids: list[int]) -> None:
    """Wait until the other side has noticed that nobody is there any more."""
    deadline = time.monotonic() + _PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.01)


if __name__ == "__main__":
    main()
