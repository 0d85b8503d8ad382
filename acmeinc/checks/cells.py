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
    columns = zip(*(row.cells for row in table.rows), strict=True)
    for name, column in zip(table.columns, columns, strict=False):
        if name not in table.names or table.is_full:
            continue
        different = set(column)
        faulty = {cell for cell in different if cell.startswith(_SIGNS) and _is_formula(cell)}
        if name in links:
            faulty |= {cell for cell in different if cell and not _LINK.fullmatch(cell)}
        if name in needed:
            faulty |= {""} & different
        for row, cell in zip(table.rows, column, strict=True) if faulty else ():
            if cell in faulty:
                _complain(table, row, name, cell)


def _complain(table: Table, row: Row, column: str, cell: str) -> None:
    """Note what is wrong with a cell that is not sound."""
    if not cell:
        told, hint = f"the row has no `{column}`", "fill it in when it is known"
        table.complain(row, column, told, hint, rule="csv-empty-cell", level="warning")
    elif _is_formula(cell):
        told = f"`{column}` starts with `{cell[0]}`: a spreadsheet takes it for a formula"
        table.complain(row, column, told, "put a word in front of it", rule="csv-formula")
    else:
        meant = f"https://{cell}" if _HOST.fullmatch(cell) else ""
        hint = f"did you mean `{meant}`?" if meant else "write a whole link: https://oncall.example.com/login"
        table.complain(row, column, f"`{cell}` is no link", hint, rule="csv-link")


def _is_formula(cell: str) -> bool:
    return cell[0] in _SIGNS and not _HARMLESS.fullmatch(cell)


def check_addresses(table: Table, column: str) -> None:
    """Note every address of e-mail in a column that is none."""
    number = table.columns.index(column)
    for row in table.rows:
        if row.cells[number] and not is_address(row.cells[number]):
            told = f"`{row.cells[number]}` is no address"
            hint = "write one address, without a name: ana@example.com"
            table.complain(row, column, told, hint, rule="csv-address")
