"""What is wrong with what the clones have written, once everybody has everything."""

import re
from collections import Counter
from typing import NamedTuple

from benchmarks.stage import CLONES, Stage
from benchmarks.turns import EVERY, TURNS

_ENTRY = re.compile(r"entry-(\d+)-(\d+)-")
_TAKES_OVER = re.compile(r"Person \d+-\d+ takes")
_ID = re.compile(r"<!-- ([0-9A-Z]{26}) ")


class Losses(NamedTuple):
    """Every number has to be 0."""

    lost: int
    duplicated: int
    conflicts: int
    differing_clones: int

    def __str__(self) -> str:
        """Return the numbers in words."""
        return ", ".join(f"{value} {name.replace('_', ' ')}" for name, value in self._asdict().items())


def losses(stage: Stage) -> Losses:
    """Sync every clone, twice, and count what is wrong."""
    for number in range(CLONES):
        stage.acmeinc(number, "sync")
    texts = []
    for number in range(CLONES):
        stage.acmeinc(number, "sync")
        (path,) = (stage.clone(number) / "incidents").glob("*/*/inc-*.md")
        texts.append(path.read_text())
    lines = [line for line in texts[0].splitlines() if line.startswith("- ")]
    told, takes_over, ids = (_counted(pattern, lines) for pattern in (_ENTRY, _TAKES_OVER, _ID))
    wanted = {f"entry-{number}-{turn}-" for number in range(CLONES) for turn in range(TURNS)}
    hand_overs = CLONES * (TURNS // EVERY)
    return Losses(
        lost=len(wanted - told.keys()) + hand_overs - len(takes_over),
        duplicated=sum(count - 1 for counts in (told, takes_over, ids) for count in counts.values()),
        conflicts=sum(line.startswith(("<<<<<<<", ">>>>>>>")) for line in texts[0].splitlines()),
        differing_clones=len(set(texts)) - 1,
    )


def _counted(pattern: re.Pattern[str], lines: list[str]) -> Counter[str]:
    return Counter(match[0] for line in lines if (match := pattern.search(line)))
