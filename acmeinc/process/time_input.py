"""Times as people say them at a terminal: read exactly or refused, never guessed (process: Milestones).

A time without a zone is in the organisation's. The zone abbreviations are the common ones of the United
States and Europe; CST is US Central and BST is British Summer Time, and each means its own offset all year
(EST is -05:00 in July too). Names that stand for several zones, like IST, are left out.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from acmeinc.errors import Usage

CLOCK_SKEW = timedelta(minutes=5)
WIDEST_OFFSET = timedelta(hours=14)

ZONE_HOURS: Mapping[str, int] = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "bst": 1,
    "cet": 1,
    "cest": 2,
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ZONE_HINT = "a zone may follow: EST, UTC, Z, +01:00"
PAST_HINT = f'use 14:05, 14:05:30, "10m ago", "yesterday 14:05", "2026-11-23 14:05" or now; {_ZONE_HINT}'
FUTURE_HINT = f'use 14:05, "tomorrow 14:05", "wed 14:05", "in 2h" or "2026-11-24 14:05"; {_ZONE_HINT}'

_ZONE = r"(?P<zone>\s*z|\s*[+-]\d\d:?\d\d|\s+[a-z]+)?"
_SPAN = (
    r"(?=\d)(?:(?P<hours>\d{1,4})\s*(?:hours?|hrs?|h))?\s*"
    r"(?:(?P<minutes>\d{1,5})\s*(?:minutes?|mins?|m))?\s*"
    r"(?:(?P<seconds>\d{1,6})\s*(?:seconds?|secs?|s))?"
)
# Compiled when first used: a command that only shows times reads none.
_NOW = rf"now{_ZONE}"
_AGO = rf"{_SPAN} ago{_ZONE}"
_IN = rf"in {_SPAN}{_ZONE}"
_WALL = (
    r"(?:(?P<date>\d{4}-\d\d-\d\d)[t ]|(?P<day>[a-z]+) )?"
    rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?{_ZONE}"
)


def parse_time(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the past moment `text` names, in UTC and whole seconds (process: Milestones).

    A bare `HH:MM` is the latest one past. Raises Usage for anything outside the grammar, for a local time
    that does not exist or exists twice, and for a time more than `CLOCK_SKEW` ahead of `now`.
    """
    words = _words(text)
    try:
        if said := re.fullmatch(_NOW, words, re.ASCII):
            when = now
        elif said := re.fullmatch(_AGO, words, re.ASCII):
            when = now - _span(said)
        else:
            said = _wall_match(words)
            when = _wall_time(said, now, zone, _latest_past)
        _zone_of(said, zone)
    except (ValueError, OverflowError):
        raise Usage(f'"{text}" is not a time acmeinc understands', hint=PAST_HINT) from None
    if when > now + CLOCK_SKEW:
        ahead = f"{format_local(when, zone)} is {short(when - now)} ahead of now ({clock_label(now, zone)})"
        raise Usage(f"{ahead}; this has to be a time that has passed", hint=PAST_HINT)
    return when.astimezone(UTC).replace(microsecond=0)


def parse_future_time(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the coming moment `text` names, in UTC and whole seconds (process: Blameless retrospective).

    A bare `HH:MM` is the next one, a weekday the next such day on which that time is still ahead. Raises
    Usage for anything outside the grammar, for a local time that does not exist or exists twice, and for
    a time that is not after `now`.
    """
    words = _words(text)
    try:
        if said := re.fullmatch(_IN, words, re.ASCII):
            when = now + _span(said)
        else:
            said = _wall_match(words)
            when = _wall_time(said, now, zone, _next_coming)
        _zone_of(said, zone)
    except (ValueError, OverflowError):
        raise Usage(f'"{text}" is not a time acmeinc understands', hint=FUTURE_HINT) from None
    if when <= now:
        gone = f"{format_local(when, zone)} has passed: it is {format_local(now, zone)} now"
        raise Usage(f"{gone}; this has to be a time still to come", hint=FUTURE_HINT)
    return when.astimezone(UTC).replace(microsecond=0)


def format_local(when: datetime, zone: tzinfo) -> str:
    """Return `when` on the clock of `zone`, as documents write it: "2026-11-23 09:02:00 -05:00"."""
    local = when.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} {_offset(local)}"


def clock_label(when: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    """Return the time of day with its zone, "09:02 EST", or "09:02 +03:00" where the zone has no letters."""
    local = when.astimezone(zone)
    name = local.tzname() or ""
    clock = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return f"{clock} {name if name.isalpha() else _offset(local)}"


def day_label(when: datetime, zone: tzinfo) -> str:
    """Return the day and time of day in `zone`, short enough for a list: "Tue 24 Nov 10:13"."""
    return f"{when.astimezone(zone):%a %d %b %H:%M}"


def words_for(duration: timedelta) -> str:
    """Return a duration in full words, to the second: "30 minutes", "2 hours 50 minutes", "1 day"."""
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in _parts(duration) if count]
    sign = "minus " if duration < timedelta(0) else ""
    return sign + (" ".join(parts) or "0 seconds")


def short(duration: timedelta) -> str:
    """Return a duration in its two largest units, the rest cut off: "45s", "12m", "1h02m", "2h", "2d3h"."""
    (days, _), (hours, _), (minutes, _), (seconds, _) = _parts(duration)
    if days:
        text = f"{days}d{hours}h" if hours else f"{days}d"
    elif hours:
        text = f"{hours}h{minutes:02d}m" if minutes else f"{hours}h"
    else:
        text = f"{minutes}m" if minutes else f"{seconds}s"
    return f"-{text}" if duration < timedelta(0) else text


def _parts(duration: timedelta) -> tuple[tuple[int, str], ...]:
    whole = int(abs(duration).total_seconds())
    hours, rest = divmod(whole % 86400, 3600)
    return ((whole // 86400, "day"), (hours, "hour"), (rest // 60, "minute"), (rest % 60, "second"))


def _words(text: str) -> str:
    return " ".join(text.split()).lower()


def _offset(local: datetime) -> str:
    offset = f"{local:%z}"
    return f"{offset[:3]}:{offset[3:5]}"


def _span(said: re.Match[str]) -> timedelta:
    return timedelta(**{unit: int(said[unit] or 0) for unit in ("hours", "minutes", "seconds")})


def _zone_of(said: re.Match[str], default: tzinfo) -> tzinfo:
    """Return the zone that was said with a time, `default` when none was."""
    name = (said["zone"] or "").strip()
    if not name:
        return default
    if name in ZONE_HOURS:
        return timezone(timedelta(hours=ZONE_HOURS[name]), name.upper())
    if name.isalpha():
        known = ", ".join(sorted(zone.upper() for zone in ZONE_HOURS))
        raise Usage(f'"{name}" is not a zone acmeinc knows', hint=f"use an offset like +05:30, or {known}")
    hours, minutes = int(name[1:3]), int(name[-2:])
    size = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or size > WIDEST_OFFSET:
        raise ValueError(name)
    return timezone(-size if name[0] == "-" else size)


def _wall_match(words: str) -> re.Match[str]:
    said = re.fullmatch(_WALL, words, re.ASCII)
    if said is None:
        raise ValueError(words)
    # "09:00-10:00" reads like a span; after a bare clock time an offset needs its space.
    if not said["date"] and (said["zone"] or "").startswith(("+", "-")):
        raise ValueError(words)
    return said


_Chooser = Callable[[str, time, datetime, tzinfo], datetime]


def _wall_time(said: re.Match[str], now: datetime, zone: tzinfo, choose: _Chooser) -> datetime:
    tz = _zone_of(said, zone)
    clock = time(int(said["hour"]), int(said["minute"]), int(said["second"] or 0))
    if said["date"]:
        return _exact(datetime.combine(date.fromisoformat(said["date"]), clock), tz)
    return _exact(choose(said["day"] or "", clock, now, tz), tz)


def _latest_past(day: str, clock: time, now: datetime, tz: tzinfo) -> datetime:
    today = datetime.combine(now.astimezone(tz).date(), clock)
    if day not in ("", "today", "yesterday"):
        raise ValueError(day)
    if day == "today" or (not day and any(_gone(today, tz, now))):
        return today
    return today - timedelta(days=1)


def _next_coming(day: str, clock: time, now: datetime, tz: tzinfo) -> datetime:
    today = datetime.combine(now.astimezone(tz).date(), clock)
    if day == "today" or (not day and not all(_gone(today, tz, now))):
        return today
    if day in ("", "tomorrow"):
        return today + timedelta(days=1)
    coming = today + timedelta(days=(_weekday(day) - today.weekday()) % 7)
    return coming + timedelta(days=7) if all(_gone(coming, tz, now)) else coming


def _weekday(name: str) -> int:
    """Return the number of a day (Monday is 0) said in full or by its first three letters."""
    for number, weekday in enumerate(WEEKDAYS):
        if name in (weekday, weekday[:3]):
            return number
    raise ValueError(name)


def showings(local: datetime, tz: tzinfo) -> list[datetime]:
    """Return every moment, in UTC, at which the clock of `tz` shows `local`: none, one or two."""
    readings = {local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(when for when in readings if when.astimezone(tz).replace(tzinfo=None) == local)


def _gone(local: datetime, tz: tzinfo, now: datetime) -> list[bool]:
    """Return for each showing of `local` whether it is past; a skipped time is, once the clock has jumped."""
    past = [showing <= now for showing in showings(local, tz)]
    return past or [local <= now.astimezone(tz).replace(tzinfo=None)]


def _exact(local: datetime, tz: tzinfo) -> datetime:
    """Return the one moment at which the clock of `tz` shows `local`; raise Usage unless it is one."""
    shown = showings(local, tz)
    if len(shown) == 1:
        return shown[0]
    what = "happens twice" if shown else "does not exist"
    readings = sorted({local.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)})
    meanings = [_meaning(local, when, tz) for when in readings]
    raise Usage(
        f"{local:%H:%M} on {local:%Y-%m-%d} {what} in {tz}: the clocks change then",
        hint=f"say which moment you mean: {' or '.join(meanings)}",
    )


def _meaning(local: datetime, when: datetime, tz: tzinfo) -> str:
    """Return the unmistakable way to type `when`, and what the clock of `tz` shows at it."""
    return f'"{format_local(when, tz)}" ({clock_label(when, tz)})'
