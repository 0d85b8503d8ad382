"""A glance at an entry shows what reading it in full shows, or nothing at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident import ulid
from acmeinc.incident.entries import is_intact, line_of, make_entry, parse_line
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.glance import glances
from acmeinc.incident.state import State

AT = datetime(2026, 11, 23, 9, 31, 40, tzinfo=UTC)
MARKS = st.text(st.one_of(st.characters(), st.sampled_from("<>!-*_~`\\&;#| \n[]{}\"'=")))
KINDS = ("note", "deploy", "update", "declared", "hand_edit", "rejected-by", "delivered")
FIELD_NAMES = st.sampled_from(
    [*FIELDS, "subject", "after.severity", "remove.teams", "entry", "hand", "redacted", "detail"]
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Return the line of some entry."""
    entry_id = ulid.make(draw(st.integers(0, 2**45)), draw(st.binary(min_size=10, max_size=10)))
    at = AT + timedelta(seconds=draw(st.integers(-(10**9), 10**9)))
    fields: dict[str, Any] = draw(st.dictionaries(FIELD_NAMES, MARKS | st.integers() | st.none(), max_size=3))
    kind = {"kind": draw(st.sampled_from(KINDS))}
    entry = make_entry(entry_id, at, draw(MARKS), draw(MARKS), {**kind, **fields})
    return line_of(entry, struck=draw(st.booleans()))


@given(st.lists(lines(), max_size=4))
def test_a_glance_agrees_with_the_entry(written: list[str]) -> None:
    """What it does not see has to be read in full: that is the reader's business."""
    text = "\n".join(["before", *written, "after"])
    entries = {line: parse_line(line) for line in written}
    for seen in glances(text):
        entry = entries[seen.line]
        assert entry and entry.at
        assert (seen.id, seen.kind, seen.happened) == (entry.id, entry.kind, entry.at.timestamp())
        assert seen.is_intact == is_intact(entry)
        assert seen.recorded == ulid.time_of(entry.id) // 1000


@given(st.lists(lines(), max_size=4))
def test_telling_entries_are_enough_for_the_state(written: list[str]) -> None:
    text = "\n".join(["before", *written, "after"])
    seen = glances(text)
    entries = {glance.id: parse_line(glance.line) for glance in seen}
    known = {key: entry for key, entry in entries.items() if entry}
    telling = {glance.id: known[glance.id] for glance in seen if glance.is_telling}
    assert State(telling).values() == State(known).values()


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("kind", ["note", "update"])
def test_whoever_gives_a_field_a_value_is_telling(name: str, kind: str) -> None:
    value: Any = [{"name": "Bo"}] if FIELDS[name].is_list else "2026-11-23T09:31:40Z"
    entry = make_entry(ulid.make(0, bytes(10)), AT, "Ana", "x", {"kind": kind, name: value})
    (seen,) = glances(f"\n{line_of(entry)}\n")
    assert seen.is_telling or State({entry.id: entry}).values() == State({}).values()


ENTRY = make_entry(
    "01KAR5ZK8M7Q1ZP6T0B8C9D2E3", AT, "Ana Ruiz", "Rolled *back*\nat once", {"kind": "deploy", "url": "x"}
)
LINE = line_of(ENTRY)


def test_most_lines_are_seen() -> None:
    """Words of several lines, struck ones and none at all."""
    empty = line_of(make_entry(ENTRY.id, AT, "Ana Ruiz", "", {"kind": "delivered"}))
    for line in (LINE, line_of(ENTRY, struck=True), empty):
        (seen,) = glances(f"# Title\n{line}\n")
        assert seen.is_intact and seen.line == line


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LINE.replace("- ", "* ", 1), id="another bullet"),
        pytest.param(f"  {LINE}", id="indented"),
        pytest.param(f"{LINE} more", id="words behind it"),
        pytest.param(LINE.replace("Rolled", "<b>Rolled"), id="a tag"),
        pytest.param(LINE.replace("2026-11-23", "2026-11-32"), id="no time"),
        pytest.param(LINE.replace(' sum="', ' sums="'), id="no sum"),
        pytest.param(LINE.replace("-->", "--> <!-- x -->"), id="two comments"),
    ],
)
def test_what_no_step_writes_is_not_seen(line: str) -> None:
    assert line != LINE
    assert glances(f"# Title\n{line}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(LINE.replace("Rolled", "rolled"), id="words"),
        pytest.param(LINE.replace("Ana", "Bo"), id="name"),
        pytest.param(LINE.replace(":40", ":41"), id="time"),
    ],
)
def test_what_was_changed_is_seen_to_be(line: str) -> None:
    assert line != LINE
    (seen,) = glances(f"# Title\n{line}\n")
    assert not seen.is_intact
