"""A rule file keeps every text as typed, and says what is wrong, where, without ever raising."""

from datetime import timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import Problem
from acmeinc.process import rule_tree
from acmeinc.process.rule_file import Section, parse_duration, read_rule_file


def faults(text: str) -> list[str]:
    """Every fault found before any field is read, as it is shown."""
    _, problems = read_rule_file(text, "rules.yaml")
    return [str(problem) for problem in problems]


def top_of(text: str) -> tuple[Section, list[Problem]]:
    """The top section of a file that can be read, and the list its faults go to."""
    section, problems = read_rule_file(text, "rules.yaml")
    assert section is not None
    return section, problems


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("a: b: c\n", "rules.yaml:1:5: a `:` stands where none can", id="colon-in-text"),
        pytest.param("a:\n\tb: 1\n", "rules.yaml:2:1: a tab stands where only spaces can", id="tab"),
        pytest.param(
            "a: [1, 2\nb: 3\n",
            "rules.yaml:1:4: a list that starts with `[` is not closed, or lacks a comma",
            id="open-list",
        ),
        pytest.param(
            "a: {x: 1\nb: 2\n",
            "rules.yaml:1:4: a mapping that starts with `{` is not closed, or lacks a comma",
            id="open-mapping",
        ),
        pytest.param('a: 1\nb: "x\nc: 1\n', "rules.yaml:2:4: a quoted text is never closed", id="open-quote"),
        pytest.param("a: @x\n", "rules.yaml:1:4: a text cannot start with this character", id="at-sign"),
        pytest.param(
            "a:\n  b: 1\n c: 2\n", "rules.yaml:3:2: this does not fit the lines above", id="indentation"
        ),
        pytest.param(
            "a: 1\n- b\n", "rules.yaml:2:1: this does not fit the lines above", id="list-in-mapping"
        ),
        pytest.param("a: 'b' c\n", "rules.yaml:1:8: this does not fit the lines above", id="after-a-quote"),
        pytest.param("a: ]\n", "rules.yaml:1:4: this is not valid YAML", id="stray-bracket"),
        pytest.param("a: *x\n", "rules.yaml:1:4: an alias is not allowed", id="undefined-alias"),
        pytest.param(
            "a: 1\n---\nb: 2\n", "rules.yaml:2:1: a second document starts here", id="two-documents"
        ),
        pytest.param("a: !e!x y\n", "rules.yaml:1:4: a tag is not allowed", id="undefined-tag"),
        pytest.param("a: !!str no\n", "rules.yaml:1:4: a tag is not allowed", id="tag"),
        pytest.param(
            "a: !!python/object:os.system {}\n", "rules.yaml:1:4: a tag is not allowed", id="evil-tag"
        ),
        pytest.param("a: !!str\nb: 1\n", "rules.yaml:1:4: a tag is not allowed", id="tag-on-nothing"),
        pytest.param("a: ! no\n", "rules.yaml:1:4: a tag is not allowed", id="empty-tag"),
        pytest.param("a:\n  !x b: 1\n", "rules.yaml:2:3: a tag is not allowed", id="tagged-key"),
        pytest.param("é 😀: &x 1\nb: *x\n", "rules.yaml:1:6: an anchor is not allowed", id="anchor"),
        pytest.param("a: &x\n - *x\n", "rules.yaml:1:4: an anchor is not allowed", id="anchor-in-itself"),
        pytest.param(
            "a: 1\nb: 2\na: 3\n", "rules.yaml:3:1: `a` stands twice: lines 1 and 3", id="duplicate-key"
        ),
        pytest.param(
            "a: {b: 1, b: 2}\n", "rules.yaml:1:11: `b` stands twice: lines 1 and 1", id="duplicate-inside"
        ),
        pytest.param("[a]: 1\n", "rules.yaml:1:1: a key must be a text", id="list-as-key"),
        pytest.param("- a\n- b\n", "rules.yaml:1:1: the file is not a mapping", id="list-as-root"),
        pytest.param("just words\n", "rules.yaml:1:1: the file is not a mapping", id="text-as-root"),
        pytest.param(
            "a: 1\r\nb: \x1b[31m\r\n",
            "rules.yaml:2:4: the character U+001B is not allowed",
            id="escape-character",
        ),
        pytest.param("a: \x00", "rules.yaml:1:4: the character U+0000 is not allowed", id="nul"),
        pytest.param("a: \udcff\n", "rules.yaml:1:4: this is not UTF-8 text", id="lone-surrogate"),
        pytest.param(
            "a: x\u2028y\n", "rules.yaml:1:5: the character U+2028 is not allowed", id="line-separator"
        ),
        pytest.param(
            'a: "\\e[31m"\n',
            "rules.yaml:1:4: an escape makes the character U+001B, which is not allowed",
            id="escaped-escape",
        ),
        pytest.param(
            'a: "\\q"\n', "rules.yaml:1:4: the quoted text holds an unknown escape", id="unknown-escape"
        ),
        pytest.param("a: " + "[" * 30 + "]" * 30, "rules.yaml:1:22: more than 20 levels deep", id="deep"),
        pytest.param("- " * 90_000, "rules.yaml:1:39: more than 20 levels deep", id="very-deep"),
        pytest.param("a: " + "x" * 1_000_000, "rules.yaml: the file is too long", id="too-long"),
    ],
)
def test_a_file_that_is_no_rule_file_says_why_and_where(text: str, fault: str) -> None:
    assert faults(text) == [fault]


def test_several_faults_are_all_told_in_one_run() -> None:
    assert faults("a: !x 1\nb: 1\nb: 2\nc: &y 1\n") == [
        "rules.yaml:1:4: a tag is not allowed",
        "rules.yaml:3:1: `b` stands twice: lines 2 and 3",
        "rules.yaml:4:4: an anchor is not allowed",
    ]


def test_a_billion_laughs_end_at_the_first_anchor() -> None:
    text = "a: &a [x, x]\n" + "".join(
        f"{n}: &{n} [*{p}, *{p}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert faults(text)[0] == "rules.yaml:1:4: an anchor is not allowed"
    assert len(faults(text)) == 8


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "off",
        "Yes",
        "12:30",
        "23:59:59",
        "1.10",
        "0x1F",
        "0o17",
        "2026-11-23",
        "null",
        "~",
        "<<",
        "=",
        "1_000",
    ],
)
def test_a_plain_value_stays_the_text_that_was_typed(word: str) -> None:
    section, problems = top_of(f"a: {word}\n")
    assert (section.text("a"), problems) == (word, [])


@pytest.mark.parametrize("text", ["", "\ufeff", "# only a comment\n"], ids=["empty", "bom", "comment"])
def test_an_empty_file_is_an_empty_section(text: str) -> None:
    section, problems = top_of(text)
    assert (section.text("a", "default"), problems) == ("default", [])


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    section, problems = top_of("\ufeffa: one\r\nb: two\r\n")
    assert [section.text("a"), section.text("b"), problems] == ["one", "two", []]


def test_a_text_over_several_lines_is_read_as_one_line() -> None:
    section, _ = top_of("a: |\n  one\n  two\nb: >\n  three\n  four\n")
    assert [section.text("a"), section.text("b")] == ["one two", "three four"]


@pytest.mark.parametrize(
    ("value", "faults_and_hints"),
    [
        pytest.param("2h50m", [], id="sound"),
        pytest.param(
            "30",
            [("rules.yaml:1:8: `every` is `30`, which is no duration", "write 30m for minutes")],
            id="bare-number",
        ),
        pytest.param(
            "half an hour",
            [
                (
                    "rules.yaml:1:8: `every` is `half an hour`, which is no duration",
                    "write a duration such as 30m, 2h50m or 1d",
                )
            ],
            id="words",
        ),
        pytest.param(
            "0m",
            [("rules.yaml:1:8: `every` must be longer than zero", "write a duration such as 30m")],
            id="zero",
        ),
        pytest.param(
            "[30m]", [("rules.yaml:1:8: `every` must be one text", "write `every: …` in one line")], id="list"
        ),
        pytest.param(
            "never",
            [
                (
                    "rules.yaml:1:8: `every` is `never`, which is no duration",
                    "write a duration such as 30m, 2h50m or 1d",
                )
            ],
            id="never-where-it-is-not-allowed",
        ),
        pytest.param("", [], id="empty-means-the-default"),
    ],
)
def test_a_duration_field_says_what_it_wants(value: str, faults_and_hints: list[tuple[str, str]]) -> None:
    section, problems = top_of(f"every: {value}\n")
    section.duration("every", timedelta(minutes=1))
    assert [(str(problem), problem.hint) for problem in problems] == faults_and_hints


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", (True, [])),
        ("false", (False, [])),
        ("yes", (True, ["rules.yaml:1:7: `page` cannot be `yes`"])),
    ],
)
def test_a_flag_is_true_or_false_and_nothing_else(value: str, expected: tuple[bool, list[str]]) -> None:
    section, problems = top_of(f"page: {value}\n")
    assert (section.flag("page", True), [str(problem) for problem in problems]) == expected


def test_an_unknown_field_is_told_with_the_one_that_was_meant() -> None:
    section, problems = top_of("nmae: x\n")
    section.text("name", "")
    section.refuse_unknown()
    assert [(str(problem), problem.hint) for problem in problems] == [
        ("rules.yaml:1:1: `nmae` is not a known field", "did you mean `name`?")
    ]


def test_a_section_that_is_none_is_told_once_and_not_for_each_missing_field() -> None:
    section, problems = top_of("level: 3\n")
    section.section("level").text("name")
    assert [str(problem) for problem in problems] == ["rules.yaml:1:8: `level` must be a mapping"]


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    section, problems = read_rule_file(text, "rules.yaml")
    assert (section is None) <= bool(problems)


@given(st.lists(st.sampled_from([*"ab:-[]{},&*!|>'\"#%@\n\t ", "\n  ", ": ", "- ", "---\n"]), max_size=40))
def test_no_yaml_punctuation_makes_the_reader_raise(pieces: list[str]) -> None:
    section, problems = read_rule_file("".join(pieces), "rules.yaml")
    assert (section is None) <= bool(problems)


@given(st.integers(0, 99999), st.integers(0, 99999), st.integers(0, 99999), st.integers(0, 99999))
def test_a_duration_comes_back_as_it_was_written(days: int, hours: int, minutes: int, seconds: int) -> None:
    written = f"{days}d{hours}h{minutes}m{seconds}s"
    assert parse_duration(written) == timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("20m", 20), ("2h50m", 170), ("24h", 1440), ("1h02m", 62), ("90s", 1.5), ("1d", 1440), ("0m", 0)],
)
def test_the_durations_of_the_process_are_understood(text: str, minutes: float) -> None:
    assert parse_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["", "30", "m", "-5m", "1.5h", "50m2h", "1 h", "30M", "٣m", "never", "999999d", "5m\n"]
)
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parse_duration(text) is None


def test_the_fast_parser_is_used_where_it_is_installed() -> None:
    assert issubclass(rule_tree._PlainLoader, yaml.CSafeLoader) == yaml.__with_libyaml__
