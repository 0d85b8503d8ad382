"""Chat as it is copied out of a window: Slack, Teams, and others that write a time and a name above words.

Nothing of that is a format, so only lines are taken for the beginning of a message that can hardly be
anything else; what follows belongs to it. A day is taken from a time, from a line that names one, or said.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from itertools import pairwise
from typing import NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.importing.said import Chat, InOrder, Said
from acmeinc.importing.wall_clock import MONTHS, Days

_HALF = r"(?:[\s\u202f]?(?P<half>[AaPp])\.?[Mm]\.?)?"
_CLOCK = rf"(?P<hours>\d{{1,2}}):(?P<minutes>\d\d)(?::(?P<seconds>\d\d))?{_HALF}"
_DAY = (
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)|(?P<dotted>\d{1,2}\.\d{1,2}\.\d{2,4})|(?P<slashed>\d{1,2}/\d{1,2}/\d{2,4}))"
)
_STAMP = rf"(?:{_DAY},?[T\s]+)?{_CLOCK}"
_NAME = r"(?P<by>[^\W\d_](?:[^:\[\]<>\n]{0,58}[^:\[\]<>\s])?)"
_BETWEEN = r"(?:\s{2,}|\t|\s(?=\d{1,2}:\d\d[\s\u202f]?[AaPp]))"
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\[{_STAMP}\]\s*{_NAME}:\s(?P<text>.*)",  # [10:15] Ana Ruiz: words
        rf"\[{_STAMP}\]\s*{_NAME}(?P<text>)",  # [10:15 AM] Ana Ruiz, the words below (Teams)
        rf"{_STAMP}\s+(?:-\s+)?{_NAME}:\s(?P<text>.*)",  # 10:15 Ana Ruiz: words
        rf"{_NAME}{_BETWEEN}\[?{_STAMP}\]?(?P<text>)",  # Ana Ruiz  10:15 AM, the words below (Slack)
    )
)
_NO_NAME = re.compile(r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|CRIT(?:ICAL)?|FATAL|ALERT)\b")
"""How a line of a log goes on behind its time."""

_ONLY_TIME = re.compile(rf"\[?{_STAMP}\]?")
_ONLY_NAME = re.compile(_NAME)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED_DAYS = tuple(
    re.compile(rf"[-—–\s]*{_WEEKDAY}{day}(?:,?\s+(?P<year>\d{{4}}))?[-—–\s]*", re.IGNORECASE)
    for day in (rf"{_MONTH}\s+{_NUMBER}", rf"{_NUMBER}\.?\s+{_MONTH}")
)
_ISO_DAY = re.compile(r"[-—–\s]*(?P<iso>\d{4}-\d\d-\d\d)[-—–\s]*")
_FURNITURE = re.compile(
    r"(?:like|heart|laugh|surprised|sad|angry) \d+|\d+ repl(?:y|ies)|View thread|Last reply .{1,40}|"
    r"New(?: messages)?|\(edited\)|Today|Yesterday|APP|:[\w+'-]+:",
    re.IGNORECASE,
)
_EDITED = re.compile(r"\s*\(edited\)$")
_NEAR = 7
_WORDS_OF_A_NAME = 5


class _Head(NamedTuple):
    """The first line of a message: when it was sent, by whom, and the words that stand in it already."""

    day: date | None
    clock: time
    by: str
    text: str


def pasted_lines(text: str) -> int:
    """Return how many lines of a text begin a message as it is copied out of a chat's window."""
    lines = text.splitlines()
    alone = sum(
        _ONLY_NAME.fullmatch(line.strip()) is not None and _ONLY_TIME.fullmatch(below.strip()) is not None
        for line, below in pairwise(lines)
    )
    return alone + sum(any(head.fullmatch(line.strip()) for head in _HEADS) for line in lines)


def read_pasted(text: str, path: str, zone: tzinfo, day: date) -> Chat:
    """Return what was said in a text that was copied; its clock is that of `zone`.

    `day` is that of the first message where nothing says it. Raises BadData for a date that can be read in
    two ways, with its place.
    """
    return _Reading(path, zone, day).read(text.splitlines())


class _Reading:
    """One text being read."""

    def __init__(self, path: str, zone: tzinfo, day: date) -> None:
        self._path, self._near = path, day
        self._days, self._order = Days(zone, day), InOrder()
        self._said: list[Said] = []
        self._passed_over: list[str] = []
        self._problems: list[Problem] = []
        self._is_dated = False
        self._by = ""
        self._authors: set[str] = set()

    def read(self, lines: list[str]) -> Chat:
        """Return what was said in the lines."""
        skip = False
        for number, line in enumerate(lines, 1):
            words = line.strip().replace("\u202f", " ")
            below = lines[number].rstrip() if number < len(lines) else ""
            if skip:
                skip = False
                continue
            if day := self._named_day(words):
                self._days.turn_to(day)
                self._is_dated = True
                continue
            skip = self._is_name_above_time(words, below)
            head = self._head(f"{words}  {below.strip()}" if skip else words, number)
            if head:
                self._begin(head, number)
            elif self._said and not _FURNITURE.fullmatch(words):
                self._go_on(line)
            elif words:
                self._passed_over.append("it belongs to no message")
        if self._problems:
            raise BadData(self._problems)
        said = [one._replace(text=_EDITED.sub("", one.text.strip("\n"))) for one in self._said]
        passed_over = (*self._passed_over, *("it has no words" for one in said if not one.text.strip()))
        notes = () if self._is_dated or not said else (f"no line of it says the day: {self._near} was taken",)
        spoken = tuple(one for one in said if one.text.strip())
        return Chat(spoken, passed_over, len(spoken), notes)

    def _is_name_above_time(self, words: str, below: str) -> bool:
        """Return whether a line is a name, and the next one nothing but a time (Slack).

        A time below the words of a message is mostly that of the next one, by the same person.
        """
        found = _ONLY_TIME.fullmatch(below.strip()) if _ONLY_NAME.fullmatch(words) else None
        is_named = not self._said or words in self._authors
        return found is not None and (is_named or below[:1].isspace() or bool(found["half"]))

    def _head(self, words: str, number: int) -> _Head | None:
        for pattern in _HEADS:
            if found := pattern.fullmatch(words):
                return self._read_head(
                    found, re.sub(r"\s*APP$", "", found["by"]).strip(), found["text"], number
                )
        # Slack shows only the time of a message by whoever wrote the one above.
        if self._by and (found := _ONLY_TIME.fullmatch(words)):
            return self._read_head(found, self._by, "", number)
        return None

    def _read_head(self, found: re.Match[str], by: str, text: str, number: int) -> _Head | None:
        if _NO_NAME.match(by) or len(by.split()) > _WORDS_OF_A_NAME:
            return None
        hours, half = int(found["hours"]), (found["half"] or "").lower()
        if half:
            hours = hours % 12 + (12 if half == "p" else 0) if 1 <= hours <= 12 else 99
        try:
            clock = time(hours, int(found["minutes"]), int(found["seconds"] or 0))
            return _Head(self._day(found, number), clock, by, text)
        except ValueError:
            return None

    def _day(self, found: re.Match[str], number: int) -> date | None:
        """Return the day that a time names, None where it names none; ValueError for one that is none."""
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["dotted"]:
            day, month, year = map(int, found["dotted"].split("."))
            return date(_whole(year), month, day)
        if not found["slashed"]:
            return None
        one, two, year = map(int, found["slashed"].split("/"))
        meant = sorted(set(_dates(_whole(year), one, two)))
        near = [day for day in meant if abs((day - self._near).days) <= _NEAR] or meant
        if len(near) == 1:
            return near[0]
        if not near:
            raise ValueError(found["slashed"])
        told = f"{found['slashed']} is {' or '.join(map(str, near))}"
        self._problems.append(Problem(self._path, number, 1, told, "write it as 2026-11-23, or name --date"))
        return near[0]

    def _named_day(self, words: str) -> date | None:
        """Return the day that a line of its own names, None for any other line."""
        try:
            if found := _ISO_DAY.fullmatch(words):
                return date.fromisoformat(found["iso"])
            for pattern in _NAMED_DAYS:
                if found := pattern.fullmatch(words):
                    month = MONTHS.index(found["month"].lower()) + 1
                    return date(int(found["year"] or self._days.day.year), month, int(found["day"]))
        except ValueError:
            return None
        return None

    def _begin(self, head: _Head, number: int) -> None:
        if head.day:
            self._days.turn_to(head.day)
            self._is_dated = True
        at: datetime = self._days.at(head.clock)
        self._by = head.by
        self._authors.add(head.by)
        self._said.append(
            Said(at, head.by, head.text, "chat", self._path, number, order=self._order.next(at))
        )

    def _go_on(self, line: str) -> None:
        last = self._said[-1]
        self._said[-1] = last._replace(text=f"{last.text}\n{line.rstrip()}" if last.text else line.strip())


def _whole(year: int) -> int:
    return year + 2000 if year < 100 else year


def _dates(year: int, one: int, two: int) -> Iterator[date]:
    for month, day in ((one, two), (two, one)):
        if 1 <= month <= 12:
            try:
                yield date(year, month, day)
            except ValueError:
                continue
