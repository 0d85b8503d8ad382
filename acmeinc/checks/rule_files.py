"""What is wrong with the rules files, each in itself and against the others (DESIGN §3)."""

from collections.abc import Mapping

from acmeinc.checks.cells import check_addresses, check_cells
from acmeinc.checks.teams import check_people_teams, check_vendor_teams
from acmeinc.errors import Problem
from acmeinc.process.ownership import Owner
from acmeinc.process.ownership_file import (
    OWNERSHIP_COLUMNS,
    OWNERSHIP_OPTIONAL,
    VENDOR_COLUMNS,
    owners_in,
    vendors_in,
)
from acmeinc.process.people_file import PEOPLE_COLUMNS, PEOPLE_OPTIONAL, people_in
from acmeinc.process.rule_table import Table, read_table
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity_file import parse_severity

RULE_FILES = ("severity.yaml", "ownership.csv", "vendors.csv", "people.csv", "acmeinc.yaml")


def rule_problems(texts: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the rules files, whose texts are given by name; any may be absent."""
    problems: list[Problem] = []
    if "severity.yaml" in texts:
        problems += parse_severity(texts["severity.yaml"])[1]
    if "acmeinc.yaml" in texts:
        problems += parse_settings(texts["acmeinc.yaml"])[1]
    return problems + _table_problems(texts)


def _table_problems(texts: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the tables, each in itself and in the teams it names."""
    ownership = read_table(
        texts.get("ownership.csv", ""), "ownership.csv", OWNERSHIP_COLUMNS, OWNERSHIP_OPTIONAL
    )
    vendors = read_table(texts.get("vendors.csv", ""), "vendors.csv", VENDOR_COLUMNS)
    people = read_table(texts.get("people.csv", ""), "people.csv", PEOPLE_COLUMNS, PEOPLE_OPTIONAL)
    owners, persons = owners_in(ownership), people_in(people)
    check_cells(ownership, ("functionality", "service"), ("paging schedule link", "backlog link"))
    _check_reach(ownership, owners)
    check_cells(vendors, VENDOR_COLUMNS, VENDOR_COLUMNS[3:])
    check_cells(people, PEOPLE_COLUMNS, ())
    check_addresses(people, "email")
    check_vendor_teams(vendors, vendors_in(vendors), owners, persons)
    check_people_teams(people, persons, owners)
    return [p for table in (ownership, vendors, people) if table.path in texts for p in table.problems]


def _check_reach(table: Table, owners: tuple[Owner, ...]) -> None:
    """Note every row without an owner, and every owner that nobody can page or ask."""
    for row, owner in zip(table.rows, owners, strict=True):
        if not owner.team:
            told, hint = "the row has no owner", "name the team that is paged"
            table.complain(row, "owning team", told, hint, rule="csv-no-owner")
        elif not (owner.paging or owner.chat or owner.contact):
            told, hint = f"{owner.team} cannot be reached", "add the link to its paging schedule"
            table.complain(row, "paging schedule link", told, hint, rule="csv-no-contact", level="warning")
        elif not owner.paging:
            told, hint = f"{owner.team} cannot be paged", "add the link to its paging schedule"
            table.complain(row, "paging schedule link", told, hint, rule="csv-empty-cell", level="warning")
