"""Tables: a check of owners as many as in a real table, beside a pass of `csv.DictReader` over it."""

import csv
import gc
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from acmeinc.steps.checking import check
from acmeinc.storage.repository import Repository
from benchmarks.figures import Figure
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import interleaved

ROWS = 381
GOAL = 3.0
REAL = "ACMEINC_CORPORA"
"""The variable that names a folder with a real table of this length; without it one is made up."""

_PASSES = 20


def measure(rounds: int) -> list[Figure]:
    """Return what a check of one table takes: besides start-up, and as a whole command beside start-up."""
    with scene() as place:
        where = place.repository("owners")
        table = where / "ownership.csv"
        header = table.read_text(encoding="utf-8").partition("\n")[0]
        table.write_bytes(_owners(header))
        bare = place.repository("bare")
        (bare / "ownership.csv").write_text(f"{header}\n", encoding="utf-8")
        within = interleaved(rounds, {"check": _checking(where), "DictReader": _reading(table)})
        whole = interleaved(rounds, {"check": _command(place, where), "start-up": _command(place, bare)})
    name = f"check of {ROWS} owners"
    return [
        Figure(
            f"{name}, besides start-up", within["check"], "ms", "csv.DictReader", within["DictReader"], GOAL
        ),
        Figure(f"{name}, the whole command", whole["check"], "ms", "with none", whole["start-up"]),
    ]


def _owners(header: str) -> bytes:
    """Return a table of owners: the real one, else one like it."""
    if os.environ.get(REAL):
        return (Path(os.environ[REAL]) / "ownership_real.csv").read_bytes()
    chance = Random(ROWS)
    words = ["login", "search", "invoice", "export", "payment", "mail", "report", "index", "queue", "profile"]
    rows = [header]
    for number in range(ROWS):
        team = f"team {chance.randrange(60)}"
        told = " ".join(chance.choices(words, k=chance.randrange(3, 40)))
        link = f"https://oncall.example.com/{team.replace(' ', '-')}"
        rows.append(f'"{told}","{chance.choice(words)}-{number}",{team},{link},,#{team[5:]},,')
    return "\n".join([*rows, ""]).encode()


def _checking(where: Path) -> Callable[[], float]:
    repository, now = Repository(where), datetime.now(UTC)
    return lambda: _took(lambda: check(repository, now, ["ownership.csv"]))


def _reading(table: Path) -> Callable[[], float]:
    def read() -> None:
        with table.open(encoding="utf-8", newline="") as file:
            list(csv.DictReader(file))

    return lambda: _took(read)


def _took(work: Callable[[], object]) -> float:
    """Return the milliseconds of the processor for one of several passes: one alone is too short for a clock.

    Garbage is looked for after the pass, as after the program.
    """
    gc.disable()
    begun = time.process_time()
    for _ in range(_PASSES):
        work()
    took = (time.process_time() - begun) * 1000 / _PASSES
    gc.enable()
    return took


def _command(place: Scene, where: Path) -> Callable[[], float]:
    return place.timer(place.acmeinc("check", "ownership.csv"), where)
