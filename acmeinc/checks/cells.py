"""What is wrong with single cells of a table: empty ones, links that lead nowhere, formulas, addresses."""

import re
from collections.abc import Collection

from acmeinc.process.address import is_address
from acmeinc.process.rule_table import Row, Table

_LINK = re.compile(
    r"(?!(?:javascript|data|vbscript|file):)"
    r"(?:https?://[^\s/?#<>\"]+[^\s<>\"]*|(?!https?:)[a-z][a-z0-9+.-]{1,20}:\S*)",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?")
_SIGNS = ("=", "+", "-", "@")
_HARMLESS = re.compile(r"[+-][\d\s()./-]*|@[\w.-]+")
"""A phone number, a number, a lone sign, somebody's handle: no spreadsheet computes anything of these."""


def check_cells(table: Table, needed: Collection[str], links: Collection[str]) -> None:
    """Note what is wrong with the cells of a table: those `needed` are filled, those of `links` are links."""
    watched = [(number, name) for number, name in enumerate(table.columns) if name in table.names]
    empty = [(number, name) for number, name in watched if name in needed]
    linked = [(number, name) for number, name in watched if name in links]
    for row in table.rows:
        cells = row.cells
        for number, name in empty:
            if not cells[number]:
                hint = "fill it in when it is known"
                table.complain(
                    row, name, f"the row has no `{name}`", hint, rule="csv-empty-cell", level="warning"
                )
        for number, name in linked:
            if cells[number] and not _LINK.fullmatch(cells[number]) and not _is_formula(cells[number]):
                _no_link(table, row, name, cells[number])
        for number, name in watched:
            if _is_formula(cells[number]):
                told = f"`{name}` starts with `{cells[number][0]}`: a spreadsheet takes it for a formula"
                hint = "put a word in front of it"
                table.complain(row, name, told, hint, rule="csv-formula")


def _is_formula(cell: str) -> bool:
    return cell.startswith(_SIGNS) and not _HARMLESS.fullmatch(cell)


def check_addresses(table: Table, column: str) -> None:
    """Note every address of e-mail in a column that is none."""
    number = table.columns.index(column)
    for row in table.rows:
        if row.cells[number] and not is_address(row.cells[number]):
            told = f"`{row.cells[number]}` is no address"
            hint = "write one address, without a name: ana@example.com"
            table.complain(row, column, told, hint, rule="csv-address")


def _no_link(table: Table, row: Row, column: str, text: str) -> None:
    meant = f"https://{text}" if _HOST.fullmatch(text) else ""
    hint = f"did you mean `{meant}`?" if meant else "write a whole link, such as https://oncall.example.com"
    table.complain(row, column, f"`{text}` is no link", hint, rule="csv-link")
