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
    """Return the table of owners."""
    return read_table(text, path, _OWNERSHIP, _OWNERSHIP_OPTIONAL)


def owners_in(table: Table) -> tuple[Owner, ...]:
    """Return the owners that a table has, noting in it what they contradict."""
    owners = tuple(
        Owner(functionality, service, team, paging, backlog, chat, contact, public.casefold() in _YES, line)
        for line, (functionality, service, team, paging, backlog, chat, contact, public) in table.rows
    )
    first: dict[tuple[str, str], tuple[Owner, str]] = {}
    for row, owner in zip(table.rows, owners, strict=True):
        public = row.cells[7]
        if public and public.casefold() not in (*_YES, *_NO):
            told = f"`public` cannot be `{public}`"
            table.complain(row, "public", told, "use one of: yes, no", rule="csv-choice")
        if owner.team and (owner.functionality or owner.service):
            key, team = (owner.functionality.casefold(), owner.service.casefold()), owner.team.casefold()
            other, others_team = first.setdefault(key, (owner, team))
            if team != others_team:
                _two_teams(table, row, owner, other)
    return owners


def _two_teams(table: Table, row: Row, owner: Owner, other: Owner) -> None:
    names = ", ".join(cut(name) for name in (owner.functionality, owner.service) if name)
    teams = f"{cut(other.team)} in line {other.line}, {cut(owner.team)} in line {owner.line}"
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
