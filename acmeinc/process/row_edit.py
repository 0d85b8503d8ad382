"""Cells of one row of a table in CSV, set in place: every other byte stays as someone wrote it."""

from collections.abc import Mapping, Sequence

from acmeinc.errors import BadData, Usage
from acmeinc.process.cell_places import Places
from acmeinc.process.rule_table import read_table

_BOM = "\ufeff"


def with_cells(
    text: str, path: str, line: int, cells: Mapping[str, str], columns: tuple[Sequence[str], Sequence[str]]
) -> str:
    """Return the table with other `cells`, by column, in the row that begins in `line`.

    `columns` are the required and the optional ones. A cell in quotes keeps them. Raises BadData when the
    table cannot be read, Usage for a column that it does not have.
    """
    table = read_table(text, path, *columns)
    if not table.rows and table.problems:
        raise BadData(table.problems)
    mark = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    places = Places(body)
    spans = {column: places.span(line, _number(table.names, column, path)) for column in cells}
    for column, span in sorted(spans.items(), key=lambda pair: pair[1] or (0, 0), reverse=True):
        start, end = span or (0, 0)
        body = body[:start] + _written(cells[column], body[start:end]) + body[end:]
    return mark + body


def _number(names: Sequence[str], column: str, path: str) -> int:
    if column in names:
        return names.index(column)
    hint = f"write `,{column}` at the end of its first line and a comma at the end of every other one"
    raise Usage(f"{path} has no column `{column}`", hint=hint)


def _written(value: str, before: str) -> str:
    """Return a cell, in quotes where it was in some or needs them."""
    if before.startswith('"') or set(value) & set('",\r\n') or value != value.strip(" "):
        return '"{}"'.format(value.replace('"', '""'))
    return value
