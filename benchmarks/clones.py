"""Many clones that write and push without a pause: is anything lost, and how long does it take?

    python -m benchmarks.clones              eight clones of one bare repository over file://
    python -m benchmarks.clones --half       only: four of them have no driver, and sync by git alone

Each clone takes 25 turns; a turn records an entry, every fifth one changes severity and status, and then the
commander. The yardstick does as many `git commit`, `git pull --rebase` and `git push` with a one-line file
that git merges by union, with as many clones at once, in turn with what is measured.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.figures import Figure, table
from benchmarks.losses import losses
from benchmarks.scene import Scene, compile_all, scene
from benchmarks.stage import CLONES, Stage, Took, together
from benchmarks.turns import TURNS, commands, steps

ROUNDS = 3
GOAL = 1.3
YARDSTICK = "git commit, pull --rebase, push"

_BY_HAND = CLONES // 2
_LAST_WORDS = 60.0


class Way(NamedTuple):
    """A way of working: what one clone does, and how many of the clones sync by git alone."""

    turns: Callable[[Stage, int], None]
    by_hand: int = 0


def main() -> None:
    """Measure, print the figures, and fail where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clones", description=__doc__)
    parser.add_argument("--half", action="store_true", help="only: half of the clones sync by git alone")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is run")
    chosen = parser.parse_args()
    compile_all()
    print(*table(measure(["half by git alone"] if chosen.half else list(WAYS), chosen.rounds)), sep="\n")
    print(f"nothing lost, nothing twice, no conflict, all clones alike; load {os.getloadavg()[0]:.1f}")


def measure(names: Sequence[str] = (), rounds: int = ROUNDS) -> list[Figure]:
    """Return what each way of working takes beside git alone, by the clock and of the processors.

    Raises AssertionError where anything was lost.
    """
    taken: dict[str, list[Took]] = {name: [] for name in (YARDSTICK, *(names or WAYS))}
    for _ in range(rounds):
        for name, runs in taken.items():
            with scene() as place:
                runs.append(_git_alone(place) if name == YARDSTICK else _acmeinc(place, WAYS[name]))
    figures: list[Figure] = []
    for name in list(taken)[1:]:
        figures += _figures(name, taken[name], taken[YARDSTICK])
    return figures


def _figures(name: str, ours: Sequence[Took], theirs: Sequence[Took]) -> list[Figure]:
    seconds, git_seconds = (median(took.seconds for took in runs) for runs in (ours, theirs))
    cpu, git_cpu = (median(took.cpu_seconds for took in runs) for runs in (ours, theirs))
    title = f"{CLONES} clones × {TURNS} turns, {name}"
    return [
        Figure(title, seconds, "s", YARDSTICK, git_seconds, GOAL),
        Figure(f"{title}: processor", cpu, "s", YARDSTICK, git_cpu),
    ]


def _git_alone(place: Scene) -> Took:
    """Return what git alone takes for as many commits."""
    stage = Stage(place, place.folder)
    stage.seed.mkdir()
    place.git(stage.seed, "init", "-q", "-b", "main")
    (stage.seed / ".gitattributes").write_text("*.md merge=union\n")
    (stage.seed / "log.md").write_text("# Log\n")
    place.git(stage.seed, "add", ".")
    place.git(stage.seed, "commit", "-qm", "Begin")
    stage.open()
    return together(lambda number: _git_turns(stage, number), range(CLONES))


def _acmeinc(place: Scene, way: Way) -> Took:
    """Return what it takes until everything is pushed, having seen that nothing was lost."""
    stage = Stage(place, place.folder)
    place.repository(stage.seed.name)
    _set_sync(stage.seed, "auto")
    place.git(stage.seed, "commit", "-qam", "Push every step")
    flags = {"--functionality": "Login", "--state": "down", "--severity": "SEV1", "--impact": "No logins"}
    words = [word for pair in flags.items() for word in pair]
    place.run(place.acmeinc("declare", *words, "--yes"), stage.seed)
    stage.open()
    for number in range(way.by_hand):
        _set_sync(stage.clone(number), "manual")
        place.git(stage.clone(number), "update-index", "--assume-unchanged", "acmeinc.yaml")
    took = together(lambda number: way.turns(stage, number), range(CLONES))
    took = took.then(together(lambda number: _finish(stage, number), range(way.by_hand, CLONES)))
    wrong = losses(stage)
    assert not any(wrong), wrong
    return took


def _set_sync(folder: Path, value: str) -> None:
    rules = folder / "acmeinc.yaml"
    lines = rules.read_text().splitlines()
    rules.write_text(
        "\n".join(f"sync: {value}" if line.startswith("sync:") else line for line in lines) + "\n"
    )


def _started_for_each_step(stage: Stage, number: int) -> None:
    for turn in range(TURNS):
        for words in commands(number, turn):
            stage.acmeinc(number, *words)


def _started_once(stage: Stage, number: int) -> None:
    code = stage.call(number, sys.executable, "-m", "benchmarks.one_clone", str(number))
    assert code == 0, f"clone {number} ended with {code}"


def _half_by_git_alone(stage: Stage, number: int) -> None:
    for turn in range(TURNS):
        for words in commands(number, turn):
            stage.acmeinc(number, *words)
            if number < _BY_HAND:
                _pull_and_push(stage, number)


def _git_turns(stage: Stage, number: int) -> None:
    for turn in range(TURNS):
        for step in range(steps(turn)):
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


def _finish(stage: Stage, number: int) -> None:
    """Push what is left."""
    deadline = time.monotonic() + _LAST_WORDS
    while stage.acmeinc(number, "sync", "--wait", "30") and time.monotonic() < deadline:
        pass


WAYS = {
    "started for each step": Way(_started_for_each_step),
    "started once": Way(_started_once),
    "half by git alone": Way(_half_by_git_alone, by_hand=_BY_HAND),
}


if __name__ == "__main__":
    main()
