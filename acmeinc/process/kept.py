"""How promises were kept: the share that was on time, and the worst lateness."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from acmeinc.process.contribution import Contribution, Owed
from acmeinc.process.promises import PromiseKind

ON_TIME = timedelta(0)


class Worst(NamedTuple):
    """The latest of all late promises: by how much, of which incident, and when it was due."""

    late: timedelta
    incident: str
    due: datetime


class Kept(NamedTuple):
    """How many promises fell due or were kept before, how many of them were on time, and the worst of all.

    `unkept` are the late ones that never were kept; some may still be.
    """

    counted: int = 0
    on_time: int = 0
    unkept: int = 0
    worst: Worst | None = None

    @property
    def late(self) -> int:
        """Return how many were not on time."""
        return self.counted - self.on_time

    @property
    def share(self) -> float | None:
        """Return the share that was on time, 0 to 1; None when there was nothing to keep."""
        return self.on_time / self.counted if self.counted else None


class Part(NamedTuple):
    """The promises of one severity, one commander, one month: `name` says of which."""

    name: str
    kept: Kept


class Outcome(NamedTuple):
    """What came of one promise of an incident: how late it was, or is now; nothing when it was on time."""

    owed: Owed
    incident: str
    late: timedelta


def outcomes(contributions: Iterable[Contribution], now: datetime) -> list[Outcome]:
    """Return what came of every promise that was kept, or fell due before `now`; the others do not count."""
    return [
        Outcome(owed, one.id, late)
        for one in contributions
        for owed in one.owed
        if (late := owed.promise.late(now)) is not None
    ]


def of_kinds(found: Iterable[Outcome], *kinds: PromiseKind) -> list[Outcome]:
    """Return the outcomes of promises of these kinds."""
    return [outcome for outcome in found if outcome.owed.promise.kind in kinds]


def kept(found: Sequence[Outcome]) -> Kept:
    """Return how the promises were kept; of those equally late the one due first is the worst."""
    late = [outcome for outcome in found if outcome.late > ON_TIME]
    latest = max(
        late, key=lambda outcome: (outcome.late, -outcome.owed.promise.due.timestamp()), default=None
    )
    worst = Worst(latest.late, latest.incident, latest.owed.promise.due) if latest else None
    unkept = sum(outcome.owed.promise.kept is None for outcome in late)
    return Kept(len(found), len(found) - len(late), unkept, worst)


def parts(found: Iterable[Outcome], name: Callable[[Outcome], str]) -> tuple[Part, ...]:
    """Return how the promises of each name were kept, in the order of the names."""
    grouped: dict[str, list[Outcome]] = {}
    for outcome in found:
        grouped.setdefault(name(outcome), []).append(outcome)
    return tuple(Part(key, kept(grouped[key])) for key in sorted(grouped))
