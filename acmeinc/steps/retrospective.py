"""The blameless retrospective (process: "Blameless retrospective"): its agenda, action items, and the end."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from acmeinc.errors import RulesSayNo, Usage
from acmeinc.incident.fields import action_row, time_value
from acmeinc.incident.model import Action, Draft, Incident
from acmeinc.incident.names import own_channel
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.checklist import tick
from acmeinc.process.time_input import format_local
from acmeinc.steps.invitation import invitation
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement, Step
from acmeinc.steps.ticket import action_tickets

QUESTIONS = {
    "impact": "What was the final assessment of customer impact?",
    "went_well": "What went well?",
    "improve": "What could be improved?",
    "lucky": "Where did we get lucky?",
    "wrong": "What were we wrong about?",
}
"""The standard agenda, by field of the retrospective."""


class Agenda(NamedTuple):
    """What the retrospective found: `answers` by question of `QUESTIONS`, action items, who attended."""

    at: datetime
    answers: Mapping[str, list[str]] = MappingProxyType({})
    actions: Sequence[Action] = ()
    attendees: Sequence[str] = ()
    done: bool = False


def action_from(text: str) -> Action:
    """Return the action item that `TEXT | OWNER | DUE | LINK` says; raises Usage for no text, no date."""
    words, owner, due, link = (*(clean_line(part) for part in text.split("|", 3)), "", "", "")[:4]
    if not words:
        raise Usage("an action item needs a text", hint='--action "Alert on key age | Bo Lind | 2026-12-04"')
    if due:
        try:
            date.fromisoformat(due)
        except ValueError:
            raise Usage(f"{due!r} is no due date", hint="write it as 2026-12-04") from None
    return Action(words, owner, due, link)


def retro_step(planning: Planning, reading: Reading, agenda: Agenda) -> Step:
    """Return the step that records the retrospective and files its action items; when done, it closes."""
    incident = reading.incident
    if incident.is_open or incident.status in ("downgraded", "duplicate"):
        hint = f"acmeinc resolve -i {incident.id}" if incident.is_open else ""
        raise RulesSayNo(f"retro: the incident is {incident.status}, not resolved", hint=hint)
    if agenda.done and incident.status == "closed":
        raise RulesSayNo("retro: the incident is closed already", hint="without --done it takes more answers")
    drafts = [*_begun(incident, agenda), *_answered(incident, agenda), *_ended(incident, agenda)]
    if not drafts:
        raise RulesSayNo(
            "retro: nothing to record", hint="give an answer, an action item, an attendee, or --done"
        )
    summary = "retro: done" if agenda.done else "retro"
    announcements = action_tickets(planning, reading, drafts)
    announcements += _last_word(planning, reading, drafts) if agenda.done else ()
    return Step("retro", incident.id, summary, tuple(drafts), tuple(announcements), at=agenda.at)


def reschedule_step(planning: Planning, reading: Reading, when: datetime) -> Step:
    """Return the step that schedules or moves the retrospective and sends the invitation anew."""
    incident = reading.incident
    if incident.is_final:
        raise RulesSayNo(f"retro: the incident is {incident.status}, there is nothing to schedule")
    sequence = incident.retrospective.sequence
    sets: dict[str, Any] = {
        "retrospective.at": time_value(when),
        "retrospective.sequence": sequence + 1,
    }
    told = f"Retrospective: {format_local(when, planning.rules.settings.zone)}"
    draft = Draft(told, "retro", sets=sets, adds=tick(incident, "retrospective-scheduled"))
    future = planning.after(reading, [draft])
    invited, file = invitation(planning, future, when)
    return Step("retro", incident.id, "retro: scheduled", (draft,), (invited,), files=(file,))


def unanswered(incident: Incident) -> list[str]:
    """Return the questions of the agenda that have no answer yet, by field."""
    return [name for name in QUESTIONS if not getattr(incident.retrospective, name)]


def _begun(incident: Incident, agenda: Agenda) -> list[Draft]:
    if "retrospective_prep" in incident.milestones:
        return []
    sets = {"milestones.retrospective_prep": time_value(agenda.at)}
    return [Draft("Retrospective prepared", "milestone", sets=sets)]


def _answered(incident: Incident, agenda: Agenda) -> list[Draft]:
    drafts = []
    for name, given in agenda.answers.items():
        texts = [clean(text) for text in given if clean(text)]
        if not texts:
            continue
        told = f"{QUESTIONS[name]} {'; '.join(texts)}"
        if name == "impact":
            drafts.append(Draft(told, "retro", sets={"retrospective.impact": "\n".join(texts)}))
        else:
            drafts.append(Draft(told, "retro", adds={f"retrospective.{name}": texts}))
    rows = [action_row(action) for action in agenda.actions]
    if rows:
        told = "Action items: " + "; ".join(row["text"] for row in rows)
        adds = {"retrospective.actions": rows, **tick(incident, "actions-recorded")}
        drafts.append(Draft(told, "retro", adds=adds))
    new = [clean_line(name) for name in agenda.attendees if name not in incident.retrospective.attendees]
    if new:
        drafts.append(Draft(f"Attended: {', '.join(new)}", "retro", adds={"retrospective.attendees": new}))
    return drafts


def _ended(incident: Incident, agenda: Agenda) -> list[Draft]:
    if not agenda.done:
        return []
    sets = {"status": "closed", "milestones.retrospective_done": time_value(agenda.at)}
    open_questions = set(unanswered(incident)) - {name for name, given in agenda.answers.items() if given}
    items = ["retrospective-done", *([] if open_questions else ["agenda-covered"])]
    return [Draft("Retrospective done, incident closed", "closed", sets=sets, adds=tick(incident, *items))]


def _last_word(planning: Planning, reading: Reading, drafts: Sequence[Draft]) -> tuple[Announcement, ...]:
    """Return the message with which the incident's own channel is archived; none where it stays."""
    if not planning.rules.settings.archives_channel or not own_channel(reading.incident):
        return ()
    future = planning.after(reading, drafts)
    message = planning.messages.closing(future, planning.by, document=planning.document(future))
    return (Announcement(message),)
