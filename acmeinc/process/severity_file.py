"""Reading `severity.yaml`: every fault in one run, each with its line."""

import re

from acmeinc.errors import Problem
from acmeinc.process.rule_file import Section, read_rule_file
from acmeinc.process.rule_tree import Text
from acmeinc.process.severity import (
    PAGER_SEVERITIES,
    Clocks,
    Condition,
    Level,
    RetrospectiveRule,
    SeverityRules,
)


def parse_severity(text: str, path: str = "severity.yaml") -> tuple[SeverityRules | None, list[Problem]]:
    """Return the rules and every fault of the file; the rules are None when there is a fault."""
    top, problems = read_rule_file(text, path)
    if top is None:
        return None, problems
    levels = _levels(top.section("severities", required=True))
    rules = SeverityRules(
        levels, _clocks(top.section("clocks")), _retrospective(top.section("retrospective"))
    )
    top.refuse_unknown()
    return (None if problems else rules), sorted(problems, key=lambda p: (p.line, p.column))


def _levels(severities: Section) -> tuple[Level, ...]:
    levels: list[Level] = []
    condition_lines: dict[str, int] = {}
    keys = list(severities.sections())
    for key, section in keys:
        level = _level(key, section, condition_lines)
        if not re.fullmatch("SEV[0-9]", key.text):
            hint = "the severities are SEV0 to SEV9"
            severities.complain(key, f"`{key.text}` is no severity", hint, rule="severity-id")
            continue
        if levels and key.text < levels[-1].id:
            message, hint = (
                f"{key.text} stands after {levels[-1].id}",
                "put the most severe, with the lowest number, first",
            )
            severities.complain(key, message, hint, rule="severity-order")
        levels.append(level)
    if not keys:
        hint = "add `SEV1:` below `severities:`"
        severities.complain(severities, "there is no severity", hint, rule="severity-none")
    return tuple(levels)


def _level(key: Text, section: Section, condition_lines: dict[str, int]) -> Level:
    level = Level(
        id=key.text,
        name=section.text("name"),
        conditions=_conditions(section.section("conditions"), condition_lines),
        check_in=section.cadence("check_in"),
        update=section.cadence("update"),
        status_page=section.cadence("status_page"),
        page=section.flag("page", True),
        pagerduty=section.choice("pagerduty", list(PAGER_SEVERITIES), ""),
    )
    if level.check_in and level.update and level.check_in >= level.update:
        place = section.value("check_in", required=True) or key
        message = f"{key.text} checks in no sooner than it updates"
        section.complain(place, message, _CHECK_IN_HINT, rule="severity-cadence")
    section.refuse_unknown()
    return level


_CHECK_IN_HINT = "make `check_in` shorter than `update`: the check-in prepares the update"


def _conditions(section: Section, lines: dict[str, int]) -> tuple[Condition, ...]:
    """Return the conditions of one level; `lines` remembers where each id of the file stands."""
    conditions = []
    for key, text in section.texts(required=True):
        if not re.fullmatch("[a-z0-9-]+", key.text):
            hint = "use small letters, digits and `-`"
            message = f"`{key.text}` cannot be the id of a condition"
            section.complain(key, message, hint, rule="condition-id")
        elif key.text in lines:
            place = f"lines {lines[key.text]} and {key.line}"
            message = f"the condition `{key.text}` stands in two levels: {place}"
            section.complain(key, message, "rename one", rule="condition-twice")
        lines.setdefault(key.text, key.line)
        conditions.append(Condition(key.text, text.text))
    return tuple(conditions)


def _clocks(section: Section) -> Clocks:
    usual = Clocks()
    clocks = Clocks(section.duration("decide", usual.decide), section.duration("declare", usual.declare))
    section.refuse_unknown()
    return clocks


def _retrospective(section: Section) -> RetrospectiveRule:
    usual = RetrospectiveRule()
    rule = RetrospectiveRule(
        length=section.duration("length", usual.length),
        earliest=section.duration("earliest", usual.earliest),
        latest=section.duration("latest", usual.latest),
    )
    if rule.earliest > rule.latest:
        hint = "make `earliest` at most `latest`"
        message = "the retrospective's window closes before it opens"
        section.complain(section, message, hint, rule="severity-retrospective")
    section.refuse_unknown()
    return rule
