"""Times as the public page shows them: on the organisation's clock, with UTC and a form for machines."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from acmeinc.process.time_input import clock_label


class PageClock(NamedTuple):
    """The clock of the page, in the organisation's time zone."""

    zone: ZoneInfo

    def shown(self, moment: datetime | None) -> dict[str, str]:
        """Return what a template shows of a moment; {} for none.

        `iso` is for `datetime=`, `utc` for `title=`; `day` and `clock` are the two halves of `local`.
        """
        if moment is None:
            return {}
        local = moment.astimezone(self.zone)
        clock = clock_label(moment, self.zone)
        return {
            "iso": machine(moment),
            "utc": f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
            "day": long_day(local.date()),
            "clock": clock,
            "local": f"{local.day} {local:%b %Y}, {clock}",
        }

    def until(self, begun: datetime, ended: datetime | None) -> str:
        """Return when it ended, for a line that says when it began: without the day if that is the same."""
        if ended is None:
            return ""
        return self.shown(ended)["clock" if self.day_of(begun) == self.day_of(ended) else "local"]

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment."""
        return moment.astimezone(self.zone).date()


def machine(moment: datetime) -> str:
    """Return a moment for machines: `2026-11-23T14:10:00Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def long_day(day: date) -> str:
    """Return a day for people: `23 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def zone_in_words(name: str) -> str:
    """Return a time zone for people: `New York time`, `UTC`."""
    place = name.rpartition("/")[2].replace("_", " ")
    return f"{place} time" if "/" in name else place
