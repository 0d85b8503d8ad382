"""Durations from milestones, never from a missing one (DESIGN §2, Durations and Milestones)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import RulesSayNo
from acmeinc.incident.model import MILESTONES, Incident
from acmeinc.process.metrics import (
    EXPECTED_ORDER,
    IMPACT_FORMULA,
    RESPONSE_FORMULA,
    TIME_TO_FORMULAS,
    TOTAL_FORMULA,
    Durations,
    durations,
    milestone_warnings,
    refuse_resolved_before_started,
    times_to,
)

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def milestones(**after_start: float) -> dict[str, datetime]:
    """Milestones by the minutes between START and them."""
    return {name: START + minutes(count) for name, count in after_start.items()}


def incident(**after_start: float) -> Incident:
    return Incident(id="inc-26-11-23-sev-1-login", uid="U", milestones=milestones(**after_start))


WHOLE = incident(
    started=0,
    detected=4,
    acknowledged=5,
    declared=16,
    investigating=18,
    identified=42,
    mitigated=75,
    resolved=102,
)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        pytest.param(WHOLE, Durations(minutes(75), minutes(84), minutes(102)), id="whole"),
        pytest.param(incident(), Durations(None, None, None), id="no-milestone"),
        pytest.param(incident(started=0), Durations(None, None, None), id="started-only"),
        pytest.param(
            incident(started=0, mitigated=1, resolved=2),
            Durations(minutes(1), None, minutes(2)),
            id="no-start-of-work",
        ),
        pytest.param(incident(investigating=1, resolved=2), Durations(None, minutes(1), None), id="no-start"),
        pytest.param(
            incident(started=5, mitigated=3), Durations(minutes(-2), None, None), id="contradiction"
        ),
    ],
)
def test_durations_are_known_only_with_both_milestones(of: Incident, expected: Durations) -> None:
    assert durations(of) == expected


def test_every_time_to_is_counted_from_started() -> None:
    assert times_to(WHOLE) == {
        "detect": minutes(4),
        "acknowledge": minutes(5),
        "declare": minutes(16),
        "investigate": minutes(18),
        "mitigate": minutes(75),
        "resolve": minutes(102),
    }
    assert {formula.split(" − ")[1] for formula in TIME_TO_FORMULAS.values()} == {"started"}


def test_a_time_to_is_none_without_its_milestone_and_all_are_without_started() -> None:
    assert times_to(incident(started=0, declared=3)) == {
        "detect": None,
        "acknowledge": None,
        "declare": minutes(3),
        "investigate": None,
        "mitigate": None,
        "resolve": None,
    }
    assert set(times_to(incident(detected=1, resolved=2)).values()) == {None}


def test_the_formulas_are_those_of_the_process() -> None:
    assert (IMPACT_FORMULA, RESPONSE_FORMULA, TOTAL_FORMULA) == (
        "mitigated − started",
        "resolved − investigating",
        "resolved − started",
    )


def test_milestones_in_a_likely_order_give_no_warning() -> None:
    assert milestone_warnings(WHOLE.milestones, UTC) == []
    assert milestone_warnings(milestones(started=0, declared=0, investigating=0), UTC) == []
    assert milestone_warnings(milestones(mitigated=3, identified=9, declared=5, acknowledged=7), UTC) == []


def test_an_unlikely_order_is_told_with_both_times() -> None:
    assert milestone_warnings(milestones(started=5, detected=0.5, mitigated=9, resolved=8), UTC) == [
        "detected (2026-11-23 14:00:30 +00:00) is before started (2026-11-23 14:05:00 +00:00)",
        "resolved (2026-11-23 14:08:00 +00:00) is before mitigated (2026-11-23 14:09:00 +00:00)",
    ]


def test_the_expected_order_never_contradicts_the_order_of_the_milestones() -> None:
    assert all(MILESTONES.index(earlier) < MILESTONES.index(later) for earlier, later in EXPECTED_ORDER)


@pytest.mark.parametrize(
    "allowed",
    [
        pytest.param(milestones(), id="none"),
        pytest.param(milestones(started=0), id="not-resolved"),
        pytest.param(milestones(resolved=0), id="start-unknown"),
        pytest.param(milestones(started=0, resolved=0), id="the-same-second"),
        pytest.param(milestones(started=0, mitigated=-5, resolved=1), id="odd-but-allowed"),
    ],
)
def test_any_other_order_is_not_refused(allowed: dict[str, datetime]) -> None:
    refuse_resolved_before_started(allowed, UTC)


def test_resolved_before_started_is_refused_naming_both_fields_and_times() -> None:
    with pytest.raises(RulesSayNo) as stop:
        refuse_resolved_before_started(milestones(started=0, resolved=-1), UTC)
    assert (
        str(stop.value) == "resolved 2026-11-23 13:59:00 +00:00 is before started 2026-11-23 14:00:00 +00:00"
    )
    assert stop.value.hint == (
        "correct one: acmeinc milestone started --at TIME, or acmeinc milestone resolved --at TIME"
    )


@given(st.dictionaries(st.sampled_from(MILESTONES), st.floats(-1000, 1000)))
def test_warnings_name_only_milestones_that_are_set(after_start: dict[str, float]) -> None:
    for warning in milestone_warnings(milestones(**after_start), UTC):
        later, earlier = warning.split(" (")[0], warning.split(" is before ")[1].split(" (")[0]
        assert after_start[later] < after_start[earlier]
