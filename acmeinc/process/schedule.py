"""What is due for an incident, and when (process: Triage, Coordinate, and Communicate).

Everything here is computed from the incident's entries: the promises that stand, and what waits for somebody.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.state import undone_ids
from acmeinc.process.cadence import dated
from acmeinc.process.paging import not_paged
from acmeinc.process.promises import PromiseKind, promises
from acmeinc.process.settings import Settings
from acmeinc.process.severity import SeverityRules

if TYPE_CHECKING:
    from acmeinc.process.business_time import RetrospectiveWindow

DueKind = Literal[PromiseKind, "page", "retrospective"]

DECLARE_DETAIL = "first message to stakeholders"
CHECK_IN_DETAIL = "check in with responders, compose the update"
STATUS_PAGE_DETAIL = "status page"
HOLD_DETAIL = "hold the scheduled retrospective"
SCHEDULE_DETAIL = "schedule and hold the retrospective: its window closes"


class Due(NamedTuple):
    """A duty: what is due for which incident, by when (UTC), and what to do about it.

    `severity` is the incident's of now.
    """

    incident: str
    severity: str
    kind: DueKind
    due: datetime
    detail: str


def overdue(due: Due, now: datetime) -> bool:
    """Return whether a duty is late; throughout the second it is due, it is on time."""
    return now.replace(microsecond=0) > due.due


def due_for(incident: Incident, rules: SeverityRules, settings: Settings) -> tuple[Due, ...]:
    """Return everything due for an incident, soonest first.

    The cadence runs while the incident is open; a resolved one waits for its retrospective; a page that
    nobody has confirmed stands whatever the status (process: Declare, Triage, Mitigate and Resolve).
    """
    duties = unconfirmed_pages(incident)
    if incident.is_open:
        duties += _cadence_duties(incident, rules, settings)
    elif incident.status == "resolved":
        duties += _retrospective(incident, rules, settings)
    return tuple(sorted(duties, key=lambda duty: (duty.due, duty.kind, duty.detail)))


def unconfirmed_pages(incident: Incident) -> list[Due]:
    """Return the pages no human is known to have got; each is due since the moment it was made."""
    pages = [entry for entry in incident.communications if entry.kind == "page"]
    return [
        _due(incident, "page", at, not_paged(str(page.fields.get("link", ""))))
        for at, page in dated(pages)
        if not _is_paged(incident, page)
    ]


def _cadence_duties(incident: Incident, rules: SeverityRules, settings: Settings) -> list[Due]:
    """Return the promises that stand: what was promised last to each audience, unless that was kept."""
    chat = settings.chat.options.get("incidents", "#incidents")
    details = {
        "declare": DECLARE_DETAIL,
        "check_in": CHECK_IN_DETAIL,
        "update": f"stakeholder update: email, {chat}, own channel",
        "status_page": STATUS_PAGE_DETAIL,
    }
    return [
        _due(incident, promise.kind, promise.due, details[promise.kind])
        for promise in promises(incident, rules)
        if promise.kept is None and promise.ended is None
    ]


def window_of(incident: Incident, rules: SeverityRules, settings: Settings) -> "RetrospectiveWindow | None":
    """Return the window of an incident's retrospective; None while it is neither mitigated nor resolved.

    Where nobody recorded the mitigation it is counted from resolution (process: Mitigate and Resolve).
    """
    from acmeinc.process.business_time import retrospective_window

    resolved = incident.milestones.get("resolved")
    counted_from = incident.milestones.get("mitigated", resolved)
    if counted_from is None:
        return None
    rule, hours = rules.retrospective, settings.business_hours
    return retrospective_window(counted_from, resolved, rule, hours, settings.zone)


def _retrospective(incident: Incident, rules: SeverityRules, settings: Settings) -> list[Due]:
    """Return the retrospective a resolved incident waits for: at its time, else before its window closes."""
    if "retrospective_done" in incident.milestones:
        return []
    if incident.retrospective.at is not None:
        return [_due(incident, "retrospective", incident.retrospective.at, HOLD_DETAIL)]
    window = window_of(incident, rules, settings)
    if window is None:
        return []
    note = ", counted from resolution" if window.counted_from == "resolution" else ""
    return [_due(incident, "retrospective", window.closes, SCHEDULE_DETAIL + note)]


def _is_paged(incident: Incident, page: Entry) -> bool:
    return any(
        receipt.fields.get("state") == "sent" and "paging" in str(receipt.fields.get("channel"))
        for receipt in _receipts(incident, page)
    )


def _receipts(incident: Incident, message: Entry) -> list[Entry]:
    undone = undone_ids(incident.timeline)
    return [
        entry
        for entry in incident.timeline
        if entry.kind == "receipt" and entry.fields.get("message") == message.id and entry.id not in undone
    ]


def _due(incident: Incident, kind: DueKind, when: datetime, detail: str) -> Due:
    return Due(incident.id, incident.severity, kind, when.astimezone(UTC), detail)
