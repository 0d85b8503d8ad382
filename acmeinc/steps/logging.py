"""Recording what happens (process: "Record any relevant technical information or events")."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any

from acmeinc.errors import RulesSayNo
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Incident, Responder
from acmeinc.incident.names import path_of, slug
from acmeinc.incident.reading import Reading
from acmeinc.process.checklist import tick
from acmeinc.process.metrics import refuse_resolved_before_started
from acmeinc.process.settings import Settings
from acmeinc.process.time_input import format_local
from acmeinc.steps.pager import word_to_pager
from acmeinc.steps.step import Step
from acmeinc.storage.intent import FileChange


def log_step(
    incident: Incident, draft: Draft, attachments: Sequence[tuple[str, str]], at: datetime | None
) -> Step:
    """Return the step that adds a timeline entry; `attachments` are pairs of path and base64 content."""
    names = [path.rsplit("/", 1)[1] for path, _ in attachments]
    extra = {**draft.extra, **({"attached": names} if names else {})}
    told = f"{draft.text} ({', '.join(names)})" if names else draft.text
    entry = draft._replace(text=told, extra=extra, adds=tick(incident, "timeline-kept"))
    files = tuple(FileChange(path, content_b64=content) for path, content in attachments)
    return Step("log", incident.id, f"log: {draft.kind}", (entry,), files=files, at=at)


def redact_step(reading: Reading, ids: Sequence[str]) -> Step:
    """Return the step that takes the words of entries out of the document, and records that it did.

    Raises RulesSayNo for an entry that is redacted already.
    """
    drafts = []
    for entry_id in ids:
        entry = reading.entries[entry_id]
        if entry.fields.get("redacted"):
            raise RulesSayNo(f"log: {entry_id} is redacted already")
        when = f"{entry.at:%H:%M}" if entry.at else "an unknown time"
        told = f"Redacted the {entry.kind} of {when} by {entry.by}"
        drafts.append(Draft(told, "redaction", extra={"redacts": entry_id}))
    return Step("log", reading.incident.id, "log: redacted", tuple(drafts), redacts=tuple(ids))


def attachment(incident: Incident, name: str, taken: Callable[[str], bool]) -> str:
    """Return the path under which a file is kept with the incident: its name made safe, and none `taken`."""
    file = PurePath(name)
    stem = f"{path_of(incident.id).removesuffix('.md')}/{slug(file.stem) or 'file'}"
    suffix = "".join(c for c in file.suffix.lower() if c.isascii() and (c.isalnum() or c == "."))
    path, ordinal = f"{stem}{suffix}", 1
    while taken(path):
        ordinal += 1
        path = f"{stem}-{ordinal}{suffix}"
    return path


def assign_step(incident: Incident, role: str, person: Responder, at: datetime | None) -> Step:
    """Return the step that hands over the command, or gives a responder a role; due times do not move.

    Raises RulesSayNo when the incident is final.
    """
    if incident.is_final:
        raise RulesSayNo(f"assign: the incident is {incident.status}, and that is final")
    sets: dict[str, Any] = {}
    adds: dict[str, list[Any]] = {}
    told = f"{person.name} is {role}"
    if role == "commander":
        sets["commander"] = person.name
        told = f"{person.name} takes command from {incident.commander or 'nobody'}"
    else:
        adds["responders"] = [{"name": person.name, "role": role, "team": person.team}]
    if person.team and person.team not in incident.teams:
        adds["teams"] = [person.team]
    return Step("assign", incident.id, f"assign: {role}", (Draft(told, "role", sets=sets, adds=adds),), at=at)


def milestone_step(incident: Incident, name: str, moment: datetime, settings: Settings) -> Step:
    """Return the step that sets or corrects a milestone; its line tells the time in the organisation's zone.

    That somebody acknowledged is told to the pager, once: a time corrected later says nothing about the pages
    made since. Raises RulesSayNo for resolved before started.
    """
    zone = settings.zone
    refuse_resolved_before_started({**incident.milestones, name: moment}, zone)
    sets: dict[str, Any] = {f"milestones.{name}": time_value(moment)}
    before = incident.milestones.get(name)
    told = f"{name.replace('_', ' ').capitalize()}: {format_local(moment, zone)}"
    told += f" (was {format_local(before, zone)})" if before else ""
    adds = tick(incident, "mitigated") if name == "mitigated" else {}
    draft = Draft(told, "milestone", sets=sets, adds=adds)
    taken = name == "acknowledged" and not before and incident.is_open
    words = word_to_pager("acknowledge", incident, settings) if taken else ()
    return Step("milestone", incident.id, f"milestone: {name}", (draft,), words)
