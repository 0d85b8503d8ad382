"""Start-up: short commands beside the smallest program that Typer makes, in a repository of one incident."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import interleaved

YARDSTICK = "one-command Typer program"
COMMANDS = {"next": ["next"], "list": ["list"], "show": ["show"], "help": ["--help"]}
GOALS = {"next": 1.25, "help": 1.25, "completion of an id": 1.25}

COMPLETING = "completion of an id"
_ASKED = {"_ACMEINC_COMPLETE": "complete_bash", "COMP_WORDS": "acmeinc show inc", "COMP_CWORD": "2"}


def measure(rounds: int) -> list[Figure]:
    """Return start-up."""
    with scene() as place:
        where = _repository(place)
        took = interleaved(
            rounds,
            {
                YARDSTICK: place.timer(place.one_command(), place.folder),
                **{name: place.timer(place.acmeinc(*args), where) for name, args in COMMANDS.items()},
                COMPLETING: completing(place, where),
            },
        )
    base = took.pop(YARDSTICK)
    return [Figure(name, each, "ms", YARDSTICK, base, GOALS.get(name)) for name, each in took.items()]


def completing(place: Scene, where: Path) -> Callable[[], float]:
    """Return a measure of what bash asks at a Tab."""
    return place.timer(place.acmeinc(), where, **_ASKED)


def _repository(place: Scene) -> Path:
    where = place.repository("of-one")
    write_past(where, 1)
    place.git(where, "add", "incidents")
    place.git(where, "commit", "--quiet", "--message=a past")
    return where
