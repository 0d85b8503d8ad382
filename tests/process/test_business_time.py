"""Business hours and the window of the retrospective, exact to the second (process: Mitigate and Resolve)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import RulesSayNo
from acmeinc.process.business_time import RetrospectiveWindow, add_business_hours, retrospective_window
from acmeinc.process.settings import BusinessHours
from acmeinc.process.severity import RetrospectiveRule

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
RULE = RetrospectiveRule(
    length=timedelta(minutes=45), earliest=timedelta(hours=24), latest=timedelta(hours=48)
)


def hours(
    days: str = "01234",
    start: int = 0,
    end: int = 24,
    *,
    holidays: tuple[date, ...] = (),
    country: str = "",
) -> BusinessHours:
    """Business hours on the days given by number, Monday 0, from one full hour to another."""
    return BusinessHours(
        days=frozenset(int(day) for day in days),
        start=timedelta(hours=start),
        end=timedelta(hours=end),
        holidays=frozenset(holidays),
        country=country,
    )


WEEKDAYS = hours()
ALL_WEEK = hours("0123456")
OFFICE = hours(start=9, end=17)
THANKSGIVING = date(2026, 11, 26)
EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """A local time; of one that happens twice, the first."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "amount", "business", "end"),
    [
        pytest.param("2026-11-20 16:30", 24, WEEKDAYS, "2026-11-23 16:30", id="over-the-weekend"),
        pytest.param("2026-11-20 16:30", 48, WEEKDAYS, "2026-11-24 16:30", id="two-days-over-the-weekend"),
        pytest.param("2026-11-23 10:13:07", 24, WEEKDAYS, "2026-11-24 10:13:07", id="to-the-second"),
        pytest.param("2026-11-21 11:00", 24, WEEKDAYS, "2026-11-24 00:00", id="from-saturday"),
        pytest.param("2026-11-20 00:00", 24, WEEKDAYS, "2026-11-21 00:00", id="ends-as-the-day-ends"),
        pytest.param("2026-11-21 11:00", 0, WEEKDAYS, "2026-11-21 11:00", id="no-time-at-all"),
        pytest.param("2026-11-20 16:30", 24, OFFICE, "2026-11-25 16:30", id="office-hours"),
        pytest.param("2026-11-20 05:00", 8, OFFICE, "2026-11-20 17:00", id="before-the-office-opens"),
        pytest.param("2026-11-20 17:00", 1, OFFICE, "2026-11-23 10:00", id="as-the-office-closes"),
        pytest.param(
            "2026-11-25 16:30",
            24,
            hours(holidays=(THANKSGIVING,)),
            "2026-11-27 16:30",
            id="over-a-listed-holiday",
        ),
        pytest.param(
            "2026-11-25 16:30", 24, hours(country="US"), "2026-11-27 16:30", id="over-a-national-holiday"
        ),
        pytest.param(
            "2026-03-30 12:00", 24, hours(country="US"), "2026-03-31 12:00", id="no-national-holiday"
        ),
        pytest.param(
            "2026-03-30 12:00", 24, hours(country="US-CA"), "2026-04-01 12:00", id="cesar-chavez-day"
        ),
        pytest.param(
            "2026-03-06 16:30", 24, WEEKDAYS, "2026-03-09 16:30", id="spring-change-outside-business"
        ),
        pytest.param("2026-03-07 16:30", 24, ALL_WEEK, "2026-03-08 17:30", id="spring-sunday-has-23-hours"),
        pytest.param("2026-10-31 16:30", 24, ALL_WEEK, "2026-11-01 15:30", id="autumn-sunday-has-25-hours"),
        pytest.param("2026-03-08 00:00", 3, hours("6", 1, 5), "2026-03-08 05:00", id="spring-short-opening"),
    ],
)
def test_business_time_adds_up_in_new_york(
    start: str, amount: int, business: BusinessHours, end: str
) -> None:
    found = add_business_hours(at(start), timedelta(hours=amount), business, NEW_YORK)
    assert (found, found.tzinfo) == (at(end).astimezone(UTC), UTC)


@pytest.mark.parametrize(
    ("start", "business", "end"),
    [
        pytest.param("2026-03-27 16:30", WEEKDAYS, "2026-03-30 16:30", id="spring-weekend-off"),
        pytest.param("2026-03-28 16:30", ALL_WEEK, "2026-03-29 17:30", id="spring-sunday-worked"),
        pytest.param("2026-10-23 16:30", WEEKDAYS, "2026-10-26 16:30", id="autumn-weekend-off"),
        pytest.param("2026-10-24 16:30", ALL_WEEK, "2026-10-25 15:30", id="autumn-sunday-worked"),
    ],
)
def test_a_business_day_in_berlin_follows_both_clock_changes(
    start: str, business: BusinessHours, end: str
) -> None:
    found = add_business_hours(at(start, BERLIN), timedelta(hours=24), business, BERLIN)
    assert found == at(end, BERLIN).astimezone(UTC)


@pytest.mark.parametrize("business", [hours(""), hours(start=9, end=9), hours(start=17, end=9)])
def test_hours_without_business_time_are_refused(business: BusinessHours) -> None:
    with pytest.raises(RulesSayNo, match="business_hours hold no business time"):
        add_business_hours(at("2026-11-20 16:30"), timedelta(hours=1), business, NEW_YORK)


@pytest.mark.parametrize("country", ["Acme", "US-Acme"])
def test_an_unknown_country_is_refused_by_name(country: str) -> None:
    with pytest.raises(RulesSayNo, match=f'no holidays are known for "{country}"'):
        add_business_hours(at("2026-11-20 16:30"), timedelta(hours=1), hours(country=country), NEW_YORK)


@pytest.mark.parametrize(
    ("mitigated", "resolved", "opens", "closes", "counted_from", "label"),
    [
        pytest.param(
            "2026-11-20 16:30",
            None,
            "2026-11-23 16:30",
            "2026-11-24 16:30",
            "mitigation",
            "Mon 23 Nov 16:30 and Tue 24 Nov 16:30",
            id="not-resolved-yet",
        ),
        pytest.param(
            "2026-11-20 16:30",
            "2026-11-23 16:30",
            "2026-11-23 16:30",
            "2026-11-24 16:30",
            "mitigation",
            "Mon 23 Nov 16:30 and Tue 24 Nov 16:30",
            id="resolved-the-second-it-opens",
        ),
        pytest.param(
            "2026-11-20 16:30",
            "2026-11-23 16:30:01",
            "2026-11-24 16:30:01",
            "2026-11-25 16:30:01",
            "resolution",
            "Tue 24 Nov 16:30 and Wed 25 Nov 16:30 (counted from resolution)",
            id="resolved-a-second-later",
        ),
        pytest.param(
            "2026-11-20 16:30",
            "2026-11-20 12:00",
            "2026-11-23 16:30",
            "2026-11-24 16:30",
            "mitigation",
            "Mon 23 Nov 16:30 and Tue 24 Nov 16:30",
            id="resolved-before-mitigated",
        ),
    ],
)
def test_the_window_follows_mitigation_unless_resolution_comes_after_it_opened(
    mitigated: str, resolved: str | None, opens: str, closes: str, counted_from: str, label: str
) -> None:
    window = retrospective_window(at(mitigated), at(resolved) if resolved else None, RULE, WEEKDAYS, NEW_YORK)
    assert (window.opens, window.closes, window.counted_from) == (at(opens), at(closes), counted_from)
    assert window.label(NEW_YORK) == label


def test_both_ends_of_the_window_are_inside() -> None:
    window = RetrospectiveWindow(at("2026-11-23 16:30"), at("2026-11-24 16:30"), "mitigation")
    second = timedelta(seconds=1)
    moments = [window.opens - second, window.opens, window.closes, window.closes + second]
    assert [window.holds(moment) for moment in moments] == [False, True, True, False]


STARTS = st.integers(0, 6 * 365 * 86_400).map(lambda seconds: EPOCH + timedelta(seconds=seconds))
AMOUNTS = st.integers(0, 100_000).map(lambda seconds: timedelta(seconds=seconds))
BUSINESS = st.sampled_from([WEEKDAYS, ALL_WEEK, OFFICE, hours("06", 8, 20)])


@given(start=STARTS, first=AMOUNTS, second=AMOUNTS, business=BUSINESS)
def test_business_time_added_in_two_steps_is_business_time_added_at_once(
    start: datetime, first: timedelta, second: timedelta, business: BusinessHours
) -> None:
    halfway = add_business_hours(start, first, business, NEW_YORK)
    in_two_steps = add_business_hours(halfway, second, business, NEW_YORK)
    assert in_two_steps == add_business_hours(start, first + second, business, NEW_YORK)


@given(start=STARTS, amount=AMOUNTS)
def test_when_every_hour_is_a_business_hour_time_just_passes(start: datetime, amount: timedelta) -> None:
    assert add_business_hours(start, amount, ALL_WEEK, NEW_YORK) == start + amount


@given(start=STARTS, resolved=STARTS, business=BUSINESS)
def test_the_window_never_opens_before_resolution(
    start: datetime, resolved: datetime, business: BusinessHours
) -> None:
    window = retrospective_window(start, resolved, RULE, business, NEW_YORK)
    assert max(start, resolved) <= window.opens < window.closes
