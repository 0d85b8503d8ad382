"""Incidents of cState: one Markdown file each, with front matter, and updates that carry their time."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from acmeinc.errors import BadData, Problem
from acmeinc.importing.published import MAINTENANCE, Phase, Post, Published, phase_of, says_phase, settled
from acmeinc.importing.wall_clock import read_time
from acmeinc.process.rule_tree import Fields, Items, Text, compose

_HEADER = re.compile(r"\A---[ \t]*\r?\n(?P<fields>.*?)^---[ \t]*\r?$\n?", re.MULTILINE | re.DOTALL)
_TRACK = re.compile(r"\{\{[<%]\s*track\s+[\"“`']?([^\"”`'<>%{}]{1,60})[\"”`']?\s*/?[>%]\}\}")
_SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[>%]\}\}", re.DOTALL)
_STATUS = re.compile(r"(?:[*_]{1,2})([A-Za-z][A-Za-z ]{0,30})(?:[*_]{1,2})\s*[-–—:]*\s*")
_TIME_HINT = "write it as 2026-11-23 14:02:00, or with its zone: 2026-11-23T14:02:00Z"
_NO = ("", "false", "no")


def looks_like_cstate(text: str) -> bool:
    """Return whether a text begins as an incident of cState does."""
    header = _HEADER.match(text.removeprefix("\ufeff"))
    return header is not None and re.search(r"^(?:severity|section):", header["fields"], re.M) is not None


def read_cstate(text: str, path: str, name: str, zone: tzinfo) -> Published | None:
    """Return the incident of a file called `name`; None where it is another page of the site.

    Times without a zone are those of `zone`. Raises BadData with every fault and its place.
    """
    text = text.removeprefix("\ufeff")
    header = _HEADER.match(text)
    if not header or not looks_like_cstate(text):
        return None
    # A line in front: the fields are counted from the first line of the file, which is the fence.
    fields, problems = compose(f"\n{header['fields']}", path)
    if fields is None:
        raise BadData(problems)
    if _text(fields, "section") not in ("", "issue") or not (
        _is(fields, "section") or _is(fields, "severity")
    ):
        return None
    body = _Body(text[header.end() :], text.count("\n", 0, header.end()) + 1)
    found = _Reading(fields, body, path, zone, problems).published(
        name.rsplit("/", 1)[-1].removesuffix(".markdown").removesuffix(".md")
    )
    if problems:
        raise BadData(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return found


class _Body:
    """What stands below the front matter, and the line it begins in."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.line = line

    def pieces(self) -> Iterator[tuple[str, str, int]]:
        """Yield each piece with the time that stands behind it, "" where there is none, and its line."""
        start = 0
        for track in _TRACK.finditer(self.text):
            yield self.text[start : track.start()], track[1].strip(), self._line(track.start())
            start = track.end()
        yield self.text[start:], "", self._line(start)

    def _line(self, offset: int) -> int:
        return self.line + self.text.count("\n", 0, offset)


class _Reading:
    """One incident being read; faults are noted, each with its place."""

    def __init__(self, fields: Fields, body: _Body, path: str, zone: tzinfo, problems: list[Problem]) -> None:
        self._fields, self._body, self._path = fields, body, path
        self._zone, self._problems = zone, problems
        self._local = 0

    def published(self, name: str) -> Published | None:
        """Return the incident, None where something is wrong with it."""
        title = _text(self._fields, "title")
        if not title and not self._problems:
            self._problems.append(Problem(self._path, 1, 1, "`title` is missing", "add a line `title: …`"))
        started = self._time("date", required=True)
        resolved = self._time("resolvedWhen")
        if started is None or self._problems:
            return None
        posts = tuple(self._posts(started))
        found = Published(
            key=f"cstate:{name}",
            source="cState",
            title=title,
            level=_text(self._fields, "severity").lower(),
            affected=self._affected(),
            started=started,
            resolved=resolved,
            posts=posts,
            where=self._path,
            line=1,
            is_open=_text(self._fields, "resolved").lower() in _NO,
            why_not=self._why_not(),
            local_times=self._local,
        )
        return settled(found)

    def _why_not(self) -> str:
        if _text(self._fields, "draft").lower() not in _NO:
            return "a draft"
        if _text(self._fields, "informational").lower() not in _NO:
            return "an announcement"
        level = _text(self._fields, "severity").lower()
        return "maintenance" if level in MAINTENANCE else ""

    def _affected(self) -> tuple[str, ...]:
        named = self._fields.entries.get("affected")
        value = named[1] if named else None
        items = value.items if isinstance(value, Items) else (value,)
        texts = [" ".join(item.text.split()) for item in items if isinstance(item, Text)]
        return tuple(dict.fromkeys(text for text in texts if text))

    def _posts(self, started: datetime) -> Iterator[Post]:
        """Yield the updates, oldest first; words without a time are the first ones."""
        dated: list[tuple[datetime, str]] = []
        for piece, when, line in self._body.pieces():
            words = _SHORTCODE.sub("", piece).strip()
            read = read_time(when, self._zone) if when else None
            if when and read is None:
                what = f"`{when}` is no time"
                self._problems.append(Problem(self._path, line, 0, what, _TIME_HINT))
            elif words:
                self._local += bool(read and read.is_local)
                dated.append((read.at if read else started, words))
        phase: Phase = "investigating"
        dated.reverse()  # They stand newest first; those of one moment keep the order they were written in.
        for at, words in sorted(dated, key=lambda pair: pair[0]):
            status = _STATUS.match(words)
            is_said = status is not None and says_phase(status[1])
            if status and is_said:
                phase, words = phase_of(status[1], phase), words[status.end() :].strip() or words
            yield Post(at, phase, words, is_said)

    def _time(self, name: str, *, required: bool = False) -> datetime | None:
        value = self._fields.entries.get(name, (None, None))[1]
        words = value.text.strip() if isinstance(value, Text) else ""
        read = read_time(words, self._zone) if words else None
        if read:
            self._local += read.is_local
            return read.at
        if words or required:
            line, column = (value.line, value.column) if value else (1, 1)
            what = f"`{name}` is no time" if value else f"`{name}` is missing"
            self._problems.append(Problem(self._path, line, column, what, _TIME_HINT))
        return None


def _text(fields: Fields, name: str) -> str:
    value = fields.entries.get(name, (None, None))[1]
    return " ".join(value.text.split()) if isinstance(value, Text) else ""


def _is(fields: Fields, name: str) -> bool:
    return name in fields.entries
