"""Reading `ownership.csv` and `vendors.csv`: every fault in one run, each with its line."""

from collections.abc import Iterable, Iterator

from acmeinc.errors import Problem
from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.rule_table import read_table


def parse_ownership(text: str, path: str = "ownership.csv") -> tuple[tuple[Owner, ...], list[Problem]]:
    """Return the owners in the order of the file, and every fault; a cell without a value is a warning."""
    required = ("functionality", "service", "owning team", "paging schedule link")
    rows, problems = read_table(text, path, required, ("backlog link", "chat channel", "contact", "public"))
    owners = tuple(
        Owner(
            functionality=cells["functionality"],
            service=cells["service"],
            team=cells["owning team"],
            paging=cells["paging schedule link"],
            backlog=cells["backlog link"],
            chat=cells["chat channel"],
            contact=cells["contact"],
            public=cells["public"].casefold() in ("yes", "true"),
            line=line,
        )
        for line, cells in rows
    )
    for line, cells in rows:
        if cells["public"].casefold() not in ("yes", "true", "no", "false", ""):
            message = f"`public` cannot be `{cells['public']}`"
            problems.append(Problem(path, line, 0, message, "use one of: yes, no"))
    problems += _two_teams(owners, path)
    return owners, sorted(problems, key=lambda problem: problem.line)


def _two_teams(owners: Iterable[Owner], path: str) -> Iterator[Problem]:
    first: dict[tuple[str, str], Owner] = {}
    for owner in owners:
        if not owner.team or not (owner.functionality or owner.service):
            continue  # told as a cell without a value
        other = first.setdefault((owner.functionality.casefold(), owner.service.casefold()), owner)
        if owner.team.casefold() != other.team.casefold():
            names = ", ".join(name for name in (owner.functionality, owner.service) if name)
            message = (
                f"{names} has two teams: {other.team} in line {other.line}, {owner.team} in line {owner.line}"
            )
            yield Problem(path, owner.line, 0, message, "keep the one that is paged")


def parse_vendors(text: str, path: str = "vendors.csv") -> tuple[tuple[Vendor, ...], list[Problem]]:
    """Return the vendors in the order of the file, and every fault; a cell without a value is a warning."""
    required = (
        "vendor",
        "product",
        "owning team/owner of relationship",
        "link to vendor support portal",
        "vendor status page",
    )
    rows, problems = read_table(text, path, required)
    names = ("vendor", "product", "team", "portal", "status_page")
    vendors = tuple(
        Vendor(**dict(zip(names, cells.values(), strict=True)), line=line) for line, cells in rows
    )
    return vendors, problems
