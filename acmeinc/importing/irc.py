"""Logs of IRC: irssi, WeeChat, ZNC and HexChat as they write them by default, and what looks alike.

Only what somebody said is read, and actions (`/me`). The day is in the time, in lines between the others, in
the name of the file, or has to be said.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import NamedTuple

from acmeinc.importing.said import Chat, InOrder, Said
from acmeinc.importing.wall_clock import MONTHS, Days, read_time

_MONTH = "|".join(month.title() for month in MONTHS)
_LOG_DAY = re.compile(
    rf"(?:---|\*{{4}}) (?:Log opened|Log closed|Day changed|BEGIN LOGGING AT|ENDING LOGGING AT) "
    rf"\w{{3}} (?P<month>{_MONTH}) +(?P<day>\d\d?) (?:\d\d:\d\d:\d\d )?(?P<year>\d{{4}})"
)
_FULL = r"(?P<full>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)"
_SHORT = rf"(?P<month>{_MONTH}) (?P<day>[ \d]\d) (?P<clock>\d\d:\d\d:\d\d)"
_CLOCK = r"\[?(?P<hours>\d\d):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?\]?"
_STAMP = re.compile(rf"(?:\[?{_FULL}\]?|{_SHORT}|{_CLOCK})(?P<gap>[ \t]+)(?P<rest>.*)")
_MODE = "[@+%&~!. ]?"
_SAYS = re.compile(rf"<{_MODE}(?P<by>[^\s<>]{{1,64}})>[ \t]?(?P<text>.*)")
_ACTS = re.compile(rf"\*[ \t]+{_MODE}(?P<by>[^\s*]{{1,64}}) (?P<text>.*)")
_WEECHAT = re.compile(rf"(?P<by>(?:{_MODE}[^\s<>-][^\t]{{0,63}}| \*|-->|<--|--|=!=|))\t(?P<text>.*)")
_EVENT = re.compile(
    r"(?:-!-|\*\*\*|-->|<--|--|=!=)(?:[ \t]|$)|-[^\s-]{1,64}(?::[^\s-]{1,64})?- |(?:Now|You are now) talking"
)
_HAPPENS = re.compile(
    r"\S+ (?:\([^)]*\) )?(?:has (?:joined|left|quit|changed|kicked|set)|is now known as|sets? (?:mode|ban)|"
    r"gives (?:channel|voice)|removes (?:channel|voice)|was kicked)|(?:Now|You are now) talking|"
    r"Topic (?:for|of) |(?:Disc|C)onnect"
)
_COLOR = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04[0-9A-Fa-f]{0,6}|[\x02\x0f\x11\x16\x1d-\x1f]")
_NAMED_DAY = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


class _Line(NamedTuple):
    """A line with a time: what stands before its words, and the words."""

    stamp: Mapping[str, str | None]
    by: str
    text: str
    is_event: bool


def irc_lines(text: str) -> int:
    """Return how many lines of a text are written as a log of IRC has them."""
    return sum(_line(line) is not None or _LOG_DAY.match(line) is not None for line in text.splitlines())


def read_irc(text: str, path: str, name: str, zone: tzinfo, day: date) -> Chat:
    """Return what was said in a log called `name`; its clock is that of `zone`.

    `day` is that of the first line where neither a line nor the name of the file says it.
    """
    source, named = f"irc:{name.rsplit('/', 1)[-1]}", _day_in(name)
    days, order, is_dated = Days(zone, named or day), InOrder(), named is not None
    said: list[Said] = []
    passed_over: list[str] = []
    local = 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = _COLOR.sub("", raw).rstrip()
        if marked := _LOG_DAY.match(line):
            if changed := _date(int(marked["year"]), _month(marked["month"]), int(marked["day"])):
                days.turn_to(changed)
                is_dated = True
            continue
        found = _line(line)
        at = found and _moment(found, days, zone)
        if found is None or at is None or found.is_event:
            passed_over += [_why_not(found)] if line.strip() else []
            continue
        local += not _has_zone(found)
        is_dated = is_dated or bool(found.stamp["full"] or found.stamp["month"])
        at = at.replace(microsecond=0)
        said.append(Said(at, found.by, found.text, source, path, number, order=order.next(at)))
    notes = () if is_dated or not said else (f"no line of it says the day: {day} was taken",)
    return Chat(tuple(said), tuple(passed_over), local, notes)


def _line(line: str) -> _Line | None:
    """Return what a line says; None where it does not begin with a time."""
    stamp = _STAMP.match(line)
    if not stamp:
        return None
    rest, fields = stamp["rest"], stamp.groupdict()
    if stamp["full"] and "\t" in stamp["gap"]:
        if not (found := _WEECHAT.match(f"{stamp['gap'][1:]}{rest}")):
            return None
        if found["by"] == " *":
            by, _, text = found["text"].partition(" ")
            return _Line(fields, by.lstrip("@+%&~"), f"/me {text}", False)
        is_event = found["by"] in ("-->", "<--", "--", "=!=", "")
        return _Line(fields, found["by"].lstrip("@+%&~ "), found["text"], is_event)
    if found := _SAYS.match(rest):
        return _Line(fields, found["by"], found["text"], False)
    if _EVENT.match(rest):
        return _Line(fields, "", "", True)
    if found := _ACTS.match(rest):
        is_event = _HAPPENS.match(f"{found['by']} {found['text']}") is not None
        return _Line(fields, found["by"], f"/me {found['text']}", is_event)
    return None


def _moment(line: _Line, days: Days, zone: tzinfo) -> datetime | None:
    """Return when a line was written (UTC); None where its time is none."""
    stamp = line.stamp
    if full := stamp["full"]:
        read = read_time(full, zone)
        return read.at if read else None
    try:
        if month := stamp["month"]:
            days.turn_to(_year_for(days.day, _month(month), int(stamp["day"] or 0)))
            return days.at(time.fromisoformat(stamp["clock"] or ""))
        hours, minutes, seconds = (int(stamp[unit] or 0) for unit in ("hours", "minutes", "seconds"))
        return days.at(time(hours, minutes, seconds))
    except ValueError:
        return None


def _year_for(before: date, month: int, day: int) -> date:
    """Return the day that a line without a year means, the last known one being `before`."""
    return date(before.year + (month < before.month - 6), month, day)


def _has_zone(line: _Line) -> bool:
    return re.search(r"(?:Z|[+-]\d\d:?\d\d)$", (line.stamp["full"] or "")[10:]) is not None


def _why_not(line: _Line | None) -> str:
    if line is None:
        return "it is no line of a chat"
    return "somebody joined, left, or changed the channel" if line.is_event else "its time is none"


def _day_in(name: str) -> date | None:
    """Return the day that the name of a file says: `2026-11-23.log`, `#ops_20261123.log`."""
    found = _NAMED_DAY.search(name.rsplit("/", 1)[-1])
    return _date(*map(int, found.groups())) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS.index(name.lower()) + 1
