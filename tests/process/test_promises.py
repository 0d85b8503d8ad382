"""What was promised, to whom, and how it was kept (process: Triage, Coordinate, and Communicate)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from made_incidents import (
    INITIAL,
    INITIAL_2,
    INITIAL_3,
    RULES,
    START,
    TEN_LEVELS,
    after,
    changed,
    entry,
    incident,
    level,
    message,
    rules_of,
    sent,
)

from acmeinc.incident.model import Incident
from acmeinc.process.promises import Promise, promises, sent_moments
from acmeinc.process.schedule import due_for
from acmeinc.process.settings import Settings
from acmeinc.process.severity import SeverityRules

Told = tuple[float, float, float | None, float | None]


def told(of: Incident, kind: str, rules: SeverityRules = RULES, **how: bool) -> list[Told]:
    """When each promise of a kind was made, due, kept and ended, in minutes after START."""
    moments = [p[1:] for p in promises(of, rules, **how) if p.kind == kind]
    return [tuple(m and (m - START) / timedelta(minutes=1) for m in each) for each in moments]  # type: ignore[misc]


def ended(minutes: float, status: str = "resolved", kind: str = "resolved") -> Any:
    """The entry that ends an incident."""
    return entry(kind, minutes, status=status)


UPDATE = message("update", 25, promise=55)
LATE = message("update", 61, promise=91)
RESOLUTION = message("resolution", 80)
RESOLVED = {"timeline": [ended(80)], "status": "resolved"}


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(incident(INITIAL), [(0, 30, None, None)], id="nothing-since"),
        pytest.param(incident(INITIAL, UPDATE), [(0, 30, 25, None), (25, 55, None, None)], id="kept-early"),
        pytest.param(
            incident(INITIAL, UPDATE, LATE),
            [(0, 30, 25, None), (25, 55, 61, None), (61, 91, None, None)],
            id="kept-late",
        ),
        pytest.param(
            incident(INITIAL, RESOLUTION, **RESOLVED), [(0, 30, 80, None)], id="the-resolution-keeps-it-late"
        ),
        pytest.param(
            incident(INITIAL, LATE, RESOLUTION, **RESOLVED),
            [(0, 30, 61, None), (61, 91, 80, None)],
            id="the-resolution-keeps-it",
        ),
        pytest.param(
            incident(INITIAL, timeline=[ended(20)], status="resolved"), [(0, 30, None, 20)], id="ended-before"
        ),
        pytest.param(
            incident(INITIAL, timeline=[ended(70)], status="resolved"), [(0, 30, None, 70)], id="ended-after"
        ),
        pytest.param(
            incident(INITIAL, message("update", 90), timeline=[ended(20)], status="resolved"),
            [(0, 30, None, 20)],
            id="a-message-after-the-end-keeps-nothing-and-owes-nothing",
        ),
        pytest.param(
            incident(
                INITIAL, message("downgrade", 10), timeline=[ended(10, "downgraded")], status="downgraded"
            ),
            [(0, 30, 10, None)],
            id="the-closing-notice-of-a-bug-keeps-it",
        ),
        pytest.param(
            incident(
                INITIAL,
                RESOLUTION,
                message("reopening", 200, promise=230),
                message("update", 240, promise=270),
                timeline=[ended(80), entry("reopened", 200, status="investigating")],
            ),
            [(0, 30, 80, None), (200, 230, 240, None), (240, 270, None, None)],
            id="reopened-nothing-was-owed-meanwhile",
        ),
        pytest.param(
            incident(
                INITIAL,
                timeline=[ended(20), entry("undone", 22, status="investigating", undoes="resolved@20")],
            ),
            [(0, 30, None, None)],
            id="an-end-taken-back-is-none",
        ),
        pytest.param(
            incident(INITIAL, status="resolved", milestones={"declared": START, "resolved": after(70)}),
            [(0, 30, None, 70)],
            id="an-end-no-entry-tells-of-is-the-milestone",
        ),
        pytest.param(incident(INITIAL, status="closed"), [(0, 30, None, 0)], id="an-end-nobody-knows"),
        pytest.param(
            incident(INITIAL_2, message("update", 45), timeline=[changed(10)]),
            [(0, 40, 45, None), (45, 75, None, None)],
            id="raised-without-a-message-it-is-due-sooner",
        ),
        pytest.param(
            incident(INITIAL_2, message("update", 45), timeline=[changed(50)]),
            [(0, 60, 45, None), (45, 80, None, None)],
            id="raised-after-it-was-kept",
        ),
        pytest.param(
            incident(INITIAL, message("update", 29), timeline=[changed(10, "SEV3")], severity="SEV3"),
            [(0, 30, 29, None), (29, 209, None, None)],
            id="lowered-the-promise-stands",
        ),
    ],
)
def test_what_stakeholders_were_promised(of: Incident, expected: list[Told]) -> None:
    """Made, due, kept, ended: a message promises, the next one keeps it, the end of the incident ends it."""
    assert told(of, "update") == expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(incident(INITIAL), [(0, 0, None, None)], id="the-first-post-belongs-to-declare"),
        pytest.param(
            incident(INITIAL, message("public", 0)),
            [(0, 0, 0, None), (0, 60, None, None)],
            id="declared-with-it",
        ),
        pytest.param(
            incident(INITIAL, message("public", 7), message("public", 68)),
            [(0, 0, 7, None), (7, 67, 68, None), (68, 128, None, None)],
            id="late-twice",
        ),
        pytest.param(incident(INITIAL_3, severity="SEV3"), [], id="never-is-no-promise"),
        pytest.param(
            incident(INITIAL_3, message("public", 5), message("public", 400), severity="SEV3"),
            [],
            id="never-is-no-promise-after-a-post-either",
        ),
        pytest.param(
            incident(INITIAL_3, message("public", 20), timeline=[changed(10)]),
            [(0, 70, 20, None), (20, 80, None, None)],
            id="raised-from-never",
        ),
        pytest.param(
            incident(INITIAL, message("public", -5)), [(-5, 55, None, None)], id="posted-before-declaring"
        ),
        pytest.param(
            incident(
                INITIAL,
                message("public", 0),
                message("public", 81, phase="resolved"),
                message("reopening", 90),
                timeline=[ended(80), entry("reopened", 90, status="investigating")],
            ),
            [(0, 0, 0, None), (0, 60, None, 80), (90, 150, None, None)],
            id="reopened-after-the-last-post",
        ),
        pytest.param(
            incident(INITIAL, message("public", 0), message("public", 80, phase="resolved"), **RESOLVED),
            [(0, 0, 0, None), (0, 60, 80, None), (80, 140, None, 80)],
            id="resolved",
        ),
    ],
)
def test_what_customers_were_promised(of: Incident, expected: list[Told]) -> None:
    """The first post by declaring, the next by each post."""
    assert told(of, "status_page") == expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(
            incident(INITIAL, UPDATE, timeline=[entry("checkin", 19)]),
            [(0, 20, 19, None), (19, 39, 25, None), (25, 45, None, None)],
            id="each-check-in-and-each-message-starts-the-clock",
        ),
        pytest.param(
            incident(INITIAL, RESOLUTION, timeline=[ended(80), entry("checkin", 70)], status="resolved"),
            [(0, 20, 70, None), (70, 90, None, 80)],
            id="resolved-before-the-next",
        ),
    ],
)
def test_what_responders_were_promised(of: Incident, expected: list[Told]) -> None:
    """To be asked again."""
    assert told(of, "check_in") == expected


def test_the_first_message_is_promised_by_detection() -> None:
    """Within twenty minutes; without a time of detection, of declaration."""
    assert told(incident(INITIAL), "declare") == [(-12, 8, 0, None)]
    assert told(incident(INITIAL)._replace(milestones={"declared": START}), "declare") == [(0, 20, 0, None)]
    assert told(incident(INITIAL)._replace(milestones={}), "declare") == []
    late = incident(message("initial", 9, promise=39, severity="SEV1"))
    assert told(late, "declare") == [(-12, 8, 9, None)]


@pytest.mark.parametrize(
    ("promise", "now", "expected"),
    [
        pytest.param({"kept": 30}, 99, 0, id="exactly-on-the-second"),
        pytest.param({"kept": 30 + 0.9 / 60}, 99, 0, id="within-the-second"),
        pytest.param({"kept": 31}, 99, 1, id="late"),
        pytest.param({"ended": 29}, 99, None, id="over-before"),
        pytest.param({"ended": 45}, 99, 15, id="over-and-never-kept"),
        pytest.param({}, 30, None, id="due-now"),
        pytest.param({}, 42, 12, id="late-so-far"),
    ],
)
def test_how_late(promise: dict[str, float], now: float, expected: float | None) -> None:
    """Nothing when it was on time, None while nothing can be said."""
    moments = {name: after(minutes) for name, minutes in promise.items()}
    late = Promise("update", START, after(30), **moments).late(after(now))
    assert late == (None if expected is None else timedelta(minutes=expected))


@pytest.mark.parametrize(
    ("receipts", "out"),
    [
        pytest.param([], None, id="no-receipt"),
        pytest.param([("printed", 25)], 25, id="printed"),
        pytest.param([("sent", 26)], 25, id="delivered-it-went-out-when-it-says"),
        pytest.param([("failed", 26), ("sent", 26)], 25, id="one-channel-is-enough"),
        pytest.param([("failed", 26), ("sent", 90)], 90, id="failed-at-first"),
        pytest.param(
            [("unknown", 26), ("failed", 40), ("sent", 90), ("sent", 95)], 90, id="the-first-that-did"
        ),
        pytest.param([("unknown", 26)], None, id="nobody-knows"),
    ],
)
def test_when_a_message_went_out(receipts: list[tuple[str, float]], out: float | None) -> None:
    """At the time it bears, unless every channel failed at first."""
    given = [
        sent(UPDATE, state)._replace(id=f"{number}", at=after(at))
        for number, (state, at) in enumerate(receipts)
    ]
    of = incident()._replace(timeline=tuple(reversed(given)), communications=(UPDATE,))
    assert sent_moments(of) == ({} if out is None else {UPDATE.id: after(out)})


def test_a_receipt_that_was_undone_says_nothing() -> None:
    """And one without a legible time says that it went out when it was to."""
    receipt = sent(UPDATE)._replace(at=None)
    of = incident()._replace(timeline=(receipt,), communications=(UPDATE,))
    assert sent_moments(of) == {UPDATE.id: after(25)}
    undo = entry("undone", 30, undoes=receipt.id)
    assert sent_moments(of._replace(timeline=(undo, receipt))) == {}


def test_incidents_are_replayed_under_another_cadence() -> None:
    """What was said is left aside, on both sides; when it was kept stays what happened."""
    of = incident(INITIAL, message("update", 25, promise=40), message("update", 50, promise=80))
    assert told(of, "update") == [(0, 30, 25, None), (25, 40, 50, None), (50, 80, None, None)]
    assert told(of, "update", as_said=False) == [(0, 30, 25, None), (25, 55, 50, None), (50, 80, None, None)]
    stricter = rules_of(level(1, 10, 15, 30))
    assert told(of, "update", stricter, as_said=False) == [
        (0, 15, 25, None),
        (25, 40, 50, None),
        (50, 65, None, None),
    ]


KINDS = st.sampled_from(["update", "public", "checkin", "severity"])
EVENTS = st.lists(
    st.tuples(st.integers(1, 300), KINDS, st.integers(0, 9)), max_size=8, unique_by=lambda e: e[0]
)
ANSWERS = {"update": ("update",), "status_page": ("public",), "check_in": ("update", "checkin")}


@examples(max_examples=40)
@given(events=EVENTS, first=st.integers(0, 9))
def test_it_is_what_next_said_all_along(events: list[tuple[int, str, int]], first: int) -> None:
    """Whoever had looked just before each answer would have seen the promise that it kept."""
    happened = [message("initial", 0, severity=f"SEV{first}")]
    for minutes, kind, number in sorted(events):
        happened.append(entry(kind, minutes, **({"severity": f"SEV{number}"} if kind == "severity" else {})))
    whole = _until(happened, len(happened))
    for kind, answering in ANSWERS.items():
        seen = [
            {due.kind: due.due for due in due_for(_until(happened, place), TEN_LEVELS, Settings())}[kind]
            for place in range(1, len(happened) + 1)
            if place == len(happened) or happened[place].kind in answering
        ]
        assert [promise.due for promise in promises(whole, TEN_LEVELS) if promise.kind == kind] == seen


def _until(happened: list[Any], count: int) -> Incident:
    """The incident as the first entries make it."""
    entries = happened[:count]
    messages = [each for each in entries if each.is_communication]
    return incident(*messages, timeline=[each for each in entries if not each.is_communication], severity="")
