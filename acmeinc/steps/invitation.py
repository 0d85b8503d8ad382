"""Inviting all responders to the retrospective (process: "Blameless retrospective", "Who")."""

from datetime import datetime

from acmeinc.incident.model import Incident
from acmeinc.incident.names import path_of
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement
from acmeinc.storage.intent import FileChange


def invitation(
    planning: Planning, incident: Incident, at: datetime, *, cancelled: bool = False
) -> tuple[Announcement, FileChange]:
    """Return the invitation to the retrospective `at` a time, or its cancellation, and its `invite.ics`.

    `incident` is the incident with the sequence number of this very invitation.
    """
    from acmeinc.delivery.calendar import Meeting, invitation_file

    document = planning.document(incident)
    message = planning.messages.invitation(incident, planning.by, at, document=document, cancelled=cancelled)
    meeting = Meeting(at, incident.retrospective.sequence, planning.now, cancelled)
    path = f"{path_of(incident.id).removesuffix('.md')}/invite.ics"
    text = invitation_file(meeting, message, incident, planning.rules)
    return Announcement(message, extra=meeting.fields), FileChange(path, text=text)
