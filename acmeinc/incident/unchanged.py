"""Plain timeline lines that stand alike in all versions of a merge: set aside, and put back afterwards.

A long incident is mostly such lines, entries that say nothing but their words. Nothing that a merge decides
depends on them, so they need not be read: that keeps a merge of thousands of entries within a blink.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.entries import TIME, line_of, parse_line, parse_time_text
from acmeinc.incident.model import LOG_KINDS
from acmeinc.incident.parts import closing, opening

_OPENING = opening("timeline")
_CLOSING = closing("timeline")
_NAME = "acmeinc:timeline"
_SIMPLE = re.compile(
    rf"- {TIME}(?<!-00:00) \*\*[^\s*`\\&<~](?:[^*`\\&<~]*[^\s*`\\&<~])?\*\*"
    r" [^\s`\\&<~](?:[^`\\&<~]*[^\s`\\&<~])?"
)
"""A time, a name and words without special characters: read and drawn again they are surely the same."""
_PLAIN = re.compile(rf' <!-- ({ulid.PATTERN}) kind=(?:{"|".join(LOG_KINDS)}) sum="[0-9a-f]{{8}}" -->')


class Known(NamedTuple):
    """What has to be known of a line to put it in its place."""

    at: datetime
    id: str


class SetAside(NamedTuple):
    """The versions without the lines that were set aside, and those lines."""

    texts: tuple[str, ...]
    lines: Mapping[str, Known]


class _Cut(NamedTuple):
    """The lines of a document, cut at its timeline; the markers belong to what is above and below."""

    above: list[str]
    timeline: list[str]
    below: list[str]


def set_aside(versions: Iterable[str]) -> SetAside | None:
    """Return the versions without the plain lines that all of them have; None where there is none to spare.

    A line stays that anything else names: a correction, a removal, another reading of the same entry.
    """
    cuts = [cut for text in versions if (cut := _cut(text))]
    if len(cuts) < 3:
        return None
    common = _plain(set(cuts[0].timeline).intersection(*(cut.timeline for cut in cuts[1:])))
    ids = {known.id for known in common.values()}
    if not common or len(ids) < len(common):
        return None
    texts = _without(cuts, common)
    named = ids.intersection(re.findall(ulid.PATTERN, "\n".join(texts)))
    if named:
        common = {line: known for line, known in common.items() if known.id not in named}
        texts = _without(cuts, common)
    return SetAside(texts, common) if common else None


def put_back(text: str, lines: Mapping[str, Known]) -> str:
    """Return a merged text with the lines that were set aside, all of them newest first."""
    cut = _cut(text)
    if not cut:
        raise ValueError("a merged document has one timeline")
    found = dict(lines)
    last: list[str] = []
    for line in cut.timeline:
        entry = parse_line(line)
        if entry and entry.at:
            found[line] = Known(entry.at, entry.id)
        else:
            last.append(line)
    ordered = sorted(found, key=lambda line: found[line].id, reverse=True)
    ordered.sort(key=lambda line: found[line].at, reverse=True)
    return "\n".join([*cut.above, *ordered, *last, *cut.below])


def _cut(text: str) -> _Cut | None:
    """Return the document cut at its timeline; None when that does not stand there once, as it is drawn.

    With other ends of lines anywhere it might be drawn with those.
    """
    lines = text.split("\n") if "\r" not in text else []
    marks = [index for index, line in enumerate(lines) if _NAME in line]
    if [lines[mark] for mark in marks] != [_OPENING, _CLOSING]:
        return None
    start, end = marks
    return _Cut(lines[: start + 1], lines[start + 1 : end], lines[end:])


def _plain(lines: Iterable[str]) -> dict[str, Known]:
    found = {}
    for line in lines:
        end = line.rfind(" <!-- ")
        comment = _PLAIN.fullmatch(line, end) if end > 0 else None
        at = parse_time_text(line[2:28]) if comment else None
        if comment and at and (_SIMPLE.fullmatch(line, 0, end) or _is_as_drawn(line)):
            found[line] = Known(at, comment[1])
    return found


def _is_as_drawn(line: str) -> bool:
    entry = parse_line(line)
    return entry is not None and line_of(entry) == line


def _without(cuts: Sequence[_Cut], lines: Mapping[str, Known]) -> tuple[str, ...]:
    return tuple(
        "\n".join([*cut.above, *(line for line in cut.timeline if line not in lines), *cut.below])
        for cut in cuts
    )
