"""Auditing: a long history looked through, beside the time in which git only lists what it changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path

from acmeinc.storage.repository import Repository
from benchmarks.figures import Figure
from benchmarks.history import Commit, commit_of, made_in_processes, write_history
from benchmarks.past import HOURS_BETWEEN, Past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import Run, interleaved

INCIDENTS = 1000
STEPS = 20
GOAL = 3.0
ROUNDS = 7

YARDSTICK = "git log --raw"


def measure(rounds: int) -> list[Figure]:
    """Return what `audit` takes in a repository of many incidents, by the clock and of processors."""
    with scene() as place:
        where = place.repository("audited")
        write_long_history(where, INCIDENTS, STEPS)
        commands = {"audit": place.acmeinc("audit"), YARDSTICK: ["git", "log", "--raw"]}
        by_the_clock, of_processors = (
            interleaved(rounds, {name: _timer(place, where, each, taken) for name, each in commands.items()})
            for taken in (attrgetter("seconds"), attrgetter("cpu_seconds"))
        )
    title = f"audit of {INCIDENTS:,} incidents, {INCIDENTS * STEPS:,} commits"
    return [
        Figure(title, by_the_clock["audit"], "ms", YARDSTICK, by_the_clock[YARDSTICK], GOAL),
        Figure(f"{title}, processors", of_processors["audit"], "ms", YARDSTICK, of_processors[YARDSTICK]),
    ]


def _timer(
    place: Scene, where: Path, command: list[str], taken: Callable[[Run], float]
) -> Callable[[], float]:
    """Return a measure that runs a command and returns what it took, in milliseconds."""
    return lambda: taken(place.run(command, where)) * 1000


def write_long_history(root: Path, incidents: int, steps: int) -> None:
    """Give a new repository a past of `incidents`, one after the other, with a commit for each step."""
    make = partial(_steps, root, incidents, steps, datetime.now(UTC).replace(microsecond=0))
    write_history(root, made_in_processes(make, incidents))


def _steps(root: Path, incidents: int, steps: int, end: datetime, number: int) -> list[Commit]:
    declared = end - timedelta(hours=HOURS_BETWEEN * (incidents - number))
    past = Past.of(Repository(root), number)
    return [commit_of(written, at, "log") for at, written in past.steps(number, declared, steps)]
