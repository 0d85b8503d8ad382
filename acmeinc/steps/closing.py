"""Ending an incident (process: "Mitigate and Resolve"), and what undoes or replaces that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from acmeinc.errors import RulesSayNo
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Incident
from acmeinc.incident.reading import Reading
from acmeinc.process.checklist import GATE_ITEMS, tick
from acmeinc.process.gates import Gate, Resolution, evaluate
from acmeinc.process.lifecycle import refuse_unless_open
from acmeinc.process.metrics import refuse_resolved_before_started
from acmeinc.steps.invitation import invitation
from acmeinc.steps.pager import word_to_pager
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement, Step
from acmeinc.steps.ticket import bug_ticket
from acmeinc.storage.intent import FileChange


class Ending(NamedTuple):
    """How an incident is resolved: what the gates are told, when, and the words that go out besides."""

    resolution: Resolution
    at: datetime
    customers: Sequence[str] = ()
    customers_notified: str = ""
    public_message: str = ""


class GatesUnmet(RulesSayNo):
    """Gates of resolution are not met; `gates` are all of them, met or not."""

    def __init__(self, gates: tuple[Gate, ...], incident_id: str) -> None:
        unmet = [gate.id for gate in gates if not gate.met]
        way_round = f'acmeinc resolve -i {incident_id} --override {unmet[0]} --because "…"'
        hint = f"answer what is missing, or: {way_round}"
        if "mitigated" in unmet:
            hint = f"once the impact is over: acmeinc update -i {incident_id} --phase mitigated"
        super().__init__(f"this incident cannot be resolved yet: {', '.join(unmet)}", hint=hint)
        self.gates = gates


def check_gates(planning: Planning, incident: Incident, ending: Ending) -> tuple[Gate, ...]:
    """Return the gates as they stand with `ending`; raises GatesUnmet unless all are met or overridden."""
    rules = planning.rules
    gates = evaluate(incident, ending.resolution, rules.severity, rules.settings, ending.at)
    if not all(gate.met for gate in gates):
        raise GatesUnmet(gates, incident.id)
    return gates


def resolve_step(planning: Planning, reading: Reading, ending: Ending) -> Step:
    """Return the step that resolves an incident: final update, invitation, resolved status where posted."""
    incident = reading.incident
    refuse_unless_open(incident, "resolve")
    zone = planning.rules.settings.zone
    refuse_resolved_before_started({**incident.milestones, "resolved": ending.at}, zone)
    check_gates(planning, incident, ending)
    drafts = [_resolved(incident, ending), *_overrides(ending)]
    future = planning.after(reading, drafts)
    over = word_to_pager("resolve", incident, planning.rules.settings)
    announcements = [*over, _final_update(planning, future, ending)]
    files = []
    if future.retrospective.at and future.retrospective.sequence != incident.retrospective.sequence:
        invited, file = invitation(planning, future, future.retrospective.at)
        announcements.append(invited)
        files.append(file)
    if _is_public(incident):
        announcements.append(_public(planning, future, ending.public_message, ending.at))
    return Step(
        "resolve",
        incident.id,
        "resolve",
        tuple(drafts),
        tuple(announcements),
        files=tuple(files),
        at=ending.at,
    )


def reopen_step(planning: Planning, reading: Reading, because: str, at: datetime) -> Step:
    """Return the step that opens a resolved incident again: gates are reset, the cadence starts.

    Raises RulesSayNo for an incident that is open, or final.
    """
    incident = reading.incident
    if incident.is_open:
        raise RulesSayNo("reopen: the incident is open", hint=f"acmeinc update -i {incident.id}")
    if incident.is_final:
        raise RulesSayNo(
            f"reopen: the incident is {incident.status}, and that is final",
            hint="is it back? Declare a new one, and name this one in it: acmeinc declare",
        )
    sets: dict[str, Any] = {"status": "investigating"}
    sets |= {f"milestones.{n}": "" for n in ("mitigated", "resolved") if n in incident.milestones}
    scheduled = incident.retrospective.at
    if scheduled:
        sets |= {"retrospective.at": "", "retrospective.sequence": incident.retrospective.sequence + 1}
    cleared = [item for item in (*GATE_ITEMS, "status-page-resolved") if item in incident.ticked]
    draft = Draft(f"Reopened: {because}", "reopened", sets=sets, removes={"ticked": cleared})
    future = planning.after(reading, [draft])
    notice = planning.messages.reopening(
        future, planning.by, at, document=planning.document(incident), because=because
    )
    cancelled, files = _cancelled(planning, future, scheduled)
    announcements = (Announcement(notice), *cancelled)
    return Step("reopen", incident.id, "reopen", (draft,), announcements, files=files, at=at)


def _cancelled(
    planning: Planning, future: Incident, scheduled: datetime | None
) -> tuple[tuple[Announcement, ...], tuple[FileChange, ...]]:
    """Return the cancellation of the retrospective that was `scheduled`, and its file; () for none."""
    if not scheduled:
        return (), ()
    announcement, file = invitation(planning, future, scheduled, cancelled=True)
    return (announcement,), (file,)


def downgrade_step(
    planning: Planning, reading: Reading, because: str, at: datetime, duplicate_of: str = ""
) -> Step:
    """Return the step that closes an incident as a bug in the owner's backlog, or as a duplicate of another.

    That is possible at any time until it is final; a retrospective that was scheduled is cancelled.
    """
    incident = reading.incident
    if incident.is_final:
        raise RulesSayNo(f"downgrade: the incident is {incident.status}, and that is final")
    status = "duplicate" if duplicate_of else "downgraded"
    sets: dict[str, Any] = {"status": status}
    if duplicate_of:
        sets["duplicate_of"] = duplicate_of
    scheduled = incident.retrospective.at
    if scheduled:
        sets |= {"retrospective.at": "", "retrospective.sequence": incident.retrospective.sequence + 1}
    what = f"a duplicate of {duplicate_of}" if duplicate_of else "a bug, no incident"
    draft = Draft(f"Closed as {what}: {because}", "downgraded", sets=sets)
    future = planning.after(reading, [draft])
    notice = planning.messages.downgrade(
        future, planning.by, planning.owner(incident), document=planning.document(incident), because=because
    )
    cancelled, files = _cancelled(planning, future, scheduled)
    over = word_to_pager("resolve", incident, planning.rules.settings) if incident.is_open else ()
    # The issue comes first: what was said last to everyone is to stand as the latest communication.
    tickets = [] if duplicate_of else bug_ticket(planning, future, because)
    announcements = [*over, *tickets, Announcement(notice), *cancelled]
    if _is_public(incident) and incident.is_open:
        announcements.append(_public(planning, future, "", at))
    return Step(
        "downgrade",
        incident.id,
        f"downgrade: {status}",
        (draft,),
        tuple(announcements),
        files=files,
        at=at,
    )


def _resolved(incident: Incident, ending: Ending) -> Draft:
    resolution = ending.resolution
    sets: dict[str, Any] = {"status": "resolved", "milestones.resolved": time_value(ending.at)}
    if resolution.retrospective and resolution.retrospective != incident.retrospective.at:
        sets["retrospective.at"] = time_value(resolution.retrospective)
        sets["retrospective.sequence"] = incident.retrospective.sequence + 1
    stated = {
        "mitigated": "mitigated" in incident.milestones,
        "durable": resolution.durable,
        "signed-off": resolution.sign_off,
        "retrospective-scheduled": bool(resolution.retrospective or incident.retrospective.at),
    }
    ticks = tick(incident, *(item for item, is_met in stated.items() if is_met))
    customers = [name for name in ending.customers if name not in incident.customers]
    return Draft("Resolved", "resolved", sets=sets, adds={"customers": customers, **ticks})


def _overrides(ending: Ending) -> list[Draft]:
    return [
        Draft(f"Gate {gate} overridden: {because}", "override", extra={"gate": gate})
        for gate, because in ending.resolution.overrides.items()
    ]


def _final_update(planning: Planning, future: Incident, ending: Ending) -> Announcement:
    resolution = ending.resolution
    message = planning.messages.resolution(
        future,
        planning.by,
        document=planning.document(future),
        left=resolution.left,
        next_steps=resolution.next_steps,
        kudos=resolution.kudos,
        status_page_updated=_is_public(future),
        customers_notified=ending.customers_notified,
    )
    return Announcement(message)


def _is_public(incident: Incident) -> bool:
    return any(entry.kind == "public" for entry in incident.communications)


def _public(planning: Planning, future: Incident, message: str, at: datetime) -> Announcement:
    return Announcement(
        planning.messages.public(future, "resolved", message, at), extra={"phase": "resolved"}
    )
