"""Start-up: short commands beside the smallest program that Typer makes, and with a long past."""

from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import interleaved

YARDSTICK = "one-command Typer program"
COMMANDS = {"next": ["next"], "list": ["list"], "show": ["show"], "help": ["--help"]}
GOALS = {"next": 1.6}

COMPLETING = "completion of an id"
_ASKED = {"_ACMEINC_COMPLETE": "complete_bash", "COMP_WORDS": "acmeinc show inc", "COMP_CWORD": "2"}

MANY = 1000


def measure(rounds: int) -> list[Figure]:
    """Return start-up in a repository of one incident, and beside it the same with many."""
    with scene() as place:
        few, many = (_repository(place, count) for count in (1, MANY))
        short = interleaved(
            rounds,
            {
                YARDSTICK: place.timer(place.one_command(), place.folder),
                **{name: place.timer(place.acmeinc(*args), few) for name, args in COMMANDS.items()},
                COMPLETING: place.timer(place.acmeinc(), few, **_ASKED),
            },
        )
        long = interleaved(
            rounds,
            {
                "next": place.timer(place.acmeinc("next"), many),
                COMPLETING: place.timer(place.acmeinc(), many, **_ASKED),
            },
        )
    base = short.pop(YARDSTICK)
    started = [Figure(name, took, "ms", YARDSTICK, base, GOALS.get(name)) for name, took in short.items()]
    grown = [
        Figure(f"{name} at {MANY:,}", took, "ms", "the same at 1", short[name]) for name, took in long.items()
    ]
    return [*started, *grown]


def _repository(place: Scene, count: int) -> Path:
    where = place.repository(f"of-{count}")
    write_past(where, count)
    place.git(where, "add", "incidents")
    place.git(where, "commit", "--quiet", "--message=a past")
    return where
