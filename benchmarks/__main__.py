"""Measure, print the tables, keep the results, and say what got slower: `python -m benchmarks [PART…]`."""

import argparse
import json
import os
import platform
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import (
    auditing,
    channels,
    clones,
    disk,
    documents,
    driver,
    kills,
    many,
    publishing,
    startup,
    tables,
    writing,
)
from benchmarks.figures import Figure, slower, table
from benchmarks.scene import MEMORY, ROOT, compile_all, file_system

RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- results -->\n", "<!-- /results -->\n"

TOLERANCE = 0.1
"""Less than a tenth is noise on a machine that also does something else."""


class Part(NamedTuple):
    """A part of the benchmarks, and how often it runs each thing; one that `takes_long` runs when named."""

    measure: Callable[[int], list[Figure]]
    rounds: int = 15
    takes_long: bool = False


PARTS = {
    "startup": Part(startup.measure),
    "writing": Part(writing.measure),
    "driver": Part(driver.measure),
    "auditing": Part(auditing.measure, rounds=auditing.ROUNDS),
    "tables": Part(tables.measure),
    "many": Part(many.measure, rounds=many.ROUNDS),
    "documents": Part(documents.measure, rounds=documents.ROUNDS),
    "channels": Part(lambda _rounds: channels.measure(), rounds=channels.ROUNDS),
    "publishing": Part(publishing.measure, rounds=publishing.ROUNDS, takes_long=True),
    "clones": Part(lambda rounds: clones.measure(rounds=rounds), rounds=clones.ROUNDS, takes_long=True),
    "disk": Part(lambda _rounds: disk.measure(), rounds=1, takes_long=True),
    "kills": Part(lambda _rounds: kills.measure(), rounds=1, takes_long=True),
}


def main() -> None:
    """Run the parts that were named; their results stand in `benchmarks/results.json` and the page then."""
    compile_all()
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in _named():
        part = PARTS[name]
        figures = part.measure(part.rounds)
        kept[name] = {"when": _when(part.rounds), "figures": [figure._asdict() for figure in figures]}
        print("\n".join([*_lines(name, kept[name]), *_compared(name, figures)]))
    machine = [f"- {name}: {value}" for name, value in _machine().items()]
    tables = [line for name in PARTS if name in kept for line in _lines(name, kept[name])]
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _put_into(PAGE, [*machine, *tables])


def _named() -> list[str]:
    usual = [name for name, part in PARTS.items() if not part.takes_long]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} [{', '.join(usual)}]")
    named: list[str] = parser.parse_args().parts
    if unknown := set(named) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    return named or usual


def _machine() -> dict[str, str]:
    """Return what the figures depend on, without a name or a path of the machine."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "git": git.removeprefix("git version ").strip(),
        "file system": f"{file_system(ROOT)} (fsync free: {file_system(MEMORY)})",
    }


def _when(rounds: int) -> str:
    often = f"medians of {rounds} interleaved rounds" if rounds > 1 else "one run"
    return f"{often}, load {os.getloadavg()[0]:.1f}"


def _lines(name: str, result: dict[str, Any]) -> Iterator[str]:
    yield from ("", f"### {name}", "", f"{result['when'].capitalize()}.", "")
    yield from table(Figure(**figure) for figure in result["figures"])


def _compared(name: str, figures: list[Figure]) -> list[str]:
    """Return what got slower since the results that were committed last."""
    committed = _committed(name)
    before = {figure.name: judged for figure in committed if (judged := figure.judged) is not None}
    if not before:
        return ["", "No results are committed yet: nothing to compare with."]
    found = slower(figures, before, TOLERANCE)
    if not found:
        return ["", f"Nothing is more than {TOLERANCE:.0%} slower than the results committed last."]
    return ["", "Slower than the results committed last:", *(f"  {line}" for line in found)]


def _committed(name: str) -> list[Figure]:
    path = RESULTS.relative_to(ROOT).as_posix()
    shown = subprocess.run(
        ["git", "-C", str(ROOT), "show", f"HEAD:{path}"], capture_output=True, text=True, check=False
    )
    results: dict[str, Any] = json.loads(shown.stdout) if not shown.returncode else {}
    return [Figure(**figure) for figure in results.get(name, {}).get("figures", [])]


def _put_into(page: Path, lines: list[str]) -> None:
    """Put the results between the two marks of the page."""
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
