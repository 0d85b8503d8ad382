"""Three-way merge of lines: what either side changed is in the result, and where both changed the same, both are.

The result does not depend on which side is called ours: where two texts stand side by side, their content
orders them.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

NOTE = "> **Concurrent edit**: both versions are kept."

Lines = Sequence[str]


class _Region(NamedTuple):
    """A stretch of the base and what the two sides made of it."""

    base: Lines
    left: Lines
    right: Lines


def merge_lines(base: Lines, left: Lines, right: Lines) -> list[str]:
    """Return the lines of both sides merged over their common `base`; lines have no line ends.

    Where both sides put something in the same place, both stand there; where both changed the same lines,
    under a note.
    """
    if left == right or right == base:
        return list(left)
    if left == base:
        return list(right)
    return [line for region in _regions(base, left, right) for line in _merged(region)]


def _merged(region: _Region) -> Lines:
    base, left, right = (list(lines) for lines in region)
    if left == right or right == base:
        return left
    if left == base:
        return right
    first, second = sorted((left, right))
    if not base or not first:
        return [*first, *second]
    return [NOTE, "", *first, "", *second]


def _regions(base: Lines, left: Lines, right: Lines) -> Iterator[_Region]:
    """Yield the base in order, cut where both sides agree with it and where one does not."""
    at_base = at_left = at_right = 0
    for start, length, in_left, in_right in _agreements(base, left, right):
        yield _Region(base[at_base:start], left[at_left:in_left], right[at_right:in_right])
        agreed = base[start : start + length]
        yield _Region(agreed, agreed, agreed)
        at_base, at_left, at_right = start + length, in_left + length, in_right + length


def _agreements(base: Lines, left: Lines, right: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches of the base that both sides have: its start, its length, where each side has it.

    The last one is the empty stretch at the end.
    """
    lefts = SequenceMatcher(None, base, left, autojunk=False).get_matching_blocks()
    rights = SequenceMatcher(None, base, right, autojunk=False).get_matching_blocks()
    index_left = index_right = 0
    while index_left < len(lefts) and index_right < len(rights):
        one, other = lefts[index_left], rights[index_right]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield start, end - start, one.b + start - one.a, other.b + start - other.a
        if one.a + one.size < other.a + other.size:
            index_left += 1
        else:
            index_right += 1
    yield len(base), 0, len(left), len(right)
