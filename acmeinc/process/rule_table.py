"""Rules in CSV: a table read with the line of every row, and every fault in one run."""

import csv
import io
from collections.abc import Iterator, Sequence

from acmeinc.errors import Problem
from acmeinc.process.rule_file import choices
from acmeinc.process.rule_tree import unreadable

Row = tuple[int, dict[str, str]]


def read_table(
    text: str, path: str, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a CSV file, and its faults: each row's first line and its cells by column name.

    Columns are in the order of `required` and `optional`, absent optional ones "". A row with too few or
    too many cells is left out; with a column of `required` missing from the header, every row is.
    """
    text = text.removeprefix("\ufeff")
    problems = unreadable(text, path)
    if problems:
        return [], problems
    columns = (*required, *optional)
    lines = _lines(text, path, problems)
    header_line, header = next(lines, (0, []))
    names = [name.casefold() for name in header]
    if not problems:
        problems += _header_problems(path, header_line, names, columns, required)
    if not set(required) <= set(names):
        return [], problems
    rows: list[Row] = []
    for line, cells in lines:
        if len(cells) != len(names):
            message = f"the row has {len(cells)} cells, the header {len(names)}"
            hint = 'put quotes around a text that holds a comma: "one, two"'
            problems.append(Problem(path, line, 0, message, hint))
            continue
        by_name = dict(zip(names, cells, strict=True))
        rows.append((line, {name: by_name.get(name, "") for name in columns}))
        empty = [f"`{name}`" for name in required if not by_name[name]]
        if empty:
            message = f"the row has no {', '.join(empty)}"
            problems.append(Problem(path, line, 0, message, "fill it in when it is known", "warning"))
    return rows, problems


def _lines(text: str, path: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank: its first line in the file, and its cells, each in one line."""
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        hint = 'close every quote; write a quote inside a quoted text as ""'
        problems.append(Problem(path, line, 0, "the quotes of this row are wrong", hint))


def _header_problems(
    path: str, line: int, names: list[str], columns: Sequence[str], required: Sequence[str]
) -> Iterator[Problem]:
    if not names:
        yield Problem(path, 0, 0, "the file is empty", f"begin with the line: {','.join(columns)}")
        return
    for number, name in enumerate(names, 1):
        if not name:
            yield Problem(path, line, 0, f"column {number} has no name", choices("", list(columns)))
        elif name not in columns:
            yield Problem(path, line, 0, f"`{name}` is not a known column", choices(name, list(columns)))
        elif name in names[: number - 1]:
            yield Problem(path, line, 0, f"the column `{name}` stands twice", "delete one of them")
    for name in required:
        if name not in names:
            yield Problem(path, line, 0, f"the column `{name}` is missing", "add it to the first line")
