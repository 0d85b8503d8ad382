"""What is wrong with the rules files, each in itself and against the others (DESIGN §3)."""

from collections.abc import Collection, Mapping
from functools import cached_property

from acmeinc.checks.cells import check_addresses, check_cells
from acmeinc.checks.secrets import secrets_in_table
from acmeinc.checks.teams import check_people_teams, check_reach, check_vendor_teams
from acmeinc.errors import Problem
from acmeinc.process.ownership import Owner
from acmeinc.process.ownership_file import owners_in, read_ownership, read_vendors, vendors_in
from acmeinc.process.people import Person
from acmeinc.process.people_file import people_in, read_people
from acmeinc.process.rule_table import Table

RULE_FILES = ("severity.yaml", "ownership.csv", "vendors.csv", "people.csv", "acmeinc.yaml")


def rule_problems(texts: Mapping[str, str], judged: Collection[str] = RULE_FILES) -> list[Problem]:
    """Return what is wrong with the rules files `judged`, of those whose texts are given by name."""
    files = _RuleFiles(texts)
    checks = {
        "severity.yaml": files.severity,
        "ownership.csv": files.ownership_table,
        "vendors.csv": files.vendors,
        "people.csv": files.people_table,
        "acmeinc.yaml": files.settings,
    }
    return [p for name, check in checks.items() if name in texts and name in judged for p in check()]


class _RuleFiles:
    """The rules files, each read when somebody asks for what it says."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    @cached_property
    def _ownership(self) -> Table:
        return read_ownership(self._texts.get("ownership.csv", ""))

    @cached_property
    def _people(self) -> Table:
        return read_people(self._texts.get("people.csv", ""))

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Return who owns what."""
        return owners_in(self._ownership)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Return who is there."""
        return people_in(self._people)

    def severity(self) -> list[Problem]:
        """Return what is wrong with the levels."""
        from acmeinc.checks.levels import check_levels
        from acmeinc.process.rule_file import read_rule_file
        from acmeinc.process.severity_file import severity_in

        top, problems = read_rule_file(self._texts["severity.yaml"], "severity.yaml")
        if top:
            rules = severity_in(top)
            check_levels(top, rules, {(problem.line, problem.column) for problem in problems})
        return problems

    def settings(self) -> list[Problem]:
        """Return what is wrong with the settings, and with what they say of what is owned."""
        from acmeinc.checks.organisation import check_components, check_country
        from acmeinc.process.rule_file import read_rule_file
        from acmeinc.process.settings_file import settings_in

        top, problems = read_rule_file(self._texts["acmeinc.yaml"], "acmeinc.yaml")
        if top:
            settings = settings_in(top)
            check_country(top, settings)
            check_components(top, settings, self.owners)
        return problems

    def ownership_table(self) -> list[Problem]:
        """Return what is wrong with the owners."""
        table = self._ownership
        secrets = secrets_in_table(table)
        check_reach(table)
        check_cells(table, ("functionality", "service"), ("paging schedule link", "backlog link"))
        return secrets + table.problems

    def people_table(self) -> list[Problem]:
        """Return what is wrong with the people, and with the teams they are in."""
        table = self._people
        secrets = secrets_in_table(table)
        check_people_teams(table, self.people, self.owners)
        check_cells(table, ("name", "email", "team", "role"), ())
        check_addresses(table, "email")
        return secrets + table.problems

    def vendors(self) -> list[Problem]:
        """Return what is wrong with the vendors, and with who owns the relationship."""
        table = read_vendors(self._texts["vendors.csv"])
        secrets = secrets_in_table(table)
        check_vendor_teams(table, vendors_in(table), self.owners, self.people)
        check_cells(table, table.columns, table.columns[3:])
        return secrets + table.problems
