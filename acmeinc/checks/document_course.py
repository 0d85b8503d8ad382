"""What cannot be right about the course of an incident: its milestones and its status."""

from collections.abc import Iterator

from acmeinc.checks.sheet import Sheet
from acmeinc.errors import Problem, RulesSayNo
from acmeinc.incident.drawing import zone_of
from acmeinc.incident.model import OPEN_STATUSES, Incident
from acmeinc.process.metrics import milestone_warnings, refuse_resolved_before_started, unlikely_pairs

_REACHED = {"mitigated": "mitigated", "resolved": "resolved", "closed": "resolved"}
"""The milestone that a status says has been reached."""


def course_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield milestones that contradict each other or the status."""
    if not sheet.is_whole:
        return
    incident = sheet.incident
    zone = zone_of(incident.time_zone)
    impossible = False
    try:
        refuse_resolved_before_started(incident.milestones, zone)
    except RulesSayNo as refused:
        impossible = True
        place = sheet.origin_of("milestones.resolved")
        yield sheet.error(
            place,
            str(refused),
            _correct(sheet, "started", "resolved"),
            rule="document-resolved-before-started",
        )
    pairs = unlikely_pairs(incident.milestones)
    for told, (earlier, later) in zip(milestone_warnings(incident.milestones, zone), pairs, strict=True):
        if impossible and later == "resolved":
            continue
        hint = _correct(sheet, earlier, later)
        yield sheet.warning(
            sheet.origin_of(f"milestones.{later}"), told, hint, rule="document-milestone-order"
        )
    yield from _status(sheet, incident)


def _status(sheet: Sheet, incident: Incident) -> Iterator[Problem]:
    place = sheet.origin_of("status")
    name = _REACHED.get(incident.status, "")
    if name and name not in incident.milestones:
        told = f"the status is {incident.status}, and the milestone {name} is missing"
        yield sheet.warning(place, told, sheet.do(f"milestone {name} --at TIME"), rule="document-status")
    if incident.status in OPEN_STATUSES and "resolved" in incident.milestones:
        told = f"the status is {incident.status}, and it was resolved"
        yield sheet.warning(
            place,
            told,
            f"{sheet.do('resolve')}, or {sheet.do('reopen --because WHY')}",
            rule="document-status",
        )


def _correct(sheet: Sheet, earlier: str, later: str) -> str:
    commands = (sheet.do(f"milestone {name} --at TIME") for name in (earlier, later))
    return f"correct one: {', or '.join(commands)}"
