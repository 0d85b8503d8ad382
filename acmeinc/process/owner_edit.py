"""Other cells for who owns something: the rows meant are found exactly, nothing is changed on a guess."""

from collections.abc import Mapping

from acmeinc.errors import BadData, NotFound
from acmeinc.process.ownership import Owner, find_owner
from acmeinc.process.ownership_file import owners_in, read_ownership
from acmeinc.process.row_edit import with_cells
from acmeinc.process.rule_set import OWNERS

COLUMNS: Mapping[str, str] = {
    "team": "owning team",
    "paging": "paging schedule link",
    "backlog": "backlog link",
    "chat": "chat channel",
    "contact": "contact",
    "public": "public",
}
"""What can be set of an owner, with its column."""


def owners_called(text: str, query: str) -> list[Owner]:
    """Return a row for each functionality or service that is called `query`, in any case of letters.

    Raises BadData where the table cannot be read, NotFound with what may have been meant where there is none.
    """
    table = read_ownership(text)
    owners = owners_in(table)
    if not owners:
        raise BadData(table.problems) if table.problems else _nobody(query, "")
    match = find_owner(owners, query)
    if not match.matches:
        near = ", ".join(dict.fromkeys(owner.functionality or owner.service for owner in match.suggestions))
        raise _nobody(query, near)
    found: dict[tuple[str, str], Owner] = {}
    for owner in match.matches:
        found.setdefault(_name(owner), owner)
    return list(found.values())


def with_owner(text: str, owner: Owner, cells: Mapping[str, str]) -> str:
    """Return the table with other cells, named as in `COLUMNS`, in the row of an owner.

    Where the same functionality and service stand in several rows, in all of them.
    """
    table = read_ownership(text)
    by_column = {COLUMNS[name]: value for name, value in cells.items()}
    # From the last row to the first: the places of those before stay what they are.
    for row in reversed([row for row in owners_in(table) if _name(row) == _name(owner)]):
        text = with_cells(text, table, row.line, by_column)
    return text


def _name(owner: Owner) -> tuple[str, str]:
    return owner.functionality.casefold(), owner.service.casefold()


def _nobody(query: str, near: str) -> NotFound:
    hint = f"did you mean {near}?" if near else f"a new row is a line in {OWNERS}: add it by hand"
    return NotFound(f"{OWNERS} has no functionality or service {query!r}", hint=hint)
