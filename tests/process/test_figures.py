"""The figures of a report, from contributions made by hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from made_incidents import RULES

from acmeinc.incident.model import FINAL_STATUSES, OPEN_STATUSES
from acmeinc.process.contribution import ActionItem, Contribution, Held, Owed, Share
from acmeinc.process.figures import (
    Actions,
    OldestAction,
    Report,
    Retrospectives,
    Statuses,
    figures,
    limits_of,
)
from acmeinc.process.kept import Kept, Part, Worst
from acmeinc.process.metrics import TIME_TO_FORMULAS
from acmeinc.process.promises import Promise, PromiseKind

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def owed(late: float | None, kind: PromiseKind = "update", **of: str) -> Owed:
    """A promise kept that many minutes late; None: due now, which is on time, and still to be kept."""
    due = NOW if late is None else NOW - minutes(600)
    promise = Promise(kind, due - minutes(30), due, None if late is None else due + minutes(late))
    return Owed(promise, of.get("severity", "SEV1"), of.get("commander", "Ana Ruiz"))


def one(number: int = 1, **fields: Any) -> Contribution:
    """An incident that adds nothing but itself."""
    plain = Contribution(
        id=f"inc-26-11-{number:02d}-sev-1-login",
        declared=date(2026, 11, number),
        severity="SEV1",
        status="closed",
        functionality="Login",
        team="Identity",
        reopened=0,
        times=dict.fromkeys(TIME_TO_FORMULAS),
        owed=(),
        retrospective=Held(),
        actions=(),
        shares=(),
    )
    return plain._replace(**fields)


def report(incidents: Iterable[Contribution]) -> Report:
    """The report on them."""
    return figures(incidents, limits_of(RULES), NOW, TODAY)


def test_nothing_happened() -> None:
    """No figure is made up, and nothing divides by zero."""
    empty = report([])
    assert (empty.incidents, empty.months, empty.people, empty.severities) == (0, (), (), ())
    assert {audience.kept for audience in empty.audiences} == {Kept(0, 0, 0, None)}
    assert empty.audiences[0].kept.share is None
    assert {time.median for time in empty.times} == {None}
    assert empty.actions == Actions(0, 0, 0, None)


KEPT_LATE = (
    one(1, owed=(owed(0), owed(-5), owed(18), owed(None))),
    one(2, owed=(owed(40, severity="SEV2", commander="Bo Lind"), owed(0, "check_in"), owed(7, "declare"))),
)


def test_kept_promises() -> None:
    """What is not due yet does not count; the worst is told with its incident, in all and in each part."""
    stakeholders, status_page, check_in = report(KEPT_LATE).audiences
    worst = Worst(minutes(40), KEPT_LATE[1].id, NOW - minutes(600))
    assert stakeholders.kept == Kept(4, 2, 0, worst)
    assert (stakeholders.kept.share, stakeholders.kept.late) == (0.5, 2)
    own = Kept(3, 2, 0, Worst(minutes(18), KEPT_LATE[0].id, NOW - minutes(600)))
    other = Kept(1, 0, 0, worst)
    assert stakeholders.by_severity == (Part("SEV1", own), Part("SEV2", other))
    assert stakeholders.by_commander == (Part("Ana Ruiz", own), Part("Bo Lind", other))
    assert status_page.kept == Kept() and check_in.kept == Kept(1, 1, 0, None)


def test_of_two_equally_late_the_one_due_first_is_the_worst() -> None:
    """So that the report says the same every time."""
    early, later = owed(9), owed(9)
    later = later._replace(promise=Promise("update", NOW, NOW - minutes(60), NOW - minutes(51)))
    assert report([one(1, owed=(later,)), one(2, owed=(early,))]).audiences[0].kept.worst == Worst(
        minutes(9), one(2).id, NOW - minutes(600)
    )


def test_what_is_late_and_not_kept_yet_counts_as_late() -> None:
    """By how much so far; what the incident ended before it was kept, by then."""
    due = NOW - minutes(25)
    standing = Owed(Promise("update", due, due), "SEV1", "Ana Ruiz")
    ended = Owed(Promise("update", due, due, None, due + minutes(3)), "SEV1", "Ana Ruiz")
    never_due = Owed(Promise("update", due, due, None, due - minutes(3)), "SEV1", "Ana Ruiz")
    kept = report([one(owed=(standing, ended, never_due))]).audiences[0].kept
    assert kept == Kept(2, 0, 2, Worst(minutes(25), one().id, due))


def test_the_clocks() -> None:
    """Each with its limit, and how many incidents do not know it."""
    decide, declare = report([*KEPT_LATE, one(3)]).clocks
    assert (decide.limit, decide.kept, decide.unknown) == (minutes(10), Kept(), 3)
    assert (declare.limit, declare.kept.counted, declare.kept.on_time) == (minutes(20), 1, 0)
    assert declare.unknown == 2


LENGTHS = [pytest.param(count, id=f"{count}") for count in (1, 2, 3, 9, 10, 11, 20, 21)]


@pytest.mark.parametrize("count", LENGTHS)
def test_median_and_percentile(count: int) -> None:
    """Of 1, 2, 3 … minutes: the middle; and the shortest that nine of ten did not exceed."""
    found = report(one(times={**one().times, "resolve": minutes(n)}) for n in range(count, 0, -1)).times[-1]
    assert found.name == "resolve"
    assert found.median == minutes((count + 1) / 2)
    assert found.percentile_90 is not None
    within = found.percentile_90 / minutes(1)
    assert within >= 0.9 * count > within - 1


def test_incidents_that_lack_a_milestone_are_never_counted_as_zero() -> None:
    """Nor are those whose milestones contradict each other; bugs and duplicates are left out altogether."""
    lengths = (minutes(10), None, minutes(-5), minutes(0))
    given = [one(times={**one().times, "detect": length}) for length in lengths]
    given += [
        one(status=status, times=dict.fromkeys(TIME_TO_FORMULAS, minutes(999)))
        for status in ("downgraded", "duplicate")
    ]
    detect = report(given).times[0]
    assert (detect.name, detect.formula) == ("detect", "detected − started")
    assert (detect.known, detect.missing, detect.contradictory) == (2, 1, 1)
    assert (detect.median, detect.percentile_90) == (minutes(5), minutes(10))


OPENS = NOW - timedelta(days=2)
CLOSES = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "held", "outcome"),
    [
        pytest.param("closed", Held(OPENS, CLOSES, OPENS), "inside", id="at-its-opening"),
        pytest.param("closed", Held(OPENS, CLOSES, CLOSES), "inside", id="at-its-closing"),
        pytest.param("closed", Held(OPENS, CLOSES, OPENS - minutes(1)), "outside", id="before"),
        pytest.param("closed", Held(OPENS, CLOSES, NOW), "outside", id="after"),
        pytest.param("resolved", Held(OPENS, CLOSES), "missed", id="not-held"),
        pytest.param("resolved", Held(OPENS, NOW), "ahead", id="can-still-be"),
        pytest.param("closed", Held(held=OPENS), "unknown", id="no-window"),
        pytest.param("identified", Held(), None, id="open"),
        pytest.param("downgraded", Held(), None, id="a-bug"),
    ],
)
def test_retrospectives(status: str, held: Held, outcome: str | None) -> None:
    """Both ends of the window are in it."""
    found = report([one(status=status, retrospective=held)]).retrospectives
    expected = Retrospectives(0, 0, 0, 0, 0)
    assert found == (expected._replace(**{outcome: 1}) if outcome else expected)


def test_action_items() -> None:
    """Overdue from the day after; what is done is not, whenever it was due."""
    days = [TODAY - timedelta(days=1), TODAY, None]
    items = [ActionItem(done, day) for done in (True, False) for day in days]
    older = ActionItem(False, date(2026, 10, 2))
    found = report([one(1, actions=tuple(items)), one(2, actions=(older,))]).actions
    assert found == Actions(3, 4, 2, OldestAction(one(2).id, date(2026, 10, 2)))


def test_every_status_is_counted_once() -> None:
    """What is open, together; reopened ones besides."""
    given = [one(status=status) for status in (*OPEN_STATUSES, "resolved", *FINAL_STATUSES)]
    given.append(one(status="resolved", reopened=2))
    assert report(given).statuses == Statuses(
        open=4, resolved=2, closed=1, downgraded=1, duplicate=1, reopened=1
    )


def test_counts() -> None:
    """Severities by their number, the others the most frequent first; what was not recorded is named so."""
    given = [
        one(severity="SEV2", functionality="Search"),
        one(severity="SEV1", functionality="Login", team=""),
        one(severity="SEV2", functionality="Search", team=""),
        one(severity="", functionality="Checkout"),
    ]
    found = report(given)
    assert found.severities == (("SEV1", 1), ("SEV2", 2), ("not recorded", 1))
    assert found.functionalities == (("Search", 2), ("Checkout", 1), ("Login", 1))
    assert found.teams == (("Identity", 2), ("not recorded", 2))


def test_months() -> None:
    """Every month from the first to the last, those without an incident too, each with its own promises."""
    times = {**one().times, "mitigate": minutes(30)}
    given = [
        one(1, declared=date(2026, 11, 30), severity="SEV2", owed=(owed(0), owed(5)), times=times),
        one(2, declared=date(2026, 9, 1), owed=(owed(0), owed(7, "declare"))),
        one(3, declared=date(2026, 9, 30), owed=(owed(1, "check_in"),)),
    ]
    september, october, november = report(given).months
    assert [month.month for month in (september, october, november)] == ["2026-09", "2026-10", "2026-11"]
    assert [month.by_severity for month in (september, october, november)] == [(2, 0), (0, 0), (0, 1)]
    assert (september.kept.counted, september.kept.on_time) == (2, 1)
    assert (october.incidents, october.kept, october.mitigate.median) == (0, Kept(), None)
    assert (november.kept.share, november.mitigate.median) == (0.5, minutes(30))


def test_years_turn() -> None:
    """December is followed by January."""
    given = [one(1, declared=date(2025, 12, 31)), one(2, declared=date(2026, 1, 1))]
    assert [month.month for month in report(given).months] == ["2025-12", "2026-01"]


def test_who_carried_the_load() -> None:
    """An hour counts once, whatever the number of incidents; whoever had most by night comes first."""
    night = [datetime(2026, 11, 10, hour, tzinfo=UTC) for hour in (4, 5)]
    next_night = datetime(2026, 11, 11, 3, tzinfo=UTC)
    given = [
        one(1, shares=(Share("Ana Ruiz", True), Share("Bo Lind", False, (night[0],)))),
        one(2, shares=(Share("Ana Ruiz", True), Share("Bo Lind", True, (*night, next_night)))),
        one(3, shares=(Share("Dana Kim"),)),
    ]
    assert [tuple(person) for person in report(given).people] == [
        ("Bo Lind", 2, 1, 3, 2),
        ("Ana Ruiz", 2, 2, 0, 0),
        ("Dana Kim", 1, 0, 0, 0),
    ]


LATENESSES = st.lists(st.one_of(st.none(), st.integers(-60, 60)), max_size=6)


@examples(max_examples=30)
@given(given=st.lists(LATENESSES, max_size=5))
def test_parts_add_up(given: list[list[int | None]]) -> None:
    """The months, the severities and the commanders, each to the whole, in any order of the incidents."""
    incidents = [
        one(
            number,
            severity=f"SEV{number % 3}",
            declared=date(2026, number % 12 + 1, 3),
            owed=tuple(owed(late, commander=f"C{late}", severity=f"SEV{number % 2}") for late in latenesses),
        )
        for number, latenesses in enumerate(given, 1)
    ]
    found = report(incidents)
    assert report(reversed(incidents)) == found
    whole = found.audiences[0]
    for parts in (whole.by_severity, whole.by_commander, found.months):
        assert sum(part.kept.counted for part in parts) == whole.kept.counted
        assert sum(part.kept.on_time for part in parts) == whole.kept.on_time
        assert max((part.kept.worst.late for part in parts if part.kept.worst), default=None) == (
            whole.kept.worst.late if whole.kept.worst else None
        )
    assert sum(count for _, count in found.severities) == found.incidents == len(incidents)
