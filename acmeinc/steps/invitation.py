"""Inviting all responders to the retrospective (process: "Blameless retrospective", "Who")."""

from datetime import datetime

from acmeinc.incident.model import Incident
from acmeinc.incident.names import path_of
from acmeinc.process.people import find_person
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement
from acmeinc.storage.intent import FileChange


def invitation(
    planning: Planning, incident: Incident, at: datetime, *, cancelled: bool = False
) -> tuple[Announcement, FileChange]:
    """Return the invitation to the retrospective `at` a time, or its cancellation, and its `invite.ics`.

    `incident` is the incident with the sequence number of this very invitation.
    """
    from acmeinc.delivery.calendar import invitation as calendar_file

    document = planning.document(incident)
    message = planning.messages.invitation(incident, planning.by, at, document=document, cancelled=cancelled)
    settings = planning.rules.settings
    text = calendar_file(
        uid=f"{incident.uid}@acmeinc",
        sequence=incident.retrospective.sequence,
        start=at,
        minutes=incident.retrospective.minutes,
        summary=message.subject,
        description=message.body,
        location=incident.links.bridge,
        organizer=(settings.organization, settings.email.options.get("from", "incidents@example.com")),
        attendees=attendees(planning, incident),
        zone_name=settings.time_zone,
        now=planning.now,
        cancelled=cancelled,
    )
    path = f"{path_of(incident.id).removesuffix('.md')}/invite.ics"
    return Announcement(message, extra={"sequence": incident.retrospective.sequence}), FileChange(
        path, text=text
    )


def attendees(planning: Planning, incident: Incident) -> list[tuple[str, str]]:
    """Return name and address of everyone who responded and whom `people.csv` knows."""
    people = planning.rules.people
    names = [incident.commander, *(responder.name for responder in incident.responders)]
    found = [(name, find_person(people, name)) for name in dict.fromkeys(names) if name]
    return [(person.name, person.email) for _, person in found if person and person.email]


def without_address(planning: Planning, incident: Incident) -> list[str]:
    """Return who responded and cannot be invited by mail: to be asked by hand."""
    known = {name for name, _ in attendees(planning, incident)}
    names = [incident.commander, *(responder.name for responder in incident.responders)]
    return [name for name in dict.fromkeys(names) if name and name not in known]
