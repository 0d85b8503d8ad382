"""Comments in an incident document that silence a warning where it stands.

    <!-- acmeinc-ignore: blame -->
    <!-- acmeinc-ignore: blame "human error" -->

Behind a line it silences that line; on a line of its own the next one, or the whole block that begins there.
Such a comment is prose: steps draw around it, merges keep it. With words it silences only those.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from acmeinc.checks.sheet import Place, Sheet
from acmeinc.errors import Problem
from acmeinc.incident.parts import Block
from acmeinc.process.document_rules import DOCUMENT_RULES
from acmeinc.process.meant import choices

MARK = "acmeinc-ignore"

_PREFIX = "document-"
_COMMENT = re.compile(rf"<!--\s*{MARK}:?\s*(.*?)\s*-->")
_MEANT = re.compile(rf'(?:{_PREFIX})?([\w-]+)(?:\s+"([^"]*)")?')


class _Silence(NamedTuple):
    """A rule that is not to be told of in some lines, with `words` only where it is these that break it.

    The comment that says so stands at `place`.
    """

    rule: str
    words: str
    lines: range
    place: Place


class Silencing:
    """What the comments of a document silence."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._silences = tuple(_silences(sheet)) if MARK in sheet.text else ()
        self._lines = sheet.text.split("\n") if self._silences else []

    def covers(self, problem: Problem) -> bool:
        """Return whether a comment says that a warning is meant to stand."""
        return any(_covers(silence, problem, self._lines) for silence in self._silences)

    def problems(self) -> Iterator[Problem]:
        """Yield the comments that silence nothing there is."""
        names = [
            name.removeprefix(_PREFIX) for name, rule in DOCUMENT_RULES.items() if rule.level == "warning"
        ]
        for silence in self._silences:
            if silence.rule not in names:
                told = f"there is no warning `{silence.rule}` to ignore"
                yield self._sheet.warning(
                    silence.place, told, choices(silence.rule, names), rule="document-ignore"
                )


def _silences(sheet: Sheet) -> Iterator[_Silence]:
    for index, piece in enumerate(sheet.pieces):
        if isinstance(piece.part, Block):
            continue
        below = _begins_below(sheet, index)
        for number, line in reversed([*enumerate(piece.part.lines, piece.line)]):
            if _COMMENT.sub("", line).strip():
                below = range(number, number + 1)
            for match in _COMMENT.finditer(line):
                meant = _MEANT.fullmatch(match[1])
                rule, words = meant.groups("") if meant else (match[1], "")
                yield _Silence(rule, words, below, (number, match.start() + 1))


def _begins_below(sheet: Sheet, index: int) -> range:
    """Return the lines of the block that begins where a piece of prose ends; none where none does."""
    if index + 1 == len(sheet.pieces):
        return range(0)
    block = sheet.pieces[index + 1]
    return range(block.line, block.first + len(block.part.lines) + 1)


def _covers(silence: _Silence, problem: Problem, lines: list[str]) -> bool:
    if problem.level != "warning" or problem.rule != f"{_PREFIX}{silence.rule}":
        return False
    if problem.line not in silence.lines:
        return False
    there = lines[problem.line - 1][problem.column - 1 :]
    return there.casefold().startswith(silence.words.casefold())
