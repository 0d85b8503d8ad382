"""The part of YAML that a header is written in."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.text import clean
from acmeinc.incident.yaml_lines import read_value, trailing_comment, write_value

TEXT = st.text(st.one_of(st.characters(), st.sampled_from("'\"#:{}[],&*!|>%@`\\ -~?\n0123456789")))
CLEAN = TEXT.map(clean)
VALUE = st.one_of(
    CLEAN,
    st.lists(CLEAN),
    st.lists(st.fixed_dictionaries({"name": CLEAN, "role": CLEAN}), min_size=1),
)


@given(VALUE)
def test_a_value_comes_back_here_and_from_any_yaml_reader(value: Any) -> None:
    lines = write_value("impact", value)
    assert read_value(lines) == value
    assert yaml.safe_load("\n".join(lines)) == {"impact": value}


@given(TEXT, st.lists(TEXT))
def test_reading_never_fails(first: str, rest: list[str]) -> None:
    read_value([f"key: {first}", *(f"  {line}" for line in rest)])


def test_a_number_is_a_number() -> None:
    assert write_value("minutes", 45) == ["minutes: 45"]
    assert write_value("impact", "45") == ["impact: '45'"]


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        pytest.param(["k: no"], "no", id="no is a word"),
        pytest.param(["k: 12:30"], "12:30", id="a clock is text"),
        pytest.param(["k: 1.10"], "1.10", id="a version is text"),
        pytest.param(["k: a b # why"], "a b", id="comment"),
        pytest.param(["k: 'it''s' # why"], "it's", id="single quotes"),
        pytest.param(['k: "a\\tb"'], "a\tb", id="double quotes"),
        pytest.param(["k:", "  - a", "  - 'b'"], ["a", "b"], id="block list"),
        pytest.param(["k:", "- a"], ["a"], id="block list without indent"),
        pytest.param(
            ["k:", "  - name: Bo", "    role: sme"], [{"name": "Bo", "role": "sme"}], id="block maps"
        ),
        pytest.param(["k: [a, 'b, c', {d: e}]"], ["a", "b, c", {"d": "e"}], id="flow"),
        pytest.param(["k: [a,", "  b]"], ["a", "b"], id="flow on two lines"),
        pytest.param(["k: |", "  a", "  b"], "a\nb", id="literal"),
        pytest.param(["k: >-", "  a", "  b"], "a b", id="folded"),
        pytest.param(["k: a", "  b"], "a b", id="plain on two lines"),
        pytest.param(["k:"], "", id="nothing"),
        pytest.param(["k: &x a"], None, id="anchor"),
        pytest.param(["k: !!str a"], None, id="tag"),
        pytest.param(["k: [a"], None, id="unclosed"),
        pytest.param(["k: " + "[" * 5000], None, id="too deep"),
        pytest.param(['k: "a'], None, id="unclosed quotes"),
    ],
)
def test_what_hands_write(lines: list[str], value: Any) -> None:
    assert read_value(lines) == value


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        pytest.param("k: a  # why\n", "  # why", id="plain"),
        pytest.param("k: 'a # b' # why", " # why", id="quoted"),
        pytest.param("k: [a, '#b'] # why", " # why", id="flow"),
        pytest.param("k: a#b", "", id="none"),
        pytest.param("k: 'a # b'", "", id="only in quotes"),
    ],
)
def test_the_comment_behind_a_value(line: str, comment: str) -> None:
    assert trailing_comment(line) == comment
