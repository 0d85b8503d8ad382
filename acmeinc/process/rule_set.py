"""All rules of one moment, read from their texts as well as can be: what a change is told from."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from acmeinc.errors import Problem, RulesSayNo
from acmeinc.process.business_time import add_business_hours
from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.ownership_file import parse_ownership, parse_vendors
from acmeinc.process.people import Person
from acmeinc.process.people_file import parse_people
from acmeinc.process.settings import Settings
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity import SeverityRules
from acmeinc.process.severity_file import parse_severity

SEVERITY, SETTINGS = "severity.yaml", "acmeinc.yaml"
OWNERS, VENDORS, PEOPLE = "ownership.csv", "vendors.csv", "people.csv"
TEMPLATES = "templates/"


class RuleSet(NamedTuple):
    """The rules by file, the templates by name, and what is wrong with the files.

    A file with an error in it is None; one that is not there says what the program takes for granted then.
    """

    severity: SeverityRules | None
    settings: Settings | None
    owners: tuple[Owner, ...] | None
    vendors: tuple[Vendor, ...] | None
    people: tuple[Person, ...] | None
    templates: Mapping[str, str] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """Return the files that could not be read, each once."""
        return tuple(dict.fromkeys(problem.path for problem in self.problems))


def read_rule_set(texts: Mapping[str, str]) -> RuleSet:
    """Return the rules that the files say: `texts` by path, `severity.yaml` or `templates/update.txt`."""
    severity, unread = parse_severity(texts.get(SEVERITY, ""))
    if SEVERITY not in texts:
        missing = Problem(SEVERITY, 0, 0, "the file is missing", "acmeinc init makes one", rule="file-kind")
        unread = [missing]
    settings, faults = parse_settings(texts.get(SETTINGS, ""))
    faults += _no_business(settings) if settings else []
    owners, bad_owners = parse_ownership(texts[OWNERS]) if texts.get(OWNERS) else ((), [])
    vendors, bad_vendors = parse_vendors(texts[VENDORS]) if texts.get(VENDORS) else ((), [])
    people, bad_people = parse_people(texts[PEOPLE]) if texts.get(PEOPLE) else ((), [])
    found = (unread, faults, bad_owners, bad_vendors, bad_people)
    errors = [[problem for problem in problems if problem.level == "error"] for problems in found]
    templates = sorted(path for path in texts if path.startswith(TEMPLATES))
    return RuleSet(
        None if errors[0] else severity,
        None if errors[1] else settings,
        None if errors[2] else owners,
        None if errors[3] else vendors,
        None if errors[4] else people,
        templates={path.removeprefix(TEMPLATES): texts[path] for path in templates},
        problems=tuple(chain.from_iterable(errors)),
    )


def _no_business(settings: Settings) -> list[Problem]:
    """Return why no retrospective could ever be scheduled: a country without known holidays."""
    start, hours = datetime(2026, 1, 1, tzinfo=UTC), settings.business_hours
    try:
        add_business_hours(start, timedelta(hours=1), hours, settings.zone)
    except RulesSayNo as no:
        told = str(no).removeprefix(f"{SETTINGS}: ")
        return [Problem(SETTINGS, 0, 0, told, no.hint, rule="settings-holiday")]
    return []
