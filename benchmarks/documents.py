"""Documents: all of a repository checked, beside loading the front matter of each."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import interleaved

DOCUMENTS = 1000
GOAL = 1.5
GOAL_WARM = 0.3
ROUNDS = 15

YARDSTICK = "frontmatter.load"
_CACHE = ".git/acmeinc/checked.json"


def measure(rounds: int) -> list[Figure]:
    """Return what looking at many documents takes, for the first time and again."""
    with scene() as place:
        where = place.repository("checked")
        write_past(where, DOCUMENTS)
        taken = interleaved(
            rounds,
            {
                YARDSTICK: _timer(place, where, "frontmatter"),
                "cold": _timer(place, where, "documents", cold=True),
                "warm": _timer(place, where, "documents"),
            },
        )
        whole = interleaved(
            rounds,
            {
                YARDSTICK: place.timer(_one("frontmatter"), where),
                "cold": _cold(where, place.timer(place.acmeinc("check", "incidents"), where)),
                "warm": place.timer(place.acmeinc("check", "incidents"), where),
            },
        )
    title = f"check of {DOCUMENTS:,} documents"
    yardstick, started = taken[YARDSTICK], whole[YARDSTICK]
    return [
        Figure(title, taken["cold"], "ms", YARDSTICK, yardstick, GOAL),
        Figure(f"{title}, nothing changed", taken["warm"], "ms", YARDSTICK, yardstick, GOAL_WARM),
        Figure(f"{title}, both from their start", whole["cold"], "ms", YARDSTICK, started, GOAL),
        Figure(f"{title}, nothing changed, both from their start", whole["warm"], "ms", YARDSTICK, started),
    ]


def _one(work: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.one_check", work]


def _timer(place: Scene, where: Path, work: str, *, cold: bool = False) -> Callable[[], float]:
    """Return a measure of the milliseconds that some work takes; `cold` forgets what was kept of it first."""

    def measured() -> float:
        done = subprocess.run(
            _one(work), cwd=where, env=dict(place.environment), capture_output=True, text=True, check=True
        )
        return float(done.stdout) * 1000

    return _cold(where, measured) if cold else measured


def _cold(where: Path, measured: Callable[[], float]) -> Callable[[], float]:
    def forgotten_first() -> float:
        (where / _CACHE).unlink(missing_ok=True)
        return measured()

    return forgotten_first
