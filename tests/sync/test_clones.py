"""Four clones write and sync without a pause: nothing lost, nothing twice, all alike in the end.

`benchmarks/clones.py` is the long form, with its times.
"""

import subprocess
import threading
from typing import Any

import pytest

CLONES = 4
STEPS = 6


def steps(clone: Any, number: int, failures: list[str]) -> None:
    """Do one clone's work: every fifth step changes severity and status, the one before it the commander."""
    for n in range(STEPS):
        words = ["log", f"entry-{number}-{n}-"]
        if n % 5 == 3:
            words = ["assign", "commander", f"Person {number}-{n}"]
        if n % 5 == 4:
            message = f"entry-{number}-{n}- it changes"
            words = ["update", "--severity", f"SEV{1 + number % 3}", "--because", "x", "--message", message]
            words += ["--phase", ("investigating", "identified")[number % 2], "--yes"]
        for command in (words, ["sync"]):
            process = clone.start(*command)
            out, err = process.communicate()
            if process.returncode not in (0, 6):
                failures.append(f"{command}: {process.returncode} {out} {err}")


@pytest.mark.bounds
def test_four_clones_at_once(team: Any, ana: Any) -> None:
    ana.program.declare()
    ana("sync")
    clones = [ana, *(team.clone(f"clone-{n}") for n in range(1, CLONES))]
    failures: list[str] = []
    workers = [threading.Thread(target=steps, args=(clone, n, failures)) for n, clone in enumerate(clones)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    for clone in [*clones, *clones]:
        clone("sync", "--wait", "30")
    texts = {clone.document() for clone in clones}
    assert len({clone.git("rev-parse", "HEAD") for clone in clones}) == 1
    (text,) = texts
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    for number in range(CLONES):
        for n in (n for n in range(STEPS) if n % 5 != 3):
            assert sum(f"entry-{number}-{n}-" in line for line in lines) == 1
    assert "<<<<" not in text
    assert subprocess.run(["git", "-C", str(ana.root), "fsck"], capture_output=True).returncode == 0
