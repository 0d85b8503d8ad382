"""Many clones that write and sync without a pause: is anything lost, and how long does it take?

    python -m benchmarks.clones              eight clones of one bare repository over file://
    python -m benchmarks.clones --half       four of them without the driver, syncing by `git pull --rebase`

Each clone takes 25 turns; a turn records an entry, every fifth one changes severity, status and commander
instead. The yardstick does as many `git commit`, `git pull --rebase` and `git push` with a one-line file that
git merges by union, in the same run, with as many clones at once.
"""

import argparse
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import Figure, table
from benchmarks.scene import Scene, compile_all, scene
from benchmarks.turns import EVERY, TURNS, commands, steps

CLONES = 8
GOAL = 1.3

_ENTRY = re.compile(r"entry-(\d+)-(\d+)-")
_ID = re.compile(r"<!-- ([0-9A-Z]{26}) ")
_LAST_WORDS = 60.0


class Report(NamedTuple):
    """What is left when everybody has finished; every number but `seconds` has to be 0."""

    seconds: float
    lost: int
    duplicated: int
    conflicts: int
    differing_clones: int

    @property
    def faults(self) -> int:
        """Return how much went wrong."""
        return self.lost + self.duplicated + self.conflicts + self.differing_clones


class Stage(NamedTuple):
    """A bare repository with its clones; `by_hand` of them sync with git alone.

    `started_once` means one process for each clone, in place of one for each step.
    """

    scene: Scene
    folder: Path
    by_hand: int = 0
    started_once: bool = False

    def clone(self, number: int) -> Path:
        """Return the folder of a clone."""
        return self.folder / f"clone-{number}"

    def call(self, number: int, *command: str) -> int:
        """Run a command in a clone, and return its exit code."""
        finished = subprocess.run(
            command,
            cwd=self.clone(number),
            env=dict(self.scene.environment),
            capture_output=True,
            check=False,
        )
        return finished.returncode

    def acmeinc(self, number: int, *args: str) -> int:
        """Run the program in a clone; 6 means that it could not push yet."""
        code = self.call(number, *self.scene.acmeinc(*args))
        assert code in (0, 6), f"acmeinc {' '.join(args)} ended with {code}"
        return code


def main() -> None:
    """Run everything, print the figures, and fail where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clones", description=__doc__)
    parser.add_argument("--half", action="store_true", help="four clones have no driver and sync by hand")
    half: bool = parser.parse_args().half
    compile_all()
    reports, figures = _half() if half else _all()
    print(*table(figures), sep="\n")
    for report in reports:
        counted = (f"{value} {name.replace('_', ' ')}" for name, value in report._asdict().items())
        print(", ".join(list(counted)[1:]))
    raise SystemExit(any(report.faults for report in reports))


def measure() -> list[Figure]:
    """Return the figures for the table of all benchmarks."""
    reports, figures = _all()
    assert not any(report.faults for report in reports), reports
    return figures


def _all() -> tuple[list[Report], list[Figure]]:
    """Measure the program started for every step, and started once, each beside its like of git alone."""
    with scene() as place:
        bare = yardstick(Stage(place, place.folder / "bare"))
        once = acmeinc(Stage(place, place.folder / "once", started_once=True))
        stepwise = acmeinc(Stage(place, place.folder / "stepwise"))
        started = yardstick(Stage(place, place.folder / "started"), start_up=True)
        bare = (bare + yardstick(Stage(place, place.folder / "again"))) / 2
    alone = "git commit, pull --rebase, push"
    return [once, stepwise], [
        _figure("started once", once, alone, bare),
        _figure("started for each step", stepwise, alone, bare),
        _figure("started for each step", stepwise, f"{alone}, start-up", started),
    ]


def _half() -> tuple[list[Report], list[Figure]]:
    with scene() as place:
        started = yardstick(Stage(place, place.folder / "started"), start_up=True)
        report = acmeinc(Stage(place, place.folder / "half", by_hand=CLONES // 2))
    return [report], [_figure("half by hand", report, "git with start-up", started)]


def _figure(how: str, report: Report, yardstick_name: str, seconds: float) -> Figure:
    name = f"{CLONES} clones × {TURNS} turns, {how}"
    return Figure(name, report.seconds, "s", yardstick_name, seconds, GOAL)


def yardstick(stage: Stage, *, start_up: bool = False) -> float:
    """Return the seconds that git alone takes for as many commits.

    With `start_up` the smallest program that Typer makes is started before each.
    """
    seed = stage.folder / "seed"
    _make(stage, seed, {".gitattributes": "*.md merge=union\n", "log.md": "# Log\n"})
    return _timed(lambda number: _bare_turns(stage, number, start_up=start_up))


def acmeinc(stage: Stage) -> Report:
    """Return what became of every entry, and the seconds that it took until every clone had all of them."""
    seed = stage.scene.repository(f"{stage.folder.name}-seed")
    rules = seed / "acmeinc.yaml"
    if not stage.by_hand:
        rules.write_text(rules.read_text().replace("sync: manual", "sync: auto"))
        stage.scene.git(seed, "commit", "-qam", "Push every step")
    flags = {"--functionality": "Login", "--state": "down", "--severity": "SEV1", "--impact": "No logins"}
    words = [word for pair in flags.items() for word in pair]
    stage.scene.run(stage.scene.acmeinc("declare", *words, "--yes"), seed)
    _make(stage, seed, {})
    seconds = _timed(lambda number: _turns(stage, number))
    return _inspected(stage, seconds + _timed(lambda number: _finish(stage, number), _finishers(stage)))


def _make(stage: Stage, seed: Path, files: dict[str, str]) -> None:
    """Make the bare repository from `seed`, with more `files` in it, and clone it."""
    stage.folder.mkdir()
    if files:
        seed.mkdir()
        stage.scene.git(seed, "init", "-q", "-b", "main")
        for name, text in files.items():
            (seed / name).write_text(text)
        stage.scene.git(seed, "add", ".")
        stage.scene.git(seed, "commit", "-qm", "Begin")
    stage.scene.git(stage.folder, "clone", "-q", "--bare", str(seed), "remote.git")
    for number in range(CLONES):
        stage.scene.git(
            stage.folder, "clone", "-q", f"file://{stage.folder / 'remote.git'}", f"clone-{number}"
        )


def _timed(work: Callable[[int], None], numbers: Sequence[int] = range(CLONES)) -> float:
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as failure:
            failures.append(failure)

    workers = [threading.Thread(target=guarded, args=(number,)) for number in numbers]
    begun = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - begun


def _bare_turns(stage: Stage, number: int, *, start_up: bool) -> None:
    for turn in range(TURNS):
        for step in range(steps(turn)):
            if start_up:
                stage.call(number, *stage.scene.one_command())
            with (stage.clone(number) / "log.md").open("a") as log:
                log.write(f"entry-{number}-{turn}-{step}\n")
            stage.call(number, "git", "commit", "-qam", f"{number} {turn}")
            _pull_and_push(stage, number)


def _pull_and_push(stage: Stage, number: int) -> None:
    while True:
        assert stage.call(number, "git", "pull", "-q", "--rebase") == 0, "git pull stopped at a conflict"
        if stage.call(number, "git", "push", "-q") == 0:
            return
        time.sleep(random.uniform(0.02, 0.15))


def _turns(stage: Stage, number: int) -> None:
    if stage.started_once:
        code = stage.call(number, sys.executable, "-m", "benchmarks.one_clone", str(number))
        assert code == 0, f"clone {number} ended with {code}"
        return
    for turn in range(TURNS):
        for words in commands(number, turn):
            stage.acmeinc(number, *words)
            if number < stage.by_hand:
                _pull_and_push(stage, number)
            elif stage.by_hand:
                stage.acmeinc(number, "sync")


def _finishers(stage: Stage) -> range:
    return range(stage.by_hand, CLONES)


def _finish(stage: Stage, number: int) -> None:
    """Push what is left."""
    deadline = time.monotonic() + _LAST_WORDS
    while stage.acmeinc(number, "sync", "--wait", "30") and time.monotonic() < deadline:
        pass


def _inspected(stage: Stage, seconds: float) -> Report:
    """Take in everything everywhere, untimed, and count what is wrong."""
    for number in range(CLONES):
        stage.acmeinc(number, "sync")
    texts = []
    for number in range(CLONES):
        stage.acmeinc(number, "sync")
        (path,) = (stage.clone(number) / "incidents").glob("*/*/inc-*.md")
        texts.append(path.read_text())
    lines = [line for line in texts[0].splitlines() if line.startswith("- ")]
    counted = Counter(match[0] for line in lines if (match := _ENTRY.search(line)))
    named = Counter(match[0] for line in lines if (match := re.search(r"Person \d+-\d+ takes", line)))
    wanted = {f"entry-{number}-{turn}-" for number in range(CLONES) for turn in range(TURNS)}
    hand_overs = CLONES * (TURNS // EVERY)
    ids = Counter(match[1] for line in lines if (match := _ID.search(line)))
    return Report(
        seconds,
        lost=len(wanted - counted.keys()) + hand_overs - len(named),
        duplicated=sum(count - 1 for counts in (counted, named, ids) for count in counts.values()),
        conflicts=sum(line.startswith(("<<<<<<<", ">>>>>>>")) for line in texts[0].splitlines()),
        differing_clones=len(set(texts)) - 1,
    )


if __name__ == "__main__":
    main()
