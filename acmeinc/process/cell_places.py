"""Where the cells of a CSV file are: looked up only for what is complained of, so that reading stays fast."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple

_CELL = re.compile(r' *(?P<cell>"[^"]*(?:""[^"]*)*(?P<closed>"?)|[^,\r\n]*)')


class _Cell(NamedTuple):
    """Where a cell starts and ends in the text, and whether a quote that it starts with is closed there."""

    start: int
    end: int
    closed: bool


class Places:
    """The places of cells in a text without a byte order mark; lines and columns count from 1."""

    def __init__(self, text: str) -> None:
        self._text = text

    def cell(self, line: int, number: int) -> tuple[int, int]:
        """Return where the cell of this number, from 0, stands in the row that begins in `line`.

        Of a row that has fewer cells, the place behind its last one.
        """
        end = self._starts[line - 1]
        for index, cell in enumerate(self._cells(line)):
            if index == number:
                return self._place(cell.start)
            end = cell.end
        return self._place(end)

    def span(self, line: int, number: int) -> tuple[int, int] | None:
        """Return from where to where in the text such a cell goes; None where the row has fewer."""
        found = next(islice(self._cells(line), number, None), None)
        return (found.start, found.end) if found else None

    def open_quote(self, line: int) -> tuple[int, int] | None:
        """Return where the first quote of a row is that nothing closes, or not where its cell ends."""
        found = next((cell for cell in self._cells(line) if not cell.closed), None)
        return self._place(found.start) if found else None

    def _cells(self, line: int) -> Iterator[_Cell]:
        text, at = self._text, self._starts[line - 1]
        while match := _CELL.match(text, at):
            at = match.end()
            follows = text[at : at + 1]
            closed = match["closed"] != "" and follows in ("", ",", "\r", "\n")
            yield _Cell(match.start("cell"), at, closed)
            if follows != "," or not closed:
                return
            at += 1

    @cached_property
    def _starts(self) -> list[int]:
        # Only \r and \n end a line: no other character that could is in a text that may be read.
        starts = [0, *accumulate(map(len, self._text.splitlines(keepends=True)))]
        return starts if self._text.endswith(("\r", "\n")) else starts[:-1] or starts

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
