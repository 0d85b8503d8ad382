"""A long past: thousands of incidents as long and as talkative as real ones, with a commit for each step."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import NamedTuple

from acmeinc.incident.document import Written
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft
from acmeinc.storage.repository import Repository
from benchmarks.history import Commit, commit_of, made_in_processes, write_history
from benchmarks.past import HOURS_BETWEEN, Past, closed, message, resolved
from benchmarks.shape import Shape

_TOGETHER = 50
_LONGEST_NOTE = 40
_DOWNGRADED = 0.05
_AT_MOST = timedelta(days=20)


class _Plan(NamedTuple):
    """What is to be made: `count` incidents in the repository at `root`, the newest `opened` still open."""

    root: Path
    total: int
    opened: int
    end: datetime

    def declared(self, number: int) -> datetime:
        return self.end - timedelta(hours=HOURS_BETWEEN * (self.total - number))


def write_long_past(root: Path, count: int, opened: int = 1) -> None:
    """Give a new repository `count` incidents, the newest `opened` still open, and a commit for each step.

    The newest are the same whatever the count is: what is open now does not depend on the past.
    """
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    batches = -(-count // _TOGETHER)
    make = partial(_batch, _Plan(root, count, opened, end), batches)
    write_history(root, _in_order(made_in_processes(make, batches)))


def _batch(plan: _Plan, batches: int, which: int) -> list[Commit]:
    """Return the commits of a few incidents; the first of all `batches` has the oldest."""
    ago = batches - 1 - which
    past = Past.of(Repository(plan.root), ago)
    shape = Shape(Random(ago))
    newest_first = range(ago * _TOGETHER, min(plan.total, (ago + 1) * _TOGETHER))
    lives = [list(_life(plan, past, shape, plan.total - 1 - number)) for number in newest_first]
    return [commit_of(written, at, step) for life in reversed(lives) for at, step, written in life]


def _life(plan: _Plan, past: Past, shape: Shape, number: int) -> Iterator[tuple[datetime, str, Written]]:
    """Yield the document of one incident after each of its steps, with when and what it was."""
    is_open = number >= plan.total - plan.opened
    declared = plan.declared(number)
    left = (plan.end - declared) * 0.9
    lasting = left if is_open else min(shape.lasting(), left / 2, _AT_MOST)
    written = None
    for at, step, drafts in _steps(past, shape, number, (declared, lasting), is_open=is_open):
        written = past.recorded(written, drafts, at)
        yield at, step, written
    if not is_open and written:
        after = declared + lasting + min(timedelta(days=2), left / 4)
        step, last = _ending(past, after)
        yield after, step, past.recorded(written, [last], after)


def _steps(
    past: Past, shape: Shape, number: int, when: tuple[datetime, timedelta], *, is_open: bool
) -> Iterator[tuple[datetime, str, list[Draft]]]:
    """Yield what is recorded until it is resolved: messages, and a note before each."""
    declared, lasting = when
    count = shape.messages()
    yield (
        declared,
        "declare",
        [
            past.begun(number, declared, shape.severity())[1],
            _told(shape, "initial", declared),
        ],
    )
    for step in range(1, count):
        at = declared + lasting * (step / count)
        note = Draft(shape.sentence(_LONGEST_NOTE), at=at)
        yield at - lasting / count / 2, "log", [note]
        yield at, "update", [_told(shape, "update", at)]
    if not is_open:
        over = declared + lasting
        yield over, "resolve", [resolved(declared + lasting * 0.8, over), _told(shape, "resolution", over)]


def _told(shape: Shape, kind: str, at: datetime) -> Draft:
    return message(kind, shape.sentence(), at, time_value(at + timedelta(minutes=30)))


def _ending(past: Past, at: datetime) -> tuple[str, Draft]:
    """Return the last step: mostly the retrospective."""
    if past.chance.random() >= _DOWNGRADED:
        return "retro", closed(at)
    return "downgrade", Draft("It was a bug", "downgraded", at=at, sets={"status": "downgraded"})


def _in_order(commits: Iterable[Commit]) -> Iterator[Commit]:
    """Yield the commits in the order of their times, which incidents that overlap have mixed up.

    None is later than its incident's declaration by more than the longest incident takes.
    """
    waiting: list[tuple[datetime, int, Commit]] = []
    for number, commit in enumerate(commits):
        heappush(waiting, (commit.at, number, commit))
        while waiting[0][0] < commit.at - 2 * _AT_MOST:
            yield heappop(waiting)[2]
    while waiting:
        yield heappop(waiting)[2]
