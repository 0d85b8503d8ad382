"""Who carried the load, so that somebody looks after them: for care, never for blame."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from acmeinc.process.contribution import Contribution


class Person(NamedTuple):
    """What somebody carried: `incidents` they took part in, how many they `commanded`, their nights.

    `night_hours` are the hours between 22:00 and 07:00 in which they recorded something, each counted once,
    whatever the number of incidents; `nights` are how many nights those lie in.
    """

    name: str
    incidents: int
    commanded: int
    night_hours: int
    nights: int


def carried(contributions: Iterable[Contribution]) -> tuple[Person, ...]:
    """Return what each person carried, whoever had the most night hours first, then the most incidents."""
    incidents: dict[str, int] = {}
    commanded: dict[str, int] = {}
    hours: dict[str, set[datetime]] = {}
    for one in contributions:
        for share in one.shares:
            name = share.person
            incidents[name] = incidents.get(name, 0) + 1
            commanded[name] = commanded.get(name, 0) + share.commanded
            hours.setdefault(name, set()).update(share.night_hours)
    people = [
        Person(name, incidents[name], commanded[name], len(hours[name]), _nights(hours[name]))
        for name in incidents
    ]
    return tuple(sorted(people, key=lambda one: (-one.night_hours, -one.incidents, -one.commanded, one.name)))


def _nights(hours: Iterable[datetime]) -> int:
    """Return in how many nights hours lie: those of one night are less than half a day from each other."""
    nights, last = 0, None
    for hour in sorted(hours):
        if last is None or hour - last > _HALF_A_DAY:
            nights += 1
        last = hour
    return nights


_HALF_A_DAY = timedelta(hours=12)
