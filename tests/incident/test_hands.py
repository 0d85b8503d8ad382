"""Which differences between a document and its entries are a hand's."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from acmeinc.incident import ulid
from acmeinc.incident.entries import make_entry
from acmeinc.incident.hands import edits
from acmeinc.incident.model import Entry
from acmeinc.incident.state import State
from acmeinc.incident.statement import Statement

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def recorded(number: int, **fields: Any) -> Entry:
    """Return an entry that was recorded; `__` in a field's name stands for a dot."""
    named = {key.replace("__", "."): value for key, value in fields.items()}
    return make_entry(ulid.make(1000 + number, bytes(10)), AT, "Ana Ruiz", "", named)


FIRST = recorded(1, severity="SEV2", impact="old", add__customers=["A", "B"], add__ticked=["page"])
SECOND = recorded(2, impact="new", after__impact=[FIRST.id], remove__customers=["B"])
STATE = State({FIRST.id: FIRST, SECOND.id: SECOND})


@pytest.mark.parametrize(
    ("name", "values", "sound", "damaged"),
    [
        pytest.param("impact", ["new"], [], [], id="the value of now"),
        pytest.param("impact", [" new\n"], [], [], id="white space"),
        pytest.param(
            "impact", ["old"], [{"impact": "old", "after.impact": [SECOND.id]}], [], id="an earlier value"
        ),
        pytest.param(
            "impact",
            ["old\nnew"],
            [{"impact": "old\nnew", "after.impact": [SECOND.id]}],
            [],
            id="two recorded values on top of each other",
        ),
        pytest.param("impact", [""], [{"impact": "", "after.impact": [SECOND.id]}], [], id="emptied"),
        pytest.param(
            "impact", ["mine"], *[[{"impact": "mine", "after.impact": [SECOND.id]}]] * 2, id="a new value"
        ),
        pytest.param("summary", ["why"], *[[{"summary": "why"}]] * 2, id="a first value"),
        pytest.param("customers", [["A"]], [], [], id="the list of now"),
        pytest.param(
            "customers", [["A", "B"]], [{"add.customers": ["B"]}], [], id="an element that was removed"
        ),
        pytest.param("customers", [[]], [{"remove.customers": ["A"]}], [], id="an element is missing"),
        pytest.param("customers", [["A", "C"]], *[[{"add.customers": ["C"]}]] * 2, id="a new element"),
    ],
)
def test_a_stated_value(
    name: str, values: list[Any], sound: list[dict[str, Any]], damaged: list[dict[str, Any]]
) -> None:
    stated = Statement(ZoneInfo("UTC"))
    stated.values[name] = values
    for expected, is_damaged in ((sound, False), (damaged, True)):
        made = edits(stated, STATE, damaged=is_damaged)
        assert [dict(entry.fields) for entry in made] == [{"kind": "edit", **fields} for fields in expected]


@pytest.mark.parametrize(
    ("boxes", "sound", "damaged"),
    [
        pytest.param({"page": [True]}, [], [], id="as it was"),
        pytest.param({"page": [False]}, [{"remove.ticked": ["page"]}], [], id="unticked"),
        pytest.param({"durable": [True]}, *[[{"add.ticked": ["durable"]}]] * 2, id="ticked"),
        pytest.param(
            {"durable": [False, True]}, [], [{"add.ticked": ["durable"]}], id="one of two is ticked"
        ),
    ],
)
def test_a_box(
    boxes: dict[str, list[bool]], sound: list[dict[str, Any]], damaged: list[dict[str, Any]]
) -> None:
    stated = Statement(ZoneInfo("UTC"))
    stated.ticks = boxes
    for expected, is_damaged in ((sound, False), (damaged, True)):
        made = edits(stated, STATE, damaged=is_damaged)
        assert [dict(entry.fields) for entry in made] == [{"kind": "edit", **fields} for fields in expected]


def test_two_clones_make_the_same_entry_of_the_same_edit() -> None:
    stated = Statement(ZoneInfo("UTC"))
    assert stated.take("impact", "mine", "left out")
    (one,), (two,) = edits(stated, STATE, damaged=False), edits(stated, STATE, damaged=False)
    assert one == two
    assert ulid.time_of(one.id) == ulid.time_of(SECOND.id) + 1
    assert one.text == "impact: mine (by hand)"
