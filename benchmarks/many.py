"""At ten thousand incidents: every kind of command beside what it takes at ten, and beside other programs."""

import shutil
from collections.abc import Callable
from pathlib import Path

from acmeinc.storage.caches import cache_path
from acmeinc.storage.repository import Repository
from benchmarks import memory, others
from benchmarks.figures import Figure
from benchmarks.long_past import write_long_past
from benchmarks.scene import Scene, scene
from benchmarks.startup import COMPLETING, completing
from benchmarks.stopwatch import interleaved
from benchmarks.writing import git_alone

FEW, MANY = 10, 10_000
ROUNDS = 7

WORDS = ("rolled", "back", "deploy", "4812")
SOUGHT = ("replica", "lag")
_GREP = ("grep", "--ignore-case", "-e", SOUGHT[0], "--and", "-e", SOUGHT[1], "--", "incidents")

_SAME = f"the same at {FEW}"

Measures = dict[str, Callable[[], float]]


def measure(rounds: int) -> list[Figure]:
    """Return all of it; in memory, where there is such a file system: fsync is measured elsewhere."""
    with scene(in_memory=True) as place:
        few, many = place.repository("few"), place.repository("many")
        write_long_past(few, FEW)
        write_long_past(many, MANY)
        figures = [
            *_reading(place, rounds, few, many),
            *_asking(place, rounds, many),
            *_indexing(place, rounds, few, many),
            *_writing(place, rounds, few, many),
        ]
        return [*figures, *memory.peaks(place, many)]


def _reading(place: Scene, rounds: int, few: Path, many: Path) -> list[Figure]:
    """Return what is asked about the present."""
    both: Measures = {}
    for where in (few, many):
        commands = {"next": ["next"], "list": ["list"], "show": ["show"], "log": ["log", *WORDS]}
        both |= {
            f"{name} {where.name}": place.timer(place.acmeinc(*c), where) for name, c in commands.items()
        }
        both[f"{COMPLETING} {where.name}"] = completing(place, where)
    took = interleaved(rounds, both)
    return [
        Figure(f"{name} at {MANY:,}", took[f"{name} many"], "ms", _SAME, took[f"{name} few"], 1.2)
        for name in ("next", "list", "show", COMPLETING)
    ]


def _asking(place: Scene, rounds: int, many: Path) -> list[Figure]:
    """Return what is asked about the past."""
    measures: Measures = {
        "start-up": place.timer(place.one_command(), place.folder),
        "search": place.timer(place.acmeinc("search", *SOUGHT), many),
        "git grep": lambda: place.git(many, *_GREP).seconds * 1000,
        "list": place.timer(place.acmeinc("list", "--all", "--limit", "20"), many),
        "list all": place.timer(place.acmeinc("list", "--all"), many),
    }
    if tasks := others.task_list(place, MANY):
        measures["task"] = tasks
    took = interleaved(rounds, measures)
    grep = took["git grep"] + took["start-up"]
    listed = took["list"] if tasks else None
    return [
        Figure(f"search of two words at {MANY:,}", took["search"], "ms", "git grep + start-up", grep, 1.0),
        Figure(f"list of 20 at {MANY:,}", listed, "ms", "task list limit:20", took.get("task"), 1.5),
        Figure(f"list of all at {MANY:,}", took["list all"], "ms"),
    ]


def _indexing(place: Scene, rounds: int, few: Path, many: Path) -> list[Figure]:
    """Return what the index takes: all of it, and after one document has changed.

    Of the latter what the same command takes at ten, where nothing has changed, is its start-up.
    """
    commands = {"next": ["next"], "list": ["list", "--all", "--limit", "1"]}
    measures: Measures = {
        "frontmatter": place.timer(place.module("load_all", str(many)), place.folder),
        "first": _without_caches(place, many),
    }
    for name, command in commands.items():
        measures[f"{name} few"] = place.timer(place.acmeinc(*command), few)
        measures[f"{name} many"] = _after_one(many, place.timer(place.acmeinc(*command), many))
    took = interleaved(rounds, measures)
    place.git(many, "checkout", "--quiet", "--", ".")
    first = f"first index of {MANY:,}"
    after = {name: max(0.0, took[f"{name} many"] - took[f"{name} few"]) for name in commands}
    return [
        Figure(first, took["first"], "ms", "python-frontmatter loads all", took["frontmatter"], 0.5),
        Figure("next after one change, without start-up", after["next"], "ms", first, took["first"], 0.01),
        Figure("list --all after one, without start-up", after["list"], "ms", first, took["first"], 0.01),
    ]


def _without_caches(place: Scene, where: Path) -> Callable[[], float]:
    """Return a measure of a command that asks the index where nothing is kept of the documents.

    Afterwards everything is kept of them.
    """
    listed = place.timer(place.acmeinc("list", "--all", "--limit", "1"), where)

    def take() -> float:
        for name in ("index.db", "roll"):
            if path := cache_path(where, name):
                path.unlink(missing_ok=True)
        took = listed()
        place.run(place.acmeinc("next"), where)
        return took

    return take


def _after_one(where: Path, measure: Callable[[], float]) -> Callable[[], float]:
    """Return a measure that is taken after one old document has been written anew."""
    changed = Repository(where).incident_paths()[MANY // 2]

    def take() -> float:
        beside = changed.with_name(".beside")
        beside.write_text(changed.read_text(encoding="utf-8") + "More.\n", encoding="utf-8")
        beside.replace(changed)
        return measure()

    return take


def _writing(place: Scene, rounds: int, few: Path, many: Path) -> list[Figure]:
    """Return `log` beside itself where the past is short, beside git alone, and beside jrnl."""
    theirs = place.folder / "theirs"
    shutil.copytree(many, theirs)
    place.git(theirs, "status")
    measures: Measures = {
        "start-up": place.timer(place.one_command(), place.folder),
        "git": git_alone(place, theirs),
        "log": place.timer(place.acmeinc("log", *WORDS), many),
        "log few": place.timer(place.acmeinc("log", *WORDS), few),
    }
    if entry := others.jrnl_entry(place, MANY, list(WORDS)):
        measures["jrnl"] = entry
    took = interleaved(rounds, measures)
    alone = took["git"] + took["start-up"]
    name = f"log at {MANY:,}"
    return [
        Figure(name, took["log"], "ms", _SAME, took["log few"]),
        Figure(f"{name}, beside git", took["log"], "ms", "git add + git commit + start-up", alone, 1.2),
        Figure(f"{name}, beside jrnl", took["log"] if entry else None, "ms", "jrnl", took.get("jrnl"), 0.6),
    ]
