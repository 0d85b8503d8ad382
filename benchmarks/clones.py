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
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import Figure, table
from benchmarks.scene import Scene, compile_all, scene

CLONES = 8
TURNS = 25
EVERY = 5
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
    """A bare repository with its clones; `by_hand` of them sync with git alone."""

    scene: Scene
    folder: Path
    by_hand: int = 0

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
    """Run both, print the figures, and fail where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clones", description=__doc__)
    parser.add_argument("--half", action="store_true", help="four clones have no driver and sync by hand")
    half: bool = parser.parse_args().half
    compile_all()
    with scene() as place:
        before = yardstick(Stage(place, place.folder / "before"))
        report = acmeinc(Stage(place, place.folder / "shared", by_hand=CLONES // 2 if half else 0))
        after = yardstick(Stage(place, place.folder / "after"))
    print(*table([_figure(report, (before + after) / 2)]), sep="\n")
    counted = (f"{value} {name.replace('_', ' ')}" for name, value in report._asdict().items())
    print(", ".join(list(counted)[1:]))
    raise SystemExit(bool(report.faults))


def measure() -> list[Figure]:
    """Return the figure for the table of all benchmarks."""
    with scene() as place:
        report = acmeinc(Stage(place, place.folder / "shared"))
        bare = yardstick(Stage(place, place.folder / "bare"))
    assert not report.faults, report
    return [_figure(report, bare)]


def _figure(report: Report, bare: float) -> Figure:
    name = f"{CLONES} clones × {TURNS} turns, every step shared"
    return Figure(name, report.seconds, "s", "git commit, pull --rebase, push", bare, GOAL)


def yardstick(stage: Stage) -> float:
    """Return the seconds that git alone takes for as many commits."""
    seed = stage.folder / "seed"
    _make(stage, seed, {".gitattributes": "*.md merge=union\n", "log.md": "# Log\n"})
    return _timed(lambda number: _bare_turns(stage, number))


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


def _steps(turn: int) -> int:
    """Return how many commits a turn makes: a change of severity and status, and one of the commander."""
    return 2 if turn % EVERY == EVERY - 1 else 1


def _bare_turns(stage: Stage, number: int) -> None:
    for turn in range(TURNS):
        for step in range(_steps(turn)):
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
    for turn in range(TURNS):
        for words in _words(number, turn):
            stage.acmeinc(number, *words)
            if number < stage.by_hand:
                _pull_and_push(stage, number)
            elif stage.by_hand:
                stage.acmeinc(number, "sync")


def _words(number: int, turn: int) -> Iterator[list[str]]:
    """Yield the commands of a turn."""
    told = f"entry-{number}-{turn}-"
    if _steps(turn) == 1:
        yield ["log", told]
        return
    severity = f"SEV{1 + (number + turn) % 3}"
    phase = ("investigating", "identified", "mitigated")[(number + turn) % 3]
    change = ["--severity", severity, "--phase", phase, "--because", "a turn"]
    yield ["update", *change, "--message", told, "--yes"]
    yield ["assign", "commander", f"Person {number}-{turn}"]


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
    hand_overs = CLONES * TURNS // EVERY
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
