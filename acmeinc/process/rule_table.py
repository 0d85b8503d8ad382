"""Rules in CSV: a table that knows the line and column of every cell, and every fault in one run."""

import csv
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.errors import Problem
from acmeinc.process.cell_places import Places
from acmeinc.process.meant import Known
from acmeinc.process.rule_text import cut, unreadable

if TYPE_CHECKING:
    from _csv import Reader

_MOST_COLUMNS = 100
_MOST_PROBLEMS = 10_000
_TOGETHER = 2_000
"""So many rows are read at one go: a file of hostile length is not held in memory a second time."""


class Row(NamedTuple):
    """One row: the line of the file it begins in, and its cells, each in one line of text."""

    line: int
    cells: tuple[str, ...]


class Table:
    """The rows of a CSV file, their cells in the order of `columns`, and what is wrong with the file."""

    def __init__(self, text: str, path: str, columns: tuple[str, ...]) -> None:
        self.text = text
        self.path = path
        self.columns = columns
        self.rows: list[Row] = []
        self.problems: list[Problem] = []
        self.names: list[str] = []
        """The columns as the file has them, in any case of letters."""
        self.different: Collection[str] = ()
        """Each text that stands in a cell, once, as the file has it."""
        self._places = Places(text)

    @property
    def is_full(self) -> bool:
        """Return whether so much is wrong that no more is noted: finding places takes its time."""
        return len(self.problems) >= _MOST_PROBLEMS

    def complain(
        self, row: Row, column: str, message: str, hint: str, *, rule: str, level: str = "error"
    ) -> None:
        """Note what is wrong with a cell; a column that the file does not have is at the end of the row."""
        number = self.names.index(column) if column in self.names else len(self.names)
        self.refuse(row.line, number, message, hint, rule=rule, level=level)

    def refuse(
        self, line: int, number: int, message: str, hint: str, *, rule: str, level: str = "error"
    ) -> None:
        """Note what is wrong with the cell of this number, from 0, of the row that begins in `line`."""
        if not self.is_full:
            place = self._places.cell(line, number)
            self.problems.append(Problem(self.path, *place, cut(message), hint, level, rule))

    def refuse_quotes(self, line: int) -> None:
        """Note why the row that begins in `line` cannot be taken apart."""
        place = self._places.open_quote(line)
        if place is None:
            hint = f"a cell has at most {csv.field_size_limit():,} characters"
            self.refuse(line, 0, "a cell of this row is too long", hint, rule="file-long")
            return
        hint = 'close every quote; write a quote inside a quoted text as ""'
        told = "the quotes of this row are wrong"
        self.problems.append(Problem(self.path, *place, told, hint, rule="csv-quotes"))


def read_table(text: str, path: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Return the table that a CSV file is; columns are those of `required`, then of `optional`.

    A cell of an absent column is "". A row with too few or too many cells is left out; with a column of
    `required` missing from the header, every row is.
    """
    text = text.removeprefix("\ufeff")
    table = Table(text, path, (*required, *optional))
    table.problems += unreadable(text, path)
    if table.problems:
        return table
    # No other character that ends a line is in a text that may be read.
    reader = csv.reader(text.splitlines(keepends=True), skipinitialspace=True, strict=True)
    line = 1
    try:
        for header in reader:
            table.different, table.names = header, [" ".join(cell.split()).casefold() for cell in header]
            if any(table.names):
                break
            line, table.names = reader.line_num + 1, []
    except csv.Error:
        table.refuse_quotes(line)
        return table
    if not _lacks_header(table, text, line):
        _check_header(table, line, required)
    if set(required) <= set(table.names):
        _read_rows(reader, table)
    return table


def _read_rows(reader: "Reader", table: Table) -> None:
    """Read the rows below the header into `table`; one that is blank is none."""
    names, different = table.names, set(table.different)
    # Each row gets an empty cell at its end, which stands for every column that the file does not have.
    in_order = itemgetter(*(names.index(name) if name in names else len(names) for name in table.columns))
    rows = _raw_rows(reader, table)
    while found := list(islice(rows, _TOGETHER)):
        texts = set().union(*(raw for _, raw in found))
        different |= texts
        in_one_line = _in_one_line(texts).__getitem__
        for begun, raw in found:
            cells = [*map(in_one_line, raw), ""]
            if len(raw) == len(names) and any(cells):
                table.rows.append(Row(begun, in_order(cells)))
            elif any(cells):
                _refuse_length(table, begun, len(raw))
    table.different = different


def _raw_rows(reader: "Reader", table: Table) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each row, as far as quotes allow."""
    line = reader.line_num + 1
    try:
        for raw in reader:
            yield line, raw
            line = reader.line_num + 1
    except csv.Error:
        table.refuse_quotes(line)


def _in_one_line(texts: Collection[str]) -> dict[str, str]:
    """Return each of the texts of a table in one line; they repeat, and are made only once."""
    return dict(zip(texts, map(" ".join, map(str.split, texts)), strict=True))


def _lacks_header(table: Table, text: str, line: int) -> bool:
    """Return whether the first row names no column at all, having noted why."""
    names, hint = table.names, f"begin with the line: {','.join(table.columns)}"
    if not names:
        table.problems.append(Problem(table.path, 0, 0, "the file is empty", hint, rule="csv-header"))
        return True
    known = Known(table.columns)
    if any(name in known for name in names) or any(known.nearest(name) for name in names):
        return False
    header = text.lstrip().partition("\n")[0]
    separators = {";": "semicolons", "\t": "tabs", "|": "bars"}
    separator = next((words for mark, words in separators.items() if mark in header), "")
    if len(names) == 1 and separator:
        told, hint = (
            f"the columns are separated by {separator}",
            "save the file with commas between the cells",
        )
        table.refuse(line, 0, told, hint, rule="csv-separator")
        return True
    table.refuse(line, 0, "the first row does not name the columns", hint, rule="csv-header")
    return True


def _check_header(table: Table, line: int, required: Sequence[str]) -> None:
    """Note what is wrong with the names of the columns; one that is misspelt is not missing as well."""
    names = table.names
    lacking = Known([column for column in table.columns if column not in names] or table.columns)
    meant: set[str] = set()
    # Finding a place goes through the row: of a header that names nothing but nonsense this is enough.
    for number, name in enumerate(names[:_MOST_COLUMNS]):
        if name not in table.columns:
            told = f"`{name}` is not a known column" if name else f"column {number + 1} has no name"
            meant.add(lacking.nearest(name))
            hint = lacking.choices(name)
            table.refuse(line, number, told, hint, rule="csv-unknown-column")
        elif name in names[:number]:
            told = f"the column `{name}` stands twice"
            table.refuse(line, number, told, "delete one of them", rule="csv-column-twice")
    for name in required:
        if name not in names and name not in meant:
            told = f"the column `{name}` is missing"
            table.refuse(line, len(names), told, "add it to the first line", rule="csv-missing-column")


def _refuse_length(table: Table, line: int, length: int) -> None:
    known = len(table.names)
    told = f"the row has {length} cells, the header {known}"
    hint = 'put quotes around a text that holds a comma: "one, two"'
    if length < known:
        hint = "write a comma for each cell, also for one without a value"
    table.refuse(line, min(length, known), told, hint, rule="csv-cells")
