"""Reading `ownership.csv` and `vendors.csv`: every fault in one run, each with its line and column."""

from acmeinc.errors import Problem
from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.rule_table import Row, Table, read_table
from acmeinc.process.rule_text import cut

_OWNERSHIP = ("functionality", "service", "owning team", "paging schedule link")
_OWNERSHIP_OPTIONAL = ("backlog link", "chat channel", "contact", "public")
_VENDORS = (
    "vendor",
    "product",
    "owning team/owner of relationship",
    "link to vendor support portal",
    "vendor status page",
)

_YES, _NO = ("yes", "true"), ("no", "false", "")


def parse_ownership(text: str, path: str = "ownership.csv") -> tuple[tuple[Owner, ...], list[Problem]]:
    """Return the owners in the order of the file, and every fault."""
    table = read_ownership(text, path)
    return owners_in(table), sorted(table.problems, key=lambda p: (p.line, p.column))


def read_ownership(text: str, path: str = "ownership.csv") -> Table:
    """Return the table of owners, having noted in it what its rows contradict."""
    table = read_table(text, path, _OWNERSHIP, _OWNERSHIP_OPTIONAL)
    first: dict[tuple[str, str], tuple[Row, str]] = {}
    for row in table.rows:
        functionality, service, team, _, _, _, _, public = row.cells
        if public and public.casefold() not in (*_YES, *_NO):
            told = f"`public` cannot be `{public}`"
            table.complain(row, "public", told, "use one of: yes, no", rule="csv-choice")
        if team and (functionality or service):
            team = team.casefold()
            other, others = first.setdefault((functionality.casefold(), service.casefold()), (row, team))
            if team != others:
                _two_teams(table, row, other)
    return table


def owners_in(table: Table) -> tuple[Owner, ...]:
    """Return the owners that a table has."""
    return tuple(
        Owner(functionality, service, team, paging, backlog, chat, contact, public.casefold() in _YES, line)
        for line, (functionality, service, team, paging, backlog, chat, contact, public) in table.rows
    )


def _two_teams(table: Table, row: Row, other: Row) -> None:
    names = ", ".join(cut(name) for name in row.cells[:2] if name)
    teams = f"{cut(other.cells[2])} in line {other.line}, {cut(row.cells[2])} in line {row.line}"
    hint = "keep the one that is paged"
    table.complain(row, "owning team", f"{names} has two teams: {teams}", hint, rule="csv-two-teams")


def parse_vendors(text: str, path: str = "vendors.csv") -> tuple[tuple[Vendor, ...], list[Problem]]:
    """Return the vendors in the order of the file, and every fault."""
    table = read_vendors(text, path)
    return vendors_in(table), table.problems


def read_vendors(text: str, path: str = "vendors.csv") -> Table:
    """Return the table of vendors."""
    return read_table(text, path, _VENDORS)


def vendors_in(table: Table) -> tuple[Vendor, ...]:
    """Return the vendors that a table has."""
    return tuple(
        Vendor(vendor, product, team, portal, status_page, line)
        for line, (vendor, product, team, portal, status_page) in table.rows
    )
