"""Keeping everyone informed (process: "Triage, Coordinate, and Communicate")."""

from datetime import datetime
from typing import Any, NamedTuple

from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Incident
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import State, newest_first
from acmeinc.process.checklist import tick
from acmeinc.process.lifecycle import refuse_unless_open
from acmeinc.process.promises import STAKEHOLDER_KINDS
from acmeinc.process.severity import Level
from acmeinc.rendering.messages import NO_RESOURCES
from acmeinc.steps.facts import Facts
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement, Step

PHASES = ("investigating", "identified", "mitigated")


class Update(NamedTuple):
    """A stakeholder update. `level` is the new severity, None when it stays; `because` is why it changes."""

    message: str
    at: datetime
    phase: str = ""
    level: Level | None = None
    because: str = ""
    resources: str = NO_RESOURCES
    facts: Facts = Facts()


def update_step(planning: Planning, reading: Reading, update: Update) -> Step:
    """Return the step that sends an update, with the severity and the facts that change with it.

    An incident that nobody was paged for is, when its new severity asks for that (process: "Declare").
    """
    incident = reading.incident
    refuse_unless_open(incident, "update")
    drafts = [*_severity_change(incident, update), *_facts(reading, update)]
    sets = _phase(incident, update)
    future = planning.after(reading, [*drafts, Draft("", "update", sets=sets)])
    phase = update.phase or _phase_of(future)
    message = planning.messages.update(
        future,
        planning.by,
        update.at,
        document=planning.document(incident),
        message=update.message,
        phase=phase,
        resources=update.resources,
        severity_before=incident.severity,
        because=update.because,
    )
    summary = f"update: {phase}" + (f", {future.severity}" if update.level else "")
    announcements = [Announcement(message, sets, {"phase": phase})]
    if update.level and update.level.page and not any(e.kind == "page" for e in incident.communications):
        announcements.insert(0, planning.page(future, planning.owner(future), update.because))
    return Step("update", incident.id, summary, tuple(drafts), tuple(announcements), at=update.at)


def publish_step(
    planning: Planning,
    reading: Reading,
    message: str,
    phase: str,
    at: datetime,
    *,
    title: str = "",
    eta: str = "",
) -> Step:
    """Return the step that posts to the public status page."""
    incident = reading.incident
    sets: dict[str, Any] = {"public_title": title} if title else {}
    link = planning.rules.settings.links.get("status_page", "")
    if not incident.links.status_page and link:
        sets["links.status_page"] = link
    future = planning.after(reading, [Draft("", sets=sets)]) if sets else incident
    post = planning.messages.public(future, phase, message, at, eta=eta)
    announcement = Announcement(post, sets, {"phase": phase})
    return Step("publish", incident.id, f"publish: {phase}", (), (announcement,), at=at)


def checkin_step(
    reading: Reading, words: str, at: datetime, *, impact_changed: bool, help_needed: bool
) -> Step:
    """Return the step that records a check-in; its words are the draft of the next update."""
    incident = reading.incident
    refuse_unless_open(incident, "checkin")
    extra = {"impact_changed": impact_changed, "help_needed": help_needed}
    draft = Draft(words, "checkin", adds=tick(incident, "checked-in"), extra=extra)
    return Step("checkin", incident.id, "check-in", (draft,), at=at)


def drafted_update(incident: Incident) -> str:
    """Return the words of the newest check-in since the last update: the draft of the next; "" if none."""
    told = [entry for entry in incident.communications if entry.kind in STAKEHOLDER_KINDS]
    said = [entry for entry in incident.timeline if entry.kind == "checkin" and entry.at]
    newest = min([*told[:1], *said[:1]], key=newest_first, default=None)
    return newest.text if newest and newest.kind == "checkin" else ""


def _severity_change(incident: Incident, update: Update) -> list[Draft]:
    if not update.level or update.level.id == incident.severity:
        return []
    why = f": {update.because}" if update.because else ""
    text = f"Severity {incident.severity} → {update.level.id}{why}"
    sets = {"severity": update.level.id}
    return [Draft(text, "severity", sets=sets, adds=tick(incident, "severity-reviewed"))]


def _facts(reading: Reading, update: Update) -> list[Draft]:
    incident = reading.incident
    draft = update.facts.draft(incident, State(reading.entries).values(), None)
    if draft and draft.sets.get("links.bridge"):
        draft = draft._replace(adds={**draft.adds, **tick(incident, "bridge-open")})
    return [draft] if draft else []


def _phase(incident: Incident, update: Update) -> dict[str, Any]:
    """Return what a phase changes: the status, and the milestone it names when that is unset."""
    if not update.phase:
        return {}
    sets: dict[str, Any] = {"status": update.phase} if update.phase != incident.status else {}
    if update.phase not in incident.milestones:
        sets[f"milestones.{update.phase}"] = time_value(update.at)
    return sets


def _phase_of(incident: Incident) -> str:
    return incident.status if incident.status in PHASES else PHASES[0]
