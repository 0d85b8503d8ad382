"""Times people type: every form read to the second, everything else refused (process: Milestones)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import Usage
from acmeinc.process.time_input import (
    FUTURE_HINT,
    PAST_HINT,
    clock_label,
    day_label,
    format_local,
    parse_future_time,
    parse_time,
    short,
    words_for,
)

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 15, 0, 30, 250_000, tzinfo=UTC)  # 10:00:30 in New York, 16:00:30 in Berlin


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        pytest.param("now", "2026-11-23 15:00:30", id="now"),
        pytest.param("09:02", "2026-11-23 14:02:00", id="clock-today"),
        pytest.param("9:02", "2026-11-23 14:02:00", id="clock-one-digit-hour"),
        pytest.param("09:02:17", "2026-11-23 14:02:17", id="clock-seconds"),
        pytest.param("10:00:30", "2026-11-23 15:00:30", id="clock-this-second"),
        pytest.param("10:00:31", "2026-11-22 15:00:31", id="clock-one-second-ahead-is-yesterday"),
        pytest.param("23:05", "2026-11-23 04:05:00", id="clock-yesterday"),
        pytest.param("23:05 est", "2026-11-23 04:05:00", id="clock-abbreviation"),
        pytest.param("23:05 EDT", "2026-11-23 03:05:00", id="clock-another-abbreviation"),
        pytest.param("14:05 UTC", "2026-11-23 14:05:00", id="clock-utc"),
        pytest.param("14:05Z", "2026-11-23 14:05:00", id="clock-z-adjacent"),
        pytest.param("15:05 +01:00", "2026-11-23 14:05:00", id="clock-offset"),
        pytest.param("15:05 +0100", "2026-11-23 14:05:00", id="clock-offset-without-colon"),
        pytest.param("15:05 CET", "2026-11-23 14:05:00", id="clock-cet"),
        pytest.param("08:05 cst", "2026-11-23 14:05:00", id="clock-us-central"),
        pytest.param("10m ago", "2026-11-23 14:50:30", id="minutes-ago"),
        pytest.param("10 min ago", "2026-11-23 14:50:30", id="minutes-ago-in-words"),
        pytest.param("1h30m ago", "2026-11-23 13:30:30", id="hours-and-minutes-ago"),
        pytest.param("1 hour 30 minutes ago", "2026-11-23 13:30:30", id="hours-and-minutes-ago-in-words"),
        pytest.param("45s ago", "2026-11-23 14:59:45", id="seconds-ago"),
        pytest.param("2 hours ago", "2026-11-23 13:00:30", id="hours-ago"),
        pytest.param("  2  HOURS   ago ", "2026-11-23 13:00:30", id="case-and-space"),
        pytest.param("10m ago UTC", "2026-11-23 14:50:30", id="ago-with-a-zone"),
        pytest.param("yesterday 14:00", "2026-11-22 19:00:00", id="yesterday"),
        pytest.param("yesterday 14:00 UTC", "2026-11-22 14:00:00", id="yesterday-utc"),
        pytest.param("today 09:00", "2026-11-23 14:00:00", id="today"),
        pytest.param("today 10:04", "2026-11-23 15:04:00", id="four-minutes-ahead-is-clock-skew"),
        pytest.param("2026-11-23 09:02", "2026-11-23 14:02:00", id="iso-space"),
        pytest.param("2026-11-23T09:02:05", "2026-11-23 14:02:05", id="iso-t"),
        pytest.param("2026-11-23T14:02:05Z", "2026-11-23 14:02:05", id="iso-z"),
        pytest.param("2026-11-23t14:02:05.999z", "2026-11-23 14:02:05", id="iso-fraction-is-cut-off"),
        pytest.param("2026-11-23T15:02:05+01:00", "2026-11-23 14:02:05", id="iso-offset"),
        pytest.param("2026-11-23 09:02:05 -05:00", "2026-11-23 14:02:05", id="iso-offset-after-space"),
        pytest.param("2026-11-23 09:02 est", "2026-11-23 14:02:00", id="iso-abbreviation"),
        pytest.param("2026-07-01 09:02", "2026-07-01 13:02:00", id="iso-in-summer"),
        pytest.param("2026-07-01 09:02 EST", "2026-07-01 14:02:00", id="est-is-est-in-summer"),
        pytest.param("2026-07-01 09:02 BST", "2026-07-01 08:02:00", id="british-summer-time"),
    ],
)
def test_every_form_of_a_past_time_is_read_to_the_second(text: str, when: str) -> None:
    assert parse_time(text, MONDAY, NEW_YORK) == utc(when)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "13", "1405", "14.30", "14:5", "14:05:7", "24:00", "12:60", "12:00:60", "-14:05"),
        *("2pm", "2:30 pm x", "noon", "10 ago", "ago", "m ago", "-10m", "10m", "1.5h ago", "30m1h ago"),
        *("2d ago", "yesterday", "tomorrow 10:00", "wed 10:00", "in 2h", "last week"),
        *("2026-11-23", "2026-13-01 10:00", "2026-02-30 10:00", "11/23/2026 10:00", "23.11.2026 10:00"),
        *("20261123T1000Z", "2026-11-23T10", "09:00-10:00", "09:00 +25:00", "09:00 +01:75", "09:00 +1"),
        *("0001-01-01 00:00 +14:00", "٠٩:٠٢", "10:00 est est", "\x00", "10:00\u200b", "9" * 5000 + "m ago"),
    ],
)
def test_anything_else_is_refused_with_the_forms_that_work(text: str) -> None:
    with pytest.raises(Usage) as stop:
        parse_time(text, MONDAY, NEW_YORK)
    assert (str(stop.value), stop.value.hint) == (f'"{text}" is not a time acmeinc understands', PAST_HINT)


@pytest.mark.parametrize("name", ["pm", "ist", "local", "berlin"])
def test_a_zone_name_that_is_unknown_or_stands_for_several_zones_is_refused(name: str) -> None:
    with pytest.raises(Usage) as stop:
        parse_time(f"09:02 {name}", MONDAY, NEW_YORK)
    assert str(stop.value) == f'"{name}" is not a zone acmeinc knows'
    assert stop.value.hint == (
        "use an offset like +05:30, or BST, CDT, CEST, CET, CST, EDT, EST, GMT, MDT, MST, PDT, PST, UTC, Z"
    )


def test_a_time_further_ahead_than_clocks_differ_is_refused() -> None:
    with pytest.raises(Usage) as stop:
        parse_time("today 18:00", MONDAY, NEW_YORK)
    assert str(stop.value) == (
        "2026-11-23 18:00:00 -05:00 is 7h59m ahead of now (10:00 EST); this has to be a time that has passed"
    )


@pytest.mark.parametrize(
    ("text", "seconds_ahead", "accepted"),
    [
        pytest.param("2026-11-23 15:05:00 UTC", 300, True, id="five-minutes-to-the-second"),
        pytest.param("2026-11-23 15:05:01 UTC", 301, False, id="one-second-more"),
    ],
)
def test_five_minutes_ahead_is_the_limit(text: str, seconds_ahead: int, accepted: bool) -> None:
    now = utc("2026-11-23 15:00:00")
    if accepted:
        assert parse_time(text, now, NEW_YORK) - now == timedelta(seconds=seconds_ahead)
    else:
        with pytest.raises(Usage):
            parse_time(text, now, NEW_YORK)


@pytest.mark.parametrize(
    ("text", "zone", "message", "hint"),
    [
        pytest.param(
            "2026-03-08 02:30",
            NEW_YORK,
            "02:30 on 2026-03-08 does not exist in America/New_York: the clocks change then",
            'say which moment you mean: "2026-03-08 01:30:00 -05:00" (01:30 EST)'
            ' or "2026-03-08 03:30:00 -04:00" (03:30 EDT)',
            id="new-york-gap",
        ),
        pytest.param(
            "2026-11-01 01:30",
            NEW_YORK,
            "01:30 on 2026-11-01 happens twice in America/New_York: the clocks change then",
            'say which moment you mean: "2026-11-01 01:30:00 -04:00" (01:30 EDT)'
            ' or "2026-11-01 01:30:00 -05:00" (01:30 EST)',
            id="new-york-twice",
        ),
        pytest.param(
            "2026-03-29 02:00",
            BERLIN,
            "02:00 on 2026-03-29 does not exist in Europe/Berlin: the clocks change then",
            'say which moment you mean: "2026-03-29 01:00:00 +01:00" (01:00 CET)'
            ' or "2026-03-29 03:00:00 +02:00" (03:00 CEST)',
            id="berlin-gap",
        ),
        pytest.param(
            "2026-10-25 02:59:59",
            BERLIN,
            "02:59 on 2026-10-25 happens twice in Europe/Berlin: the clocks change then",
            'say which moment you mean: "2026-10-25 02:59:59 +02:00" (02:59 CEST)'
            ' or "2026-10-25 02:59:59 +01:00" (02:59 CET)',
            id="berlin-twice",
        ),
    ],
)
def test_a_local_time_that_is_not_exactly_one_moment_is_refused(
    text: str, zone: ZoneInfo, message: str, hint: str
) -> None:
    with pytest.raises(Usage) as stop:
        parse_time(text, MONDAY, zone)
    assert (str(stop.value), stop.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "zone", "when"),
    [
        pytest.param("2026-03-08 01:59:59", NEW_YORK, "2026-03-08 06:59:59", id="new-york-before-the-gap"),
        pytest.param("2026-03-08 03:00", NEW_YORK, "2026-03-08 07:00:00", id="new-york-after-the-gap"),
        pytest.param("2026-11-01 00:59:59", NEW_YORK, "2026-11-01 04:59:59", id="new-york-before-twice"),
        pytest.param("2026-11-01 01:30 EDT", NEW_YORK, "2026-11-01 05:30:00", id="new-york-the-first"),
        pytest.param("2026-11-01 01:30 -05:00", NEW_YORK, "2026-11-01 06:30:00", id="new-york-the-second"),
        pytest.param("2026-11-01 02:00", NEW_YORK, "2026-11-01 07:00:00", id="new-york-after-twice"),
        pytest.param("2026-03-29 01:59:59", BERLIN, "2026-03-29 00:59:59", id="berlin-before-the-gap"),
        pytest.param("2026-03-29 03:00", BERLIN, "2026-03-29 01:00:00", id="berlin-after-the-gap"),
        pytest.param("2026-10-25 02:30 CEST", BERLIN, "2026-10-25 00:30:00", id="berlin-the-first"),
        pytest.param("2026-10-25 02:30 CET", BERLIN, "2026-10-25 01:30:00", id="berlin-the-second"),
        pytest.param("2026-10-25 03:00", BERLIN, "2026-10-25 02:00:00", id="berlin-after-twice"),
    ],
)
def test_times_beside_a_clock_change_are_exact(text: str, zone: ZoneInfo, when: str) -> None:
    assert parse_time(text, MONDAY, zone) == utc(when)


@pytest.mark.parametrize(
    ("now", "when"),
    [
        pytest.param("2026-03-08 06:45:00", "2026-03-07 07:30:00", id="before-the-jump-it-is-yesterdays"),
        pytest.param("2026-03-08 07:10:00", None, id="after-the-jump-it-was-skipped"),
        pytest.param("2026-03-09 12:00:00", "2026-03-09 06:30:00", id="the-next-day"),
    ],
)
def test_a_bare_clock_time_skipped_today_is_refused_only_once_the_clocks_have_jumped(
    now: str, when: str | None
) -> None:
    if when:
        assert parse_time("02:30", utc(now), NEW_YORK) == utc(when)
    else:
        with pytest.raises(Usage, match="02:30 on 2026-03-08 does not exist"):
            parse_time("02:30", utc(now), NEW_YORK)


@pytest.mark.parametrize("now", ["2026-11-01 05:45:00", "2026-11-01 06:10:00", "2026-11-01 15:00:00"])
def test_a_bare_clock_time_that_happens_twice_today_needs_its_offset(now: str) -> None:
    with pytest.raises(Usage, match="01:30 on 2026-11-01 happens twice"):
        parse_time("01:30", utc(now), NEW_YORK)
    assert parse_time("01:30 edt", utc(now), NEW_YORK) == utc("2026-11-01 05:30:00")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        pytest.param("tomorrow 10:00", "2026-11-24 15:00:00", id="tomorrow"),
        pytest.param("tomorrow 10:00 UTC", "2026-11-24 10:00:00", id="tomorrow-utc"),
        pytest.param("14:30", "2026-11-23 19:30:00", id="clock-today"),
        pytest.param("09:30", "2026-11-24 14:30:00", id="clock-tomorrow"),
        pytest.param("today 14:30", "2026-11-23 19:30:00", id="today"),
        pytest.param("in 2h", "2026-11-23 17:00:30", id="in-hours"),
        pytest.param("in 90 min", "2026-11-23 16:30:30", id="in-minutes"),
        pytest.param("in 1h30m", "2026-11-23 16:30:30", id="in-hours-and-minutes"),
        pytest.param("wed 10:00", "2026-11-25 15:00:00", id="weekday"),
        pytest.param("Wednesday 10:00 CET", "2026-11-25 09:00:00", id="weekday-in-full"),
        pytest.param("mon 14:00", "2026-11-23 19:00:00", id="this-weekday-still-ahead"),
        pytest.param("mon 09:00", "2026-11-30 14:00:00", id="this-weekday-passed"),
        pytest.param("sun 12:00", "2026-11-29 17:00:00", id="sunday"),
        pytest.param("2026-11-24 11:00", "2026-11-24 16:00:00", id="iso"),
        pytest.param("2026-11-24T11:00Z", "2026-11-24 11:00:00", id="iso-z"),
    ],
)
def test_every_form_of_a_coming_time_is_read_to_the_second(text: str, when: str) -> None:
    assert parse_future_time(text, MONDAY, NEW_YORK) == utc(when)


@pytest.mark.parametrize(
    "text",
    ["", "13", "tomorrow", "wed", "in 2 days", "in 2", "2h", "10m ago", "yesterday 10:00", "we 10:00", "now"],
)
def test_a_coming_time_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(Usage) as stop:
        parse_future_time(text, MONDAY, NEW_YORK)
    assert (str(stop.value), stop.value.hint) == (f'"{text}" is not a time acmeinc understands', FUTURE_HINT)


def test_a_coming_time_that_has_passed_is_refused() -> None:
    with pytest.raises(Usage) as stop:
        parse_future_time("today 09:00", MONDAY, NEW_YORK)
    assert str(stop.value) == (
        "2026-11-23 09:00:00 -05:00 has passed: it is 2026-11-23 10:00:30 -05:00 now;"
        " this has to be a time still to come"
    )


@pytest.mark.parametrize(
    ("text", "now", "message"),
    [
        pytest.param("02:30", "2026-03-07 20:00:00", "02:30 on 2026-03-08 does not exist", id="gap"),
        pytest.param("01:30", "2026-11-01 05:45:00", "01:30 on 2026-11-01 happens twice", id="twice"),
        pytest.param(
            "sun 01:30", "2026-10-28 12:00:00", "01:30 on 2026-11-01 happens twice", id="weekday-twice"
        ),
    ],
)
def test_a_coming_local_time_that_is_not_exactly_one_moment_is_refused(
    text: str, now: str, message: str
) -> None:
    with pytest.raises(Usage, match=message):
        parse_future_time(text, utc(now), NEW_YORK)


MOMENTS = st.integers(157_766_400, 2_145_830_400).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC"]
).map(ZoneInfo)


@given(when=MOMENTS, zone=ZONES, other=ZONES)
def test_a_time_as_documents_write_it_comes_back_whatever_the_zone(
    when: datetime, zone: ZoneInfo, other: ZoneInfo
) -> None:
    assert parse_time(format_local(when, zone), when, other) == when


@given(when=MOMENTS, zone=ZONES, wait=st.integers(0, 82_000))
def test_a_bare_clock_time_is_the_latest_showing_or_refused(
    when: datetime, zone: ZoneInfo, wait: int
) -> None:
    now = when + timedelta(seconds=wait)
    try:
        assert parse_time(f"{when.astimezone(zone):%H:%M:%S}", now, zone) == when
    except Usage as stop:
        assert "happens twice" in str(stop) or "does not exist" in str(stop)


@given(text=st.text(max_size=20))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    for read in (parse_time, parse_future_time):
        try:
            assert read(text, MONDAY, NEW_YORK).tzinfo is UTC
        except Usage as stop:
            assert stop.hint


@pytest.mark.parametrize(
    ("zone", "clock", "day", "local"),
    [
        pytest.param(
            "America/New_York", "10:00 EST", "Mon 23 Nov 10:00", "2026-11-23 10:00:30 -05:00", id="ny"
        ),
        pytest.param(
            "Europe/Berlin", "16:00 CET", "Mon 23 Nov 16:00", "2026-11-23 16:00:30 +01:00", id="berlin"
        ),
        pytest.param(
            "Europe/Istanbul", "18:00 +03:00", "Mon 23 Nov 18:00", "2026-11-23 18:00:30 +03:00", id="+03"
        ),
        pytest.param(
            "Pacific/Auckland", "04:00 NZDT", "Tue 24 Nov 04:00", "2026-11-24 04:00:30 +13:00", id="nz"
        ),
    ],
)
def test_labels_are_on_the_clock_of_the_zone(zone: str, clock: str, day: str, local: str) -> None:
    tz = ZoneInfo(zone)
    assert (clock_label(MONDAY, tz), day_label(MONDAY, tz), format_local(MONDAY, tz)) == (clock, day, local)


@pytest.mark.parametrize(
    ("duration", "words", "brief"),
    [
        pytest.param(timedelta(0), "0 seconds", "0s", id="none"),
        pytest.param(timedelta(seconds=45), "45 seconds", "45s", id="seconds"),
        pytest.param(timedelta(seconds=90), "1 minute 30 seconds", "1m", id="seconds-cut-off"),
        pytest.param(timedelta(minutes=12), "12 minutes", "12m", id="minutes"),
        pytest.param(timedelta(minutes=30), "30 minutes", "30m", id="half-hour"),
        pytest.param(timedelta(hours=1), "1 hour", "1h", id="hour"),
        pytest.param(timedelta(hours=1, minutes=2), "1 hour 2 minutes", "1h02m", id="hour-and-minutes"),
        pytest.param(timedelta(hours=2, minutes=50), "2 hours 50 minutes", "2h50m", id="check-in-of-sev3"),
        pytest.param(timedelta(hours=51), "2 days 3 hours", "2d3h", id="days"),
        pytest.param(timedelta(days=1), "1 day", "1d", id="day"),
        pytest.param(-timedelta(minutes=12), "minus 12 minutes", "-12m", id="negative"),
    ],
)
def test_durations_read_like_words_and_fit_a_list(duration: timedelta, words: str, brief: str) -> None:
    assert (words_for(duration), short(duration)) == (words, brief)
