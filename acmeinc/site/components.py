"""The parts of the product that the public page shows: how each is now, and was on the last ninety days.

A component is a functionality whose `public` cell in `ownership.csv` says yes. It is as bad as the worst of
the open incidents that name it, and was so from one post to the next.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from acmeinc.process.ownership import Owner
from acmeinc.site.announced import RESOLVED, Announced, public_id

OPERATIONAL = "operational"
STATES = (OPERATIONAL, "degraded_performance", "partial_outage", "major_outage")
"""The states of a component, from best to worst, in Statuspage's words."""
DAYS = 90


class Component(NamedTuple):
    """A part of the product; `names` are what incidents call it, without regard to case."""

    id: str
    name: str
    names: frozenset[str]


class Day(NamedTuple):
    """How a component was on a day of the organisation's: its worst state, and the incidents of that day."""

    date: date
    state: str
    incidents: tuple[Announced, ...] = ()


def public_components(owners: Iterable[Owner]) -> tuple[Component, ...]:
    """Return the public components in the order of `ownership.csv`, each functionality once."""
    named: dict[str, str] = {}
    services: dict[str, set[str]] = {}
    for owner in owners:
        key = owner.functionality.casefold()
        if owner.public:
            named.setdefault(key, owner.functionality)
            services.setdefault(key, {key}).add(owner.service.casefold())
    return tuple(
        Component(public_id("component", key), name, frozenset(services[key] - {""}))
        for key, name in named.items()
    )


def by_name(components: Sequence[Component]) -> dict[str, Component]:
    """Return the components by what incidents call them, case folded: the functionality, else a service."""
    found: dict[str, Component] = {}
    for component in components:
        for name in component.names:
            found.setdefault(name, component)
    return found | {component.name.casefold(): component for component in components}


def worst(states: Iterable[str]) -> str:
    """Return the worst of component states; operational when there are none."""
    return max(states, key=STATES.index, default=OPERATIONAL)


def state_now(incidents: Iterable[Announced]) -> str:
    """Return how the component of these incidents is now."""
    return worst(known.state.component for known in incidents if not known.ended)


def last_days(
    incidents: Sequence[Announced], today: date, zone: ZoneInfo, days: int = DAYS
) -> tuple[Day, ...]:
    """Return how the component of these incidents was on each of the last `days`, oldest first, to today."""
    first = today - timedelta(days=days - 1)
    before = datetime.combine(first, time(), zone)
    states: dict[date, list[str]] = {}
    seen: dict[date, dict[str, Announced]] = {}
    for known in (known for known in incidents if not known.ended or known.ended >= before):
        for begins, ends, state in _spans(known):
            for day in _dates(begins, ends, (first, today), zone):
                states.setdefault(day, []).append(state)
                seen.setdefault(day, {})[known.id] = known
    every = (first + timedelta(days=number) for number in range(days))
    return tuple(Day(day, worst(states.get(day, ())), tuple(seen.get(day, {}).values())) for day in every)


def _spans(known: Announced) -> Iterator[tuple[datetime, datetime | None, str]]:
    """Yield from when until when, which is None for now, an incident's component was in which state."""
    ends = known.ended
    for post in known.posts:
        if post.phase != RESOLVED and (ends is None or post.at <= ends):
            yield post.at, ends, post.state.component
        if ends is None or post.at < ends:
            ends = post.at


def _dates(
    begins: datetime, ends: datetime | None, window: tuple[date, date], zone: ZoneInfo
) -> Iterator[date]:
    first, last = window
    day = max(begins.astimezone(zone).date(), first)
    # What ends at midnight does not begin a day.
    moment = max(begins, ends - timedelta(seconds=1)) if ends else None
    until = min(moment.astimezone(zone).date(), last) if moment else last
    while day <= until:
        yield day
        day += timedelta(days=1)
