"""Reading `severity.yaml`: every fault in one run, each with its line."""

from acmeinc.errors import Problem
from acmeinc.process.rule_file import Form, Section, read_rule_file
from acmeinc.process.rule_tree import Items, Text
from acmeinc.process.severity import (
    PAGER_SEVERITIES,
    Clocks,
    Condition,
    Level,
    RetrospectiveRule,
    SeverityRules,
)

LEVEL_ID = Form("SEV[0-9]", "is no severity", "the severities are SEV0 to SEV9", rule="severity-id")
CONDITION_ID = Form(
    "[a-z0-9-]+", "is no id of a condition", "use small letters, digits and `-`", rule="condition-id"
)


def parse_severity(text: str, path: str = "severity.yaml") -> tuple[SeverityRules | None, list[Problem]]:
    """Return the rules and every fault of the file; the rules are None when there is a fault."""
    top, problems = read_rule_file(text, path)
    if top is None:
        return None, problems
    rules = severity_in(top)
    return (None if problems else rules), sorted(problems, key=lambda p: (p.line, p.column))


def severity_in(top: Section) -> SeverityRules:
    """Return the rules that the file says, noting in its sections what is wrong."""
    levels = _levels(top.section("severities", required=True))
    rules = SeverityRules(
        levels, _clocks(top.section("clocks")), _retrospective(top.section("retrospective"))
    )
    top.refuse_unknown()
    return rules


def _levels(severities: Section) -> tuple[Level, ...]:
    levels: list[Level] = []
    condition_lines: dict[str, int] = {}
    keys = list(severities.sections(LEVEL_ID))
    for key, section in keys:
        level = _level(key, section, condition_lines)
        if not LEVEL_ID.fits(key.text):
            continue
        if levels and key.text < levels[-1].id:
            told, hint = f"{key.text} stands after {levels[-1].id}", "put the lowest number, the worst, first"
            severities.complain(key, told, hint, rule="severity-order")
        levels.append(level)
    if not keys:
        hint = "add `SEV1:` below `severities:`"
        severities.complain(severities, "there is no severity", hint, rule="severity-none")
    return tuple(levels)


def _level(key: Text, section: Section, condition_lines: dict[str, int]) -> Level:
    level = Level(
        id=key.text,
        name=section.text("name"),
        conditions=_conditions(section, condition_lines),
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


def _conditions(level: Section, lines: dict[str, int]) -> tuple[Condition, ...]:
    """Return the conditions of one level; `lines` remembers where each id of the file stands."""
    listed = level.value("conditions", required=False)
    if isinstance(listed, Items):
        for item in listed.items:
            hint = "write `id: text` instead of `- text`, such as `data-loss: Customer data is being lost`"
            level.complain(item, "the condition has no id", hint, rule="condition-id")
        return ()
    section = level.section("conditions")
    conditions = []
    for key, text in section.texts(keys=CONDITION_ID, required=True):
        if key.text in lines and CONDITION_ID.fits(key.text):
            told = f"the condition `{key.text}` stands in two levels: lines {lines[key.text]} and {key.line}"
            section.complain(key, told, "rename one", rule="condition-twice")
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
