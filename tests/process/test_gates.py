"""The gates of resolution, met or not and why (process: Mitigate and Resolve)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.incident.model import Entry, Incident, Retrospective
from acmeinc.process.checklist import GATE_ITEMS
from acmeinc.process.gates import Gate, Resolution, evaluate
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Clocks, Condition, Level, RetrospectiveRule, SeverityRules

MITIGATED = datetime(2026, 11, 23, 15, 13, tzinfo=UTC)  # Monday 10:13 in New York
NOW = MITIGATED + timedelta(minutes=27)
IN_WINDOW = MITIGATED + timedelta(hours=28)
SETTINGS = Settings(time_zone="America/New_York")
RULES = SeverityRules(
    levels=(
        Level(
            id="SEV1",
            name="Major incident",
            conditions=(Condition(id="core-unavailable", text="Core functionality is unavailable"),),
            check_in=timedelta(minutes=20),
            update=timedelta(minutes=30),
            status_page=timedelta(hours=1),
            page=True,
        ),
    ),
    clocks=Clocks(decide=timedelta(minutes=10), declare=timedelta(minutes=20)),
    retrospective=RetrospectiveRule(
        length=timedelta(minutes=45), earliest=timedelta(hours=24), latest=timedelta(hours=48)
    ),
)
OPEN = Incident(
    id="inc-26-11-23-sev-1-login",
    uid="U",
    severity="SEV1",
    status="mitigated",
    commander="Ana Ruiz",
    milestones={"mitigated": MITIGATED},
)
WHOLE = Resolution(
    durable=True,
    sign_off=True,
    retrospective=IN_WINDOW,
    left="The key is rolled back.",
    next_steps="None.",
    kudos="Identity",
)
WINDOW = "45 min between Tue 24 Nov 10:13 and Wed 25 Nov 10:13"


def gates(incident: Incident, proposal: Resolution | None = None, now: datetime = NOW) -> tuple[Gate, ...]:
    return evaluate(incident, proposal, RULES, SETTINGS, now)


def gate(name: str, incident: Incident, proposal: Resolution | None = None, now: datetime = NOW) -> Gate:
    return {gate.id: gate for gate in gates(incident, proposal, now)}[name]


def entry(kind: str, minutes: float, text: str = "words", **fields: Any) -> Entry:
    """An entry that many minutes after mitigation, its id made of its kind and time."""
    at = MITIGATED + timedelta(minutes=minutes)
    return Entry(f"{kind}@{minutes}", at, "Ana Ruiz", text, {"kind": kind, **fields})


def test_without_a_proposal_each_gate_says_what_it_asks_for() -> None:
    assert gates(OPEN) == (
        Gate("mitigated", True, "10:13, 27m ago"),
        Gate("durable", False, "will the fix last until a long-term solution?"),
        Gate("signed-off", False, "Ana Ruiz reviews the document"),
        Gate("retrospective-scheduled", False, WINDOW),
        Gate("final-update", False, "missing: how it is left, next steps, kudos"),
    )


def test_a_whole_proposal_meets_every_gate() -> None:
    assert gates(OPEN, WHOLE) == (
        Gate("mitigated", True, "10:13, 27m ago"),
        Gate("durable", True, "the fix lasts until a long-term solution"),
        Gate("signed-off", True, "Ana Ruiz has reviewed the document"),
        Gate("retrospective-scheduled", True, "Tue 24 Nov 14:13"),
        Gate("final-update", True, "ready to send"),
    )


def test_an_incident_about_which_nothing_is_known_meets_no_gate() -> None:
    assert gates(Incident(id="inc-26-11-23-sev-1-login", uid="U")) == (
        Gate("mitigated", False, "since when is customer impact over?"),
        Gate("durable", False, "will the fix last until a long-term solution?"),
        Gate("signed-off", False, "the commander reviews the document"),
        Gate("retrospective-scheduled", False, "45 min between Tue 24 Nov 10:40 and Wed 25 Nov 10:40"),
        Gate("final-update", False, "missing: how it is left, next steps, kudos"),
    )


def test_the_gates_are_the_checklist_items_and_a_ticked_box_meets_each() -> None:
    ticked = OPEN._replace(milestones={}, ticked=frozenset(GATE_ITEMS))
    assert tuple(gate.id for gate in gates(ticked)) == GATE_ITEMS
    assert [gate.met for gate in gates(ticked)] == [True] * 5


@pytest.mark.parametrize("item", GATE_ITEMS)
def test_a_ticked_box_meets_its_own_gate_only(item: str) -> None:
    ticked = OPEN._replace(milestones={}, ticked=frozenset([item]))
    assert [gate.id for gate in gates(ticked) if gate.met] == [item]


@pytest.mark.parametrize(
    ("now", "why"),
    [
        pytest.param(MITIGATED, "10:13, 0s ago", id="this-second"),
        pytest.param(MITIGATED - timedelta(minutes=1), "10:13, 0s ago", id="clock-behind"),
        pytest.param(MITIGATED + timedelta(hours=13), "10:13, 13h ago", id="same-day"),
        pytest.param(MITIGATED + timedelta(hours=14), "Mon 23 Nov 10:13, 14h ago", id="next-day"),
    ],
)
def test_mitigation_is_told_in_local_time_and_by_its_age(now: datetime, why: str) -> None:
    assert gate("mitigated", OPEN, now=now).why == why


@pytest.mark.parametrize(
    ("at", "met", "why"),
    [
        pytest.param(-1, False, f"Tue 24 Nov 10:12 is too early: {WINDOW}", id="a-second-early"),
        pytest.param(0, True, "Tue 24 Nov 10:13", id="as-it-opens"),
        pytest.param(86_400, True, "Wed 25 Nov 10:13", id="as-it-closes"),
        pytest.param(86_401, False, f"Wed 25 Nov 10:13 is too late: {WINDOW}", id="a-second-late"),
    ],
)
@pytest.mark.parametrize("proposed", [True, False], ids=["proposed", "recorded"])
def test_the_retrospective_has_to_lie_in_its_window(at: int, met: bool, why: str, proposed: bool) -> None:
    when = MITIGATED + timedelta(hours=24, seconds=at)
    recorded = OPEN if proposed else OPEN._replace(retrospective=Retrospective(at=when))
    proposal = Resolution(retrospective=when) if proposed else None
    found = gate("retrospective-scheduled", recorded, proposal)
    assert found == Gate("retrospective-scheduled", met, why)


def test_a_time_proposed_outside_the_window_is_told_although_the_box_is_ticked() -> None:
    ticked = OPEN._replace(ticked=frozenset(["retrospective-scheduled"]))
    early = Resolution(retrospective=MITIGATED + timedelta(hours=2))
    assert not gate("retrospective-scheduled", ticked, early).met
    moved = ticked._replace(retrospective=Retrospective(at=early.retrospective))
    assert gate("retrospective-scheduled", moved) == Gate("retrospective-scheduled", True, "Mon 23 Nov 12:13")


def test_a_resolution_after_the_window_opened_counts_from_resolution_and_says_so() -> None:
    late = MITIGATED + timedelta(hours=25)
    window = "45 min between Wed 25 Nov 11:13 and Thu 26 Nov 11:13 (counted from resolution)"
    assert gate("retrospective-scheduled", OPEN, now=late).why == window
    resolved = OPEN._replace(milestones={"mitigated": MITIGATED, "resolved": NOW})
    assert gate("retrospective-scheduled", resolved, now=late).why == WINDOW


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        pytest.param({"left": ""}, "how it is left", id="left"),
        pytest.param({"next_steps": " \n"}, "next steps", id="blank-next-steps"),
        pytest.param({"next_steps": "", "kudos": ""}, "next steps, kudos", id="two"),
    ],
)
def test_the_final_update_names_its_missing_parts(change: dict[str, str], missing: str) -> None:
    assert gate("final-update", OPEN, WHOLE._replace(**change)).why == f"missing: {missing}"


@pytest.mark.parametrize(
    ("messages", "met"),
    [
        pytest.param([entry("update", 1)], False, id="an-update-is-no-resolution"),
        pytest.param([entry("resolution", 5)], True, id="written"),
        pytest.param([entry("reopening", 9), entry("resolution", 5)], False, id="reopened-since"),
        pytest.param(
            [entry("resolution", 12), entry("reopening", 9), entry("resolution", 5)], True, id="written-again"
        ),
    ],
)
def test_a_resolution_message_since_the_last_reopening_is_the_final_update(
    messages: list[Entry], met: bool
) -> None:
    assert gate("final-update", OPEN._replace(communications=tuple(messages))).met is met


@pytest.mark.parametrize("name", GATE_ITEMS)
def test_any_gate_can_be_overridden_with_a_reason(name: str) -> None:
    bare = OPEN._replace(milestones={})
    overridden = Gate(name, True, "overridden: agreed with Bo Lind")
    assert gate(name, bare, Resolution(overrides={name: "agreed with Bo Lind"})) == overridden
    for text in ("agreed with Bo Lind", f"Gate {name} overridden: agreed with Bo Lind"):
        recorded = bare._replace(timeline=(entry("override", 5, text, gate=name),))
        assert gate(name, recorded) == overridden
        assert [found.met for found in gates(recorded)].count(True) == 1


def test_an_override_without_a_reason_or_of_a_gate_already_met_changes_nothing() -> None:
    assert not gate("durable", OPEN, Resolution(overrides={"durable": ""})).met
    assert gate("mitigated", OPEN, Resolution(overrides={"mitigated": "we are sure"})).why == "10:13, 27m ago"


def test_reopening_forgets_overrides_and_the_newest_reason_is_shown() -> None:
    first, second = (entry("override", minutes, f"after {minutes}", gate="durable") for minutes in (5, 6))
    overridden = OPEN._replace(timeline=(second, first))
    assert gate("durable", overridden).why == "overridden: after 6"
    assert not gate("durable", overridden._replace(communications=(entry("reopening", 9),))).met
    assert gate("durable", overridden._replace(communications=(entry("reopening", 5.5),))).met


@given(
    proposal=st.builds(
        Resolution,
        durable=st.booleans(),
        sign_off=st.booleans(),
        retrospective=st.none() | st.sampled_from([NOW, IN_WINDOW]),
        left=st.sampled_from(["", "The key is rolled back."]),
        next_steps=st.sampled_from(["", "None."]),
        kudos=st.sampled_from(["", "Identity"]),
    ),
    ticked=st.frozensets(st.sampled_from(GATE_ITEMS)),
)
def test_overriding_every_unmet_gate_lets_an_incident_be_resolved(
    proposal: Resolution, ticked: frozenset[str]
) -> None:
    incident = OPEN._replace(ticked=ticked)
    unmet = {gate.id: "agreed" for gate in gates(incident, proposal) if not gate.met}
    assert all(gate.met for gate in gates(incident, proposal._replace(overrides=unmet)))
