"""All rules of one moment, read from their texts as well as can be: what a change is told from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from acmeinc.errors import Problem, RulesSayNo
from acmeinc.process.business_time import add_business_hours
from acmeinc.process.ownership import Owner, Vendor
from acmeinc.process.ownership_file import parse_ownership, parse_vendors
from acmeinc.process.people import Person
from acmeinc.process.people_file import parse_people
from acmeinc.process.settings import BusinessHours, Settings
from acmeinc.process.settings_file import parse_settings
from acmeinc.process.severity import SeverityRules
from acmeinc.process.severity_file import parse_severity

SEVERITY, SETTINGS = "severity.yaml", "acmeinc.yaml"
OWNERS, VENDORS, PEOPLE = "ownership.csv", "vendors.csv", "people.csv"
TEMPLATES = "templates/"

Value = TypeVar("Value")


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
    problems: list[Problem] = []
    severity = _sound(parse_severity, texts.get(SEVERITY), None, problems)
    if SEVERITY not in texts:
        problems.append(Problem(SEVERITY, 0, 0, "the file is missing", "acmeinc init makes one"))
    settings = _sound(parse_settings, texts.get(SETTINGS), Settings(), problems)
    if settings:
        problems += _no_business(settings)
    return RuleSet(
        severity=severity,
        settings=None if any(problem.path == SETTINGS for problem in problems) else settings,
        owners=_sound(parse_ownership, texts.get(OWNERS), (), problems),
        vendors=_sound(parse_vendors, texts.get(VENDORS), (), problems),
        people=_sound(parse_people, texts.get(PEOPLE), (), problems),
        templates={
            path.removeprefix(TEMPLATES): text
            for path, text in sorted(texts.items())
            if path.startswith(TEMPLATES)
        },
        problems=tuple(problems),
    )


def _sound(
    parse: Callable[[str], tuple[Value | None, Sequence[Problem]]],
    text: str | None,
    without: Value | None,
    problems: list[Problem],
) -> Value | None:
    """Return what a file says, noting the errors in it; `without` for one that is not there."""
    if text is None:
        return without
    value, found = parse(text)
    errors = [problem for problem in found if problem.level == "error"]
    problems += errors
    return None if errors else value


def _no_business(settings: Settings) -> list[Problem]:
    """Return why no retrospective could ever be scheduled: a country without known holidays."""
    hours: BusinessHours = settings.business_hours
    try:
        add_business_hours(datetime(2026, 1, 1, tzinfo=UTC), timedelta(hours=1), hours, settings.zone)
    except RulesSayNo as no:
        return [Problem(SETTINGS, 0, 0, str(no).removeprefix(f"{SETTINGS}: "), no.hint)]
    return []
