"""What a check found, for people, programs and forges."""

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from acmeinc.errors import Problem
from acmeinc.process.rule_names import RULES
from acmeinc.terminal.check_output import check_json, github_lines, problem_lines, summary
from acmeinc.terminal.console import Ink
from acmeinc.terminal.json_output import dump
from acmeinc.terminal.sarif import sarif_log

SCHEMA = json.loads((Path(__file__).parent / "sarif.schema.json").read_text("utf-8"))

TWO_TEAMS = Problem("ownership.csv", 3, 7, "Login has two teams", "keep one", rule="csv-two-teams")
NO_PLACE = Problem("people.csv", 0, 0, "the file is empty", rule="csv-header")
WARNING = Problem("templates/a: b,c%.txt", 1, 0, "100%\nof: it, is\rlost", "x", "warning", "csv-empty-cell")
HOSTILE = Problem("x.csv", 1, 1, "\x1b[31mred\u202e\udcff\n::error::x", "h\x07i\nt", rule="csv-link")


def plain(*problems: Problem) -> list[str]:
    """Return the lines for people, without colour."""
    return list(problem_lines(problems, Ink(False)))


def test_lines_for_people() -> None:
    """`file:line:column: level: message [rule]`, and what to type; what is not known is left out."""
    assert plain(TWO_TEAMS, NO_PLACE) == [
        "ownership.csv:3:7: error: Login has two teams [csv-two-teams]",
        "  hint: keep one",
        "people.csv: error: the file is empty [csv-header]",
    ]
    assert plain(WARNING)[0].startswith("templates/a: b,c%.txt:1: warning: 100% of: it, is^Mlost")


def test_a_terminal_gets_lines_of_whole_words() -> None:
    """What goes on stands below its beginning; the level keeps its colour."""
    long = TWO_TEAMS._replace(
        message="Login has two teams: Identity and Billing", hint="keep one of them " * 3
    )
    assert list(problem_lines([long], Ink(True), 48)) == [
        "ownership.csv:3:7: \x1b[31merror\x1b[0m: Login has two",
        "    teams: Identity and Billing [csv-two-teams]",
        "  hint: keep one of them keep one of them keep",
        "    one of them",
    ]


def test_colour_only_for_the_level() -> None:
    """Red for errors, yellow for warnings."""
    coloured = list(problem_lines([TWO_TEAMS, WARNING], Ink(True)))
    assert coloured[0] == "ownership.csv:3:7: \x1b[31merror\x1b[0m: Login has two teams [csv-two-teams]"
    assert "\x1b[33mwarning\x1b[0m" in coloured[2]


def test_hostile_text_moves_no_terminal_and_makes_no_second_line() -> None:
    """Every problem is one line, and its hint another."""
    lines = plain(HOSTILE)
    assert len(lines) == 2 and all(line.isprintable() for line in lines)


def test_the_summary() -> None:
    """Numbers with the right words."""
    assert summary(0, 0, 1) == "no problem in 1 file"
    assert summary(1, 2, 20) == "1 error, 2 warnings in 20 files"


def test_json() -> None:
    """What is not known is null."""
    told = check_json([TWO_TEAMS, NO_PLACE, WARNING], 20)
    assert (told["files"], told["errors"], told["warnings"]) == (20, 2, 1)
    assert told["problems"][0] == {
        "path": "ownership.csv",
        "line": 3,
        "column": 7,
        "level": "error",
        "rule": "csv-two-teams",
        "message": "Login has two teams",
        "hint": "keep one",
    }
    assert (told["problems"][1]["line"], told["problems"][2]["column"]) == (None, None)


def test_annotations_escape_what_would_end_them() -> None:
    """In properties also colons and commas; paths begin at the top of the work tree."""
    assert list(github_lines([TWO_TEAMS, NO_PLACE, WARNING], "ops/")) == [
        "::error file=ops/ownership.csv,line=3,col=7,title=csv-two-teams"
        "::Login has two teams%0Ahint: keep one",
        "::error file=ops/people.csv,title=csv-header::the file is empty",
        "::warning file=ops/templates/a%3A b%2Cc%25.txt,line=1,title=csv-empty-cell"
        "::100%25%0Aof: it, is^Mlost%0Ahint: x",
    ]


def unescaped(text: str) -> str:
    """Return what a runner makes of an escaped text."""
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@given(PRINTABLE, PRINTABLE)
def test_an_annotation_says_what_it_was_given(path, message) -> None:
    """Once its escapes are undone, which a runner does."""
    (line,) = github_lines([Problem(path, 2, 3, message, rule="csv-link")], "")
    match = re.fullmatch(r"::error file=([^:,]*),line=2,col=3,title=csv-link::(.*)", line)
    assert match and [unescaped(part) for part in match.groups()] == [path, message]


@given(st.text(max_size=40), st.text(max_size=40))
def test_an_annotation_is_one_line(path, message) -> None:
    """Whatever stands in a path and a message."""
    (line,) = github_lines([Problem(path, 2, 3, message, rule="csv-link")], "")
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)


def valid(log: dict[str, Any]) -> dict[str, Any]:
    """Return the one run of a log that keeps to the schema."""
    Draft7Validator.check_schema(SCHEMA)
    errors = [error.message for error in Draft7Validator(SCHEMA).iter_errors(log)]
    assert errors == []
    run: dict[str, Any] = log["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return run


def test_sarif_counts_columns_in_utf_16_from_the_top_of_the_work_tree() -> None:
    """A character outside the basic plane takes two; a byte order mark takes none."""
    texts = {"ownership.csv": "\ufeffa\r\n\r\nGr😀ße 😀x\n"}
    run = valid(sarif_log([TWO_TEAMS._replace(column=8)], texts, "my ops/", "1.2"))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 10}
    assert place["artifactLocation"] == {"uri": "my%20ops/ownership.csv", "uriBaseId": "%SRCROOT%"}
    assert run["tool"]["driver"]["version"] == "1.2"


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    """So that a forge closes what was open."""
    assert valid(sarif_log([], {}, "", "1"))["results"] == []


def test_sarif_explains_every_rule() -> None:
    """Each that is broken, once, with its level."""
    problems = [Problem("x", 1, 1, "m", "h", rule.level, name) for name, rule in RULES.items()]
    rules = valid(sarif_log([*problems, *problems], {}, "", "1"))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    assert all(rule["defaultConfiguration"]["level"] == RULES[rule["id"]].level for rule in rules)


def test_a_fingerprint_stays_when_lines_move_and_tells_equal_lines_apart() -> None:
    """It is made of the rule and the line, and which of such lines it is."""
    two = [TWO_TEAMS._replace(line=1), TWO_TEAMS._replace(line=2)]
    before = valid(sarif_log(two, {"ownership.csv": "x,y\nx,y\n"}, "", "1"))["results"]
    moved = [problem._replace(line=problem.line + 1) for problem in two]
    after = valid(sarif_log(moved, {"ownership.csv": "new\nx,y\n x,y\n"}, "", "1"))["results"]
    names = [result["partialFingerprints"]["primaryLocationLineHash"] for result in before]
    assert names == [result["partialFingerprints"]["primaryLocationLineHash"] for result in after]
    assert len(set(names)) == 2
    other = valid(sarif_log(two[:1], {"ownership.csv": "x,z\n"}, "", "1"))["results"]
    assert other[0]["partialFingerprints"]["primaryLocationLineHash"] not in names


@settings(max_examples=40)
@given(st.text(max_size=30), st.integers(0, 4), st.integers(0, 40), st.text(min_size=1, max_size=20))
def test_sarif_is_valid_whatever_is_said_of_whatever_file(text, line, column, message) -> None:
    """And is JSON that can be written; also where a place is outside the text."""
    problem = Problem("x.csv", line, column, message, rule="csv-link")
    log = sarif_log([problem], {"x.csv": text}, "", "1")
    valid(log)
    json.loads(dump(log, "ascii"))
