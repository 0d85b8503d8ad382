"""What is due, to the second, for any levels (process: Triage, Coordinate, and Communicate)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
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
    message,
    sent,
)

from acmeinc.incident.model import FINAL_STATUSES, OPEN_STATUSES, Entry, Incident, Retrospective
from acmeinc.process.cadence import history_of
from acmeinc.process.promises import sent_moments
from acmeinc.process.schedule import Due, due_for, overdue
from acmeinc.process.settings import Settings
from acmeinc.process.severity import SeverityRules

SETTINGS = Settings(time_zone="America/New_York")


def due_times(of: Incident, rules: SeverityRules = RULES) -> dict[str, float]:
    """What is due, by kind, in minutes after START."""
    return {due.kind: (due.due - START) / timedelta(minutes=1) for due in due_for(of, rules, SETTINGS)}


@pytest.mark.parametrize(
    ("of", "due"),
    [
        pytest.param(incident(INITIAL), {"check_in": 20, "update": 30, "status_page": 0}, id="declared-sev1"),
        pytest.param(
            incident(INITIAL_2, severity="SEV2"),
            {"check_in": 50, "update": 60, "status_page": 0},
            id="declared-sev2",
        ),
        pytest.param(
            incident(INITIAL_3, severity="SEV3"), {"check_in": 170, "update": 180}, id="declared-sev3"
        ),
        pytest.param(
            incident(INITIAL, message("public", 1)),
            {"check_in": 20, "update": 30, "status_page": 61},
            id="status-page-posted",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), message("update", 25, promise=55)),
            {"check_in": 45, "update": 55, "status_page": 61},
            id="update-sent-early",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), timeline=[entry("checkin", 19)]),
            {"check_in": 39, "update": 30, "status_page": 61},
            id="checked-in",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), message("update", 25, promise=40)),
            {"check_in": 45, "update": 40, "status_page": 61},
            id="the-promise-of-the-message-is-what-is-due",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), message("update", 25)),
            {"check_in": 45, "update": 55, "status_page": 61},
            id="a-message-that-promises-nothing-legible-keeps-the-cadence",
        ),
        pytest.param(
            incident(INITIAL_3, message("public", 5), severity="SEV3"),
            {"check_in": 170, "update": 180},
            id="sev3-never-owes-the-status-page-even-after-a-post",
        ),
    ],
)
def test_the_cadence_runs_from_what_was_sent(of: Incident, due: dict[str, float]) -> None:
    assert due_times(of) == due


@pytest.mark.parametrize(
    ("of", "due"),
    [
        pytest.param(
            incident(INITIAL_2, message("public", 1), timeline=[changed(10)]),
            {"check_in": 30, "update": 40, "status_page": 70},
            id="raised-early-now-plus-the-new-cadence",
        ),
        pytest.param(
            incident(INITIAL_2, message("public", 1), timeline=[changed(45)]),
            {"check_in": 50, "update": 60, "status_page": 105},
            id="raised-late-the-old-due-times-come-first",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), timeline=[changed(10, "SEV2")], severity="SEV2"),
            {"check_in": 20, "update": 30, "status_page": 61},
            id="lowered-the-old-due-times-stand",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), timeline=[changed(10, "SEV3")], severity="SEV3"),
            {"check_in": 20, "update": 30, "status_page": 61},
            id="lowered-to-never-the-old-status-page-time-stands",
        ),
        pytest.param(
            incident(INITIAL, message("public", 15), timeline=[changed(10, "SEV3")], severity="SEV3"),
            {"check_in": 20, "update": 30},
            id="lowered-to-never-and-posted-since",
        ),
        pytest.param(
            incident(INITIAL_3, timeline=[changed(10)]),
            {"check_in": 30, "update": 40, "status_page": 70},
            id="raised-from-never",
        ),
        pytest.param(
            incident(INITIAL_3, timeline=[changed(10, "SEV2"), changed(20)]),
            {"check_in": 40, "update": 50, "status_page": 80},
            id="raised-twice",
        ),
        pytest.param(
            incident(
                INITIAL_2, message("public", 1), timeline=[changed(10), changed(12, "SEV2")], severity="SEV2"
            ),
            {"check_in": 30, "update": 40, "status_page": 70},
            id="raised-and-lowered-again",
        ),
        pytest.param(
            incident(
                INITIAL_2,
                message("public", 1),
                message("update", 10, promise=40),
                timeline=[changed(10)],
            ),
            {"check_in": 30, "update": 40, "status_page": 70},
            id="raised-in-one-step-with-its-update",
        ),
        pytest.param(
            incident(
                INITIAL,
                message("public", 1),
                message("update", 10, promise=70),
                timeline=[changed(10, "SEV2")],
                severity="SEV2",
            ),
            {"check_in": 60, "update": 70, "status_page": 61},
            id="lowered-in-one-step-with-its-update",
        ),
        pytest.param(
            incident(INITIAL_2, message("public", 30), timeline=[changed(10), entry("checkin", 20)]),
            {"check_in": 40, "update": 40, "status_page": 90},
            id="each-clock-counts-only-changes-after-its-own-start",
        ),
        pytest.param(
            incident(INITIAL, message("public", 1), timeline=[changed(10)]),
            {"check_in": 20, "update": 30, "status_page": 61},
            id="corrected-to-the-same-severity",
        ),
    ],
)
def test_a_severity_change_moves_due_times_only_when_raised(of: Incident, due: dict[str, float]) -> None:
    assert due_times(of) == due


@pytest.mark.parametrize("old", range(10))
@pytest.mark.parametrize("new", range(10))
def test_any_change_between_ten_levels_follows_the_same_rule(old: int, new: int) -> None:
    of = incident(
        message("initial", 0, promise=20 + old, severity=f"SEV{old}"),
        message("public", 0),
        timeline=[entry("severity", 5, severity=f"SEV{new}")],
        severity=f"SEV{new}",
    )
    base = {"check_in": 10, "update": 20, "status_page": 30}
    assert due_times(of, TEN_LEVELS) == {
        kind: min(old, new + 5 if new < old else old) + cadence for kind, cadence in base.items()
    }


@pytest.mark.parametrize(
    ("severity", "nearest"),
    [
        pytest.param("SEV0", 1, id="above-the-most-severe"),
        pytest.param("SEV5", 3, id="below-the-least-severe"),
        pytest.param("sev2", 2, id="lower-case"),
        pytest.param("", 1, id="none-is-taken-as-the-most-severe"),
        pytest.param("P" * 9 + "²", 1, id="no-number"),
    ],
)
def test_a_severity_the_rules_do_not_know_has_the_cadence_of_the_nearest(severity: str, nearest: int) -> None:
    of = incident(message("initial", 0, severity=severity), severity=severity)
    known = incident(message("initial", 0, severity=f"SEV{nearest}"), severity=f"SEV{nearest}")
    assert due_times(of) == due_times(known)


@pytest.mark.parametrize(
    ("state", "is_sent"),
    [("sent", True), ("printed", True), ("failed", False), ("unknown", False), (None, False)],
)
def test_a_message_counts_as_sent_when_delivered_or_printed(state: str | None, is_sent: bool) -> None:
    update = message("update", 25, promise=55)
    receipts = [sent(INITIAL), *([sent(update, state)] if state else [])]
    of = incident()._replace(timeline=tuple(receipts), communications=(update, INITIAL))
    assert (update.id in sent_moments(of)) is is_sent
    assert due_times(of)["update"] == (55 if is_sent else 30)
    assert due_times(of)["check_in"] == (45 if is_sent else 20)


def test_one_channel_is_enough_for_a_message_to_count_as_sent() -> None:
    receipts = (sent(INITIAL, "failed", ("email",)), sent(INITIAL, "sent", ("chat",)))
    of = incident()._replace(timeline=receipts, communications=(INITIAL,))
    assert INITIAL.id in sent_moments(of)


def test_declare_is_due_twenty_minutes_after_detection_until_the_first_message_is_out() -> None:
    waiting = incident(INITIAL)._replace(timeline=())
    assert due_times(waiting) == {"declare": 8, "status_page": 0}
    assert due_times(waiting._replace(milestones={"declared": START})) == {"declare": 20, "status_page": 0}
    assert due_times(waiting._replace(milestones={})) == {}
    assert "declare" not in due_times(incident(INITIAL))


@pytest.mark.parametrize("status", [*OPEN_STATUSES, "resolved", *FINAL_STATUSES])
@pytest.mark.parametrize(
    ("receipts", "stands"),
    [
        pytest.param([], True, id="nothing-known"),
        pytest.param([("printed", "paging")], True, id="printed-is-no-page"),
        pytest.param([("failed", "paging"), ("unknown", "paging")], True, id="failed"),
        pytest.param([("sent", "chat")], True, id="sent-elsewhere"),
        pytest.param([("printed", "paging"), ("sent", "paging")], False, id="confirmed"),
    ],
)
def test_a_page_stands_until_someone_confirms_it(
    status: str, receipts: list[tuple[str, str]], stands: bool
) -> None:
    page = entry("page", 1, link="https://oncall.example.com/identity")
    known = tuple(sent(page, state, (channel,)) for state, channel in receipts)
    of = incident(status=status)._replace(timeline=known, communications=(page,))
    pages = [due for due in due_for(of, RULES, SETTINGS) if due.kind == "page"]
    detail = "NOT PAGED: open https://oncall.example.com/identity"
    assert pages == ([Due(of.id, "SEV1", "page", after(1), detail)] if stands else [])


def test_a_page_without_a_link_still_stands() -> None:
    of = incident(status="closed")._replace(communications=(entry("page", 1),))
    assert [due.detail for due in due_for(of, RULES, SETTINGS)] == ["NOT PAGED: open the paging schedule"]


def test_a_reopened_incident_starts_its_cadence() -> None:
    of = incident(
        INITIAL,
        message("public", 1),
        message("resolution", 100),
        message("public", 100, phase="resolved"),
        message("reopening", 200, promise=230),
    )
    assert due_times(of) == {"check_in": 220, "update": 230, "status_page": 260}


MITIGATED = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)  # Friday 16:30 in New York


@pytest.mark.parametrize(
    ("fields", "due", "detail"),
    [
        pytest.param(
            {"milestones": {"mitigated": MITIGATED, "resolved": MITIGATED + timedelta(hours=1)}},
            "2026-11-24T21:30:00Z",
            "schedule and hold the retrospective: its window closes",
            id="not-scheduled",
        ),
        pytest.param(
            {"milestones": {"mitigated": MITIGATED, "resolved": MITIGATED + timedelta(days=4)}},
            "2026-11-26T21:30:00Z",
            "schedule and hold the retrospective: its window closes, counted from resolution",
            id="resolved-after-the-window-opened",
        ),
        pytest.param(
            {"milestones": {"resolved": MITIGATED}},
            "2026-11-24T21:30:00Z",
            "schedule and hold the retrospective: its window closes",
            id="mitigation-unknown",
        ),
        pytest.param(
            {
                "milestones": {"mitigated": MITIGATED, "resolved": MITIGATED},
                "retrospective": Retrospective(at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC)),
            },
            "2026-11-24T15:00:00Z",
            "hold the scheduled retrospective",
            id="scheduled",
        ),
    ],
)
def test_a_resolved_incident_waits_for_its_retrospective(
    fields: dict[str, Any], due: str, detail: str
) -> None:
    of = incident(INITIAL, status="resolved", **fields)
    assert due_for(of, RULES, SETTINGS) == (
        Due(of.id, "SEV1", "retrospective", datetime.fromisoformat(due), detail),
    )


@pytest.mark.parametrize(
    "of",
    [
        *(incident(INITIAL, status=status) for status in FINAL_STATUSES),
        incident(INITIAL, status="resolved", milestones={}),
        incident(
            INITIAL, status="resolved", milestones={"resolved": MITIGATED, "retrospective_done": MITIGATED}
        ),
    ],
    ids=[*FINAL_STATUSES, "resolved-at-an-unknown-time", "retrospective-done"],
)
def test_nothing_is_due_any_more(of: Incident) -> None:
    assert due_for(of, RULES, SETTINGS) == ()


@pytest.mark.parametrize(
    ("offset", "late"),
    [
        pytest.param(timedelta(seconds=-1), False, id="before"),
        pytest.param(timedelta(0), False, id="on-the-second"),
        pytest.param(timedelta(microseconds=999_999), False, id="within-the-second"),
        pytest.param(timedelta(seconds=1), True, id="a-second-late"),
    ],
)
def test_exactly_on_the_second_is_on_time(offset: timedelta, late: bool) -> None:
    assert overdue(Due("inc", "SEV1", "update", START, "stakeholder update"), START + offset) is late


def test_the_duties_say_what_to_do_soonest_first() -> None:
    of = incident(INITIAL, message("public", 1))
    assert [(due.kind, due.severity, due.detail) for due in due_for(of, RULES, SETTINGS)] == [
        ("check_in", "SEV1", "check in with responders, compose the update"),
        ("update", "SEV1", "stakeholder update: email, #incidents, own channel"),
        ("status_page", "SEV1", "status page"),
    ]


def test_severity_history_is_by_time_then_id_and_ends_with_the_severity_of_now() -> None:
    same_time = [changed(10, "SEV2")._replace(id="B"), changed(10, "SEV1")._replace(id="A")]
    no_time = changed(20, "SEV3")._replace(at=None)
    of = incident(INITIAL_3, timeline=[*same_time, no_time, entry("note", 11)], severity="SEV2")
    assert history_of(of, "severity") == [(START, "SEV3"), (after(10), "SEV1"), (after(10), "SEV2")]
    assert history_of(of._replace(severity="SEV1"), "severity")[-1] == (after(10), "SEV1")
    assert history_of(incident(), "severity") == []


@pytest.mark.parametrize(
    ("start", "promise"),
    [
        pytest.param("2026-03-08T06:45:00+00:00", "2026-03-08T07:15:00+00:00", id="spring"),
        pytest.param("2026-11-01T05:45:00+00:00", "2026-11-01T06:15:00+00:00", id="autumn"),
    ],
)
def test_half_an_hour_is_half_an_hour_when_the_clocks_change(start: str, promise: str) -> None:
    local = datetime.fromisoformat(start).astimezone(SETTINGS.zone)
    first = Entry("I", local, "Ana Ruiz", "words", {"kind": "initial", "severity": "SEV1"})
    of = incident()._replace(communications=(first,), timeline=(sent(first),))
    due = {duty.kind: duty.due for duty in due_for(of, RULES, SETTINGS)}
    assert due["update"] == datetime.fromisoformat(promise)


CHANGES = st.lists(st.tuples(st.integers(1, 500), st.integers(0, 9)), max_size=6)


@given(changes=CHANGES, first=st.integers(0, 9))
def test_changes_without_a_message_never_put_a_promise_off(
    changes: list[tuple[int, int]], first: int
) -> None:
    opening = message("initial", 0, promise=20 + first, severity=f"SEV{first}")
    timeline = [entry("severity", minutes, severity=f"SEV{number}") for minutes, number in changes]
    of = incident(opening, message("public", 0), timeline=timeline, severity="")
    due = due_times(of, TEN_LEVELS)
    assert due["update"] <= 20 + first
    assert due["check_in"] <= 10 + first
    assert due["status_page"] <= 30 + first
