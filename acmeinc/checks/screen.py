"""Looking through the earlier versions of a document for what is not in order, as fast as bytes compare.

What was recorded once stands in the last version, too, and mostly in the same line. Whatever does not is
looked at again, exactly; so that nothing may slip through here, but a document too many does no harm.
"""

import re
from collections.abc import Callable
from itertools import filterfalse

from acmeinc.incident import ulid
from acmeinc.incident.parts import opening

_COMMENT = b"<!-- "
_ENTRY = re.compile(rb"<!-- +" + ulid.PATTERN.encode())
_STRIKE = b"~~"
_TIMELINE = opening("timeline").encode() + b"\n"


class Screen:
    """The document of today, its content given, against which earlier versions are held, newest first."""

    def __init__(self, today: bytes) -> None:
        lines = today.split(b"\n")
        # Most documents have none of this character, and one is looked for quicker than two.
        self._known = set(_with_unstruck(lines) if _STRIKE[:1] in today else lines)
        self._newer, self._top = today, _top_of(today)

    def holds(self, content: bytes) -> bool:
        """Return whether every entry of an earlier version still stands in the same line."""
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        newer, self._newer = self._newer, content
        if _has_grown(content, newer, self._top):
            return True
        self._top = _top_of(content)
        return self._knows(_differing(content, newer))

    def _knows(self, lines: bytes) -> bool:
        strange = list(filterfalse(self._known.__contains__, lines.split(b"\n")))
        if any(_COMMENT in line and self._is_missing(line) for line in strange):
            return False
        self._known.update(strange)
        return True

    def _is_missing(self, line: bytes) -> bool:
        return _ENTRY.search(line) is not None and self._known.isdisjoint(_with_unstruck([line]))


def _top_of(content: bytes) -> int:
    """Return where the line ends below which a step puts lines on the timeline, -1 where there is none."""
    mark = content.rfind(_TIMELINE)
    return mark + len(_TIMELINE) - 1 if mark >= 0 else -1


def _has_grown(content: bytes, newer: bytes, top: int) -> bool:
    """Return whether the newer version only has more lines, on top of the timeline: most steps do that."""
    return 0 <= top < len(content) and newer.startswith(content[: top + 1]) and newer.endswith(content[top:])


def _differing(content: bytes, newer: bytes) -> bytes:
    """Return the lines from the first to the last one that the newer version has otherwise, or has not."""
    start = content.rfind(b"\n", 0, _longest(len(content), lambda size: newer.startswith(content[:size]))) + 1
    size = _longest(len(content) - start, lambda size: newer.endswith(content[len(content) - size :]))
    end = content.find(b"\n", len(content) - size)
    return content[start:end] if end >= 0 else content[start:]


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` that fits; smaller ones do, too."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(middle) else (least, middle - 1)
    return least


def _with_unstruck(lines: list[bytes]) -> list[bytes]:
    """Return the lines, corrected ones also as they were before: a strike is drawn, not recorded."""
    return lines + [
        line.replace(b"** ~~", b"** ", 1).replace(b"~~ <!-- ", b" <!-- ", 1)
        for line in lines
        if _STRIKE in line
    ]
