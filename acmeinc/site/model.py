"""The public page as one value: everything that its pages, feeds and JSON files are made of."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from acmeinc.process.settings import Settings
from acmeinc.site.announced import Announced, public_id
from acmeinc.site.components import Component, Day, by_name, last_days, state_now
from acmeinc.site.times import PageClock

IMPACTS = ("none", "minor", "major", "critical")
"""How bad it is for the whole page, from best to worst, in Statuspage's words."""


class Site:
    """What the public knows: `incidents` newest first, `components` in their order, on the day `today`."""

    def __init__(
        self,
        settings: Settings,
        components: Sequence[Component],
        incidents: Sequence[Announced],
        now: datetime,
    ) -> None:
        self.organization = settings.organization
        named = f"{settings.organization} status" if settings.organization else "Status"
        self.title = settings.public_page.title or named
        self.support = settings.public_page.support
        self.url = _base(settings.links.get("status_page", ""))
        """Where the page is found, with a slash at its end; "" when nobody said."""
        self.time_zone = settings.time_zone
        self.clock = PageClock(settings.zone)
        self.today = self.clock.day_of(now)
        self.components = tuple(components)
        self.incidents = tuple(sorted(incidents, key=lambda known: (known.begun, known.id), reverse=True))
        self._named = by_name(self.components)
        self.id = public_id("page", self.url or self.title)

    @property
    def zone(self) -> ZoneInfo:
        """Return the organisation's time zone."""
        return self.clock.zone

    @cached_property
    def open(self) -> tuple[Announced, ...]:
        """Return the incidents that go on."""
        return tuple(known for known in self.incidents if not known.ended)

    @property
    def impact(self) -> str:
        """Return how bad it is now, one of `IMPACTS`."""
        return max((known.state.impact for known in self.open), key=IMPACTS.index, default=IMPACTS[0])

    @cached_property
    def updated(self) -> datetime:
        """Return when the public last heard anything; the beginning of today when it never did."""
        midnight = datetime.combine(self.today, time(), self.zone)
        return max((known.updated for known in self.incidents), default=midnight)

    @cached_property
    def begun(self) -> datetime:
        """Return when the public first heard anything; the beginning of today when it never did."""
        return min((known.begun for known in self.incidents), default=self.updated)

    def component(self, known: Announced) -> Component | None:
        """Return the component that an incident is about; None when it is none of the public ones."""
        return self._named.get(known.affected.casefold())

    @cached_property
    def _by_component(self) -> Mapping[str, Sequence[Announced]]:
        found: dict[str, list[Announced]] = {component.id: [] for component in self.components}
        for known in self.incidents:
            if component := self.component(known):
                found[component.id].append(known)
        return found

    def incidents_of(self, component: Component) -> Sequence[Announced]:
        """Return the incidents of a component, newest first."""
        return self._by_component[component.id]

    def state(self, component: Component) -> str:
        """Return how a component is now."""
        return state_now(self.incidents_of(component))

    def days(self, component: Component) -> tuple[Day, ...]:
        """Return how a component was on each of the last ninety days, oldest first."""
        return last_days(self.incidents_of(component), self.today, self.zone)

    @cached_property
    def months(self) -> Mapping[str, Sequence[Announced]]:
        """Return the incidents by month (`2026-11`), newest month first, each newest first."""
        found: dict[str, list[Announced]] = {}
        for known in self.incidents:
            found.setdefault(month_of(self.clock.day_of(known.begun)), []).append(known)
        return found


def month_of(day: date) -> str:
    """Return the month of a day: `2026-11`."""
    return f"{day:%Y-%m}"


def _base(url: str) -> str:
    """Return an address that pages are found below, "" when `url` is none."""
    return f"{url.rstrip('/')}/" if url.startswith(("https://", "http://")) else ""
