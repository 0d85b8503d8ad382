"""`severity.yaml`: the levels as the process has them, and every fault of a file in one run."""

from datetime import timedelta
from pathlib import Path

import pytest

from acmeinc.errors import RulesSayNo
from acmeinc.process.severity import Clocks, Condition, Level, RetrospectiveRule, SeverityRules
from acmeinc.process.severity_file import parse_severity

ROOT = Path(__file__).parents[2]

SOUND = """\
severities:
  SEV1:
    name: Major incident
    conditions:
      core-unavailable: Core functionality is unavailable
    check_in: 20m
    update: 30m
    status_page: 1h
  SEV3:
    name: Investigation
    conditions:
      non-critical: no
    check_in: 2h50m
    update: 3h
    status_page: never
    page: false
"""


def rules_of(text: str) -> SeverityRules:
    """The rules of a sound file."""
    rules, problems = parse_severity(text)
    assert rules is not None and problems == []
    return rules


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_a_file_is_read_whole_with_the_defaults_of_the_process() -> None:
    assert rules_of(SOUND) == SeverityRules(
        levels=(
            Level(
                id="SEV1",
                name="Major incident",
                conditions=(Condition("core-unavailable", "Core functionality is unavailable"),),
                check_in=minutes(20),
                update=minutes(30),
                status_page=minutes(60),
                page=True,
            ),
            Level(
                id="SEV3",
                name="Investigation",
                conditions=(Condition("non-critical", "no"),),
                check_in=minutes(170),
                update=minutes(180),
                status_page=None,
                page=False,
            ),
        ),
        clocks=Clocks(decide=minutes(10), declare=minutes(20)),
        retrospective=RetrospectiveRule(
            length=minutes(45), earliest=timedelta(hours=24), latest=timedelta(hours=48)
        ),
    )


def test_clocks_and_retrospective_are_the_organisations_own() -> None:
    rules = rules_of(
        SOUND + "clocks: {decide: 5m, declare: 15m}\nretrospective: {length: 1h, earliest: 1d, latest: 3d}\n"
    )
    assert rules.clocks == Clocks(minutes(5), minutes(15))
    assert rules.retrospective == RetrospectiveRule(minutes(60), timedelta(days=1), timedelta(days=3))


def test_the_repositorys_own_file_has_the_cadences_of_the_process() -> None:
    rules = rules_of((ROOT / "severity.yaml").read_text(encoding="utf-8"))
    assert [(level.id, level.check_in, level.update, level.status_page) for level in rules.levels] == [
        ("SEV1", minutes(20), minutes(30), minutes(60)),
        ("SEV2", minutes(50), minutes(60), minutes(180)),
        ("SEV3", minutes(170), minutes(180), None),
    ]


@pytest.mark.parametrize(
    ("names", "called"),
    [
        pytest.param([""], ["critical"], id="one"),
        pytest.param([""] * 5, ["critical", "error", "warning", "info", "info"], id="by-place"),
        pytest.param(["", "info", ""], ["critical", "info", "warning"], id="own"),
    ],
)
def test_a_pager_calls_a_level_by_its_place_unless_the_file_says_otherwise(
    names: list[str], called: list[str]
) -> None:
    level = rules_of(SOUND).levels[0]
    levels = tuple(level._replace(id=f"SEV{n}", pagerduty=name) for n, name in enumerate(names))
    rules = rules_of(SOUND)._replace(levels=levels)
    assert [rules.pager_severity(level.id) for level in levels] == called


def test_a_pager_calls_a_severity_that_no_level_has_the_worst() -> None:
    assert rules_of(SOUND).pager_severity("SEV2") == "critical"


@pytest.mark.parametrize("name", ["SEV3", "sev3", " Sev3 "])
def test_a_level_is_found_in_any_case_of_letters(name: str) -> None:
    level = rules_of(SOUND).level(name)
    assert (level.id, level.number) == ("SEV3", 3)


def test_an_unknown_level_is_refused_with_those_there_are() -> None:
    with pytest.raises(RulesSayNo) as caught:
        rules_of(SOUND).level("SEV2")
    assert (str(caught.value), caught.value.hint) == (
        "severity.yaml has no severity `SEV2`",
        "use one of: SEV1, SEV3",
    )


@pytest.mark.parametrize(
    ("conditions", "severity"),
    [
        (["non-critical"], "SEV3"),
        (["non-critical", "core-unavailable"], "SEV1"),
        (["unheard-of", "non-critical"], "SEV3"),
        (["unheard-of"], None),
        ([], None),
    ],
)
def test_the_most_severe_level_that_holds_a_condition_is_suggested(
    conditions: list[str], severity: str | None
) -> None:
    level = rules_of(SOUND).for_conditions(conditions)
    assert (level.id if level else None) == severity


def test_the_lowest_level_is_the_least_severe() -> None:
    assert rules_of(SOUND).lowest.id == "SEV3"


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        pytest.param(SOUND, "", ["severity.yaml: `severities` is missing"], id="empty"),
        pytest.param(SOUND, "severities:\n", ["severity.yaml:1:1: there is no severity"], id="no-level"),
        pytest.param(
            SOUND, "severities: 3\n", ["severity.yaml:1:13: `severities` must be a mapping"], id="number"
        ),
        pytest.param("SEV3:", "SEV10:", ["severity.yaml:9:3: `SEV10` is no severity"], id="sev10"),
        pytest.param("SEV3:", "sev3:", ["severity.yaml:9:3: `sev3` is no severity"], id="small-letters"),
        pytest.param("SEV3:", "SEV1:", ["severity.yaml:9:3: `SEV1` stands twice: lines 2 and 9"], id="twice"),
        pytest.param("SEV3:", "SEV0:", ["severity.yaml:9:3: SEV0 stands after SEV1"], id="order"),
        pytest.param(
            "    name: Major incident\n", "", ["severity.yaml:2:3: `name` is missing"], id="no-name"
        ),
        pytest.param(
            "name: Major incident", "name:", ["severity.yaml:3:10: `name` is empty"], id="empty-name"
        ),
        pytest.param(
            "check_in: 20m",
            "check_in: 20",
            ["severity.yaml:6:15: `check_in` is `20`, which is no duration"],
            id="number-as-duration",
        ),
        pytest.param(
            "update: 30m", "update: 0m", ["severity.yaml:7:13: `update` must be longer than zero"], id="zero"
        ),
        pytest.param(
            "update: 30m",
            "update: -30m",
            ["severity.yaml:7:13: `update` is `-30m`, which is no duration"],
            id="negative",
        ),
        pytest.param(
            "check_in: 20m",
            "check_in: 30m",
            ["severity.yaml:6:15: SEV1 checks in no sooner than it updates"],
            id="check-in-late",
        ),
        pytest.param("    update: 30m\n", "", ["severity.yaml:2:3: `update` is missing"], id="no-update"),
        pytest.param("page: false", "page: no", ["severity.yaml:16:11: `page` cannot be `no`"], id="page"),
        pytest.param(
            "page: false",
            "pagerduty: fatal",
            ["severity.yaml:16:16: `pagerduty` cannot be `fatal`"],
            id="pagerduty",
        ),
        pytest.param(
            "status_page: 1h",
            "statuspage: 1h",
            [
                "severity.yaml:8:5: `statuspage` is not a known field",
            ],
            id="unknown-field",
        ),
        pytest.param(
            "non-critical:",
            "core-unavailable:",
            ["severity.yaml:12:7: the condition `core-unavailable` stands in two levels: lines 5 and 12"],
            id="condition-twice",
        ),
        pytest.param(
            "non-critical:",
            "Non critical:",
            ["severity.yaml:12:7: `Non critical` is no id of a condition"],
            id="condition-id",
        ),
        pytest.param(
            "non-critical: no",
            "non-critical:",
            ["severity.yaml:12:20: `non-critical` is empty"],
            id="condition-text",
        ),
        pytest.param(
            "severities:",
            "clocks: {decide: soon}\nseverities:",
            ["severity.yaml:1:18: `decide` is `soon`, which is no duration"],
            id="clock",
        ),
        pytest.param(
            "severities:",
            "retrospective: {earliest: 3d}\nseverities:",
            ["severity.yaml:1:1: the retrospective's window closes before it opens"],
            id="window",
        ),
        pytest.param(
            "severities:",
            "severity: x\nseverities:",
            ["severity.yaml:1:1: `severity` is not a known field"],
            id="unknown-at-the-top",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(old: str, new: str, faults: list[str]) -> None:
    rules, problems = parse_severity(SOUND.replace(old, new, 1))
    assert (rules, [str(problem) for problem in problems]) == (None, faults)


def test_all_faults_of_a_file_are_told_in_one_run_from_top_to_bottom() -> None:
    text = SOUND.replace("20m", "20").replace("name: Investigation", "nam: x").replace("false", "maybe")
    _, problems = parse_severity(text, "rules/severity.yaml")
    assert [(str(problem), problem.hint) for problem in problems] == [
        ("rules/severity.yaml:6:15: `check_in` is `20`, which is no duration", "write 20m for minutes"),
        ("rules/severity.yaml:10:5: `nam` is not a known field", "did you mean `name`?"),
        ("rules/severity.yaml:16:11: `page` cannot be `maybe`", "use one of: true, false"),
    ]


@pytest.mark.parametrize(
    ("severity", "impact", "component"),
    [
        pytest.param("SEV1", "critical", "major_outage", id="first"),
        pytest.param("SEV2", "major", "partial_outage", id="second"),
        pytest.param("SEV3", "minor", "degraded_performance", id="third"),
        pytest.param("SEV9", "minor", "degraded_performance", id="no-level-any-more"),
    ],
)
def test_how_bad_the_public_page_says_a_severity_is(severity: str, impact: str, component: str) -> None:
    rules = rules_of((ROOT / "severity.yaml").read_text(encoding="utf-8"))
    assert rules.public_state(severity) == (impact, component)
