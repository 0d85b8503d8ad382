"""Looking through the earlier versions of a document for what is not in order, as fast as bytes compare.

What was recorded once stands in the last version, too, and mostly in the same line. Whatever does not is
looked at again, exactly; so that nothing may slip through here, but a document too many does no harm.
"""

import re
from typing import NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.parts import opening

_COMMENT = b"<!-- "
_ENTRY = re.compile(rb"<!-- +" + ulid.PATTERN.encode())
_STRIKE = b"~~"
_TIMELINE = opening("timeline").encode() + b"\n"
_HEAD_ENDS = b"\n---\n"


class Screen:
    """The document of today, its content given, against which earlier versions are held, newest first."""

    def __init__(self, today: bytes) -> None:
        lines = today.split(b"\n")
        self._known = set(_with_unstruck(lines) if _STRIKE in today else lines)
        self._newer = _cut(today)

    def holds(self, content: bytes) -> bool:
        """Return whether every entry of an earlier version still stands in the same line."""
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        cut, newer = _cut(content), self._newer
        self._newer = cut
        return all(self._knows(piece) for piece in _differing(cut, newer))

    def _knows(self, piece: bytes) -> bool:
        strange = set(piece.split(b"\n")) - self._known
        if any(_COMMENT in line and self._is_missing(line) for line in strange):
            return False
        self._known |= strange
        return True

    def _is_missing(self, line: bytes) -> bool:
        return _ENTRY.search(line) is not None and self._known.isdisjoint(_with_unstruck([line]))


class _Cut(NamedTuple):
    """A document, and where its `body` and the lines of its `timeline` begin, each after the end of a line.

    Most steps change what is above the body, and put lines on top of the timeline.
    """

    content: bytes
    body: int
    timeline: int


def _cut(content: bytes) -> _Cut:
    mark = content.rfind(_TIMELINE)
    timeline = mark + len(_TIMELINE) if mark >= 0 else len(content)
    return _Cut(content, content.find(_HEAD_ENDS) + 1, timeline)


def _differing(cut: _Cut, newer: _Cut) -> list[bytes]:
    """Return the pieces in which there may be an entry that the newer version has otherwise, or has not."""
    content, start, mark = cut
    body, timeline = content[start:mark], content[mark:]
    pieces = [body] if body != newer.content[newer.body : newer.timeline] else []
    if content.find(_COMMENT, 0, start) >= 0:
        pieces.append(content[:start])
    if not newer.content.endswith(timeline):
        pieces.append(timeline)
    return pieces


def _with_unstruck(lines: list[bytes]) -> list[bytes]:
    """Return the lines, corrected ones also as they were before: a strike is drawn, not recorded."""
    return lines + [
        line.replace(b"** ~~", b"** ", 1).replace(b"~~ <!-- ", b" <!-- ", 1)
        for line in lines
        if _STRIKE in line
    ]
