"""Three-way merge of lines: what either side changed stands in the result; where both did, both stand.

The result does not depend on which side is called ours: where two texts stand side by side, their content
orders them.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

NOTE = ("> **Concurrent edit**: both versions are kept.", "")
"""What stands above the two versions of lines that both sides changed."""

Lines = Sequence[str]


class _Region(NamedTuple):
    """A stretch of the base and what the two sides made of it."""

    base: Lines
    left: Lines
    right: Lines


def merge_lines(base: Lines, left: Lines, right: Lines, note: Lines = NOTE) -> list[str]:
    """Return the lines of both sides merged over their common `base`; lines have no line ends.

    Where both sides put something in the same place, both stand there; where both changed the same lines,
    both stand under `note`. Without a base, what both have counts as it.
    """
    if left == right or right == base:
        return list(left)
    if left == base:
        return list(right)
    if not base:
        base = _in_both(left, right)
    return [line for region in _regions(base, left, right) for line in _merged(region, note)]


def _in_both(left: Lines, right: Lines) -> Lines:
    first, second = sorted((list(left), list(right)))
    return [line for start, _, size in _matches(first, second) for line in first[start : start + size]]


def _matches(one: Lines, other: Lines) -> list[tuple[int, int, int]]:
    """Return the stretches that are equal: where each has it, and how long it is; an empty one at the end."""
    from difflib import SequenceMatcher

    found = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(match.a, match.b, match.size) for match in found]


def _merged(region: _Region, note: Lines) -> Lines:
    base, left, right = (list(lines) for lines in region)
    if left == right or right == base:
        return left
    if left == base:
        return right
    first, second = sorted((left, right))
    if not base or not first:
        return [*first, *second]
    return [*note, *first, *([""] if note else []), *second]


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
    lefts, rights = _matches(base, left), _matches(base, right)
    index_left = index_right = 0
    while index_left < len(lefts) and index_right < len(rights):
        start_left, in_left, size_left = lefts[index_left]
        start_right, in_right, size_right = rights[index_right]
        start = max(start_left, start_right)
        end = min(start_left + size_left, start_right + size_right)
        if start < end:
            yield start, end - start, in_left + start - start_left, in_right + start - start_right
        if start_left + size_left < start_right + size_right:
            index_left += 1
        else:
            index_right += 1
    yield len(base), 0, len(left), len(right)
