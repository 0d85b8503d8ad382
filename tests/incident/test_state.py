"""The state is a function of the set of entries."""

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident import ulid
from acmeinc.incident.entries import make_entry
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import Entry
from acmeinc.incident.state import (
    State,
    deliveries,
    incident_of,
    newest_first,
    next_update,
)
from acmeinc.incident.variants import struck_ids, unify

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def entry(number: int, text: str = "", **fields: Any) -> Entry:
    """Return the entry of minute `number`; `__` in a field's name stands for a dot."""
    entry_id = ulid.make(ulid.milliseconds(START) + number, bytes(10))
    named = {key.replace("__", "."): value for key, value in fields.items()}
    return make_entry(entry_id, START + timedelta(minutes=number), "Ana Ruiz", text, named)


def state_of(*entries: Entry) -> State:
    """Return the state of these entries."""
    return State({one.id: one for one in entries})


FIRST, SECOND, THIRD = (entry(n).id for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("name", "values", "wins"),
    [
        pytest.param("severity", ("SEV2", "SEV1", "SEV3"), "SEV1", id="the most severe severity"),
        pytest.param(
            "milestones.started",
            ("2026-11-23T14:00:00Z", "2026-11-23T13:00:00Z"),
            "2026-11-23T13:00:00Z",
            id="the earliest milestone",
        ),
        pytest.param("impact", ("first", "second"), "second", id="the newest of everything else"),
    ],
)
def test_values_made_at_the_same_time(name: str, values: tuple[str, ...], wins: str) -> None:
    state = state_of(*(entry(n, **{name: value}) for n, value in enumerate(values)))
    assert len(state.heads(name)) == len(values)
    assert state.value(name) == wins


def test_the_next_change_replaces_them_all() -> None:
    state = state_of(
        entry(1, severity="SEV1"),
        entry(2, severity="SEV2"),
        entry(3, severity="SEV3", after__severity=[FIRST, SECOND]),
    )
    assert (state.heads("severity"), state.value("severity")) == ([THIRD], "SEV3")
    assert state.ever("severity") == ["SEV1", "SEV2", "SEV3"]


def test_naming_an_absent_entry_replaces_everything_older() -> None:
    state = state_of(entry(1, impact="old"), entry(3, impact="new", after__impact=[SECOND]))
    assert state.heads("impact") == [THIRD]


def test_a_removed_entry_sets_nothing_and_what_it_replaced_stays_replaced() -> None:
    state = state_of(
        entry(1, severity="SEV1"),
        entry(2, severity="SEV2", after__severity=[FIRST]),
        entry(3, kind="removed", entry=SECOND, after__severity=[FIRST]),
    )
    assert state.value("severity") == ""


def test_the_newest_word_on_an_element_wins() -> None:
    state = state_of(
        entry(1, add__customers=["A", "B", "C"]),
        entry(2, remove__customers=["A"]),
        entry(3, add__customers=["B"], remove__customers=["C"]),
    )
    assert state.elements("customers") == ["B"]


def test_a_responder_is_one_by_name() -> None:
    state = state_of(
        entry(1, add__responders=[{"name": "Bo", "role": "sme"}, {"name": "Cy"}]),
        entry(2, add__responders=[{"name": "Bo", "role": "scribe"}]),
    )
    assert state.elements("responders") == [{"name": "Cy"}, {"name": "Bo", "role": "scribe"}]


def test_what_is_said_of_a_message_is_no_field_of_the_incident() -> None:
    state = state_of(
        entry(1, state="down", audience="all customers"),
        entry(2, kind="update", audience="stakeholders"),
        entry(3, kind="receipt", message=SECOND, channel=["email"], state="sent"),
    )
    assert (state.value("state"), state.value("audience")) == ("down", "all customers")


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda x: st.lists(x) | st.dictionaries(st.text(max_size=3), x),
    max_leaves=4,
)
ANY_FIELDS = st.dictionaries(
    st.sampled_from(
        [
            *FIELDS,
            *(f"{c}.{n}" for c in ("add", "remove", "after") for n in FIELDS),
            "kind",
            "entry",
            "corrects",
            "redacted",
            "hand",
            "channels",
            "channel",
            "message",
        ]
    ),
    JSON
    | st.sampled_from([[FIRST], "removed", "update", "receipt", [{"name": 1}], [{"name": "a", "role": 2}]]),
    max_size=4,
)


@given(st.lists(ANY_FIELDS, max_size=4))
def test_no_entry_is_too_strange(some: list[Mapping[str, Any]]) -> None:
    incident = incident_of(unify(make_entry(entry(n).id, START, "A", "x", f) for n, f in enumerate(some)))
    next_update(incident)
    for message in incident.communications:
        deliveries(incident, message)


VARIANTS = [
    entry(1, "as written", kind="note"),
    Entry(FIRST, START, "Ana Ruiz", "edited", {"kind": "note"}, entry(1, "as written").sum),
    Entry(FIRST, START, "Bo Lind", "edited again", {"kind": "note"}, "00000000"),
    Entry(FIRST, None, "", "no time", {}, ""),
    entry(1, "gone", kind="note", redacted=True),
    entry(2, "another", kind="note"),
    entry(3, kind="removed", entry=SECOND),
    entry(4, "by hand", kind="correction", corrects=FIRST, hand=True),
]


@given(st.lists(st.sampled_from(VARIANTS), max_size=6), st.randoms(use_true_random=False))
def test_unifying_is_idempotent_and_order_does_not_matter(variants: list[Entry], random: Any) -> None:
    once = unify(variants)
    shuffled = list(variants)
    random.shuffle(shuffled)
    assert unify(once.values()) == once
    assert unify(shuffled) == once
    assert unify([*once.values(), *variants]) == once


def test_an_edited_line_beside_the_original_becomes_a_correction() -> None:
    original, edited = VARIANTS[0], VARIANTS[1]
    unified = unify([edited, original])
    correction = next(e for e in unified.values() if e.kind == "correction")
    assert unified[FIRST] == original
    assert (correction.text, correction.fields["corrects"]) == ("edited", FIRST)
    assert struck_ids(unified) == {FIRST}


def test_a_redaction_covers_what_hands_made_of_the_entry() -> None:
    unified = unify([VARIANTS[0], VARIANTS[1], VARIANTS[4], VARIANTS[7]])
    assert list(unified) == [FIRST]
    assert unified[FIRST].text == "gone"


def test_newest_first_by_time_then_id() -> None:
    same = [Entry(i, START, "A", "") for i in (FIRST, SECOND)]
    late = Entry(FIRST, START + timedelta(seconds=1), "A", "")
    hidden = Entry(THIRD, None, "", "")
    for order in itertools.permutations([*same, late, hidden]):
        assert sorted(order, key=newest_first) == [late, same[1], same[0], hidden]


def test_deliveries_follow_the_newest_receipt() -> None:
    message = entry(1, "hello", kind="initial", channels=["email", "chat"])
    receipts = [
        entry(2, kind="receipt", message=FIRST, channel=["email", "chat"], state="failed", detail="timeout"),
        entry(3, kind="receipt", message=FIRST, channel=["email"], state="sent"),
    ]
    incident = incident_of({e.id: e for e in (message, *receipts)})
    assert [(d.channel, d.state, d.detail) for d in deliveries(incident, message)] == [
        ("email", "sent", ""),
        ("chat", "failed", "timeout"),
    ]


def test_the_newest_message_promises_the_next_update() -> None:
    said = [
        entry(1, status="declared"),
        entry(2, kind="initial", next_update="2026-11-23T14:30:00Z"),
        entry(3, kind="update", next_update="2026-11-23T15:00:00Z"),
    ]
    assert next_update(incident_of({e.id: e for e in said})) == datetime(2026, 11, 23, 15, tzinfo=UTC)
    over = entry(4, status="resolved", after__status=[FIRST])
    assert next_update(incident_of({e.id: e for e in (*said, over)})) is None
