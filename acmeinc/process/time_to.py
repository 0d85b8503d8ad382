"""How long it took from the start of the impact: median and 90th percentile over many incidents."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from acmeinc.process.contribution import Contribution
from acmeinc.process.metrics import TIME_TO_FORMULAS


class TimeTo(NamedTuple):
    """The time to something, by its formula: of `known` incidents; None when there is none.

    `missing` lack a milestone, `contradictory` have milestones in the wrong order; neither is counted as
    zero. `median` is the middle one, or the mean of the two in the middle; `percentile_90` the shortest that
    is not exceeded by at least nine incidents of ten (nearest rank).
    """

    name: str
    formula: str
    known: int
    missing: int
    contradictory: int
    median: timedelta | None
    percentile_90: timedelta | None


def time_to(name: str, incidents: Iterable[Contribution]) -> TimeTo:
    """Return how long it took to get to `name`, a key of `TIME_TO_FORMULAS` (process: Milestones).

    Bugs and duplicates are left out.
    """
    times = [one.times[name] for one in incidents if one.is_timed]
    told = [time for time in times if time is not None]
    known = sorted(time for time in told if time >= timedelta(0))
    return TimeTo(
        name,
        TIME_TO_FORMULAS[name],
        len(known),
        len(times) - len(told),
        len(told) - len(known),
        _median(known),
        known[-(-len(known) * 9 // 10) - 1] if known else None,
    )


def _median(lengths: Sequence[timedelta]) -> timedelta | None:
    """Return the middle one of sorted lengths, or the mean of the two in the middle, in whole seconds."""
    if not lengths:
        return None
    middle = len(lengths) // 2
    mean = (lengths[middle] + lengths[~middle]) / 2
    return timedelta(seconds=int(mean.total_seconds()))
