"""The front matter, edited in place."""

from typing import Any

import frontmatter
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident import header
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.text import clean, clean_line

TEXT = st.text(st.one_of(st.characters(), st.sampled_from("'\"#:{}[],&*!|>%@`\\ -~?\n"))).map(clean)
EMPTY: dict[str, Any] = {n: [] if f.is_list else f.default for n, f in FIELDS.items()} | {"title": "t"}


@st.composite
def values(draw: st.DrawFn) -> dict[str, Any]:
    """Return values of all fields, any text in those that hold text."""
    chosen: dict[str, Any] = dict(EMPTY)
    for name, field in FIELDS.items():
        if field.kind == "text":
            chosen[name] = draw(TEXT)
        elif field.kind == "list":
            chosen[name] = draw(st.lists(TEXT.map(clean_line), max_size=3))
    chosen["responders"] = [{"name": draw(TEXT.map(clean_line)), "role": "sme", "team": ""}]
    return chosen


def nested(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the values as a YAML reader sees them: groups as maps."""
    found: dict[str, Any] = {}
    for name, value in shown.items():
        group, _, key = name.partition(".")
        if key:
            found.setdefault(group, {})[key] = value
        else:
            found[name] = value
    return found


@given(values())
def test_a_header_comes_back_here_and_from_any_yaml_reader(chosen: dict[str, Any]) -> None:
    lines = header.draw((), chosen, "\n")
    stated = dict(header.known_values(lines))
    assert {n: v for n, v in stated.items() if n != "retrospective.minutes"} == {
        n: chosen[n] for n in stated if n != "retrospective.minutes"
    }
    assert header.digests(lines) == [header.digest_of(header.known_values(lines))]
    loaded = yaml.safe_load("".join(lines))
    expected = nested({n: chosen[n] for n in stated}) | {"milestones": None}
    assert loaded == expected
    assert frontmatter.loads(f"---\n{''.join(lines)}---\nbody").metadata == expected


@given(values(), values())
def test_drawing_again_changes_nothing_and_changed_values_replace_the_old(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    drawn = header.draw((), first, "\n")
    assert header.draw(drawn, first, "\n") == drawn
    assert dict(header.known_values(header.draw(drawn, second, "\n"))) == dict(
        header.known_values(header.draw((), second, "\n"))
    )


@given(st.lists(st.text(st.sampled_from("ab:#-' {}[]|\t"), max_size=8).map(lambda s: s + "\n")))
def test_chunks_lose_no_line(lines: list[str]) -> None:
    assert [line for chunk in header.chunks(lines) for line in chunk.lines] == lines


HAND = """\
# who to ask: Ana
severity: SEV2   # until we know more
x-team: [a, b]
impact: |
  First line

  # not a comment
  last line
links:
    chat: '#inc'
    # the bridge is down
    bridge: ''
retrospective: {at: '', minutes: 45, note: keep}
""".splitlines(keepends=True)


def test_unknown_keys_and_comments_survive() -> None:
    drawn = "".join(header.draw(HAND, EMPTY | {"severity": "SEV1", "links.chat": "#inc"}, "\n"))
    loaded = yaml.safe_load(drawn)
    assert "# who to ask: Ana\nseverity: SEV1   # until we know more\nx-team: [a, b]\n" in drawn
    assert "    # the bridge is down\n" in drawn
    assert loaded["links"] == {
        "chat": "#inc",
        "bridge": "",
        "status_page": "",
        "tickets": [],
        "customer_tickets": [],
    }
    assert loaded["retrospective"] == {"at": "", "minutes": 45, "note": "keep"}
    assert loaded["impact"] == ""


def test_a_comment_inside_a_list_survives_its_change() -> None:
    lines = ["customers:\n", "  - A\n", "  # the big one\n", "  - B\n"]
    drawn = "".join(header.draw(lines, EMPTY | {"customers": ["A"]}, "\n"))
    assert drawn.startswith("  # the big one\ncustomers: [A]\n")


def test_a_literal_with_an_empty_line_is_one_value() -> None:
    stated = dict(header.known_values(HAND))
    assert stated["impact"].split("\n")[-1] == "last line"


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(["links: {chat: '#a'}\n"], id="flow map"),
        pytest.param(["links: {}\n"], id="empty map"),
        pytest.param(["links: ''\n"], id="empty text"),
        pytest.param(["links: # where\n", "  chat: '#a'\n"], id="comment behind the group"),
        pytest.param(["links:\n"], id="nothing"),
    ],
)
def test_a_group_can_be_written_in_any_way(group: list[str]) -> None:
    loaded = yaml.safe_load("".join(header.draw(group, EMPTY | {"links.chat": "#inc"}, "\n")))
    assert loaded["links"]["chat"] == "#inc"
    assert list(loaded["links"]) == ["chat", "bridge", "status_page", "tickets", "customer_tickets"]


def test_a_key_that_stands_twice_is_told() -> None:
    assert header.repeated_keys(["uid: a\n", "uid: b\n", "id: c\n"]) == ["uid"]


@given(values(), values())
def test_differences_are_what_drawing_would_change(first: dict[str, Any], second: dict[str, Any]) -> None:
    lines = header.draw((), first, "\n")
    found = {name: (stated, right) for name, stated, right in header.differences(lines, second)}
    assert (not found) == (header.draw(lines, second, "\n") == lines)
    stated = dict(header.known_values(lines))
    assert all(told == (stated.get(name), second[name]) for name, told in found.items())


@given(values())
def test_the_seal_of_values_is_that_of_the_header_that_states_them(chosen: dict[str, Any]) -> None:
    lines = header.draw((), chosen, "\n")
    assert list(header.differences(lines, chosen)) == []
    assert header.digests(lines) == [header.seal_of(chosen)]


def test_a_value_without_a_line_and_one_that_cannot_be_read() -> None:
    """Whoever reads lexically cannot say that a block of YAML is wrong."""
    lines = header.draw((), EMPTY | {"impact": "no logins"}, "\n")
    without = [line for line in lines if not line.startswith("impact:")]
    assert list(header.differences(without, EMPTY | {"impact": "no logins"})) == [
        ("impact", None, "no logins")
    ]
    anchored = ["impact: &x no logins\n" if line.startswith("impact:") else line for line in lines]
    assert list(header.differences(anchored, EMPTY | {"impact": "all logins"})) == []
