"""How long an incident took, from its milestones (process: Milestones).

Every figure is labelled with its formula and is None when a milestone it needs is missing: a missing
milestone is never counted as zero.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from acmeinc.errors import RulesSayNo
from acmeinc.incident.model import Incident
from acmeinc.process.time_input import format_local

IMPACT_FORMULA = "mitigated − started"
RESPONSE_FORMULA = "resolved − investigating"
TOTAL_FORMULA = "resolved − started"
DETECT_FORMULA = "detected − started"
ACKNOWLEDGE_FORMULA = "acknowledged − started"
DECLARE_FORMULA = "declared − started"
INVESTIGATE_FORMULA = "investigating − started"
MITIGATE_FORMULA = "mitigated − started"
RESOLVE_FORMULA = "resolved − started"

TIME_TO_FORMULAS: Mapping[str, str] = {
    "detect": DETECT_FORMULA,
    "acknowledge": ACKNOWLEDGE_FORMULA,
    "declare": DECLARE_FORMULA,
    "investigate": INVESTIGATE_FORMULA,
    "mitigate": MITIGATE_FORMULA,
    "resolve": RESOLVE_FORMULA,
}

# Only what cannot be otherwise: a team may well be at work before it declares or acknowledges, and a fix
# may help before anyone has identified the cause.
EXPECTED_ORDER = (
    ("started", "detected"),
    ("started", "investigating"),
    ("started", "mitigated"),
    ("detected", "acknowledged"),
    ("detected", "declared"),
    ("detected", "investigating"),
    ("investigating", "identified"),
    ("investigating", "mitigated"),
    ("mitigated", "resolved"),
    ("declared", "resolved"),
    ("resolved", "retrospective_done"),
    ("retrospective_prep", "retrospective_done"),
)


class Durations(NamedTuple):
    """The three durations of an incident: customer impact, response and total; None until known."""

    impact: timedelta | None
    response: timedelta | None
    total: timedelta | None


def durations(incident: Incident) -> Durations:
    """Return customer impact, response and total time; None where a milestone is missing.

    Negative where the milestones contradict each other (process: Incident Data of the document).
    """
    return Durations(
        impact=_elapsed(incident.milestones, IMPACT_FORMULA),
        response=_elapsed(incident.milestones, RESPONSE_FORMULA),
        total=_elapsed(incident.milestones, TOTAL_FORMULA),
    )


def times_to(incident: Incident) -> Mapping[str, timedelta | None]:
    """Return the time to detect, acknowledge, declare, investigate, mitigate and resolve, all from started.

    None where a milestone is missing (process: Milestones).
    """
    return {name: _elapsed(incident.milestones, formula) for name, formula in TIME_TO_FORMULAS.items()}


def milestone_warnings(milestones: Mapping[str, datetime], zone: tzinfo) -> list[str]:
    """Return a sentence for each pair of milestones in an unlikely order, in the time of `zone`; none blocks.

    Resolved before started is no warning: `refuse_resolved_before_started` refuses it (process: Milestones).
    """
    return [
        f"{later} ({format_local(milestones[later], zone)}) is before "
        f"{earlier} ({format_local(milestones[earlier], zone)})"
        for earlier, later in unlikely_pairs(milestones)
    ]


def unlikely_pairs(milestones: Mapping[str, datetime]) -> list[tuple[str, str]]:
    """Return the milestones that came later than those that they are expected to come before."""
    return [
        (earlier, later)
        for earlier, later in EXPECTED_ORDER
        if earlier in milestones and later in milestones and milestones[later] < milestones[earlier]
    ]


def refuse_resolved_before_started(milestones: Mapping[str, datetime], zone: tzinfo) -> None:
    """Raise RulesSayNo when an incident would have been resolved before it started (process: Milestones)."""
    started, resolved = milestones.get("started"), milestones.get("resolved")
    if started is None or resolved is None or resolved >= started:
        return
    raise RulesSayNo(
        f"resolved {format_local(resolved, zone)} is before started {format_local(started, zone)}",
        hint="correct one: acmeinc milestone started --at TIME, or acmeinc milestone resolved --at TIME",
    )


def _elapsed(milestones: Mapping[str, datetime], formula: str) -> timedelta | None:
    """Return what a formula, "LATER − EARLIER", comes to: the label shown is the sum that was done."""
    later, earlier = (milestones.get(name) for name in formula.split(" − "))
    return None if later is None or earlier is None else later - earlier
