"""An entry is one line, and comes back from it whole."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.entries import is_intact, line_of, make_entry, parse_line, parse_time_text, time_text
from acmeinc.incident.model import Entry

ID = "01KAR5ZK8M7Q1ZP6T0B8C9D2E3"
AT = datetime(2026, 11, 23, 9, 31, 40, tzinfo=timezone(timedelta(hours=-5)))
MARKS = st.text(st.one_of(st.characters(), st.sampled_from("<>!-*_~`\\&;#| \n[]{}\"'=")))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | MARKS | st.sampled_from(["true", "null", "kind_of-word", ID]),
    lambda inner: st.lists(inner) | st.dictionaries(MARKS, inner),
    max_leaves=6,
)
FIELDS = st.dictionaries(
    st.from_regex(r"[a-z][a-z_.]{0,12}", fullmatch=True).filter(lambda k: k != "sum"), JSON
)


@given(MARKS, MARKS, FIELDS, st.booleans())
def test_an_entry_comes_back_from_its_line(by: str, text: str, fields: dict[str, Any], struck: bool) -> None:
    entry = make_entry(ID, AT, by, text, fields)
    line = line_of(entry, struck=struck)
    assert len(line.splitlines()) == 1
    assert parse_line(line) == entry
    assert is_intact(entry)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_time_comes_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_time_text(time_text(moment)) == moment


ENTRY = make_entry(ID, AT, "Ana Ruiz", "Rolled back 4812 with *care* and `git`", {"kind": "deploy"})
LINE = line_of(ENTRY)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LINE.replace("- ", "* ", 1), id="star bullet"),
        pytest.param(LINE.replace("- ", "+ ", 1), id="plus bullet"),
        pytest.param(LINE.replace("- ", "", 1), id="no bullet"),
        pytest.param(LINE.replace("**", "__"), id="underscores for bold"),
        pytest.param(LINE.replace("*care*", "_care_"), id="underscores for emphasis"),
        pytest.param(LINE.replace("4812", "4812  "), id="more space"),
        pytest.param(LINE.replace("4812", "4812<br />"), id="a break of another style"),
        pytest.param(
            LINE.replace("Rolled back 4812", "").replace("-->", "--> Rolled back 4812", 1), id="moved"
        ),
    ],
)
def test_a_formatters_change_is_no_edit_or_keeps_the_id(line: str) -> None:
    entry = parse_line(line)
    assert entry is not None
    assert (entry.id, entry.at, entry.by, entry.kind) == (ID, AT, "Ana Ruiz", "deploy")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LINE.replace("- ", "* ", 1).replace("**", "__").replace("*care*", "_care_"), id="style"),
        pytest.param(LINE.replace("*care*", r"\*care\*").replace("with", " with"), id="escapes and space"),
    ],
)
def test_the_sum_survives_a_formatter(line: str) -> None:
    entry = parse_line(line)
    assert entry is not None
    assert is_intact(entry)


def test_the_sum_sees_a_person() -> None:
    entry = parse_line(LINE.replace("4812", "4813"))
    assert entry is not None
    assert not is_intact(entry)


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        pytest.param('kind={ sum="9c1e44d0"', {"unread": 'kind={ sum="9c1e44d0"'}, id="no JSON"),
        pytest.param("kind=note Kind=2", {"kind": "note", "unread": "Kind=2"}, id="no key"),
        pytest.param(f"a={'[' * 50000}", {"unread": f"a={'[' * 50000}"}, id="too deep"),
    ],
)
def test_fields_that_cannot_be_read_are_kept(fields: str, read: dict[str, Any]) -> None:
    """The digest behind them goes with them: such a line is no evidence of what it says."""
    entry = parse_line(f"- 2026-11-23 09:31:40 -05:00 **Ana Ruiz** words <!-- {ID} {fields} -->")
    assert entry == Entry(ID, AT, "Ana Ruiz", "words", read)
    assert parse_line(line_of(entry)) == entry


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("- 2026-11-23 09:31:40 -05:00 **Ana** no comment", id="no comment"),
        pytest.param("- x <!-- note to self -->", id="another comment"),
    ],
)
def test_a_line_that_is_no_entry(line: str) -> None:
    assert parse_line(line) is None


def test_only_the_id_can_be_read() -> None:
    entry = parse_line(f'- somebody was here <!-- {ID} sum="00000000" -->')
    assert entry is not None
    assert (entry.id, entry.at, entry.text) == (ID, None, "somebody was here")


@pytest.mark.parametrize(
    "struck",
    [
        LINE.replace("Rolled", "~~Rolled").replace("` <", "`~~ <"),
        LINE.replace("- 2", "- ~~2").replace("` <", "`~~ <"),
    ],
)
def test_striking_is_drawn_and_never_part_of_the_text(struck: str) -> None:
    assert parse_line(struck) == ENTRY
