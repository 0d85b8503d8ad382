"""Cells of one row of a table in CSV, set in place: every other byte stays as someone wrote it."""

from collections.abc import Mapping

from acmeinc.errors import Usage
from acmeinc.process.cell_places import Places
from acmeinc.process.rule_table import Table

_BOM = "\ufeff"


def with_cells(text: str, table: Table, line: int, cells: Mapping[str, str]) -> str:
    """Return the text of a table with other `cells`, by column, in the row that begins in `line`.

    A cell in quotes keeps them. Raises Usage for a column that the table does not have.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    places = Places(body)
    spans = {column: places.span(line, _number(table, column)) for column in cells}
    for column, span in sorted(spans.items(), key=lambda pair: pair[1] or (0, 0), reverse=True):
        start, end = span or (0, 0)
        body = body[:start] + _written(cells[column], body[start:end]) + body[end:]
    return mark + body


def _number(table: Table, column: str) -> int:
    if column in table.names:
        return table.names.index(column)
    hint = f"write `,{column}` at the end of its first line and a comma at the end of every other one"
    raise Usage(f"{table.path} has no column `{column}`", hint=hint)


def _written(value: str, before: str) -> str:
    """Return a cell, in quotes where it was in some or needs them."""
    if before.startswith('"') or set(value) & set('",\r\n') or value != value.strip(" "):
        return '"{}"'.format(value.replace('"', '""'))
    return value
