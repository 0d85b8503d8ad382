"""Writing: `log` beside what git alone needs for the same change, start-up included."""

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.past import write_past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import interleaved

YARDSTICK = "git add + git commit + start-up"
GOAL = 1.4
LINE = "- 2026-11-23 10:15:07 -05:00 **Ana Ruiz** Rolled back deploy 4812\n"


def measure(rounds: int) -> list[Figure]:
    """Return `log` without the disk (a file in memory is safe at once), on it, and what the disk adds."""
    quick, quick_git = _times(rounds, in_memory=True)
    safe, safe_git = _times(rounds, in_memory=False)
    return [
        Figure("log, fsync free", quick, "ms", YARDSTICK, quick_git, GOAL),
        Figure("log, on the disk", safe, "ms", YARDSTICK, safe_git),
        Figure("fsync in log", max(0.0, safe - quick), "ms", "fsync in git", max(0.0, safe_git - quick_git)),
    ]


def _times(rounds: int, *, in_memory: bool) -> tuple[float, float]:
    """Return the milliseconds of `log`, and those of its yardstick."""
    with scene(in_memory=in_memory) as place:
        ours = place.repository("ours")
        write_past(ours, 1)
        place.git(ours, "add", "incidents")
        place.git(ours, "commit", "--quiet", "--message=a past")
        theirs = place.folder / "theirs"
        shutil.copytree(ours, theirs)
        took = interleaved(
            rounds,
            {
                "start-up": place.timer(place.one_command(), place.folder),
                "git": git_alone(place, theirs),
                "log": place.timer(place.acmeinc("log", "rolled", "back", "deploy", "4812"), ours),
            },
        )
    return took["log"], took["git"] + took["start-up"]


def git_alone(place: Scene, where: Path) -> Callable[[], float]:
    """Return a measure of what git takes to record one more line in the document, in milliseconds."""
    document = next((where / "incidents").rglob("inc-*.md"))
    path = document.relative_to(where).as_posix()

    def take() -> float:
        with document.open("a", encoding="utf-8") as file:
            file.write(LINE)
        steps = (["add", "--", path], ["commit", "--quiet", "--message=log: note"])
        return sum(place.git(where, *step).seconds for step in steps) * 1000

    return take
