"""Charts as values, ready to be drawn as SVG: lengths in per cent of the width, heights in pixels.

Whatever a chart shows stands in a table below it, too: a picture is never the only way to a figure.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_ROW = 46
_COLUMNS = 150
_ABOVE = 22
_BELOW = 24
_MOST_LABELS = 6
_MOST_TOTALS = 18
_LONGEST = 30
_EDGE = 8
_WIDEST = 9


class Table(NamedTuple):
    """Rows below a head; the first cell of each row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Part(NamedTuple):
    """A part of a bar or column: how much, in which tone (a class of the style), and what it is in words."""

    amount: float
    tone: str
    words: str


class Segment(NamedTuple):
    """A drawn part: where it begins and how long it is."""

    start: float
    length: float
    tone: str
    words: str


class Bar(NamedTuple):
    """A drawn bar with its label and its value, `top` pixels from the top."""

    label: str
    value: str
    top: int
    segments: tuple[Segment, ...]


class Bars(NamedTuple):
    """Bars below each other. `id` names the chart on its page, `words` say what it shows."""

    id: str
    title: str
    words: str
    height: int
    bars: tuple[Bar, ...]
    table: Table


class Column(NamedTuple):
    """A drawn column: `left` and `width` in per cent, its segments in pixels from the top; "" is no label.

    `anchor` says how the label stands at the `middle`: those at the ends stay within the chart.
    """

    left: float
    width: float
    middle: float
    anchor: str
    label: str
    total: str
    top: float
    segments: tuple[Segment, ...]


class Columns(NamedTuple):
    """Columns beside each other, on a `floor` so many pixels from the top; `names` are (tone, name) pairs.

    `most` is the value of the highest, where there is no room for every column's own; "" where there is.
    """

    id: str
    title: str
    words: str
    height: int
    floor: int
    columns: tuple[Column, ...]
    names: tuple[tuple[str, str], ...]
    most: str
    table: Table


class Labelled(NamedTuple):
    """What becomes a bar or column: its label, its value in words, and its parts."""

    label: str
    value: str
    parts: tuple[Part, ...]

    @property
    def amount(self) -> float:
        """Return how much its parts are together."""
        return sum(part.amount for part in self.parts)


def bars(name: tuple[str, str], words: str, given: Sequence[Labelled], table: Table) -> Bars:
    """Return bars; the longest takes the whole width. `name` is the chart's id and its title."""
    most = max((each.amount for each in given), default=0) or 1
    drawn = tuple(
        Bar(_short(each.label), each.value, number * _ROW, tuple(_segments(each.parts, 100 / most)))
        for number, each in enumerate(given)
    )
    return Bars(*name, words, len(given) * _ROW, drawn, table)


def columns(
    name: tuple[str, str],
    words: str,
    given: Sequence[Labelled],
    names: Sequence[tuple[str, str]],
    table: Table,
) -> Columns:
    """Return columns in the order of time; where there is no room for every label, the newest has one.

    `name` is the chart's id and its title.
    """
    most = max((each.amount for each in given), default=0) or 1
    is_crowded = len(given) > _MOST_TOTALS
    step, every = 100 / max(len(given), 1), -(-len(given) // _MOST_LABELS)
    drawn, floor = [], _ABOVE + _COLUMNS
    for number, each in enumerate(given):
        parts = _segments(each.parts, _COLUMNS / most)
        segments = tuple(Segment(floor - start - length, length, *told) for start, length, *told in parts)
        top = floor - each.amount * _COLUMNS / most
        labelled = (len(given) - 1 - number) % every == 0
        total = "" if is_crowded else each.value
        middle = number * step + step / 2
        width = min(step * 0.8, _WIDEST)
        anchor = "start" if middle < _EDGE else "end" if middle > 100 - _EDGE else "middle"
        label = each.label if labelled else ""
        drawn.append(Column(middle - width / 2, width, middle, anchor, label, total, top, segments))
    height = _ABOVE + _COLUMNS + _BELOW
    highest = max(given, key=lambda each: each.amount).value if is_crowded else ""
    return Columns(*name, words, height, floor, tuple(drawn), tuple(names), highest, table)


def _segments(parts: Iterable[Part], scale: float) -> Iterable[Segment]:
    start = 0.0
    for part in parts:
        length = part.amount * scale
        if length:
            yield Segment(round(start, 3), round(length, 3), part.tone, part.words)
        start += length


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
