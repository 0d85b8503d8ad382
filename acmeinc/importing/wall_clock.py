"""Times of other programs: with a zone or without, and what a clock shows when it is set back or forward."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from acmeinc.process.time_input import showings

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_SPACED_OFFSET = re.compile(r"\s+(?=(?:[+-]\d\d:?\d\d|Z)$)|\s+UTC$", re.IGNORECASE)


class Read(NamedTuple):
    """A moment (UTC), and whether it had to be put down to a zone because its text names none."""

    at: datetime
    is_local: bool


def read_time(text: str, zone: tzinfo) -> Read | None:
    """Return the moment that ISO 8601, strict or with spaces, names; None when `text` is no time.

    Without an offset it is what the clock of `zone` showed.
    """
    words = text.strip()
    if words.upper().endswith("UTC"):
        words = f"{words[:-3].strip()}Z"
    try:
        moment = datetime.fromisoformat(_SPACED_OFFSET.sub("", words))
    except ValueError:
        return None
    if not MINYEAR < moment.year < MAXYEAR:
        return None
    if moment.tzinfo:
        return Read(moment.astimezone(UTC), False)
    return Read(shown_at(moment, zone), True)


def shown_at(local: datetime, zone: tzinfo, after: datetime | None = None) -> datetime:
    """Return when the clock of `zone` showed `local`, in UTC.

    Of a time that it showed twice the first that is not before `after`; one that it skipped is taken as if
    it had not been set forward.
    """
    moments = showings(local, zone) or [local.replace(tzinfo=zone, fold=0).astimezone(UTC)]
    return next((moment for moment in moments if after is None or moment >= after), moments[-1])


class Days:
    """The days of a log that writes only times of day: what is hours earlier than the last line is tomorrow.

    `day` is the day of the first line, and moves on.
    """

    def __init__(self, zone: tzinfo, day: date) -> None:
        self.zone = zone
        self.day = day
        self._last: datetime | None = None

    def turn_to(self, day: date) -> None:
        """Take in that a line names the day."""
        if day != self.day:
            self.day, self._last = day, None

    def at(self, clock: time) -> datetime:
        """Return when a line was written that shows this time of day (UTC)."""
        moment = self._moment(clock)
        if self._last and self._last - moment > timedelta(hours=12):
            self.day += timedelta(days=1)
            moment = self._moment(clock)
        self._last = moment
        return moment

    def _moment(self, clock: time) -> datetime:
        return shown_at(datetime.combine(self.day, clock), self.zone, self._last)
