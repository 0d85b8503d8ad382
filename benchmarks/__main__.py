"""Measure everything, print the table, keep the results, and say what got slower: `python -m benchmarks`."""

import argparse
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from benchmarks import memory, startup, writing
from benchmarks.figures import Figure, slower, table
from benchmarks.scene import MEMORY, ROOT, compile_all, file_system

RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- results -->\n", "<!-- /results -->\n"

FEWEST_ROUNDS = 7
TOLERANCE = 0.1
"""Less than a tenth is noise on a machine that also does something else."""


def main() -> None:
    """Run the benchmarks; the results stand in `benchmarks/results.json` and `docs/performance.md` then."""
    rounds = _rounds()
    compile_all()
    figures = [*startup.measure(rounds), *writing.measure(rounds), *memory.measure()]
    machine = _machine(rounds)
    lines = [*(f"- {name}: {value}" for name, value in machine.items()), "", *table(figures)]
    print("\n".join(lines))
    for line in _compared(figures):
        print(line)
    kept = {"machine": machine, "figures": [figure.as_json() for figure in figures]}
    RESULTS.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _put_into(PAGE, lines)


def _rounds() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument(
        "--rounds", type=int, default=15, help=f"how often each is run, at least {FEWEST_ROUNDS}"
    )
    rounds: int = parser.parse_args().rounds
    return max(FEWEST_ROUNDS, rounds)


def _machine(rounds: int) -> dict[str, str]:
    """Return what the figures depend on, without a name or a path of the machine."""
    disk, in_memory = file_system(ROOT), file_system(MEMORY)
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "git": git.removeprefix("git version ").strip(),
        "file system": f"{disk} (fsync free: {in_memory})",
        "rounds": f"{rounds}, interleaved; medians",
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _compared(figures: list[Figure]) -> list[str]:
    """Return what got slower since the results that were committed last."""
    before = {figure["name"]: _judged(figure) for figure in _committed()}
    if not before:
        return ["No results are committed yet: nothing to compare with."]
    found = slower(figures, before, TOLERANCE)
    if not found:
        return [f"Nothing is more than {TOLERANCE:.0%} slower than the results committed last."]
    return ["Slower than the results committed last:", *(f"  {line}" for line in found)]


def _committed() -> list[dict[str, Any]]:
    path = RESULTS.relative_to(ROOT).as_posix()
    shown = subprocess.run(
        ["git", "-C", str(ROOT), "show", f"HEAD:{path}"], capture_output=True, text=True, check=False
    )
    figures: list[dict[str, Any]] = json.loads(shown.stdout)["figures"] if not shown.returncode else []
    return figures


def _judged(figure: dict[str, Any]) -> float:
    return float(figure["ratio"] or figure["value"])


def _put_into(page: Path, lines: list[str]) -> None:
    """Put the results between the two marks of the page."""
    text = page.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    page.write_text(head + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
