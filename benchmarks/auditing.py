"""Auditing: a long history looked through, beside the time in which git only lists what it changed."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from random import Random

from acmeinc.incident.document import Written
from acmeinc.process.rules import Rules
from acmeinc.rendering.templates import Templates
from acmeinc.storage.commit import commit_message
from acmeinc.storage.repository import Repository
from benchmarks.figures import Figure
from benchmarks.past import HOURS_BETWEEN, Past
from benchmarks.scene import Scene, scene
from benchmarks.stopwatch import Run, interleaved

INCIDENTS = 1000
STEPS = 20
GOAL = 3.0
ROUNDS = 7

YARDSTICK = "git log --raw"
_WHO = "Ana Ruiz <ana@example.com>"


def measure(rounds: int) -> list[Figure]:
    """Return what `audit` takes in a repository of many incidents, by the clock and of processors."""
    with scene() as place:
        where = place.repository("audited")
        write_history(where, INCIDENTS, STEPS)
        commands = {"audit": place.acmeinc("audit"), YARDSTICK: ["git", "log", "--raw"]}
        by_the_clock, of_processors = (
            interleaved(rounds, {name: _timer(place, where, each, taken) for name, each in commands.items()})
            for taken in (attrgetter("seconds"), attrgetter("cpu_seconds"))
        )
    title = f"audit of {INCIDENTS:,} incidents, {INCIDENTS * STEPS:,} commits"
    return [
        Figure(title, by_the_clock["audit"], "ms", YARDSTICK, by_the_clock[YARDSTICK], GOAL),
        Figure(f"{title}, processors", of_processors["audit"], "ms", YARDSTICK, of_processors[YARDSTICK]),
    ]


def _timer(
    place: Scene, where: Path, command: list[str], taken: Callable[[Run], float]
) -> Callable[[], float]:
    """Return a measure that runs a command and returns what it took, in milliseconds."""
    return lambda: taken(place.run(command, where)) * 1000


def write_history(root: Path, incidents: int, steps: int) -> None:
    """Give a new repository a past of `incidents`, one after the other, with a commit for each step.

    Its first commit is made again, before all of them.
    """
    command = ["git", "-C", str(root), "fast-import", "--quiet", "--force", "--done"]
    tree = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "HEAD^{tree}"], capture_output=True, text=True, check=True
    ).stdout.strip()
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.writelines(_stream(Repository(root), tree, incidents, steps))
    assert process.returncode == 0
    subprocess.run(["git", "-C", str(root), "reset", "--quiet", "--hard"], check=True)


def _stream(repository: Repository, tree: str, incidents: int, steps: int) -> Iterator[bytes]:
    """Yield what `git fast-import` takes."""
    past = Past(Templates(repository.template), Rules(repository.read_rule), Random(incidents))
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=HOURS_BETWEEN * (incidents + 1))
    yield _commit("Start the incident repository\n", begin) + f'M 040000 {tree} ""\n\n'.encode()
    for number in range(incidents):
        declared = begin + timedelta(hours=HOURS_BETWEEN * (number + 1))
        for at, written in past.steps(number, declared, steps):
            path = repository.relative(repository.path_of(written.incident.id))
            text = written.text.encode()
            yield _commit(_message(written), at)
            yield f"M 100644 inline {path}\ndata {len(text)}\n".encode() + text + b"\n"
    yield b"done\n"


def _commit(message: str, at: datetime) -> bytes:
    words, when = message.encode(), f"{at.timestamp():.0f} +0000"
    head = f"commit refs/heads/main\nauthor {_WHO} {when}\ncommitter {_WHO} {when}\ndata {len(words)}\n"
    return head.encode() + words


def _message(written: Written) -> str:
    """Return the message of a step's commit."""
    incident = written.incident
    trailers = [("Incident", incident.id), ("Step", "log"), ("Severity", incident.severity)]
    trailers += [("Entry", entry.id) for entry in written.recorded]
    return commit_message(f"{incident.id}: a step", trailers)
