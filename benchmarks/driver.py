"""The merge driver: a whole process, as git starts it for each document that both sides changed."""

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from random import Random
from zoneinfo import ZoneInfo

from acmeinc.incident.document import Moment, record
from acmeinc.incident.model import Draft
from acmeinc.incident.reading import Reading, read
from acmeinc.storage.merge_setup import driver_command
from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import Run, interleaved

ENTRIES = 2000
GOAL_MS = 60.0

_NEWEST = 5
"""Entries that each side has more than their common base."""
_FILES = ("ours", "base", "theirs")


def measure(rounds: int) -> list[Figure]:
    """Return what it takes to merge two documents of `ENTRIES` entries, alone and beside two yardsticks."""
    with scene() as place:
        path = _write_versions(place)
        commands = {
            "driver": ["sh", "-c", _as_git_fills_in(driver_command(), path)],
            "python -I -S -c pass": [sys.executable, "-I", "-S", "-c", "pass"],
            "git merge-file --union": ["git", "merge-file", "-q", "--union", *_FILES],
        }
        by_the_clock, of_processors = (
            interleaved(rounds, {name: _merging(place, command, taken) for name, command in commands.items()})
            for taken in (attrgetter("seconds"), attrgetter("cpu_seconds"))
        )
    title, driver = f"merge driver at {ENTRIES:,} entries", by_the_clock.pop("driver")
    return [
        Figure(title, driver, "ms", goal=GOAL_MS),
        Figure(f"{title}, processor", of_processors["driver"], "ms"),
        *(Figure(f"{title}, beside {n}", driver, "ms", n, value) for n, value in by_the_clock.items()),
    ]


def _write_versions(place: Scene) -> str:
    """Write three versions of a document, and return the path that it has in its repository."""
    where = place.repository("long")
    write_past(where, 1)
    (document,) = (where / "incidents").rglob("inc-*.md")
    base = _longer(read(document.read_text()), ENTRIES - 2 * _NEWEST, "Told before")
    for name, more in (("base", 0), ("whole", _NEWEST), ("theirs", _NEWEST)):
        reading = _longer(base, more, f"Told by {name}")
        (place.folder / name).write_text(record(reading, [], _moment(name)).text)
    return document.relative_to(where).as_posix()


def _longer(reading: Reading, more: int, words: str) -> Reading:
    drafts = [Draft(f"{words}, number {number}") for number in range(more)]
    return record(reading, drafts, _moment(words)).reading


def _moment(chance: str) -> Moment:
    return Moment(datetime.now(UTC), "Ana Ruiz", ZoneInfo("America/New_York"), Random(chance).randbytes)


def _as_git_fills_in(command: str, path: str) -> str:
    for letter, name in zip("AOBP", (*_FILES, path), strict=True):
        command = command.replace(f"%{letter}", name)
    return command.replace("%%", "%")


def _merging(place: Scene, command: list[str], taken: Callable[[Run], float]) -> Callable[[], float]:
    """Return a measure, in milliseconds, of a command that merges into `ours`, made anew each time."""

    def merge() -> float:
        shutil.copyfile(place.folder / "whole", place.folder / "ours")
        return taken(place.run(command, place.folder)) * 1000

    return merge
