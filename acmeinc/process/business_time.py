"""Business hours and the window they open for the retrospective (process: Mitigate and Resolve).

A business hour is an hour that really passes inside `business_hours` on a business day of the
organisation's zone; a business day of 24 hours lasts 23 or 25 when its clocks change.
"""

from collections.abc import Callable, Container, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from acmeinc.errors import RulesSayNo
from acmeinc.process.settings import BusinessHours
from acmeinc.process.severity import RetrospectiveRule
from acmeinc.process.time_input import day_label


class RetrospectiveWindow(NamedTuple):
    """When the retrospective may be held, in UTC, both ends included, and from what it was counted."""

    opens: datetime
    closes: datetime
    counted_from: Literal["mitigation", "resolution"]

    def holds(self, when: datetime) -> bool:
        """Return whether `when` is inside the window."""
        return self.opens <= when <= self.closes

    def label(self, zone: tzinfo) -> str:
        """Return the window for people, "Tue 24 Nov 10:13 and Wed 25 Nov 10:13" after the word between."""
        note = " (counted from resolution)" if self.counted_from == "resolution" else ""
        return f"{day_label(self.opens, zone)} and {day_label(self.closes, zone)}{note}"


def retrospective_window(
    mitigated: datetime,
    resolved: datetime | None,
    rule: RetrospectiveRule,
    hours: BusinessHours,
    zone: tzinfo,
) -> RetrospectiveWindow:
    """Return when the retrospective may be held: `rule`'s business hours after mitigation.

    The window never opens before resolution: when resolution comes after it has opened, both ends are
    counted from resolution. `resolved` is None while that is not known. Raises RulesSayNo as
    `add_business_hours` does (process: Mitigate and Resolve).
    """
    opens = add_business_hours(mitigated, rule.earliest, hours, zone)
    if resolved is not None and resolved > opens:
        opens = add_business_hours(resolved, rule.earliest, hours, zone)
        closes = add_business_hours(resolved, rule.latest, hours, zone)
        return RetrospectiveWindow(opens, closes, "resolution")
    return RetrospectiveWindow(opens, add_business_hours(mitigated, rule.latest, hours, zone), "mitigation")


def suggested_time(window: RetrospectiveWindow, hours: BusinessHours, zone: tzinfo) -> datetime:
    """Return a civil time for the retrospective (UTC): the first 10:00 of a business day in its window.

    Where there is none, the window's opening.
    """
    for opens, closes in _business_days(window.opens.astimezone(zone).date(), hours, zone):
        ten = _wall(opens.astimezone(zone).date(), timedelta(hours=10), zone)
        if window.holds(ten) and opens <= ten < closes:
            return ten
        if opens > window.closes:
            break
    return window.opens


def add_business_hours(start: datetime, amount: timedelta, hours: BusinessHours, zone: tzinfo) -> datetime:
    """Return the first moment, in UTC, by which `amount` of business time has passed since `start`.

    Raises RulesSayNo when `hours` hold no business time at all, or name an unknown country.
    """
    if amount <= timedelta(0):
        return start.astimezone(UTC)
    left = amount
    days = _business_days(start.astimezone(zone).date(), hours, zone)
    while True:
        opens, closes = next(days)
        begins = max(opens, start.astimezone(UTC))
        available = max(closes - begins, timedelta(0))
        if available >= left:
            return begins + left
        left -= available


def _business_days(first: date, hours: BusinessHours, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield when business opens and closes, in UTC, on each business day from `first` on, without end."""
    if not hours.days or hours.end <= hours.start:
        raise RulesSayNo(
            "acmeinc.yaml: business_hours hold no business time, so no retrospective can be scheduled",
            hint="give it days and a from before its to",
        )
    is_holiday = _holiday_test(hours)
    day = first
    while True:
        if day.weekday() in hours.days and not is_holiday(day):
            yield _wall(day, hours.start, zone), _wall(day, hours.end, zone)
        day += timedelta(days=1)


def _wall(day: date, since_midnight: timedelta, zone: tzinfo) -> datetime:
    """Return the moment at which the clock of `zone` shows that time on `day`; 24 h is the next midnight."""
    return (datetime.combine(day, time()) + since_midnight).replace(tzinfo=zone).astimezone(UTC)


def _holiday_test(hours: BusinessHours) -> Callable[[date], bool]:
    """Return the question whether a day is a holiday: one of the dates listed, or of the country's."""
    if not hours.country:
        return hours.holidays.__contains__
    calendar = _calendar(hours.country)
    if calendar is None:
        raise RulesSayNo(
            f'acmeinc.yaml: business_hours: no holidays are known for "{hours.country}"',
            hint='use a country ("US"), a subdivision ("US-CA"), or dates',
        )
    return lambda day: day in hours.holidays or day in calendar


def has_calendar(country: str) -> bool:
    """Return whether the public holidays of a country ("US") or a part of one ("US-CA") are known."""
    return _calendar(country) is not None


def _calendar(country: str) -> Container[date] | None:
    import holidays

    code, _, subdivision = country.partition("-")
    try:
        found: Container[date] = holidays.country_holidays(code, subdiv=subdivision or None)
    except NotImplementedError:
        return None
    return found
