"""Publishing: the public page of many incidents built for the first time, and again after one change."""

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from acmeinc.incident.document import Moment, Written, record
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import read
from acmeinc.storage.repository import Repository
from benchmarks.figures import Figure
from benchmarks.past import HOURS_BETWEEN, Past, closed, resolved
from benchmarks.scene import scene
from benchmarks.shape import Shape

INCIDENTS = 10_000
ROUNDS = 5
GOAL = 0.05

_FIRST = "the first build"
_TOGETHER = 100
_MOST_POSTS = 6
_LONGEST_POST = 60
_BETWEEN_POSTS = timedelta(minutes=40)


def measure(rounds: int) -> list[Figure]:
    """Return what a build after one more post takes, beside the first build of all pages."""
    with scene() as place:
        where = place.repository("published")
        now = datetime.now(UTC).replace(microsecond=0)
        write_public_past(where, INCIDENTS, now)
        build = place.acmeinc("site", "build")
        first = place.run(build, where)
        later = []
        for number in range(rounds):
            _post(where, now + timedelta(minutes=number))
            later.append(place.run(build, where))
    title = f"site build of {INCIDENTS:,} incidents after one post"
    by_the_clock, of_processors = (
        (median(getattr(run, taken) for run in later) * 1000, getattr(first, taken) * 1000)
        for taken in ("seconds", "cpu_seconds")
    )
    return [
        Figure(title, by_the_clock[0], "ms", _FIRST, by_the_clock[1], GOAL),
        Figure(f"{title}, processor", of_processors[0], "ms", _FIRST, of_processors[1]),
    ]


def write_public_past(root: Path, count: int, now: datetime) -> None:
    """Write `count` incidents that the public was told of into an empty repository; commits nothing."""
    batches = range(0, count, _TOGETHER)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(partial(_write_some, root, count, now), batches))


def _write_some(root: Path, count: int, now: datetime, first: int) -> None:
    past = Past.of(Repository(root), first)
    shape = Shape(Random(first))
    for number in range(first, min(count, first + _TOGETHER)):
        declared = now - timedelta(hours=HOURS_BETWEEN * (number + 1))
        _write(root, _told(past, shape, number, declared))


def _told(past: Past, shape: Shape, number: int, declared: datetime) -> Written:
    """Return the document of one incident, from its first post to its last."""
    count = past.chance.randint(1, _MOST_POSTS)
    posts = [
        _public("identified" if step else "investigating", shape, declared + _BETWEEN_POSTS * step)
        for step in range(count)
    ]
    end = declared + _BETWEEN_POSTS * count
    notes = [
        Draft(shape.sentence(_LONGEST_POST), at=declared + timedelta(minutes=m)) for m in range(5, 60, 5)
    ]
    drafts = [past.begun(number, declared)[1], *notes, *posts, _public("resolved", shape, end)]
    drafts += [resolved(end, end), closed(end + timedelta(days=1))]
    return past.recorded(None, drafts, declared)


def _public(phase: str, shape: Shape, at: datetime) -> Draft:
    extra = {"audience": "public", "subject": "A post", "channels": ["status_page"], "phase": phase}
    if phase != "resolved":
        extra["next_update"] = time_value(at + timedelta(hours=1))
    return Draft(shape.sentence(_LONGEST_POST), "public", at=at, extra=extra)


def _post(root: Path, at: datetime) -> None:
    """Tell the public one thing more about the newest incident."""
    repository = Repository(root)
    text = repository.read(repository.incident_paths()[0])
    moment = Moment(at, "Ana Ruiz", ZoneInfo("America/New_York"), os.urandom)
    _write(root, record(read(text), [_public("monitoring", Shape(Random(1)), at)], moment))


def _write(root: Path, written: Written) -> None:
    path = root / path_of(written.incident.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.text.encode())
