"""What is filed in the owner's backlog by itself: bugs and action items (process: "Decide", "Retrospective").

Only where `acmeinc.yaml` names the tracker of the backlog; everyone else gets a link to a filled-in issue.
"""

from collections.abc import Sequence

from acmeinc.incident.model import Draft, Incident
from acmeinc.incident.reading import Reading
from acmeinc.process.ownership import Owner
from acmeinc.process.tracker import project_in
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement


def backlog_for(planning: Planning, owner: Owner | None) -> str:
    """Return the link of the backlog in which issues are made for `owner`; "" where a person files them."""
    via = planning.rules.settings.tracker.via
    if via == "link" or not owner or not project_in(via, owner.backlog):
        return ""
    return owner.backlog


def bug_ticket(planning: Planning, incident: Incident, because: str) -> list[Announcement]:
    """Return the issue of an incident that is now a bug; [] where a person files it."""
    backlog = backlog_for(planning, planning.owner(incident))
    if not backlog:
        return []
    document = planning.document(incident)
    message = planning.messages.ticket(incident, planning.by, document=document, because=because)
    return [Announcement(message, extra={"backlog": backlog})]


def action_tickets(planning: Planning, reading: Reading, drafts: Sequence[Draft]) -> list[Announcement]:
    """Return an issue for each action item that has no link and was not filed before, once `drafts` stand.

    [] where a person files them.
    """
    backlog = backlog_for(planning, planning.owner(reading.incident))
    if not backlog:
        return []
    incident = planning.after(reading, drafts)
    messages, document = planning.messages, planning.document(incident)
    filed = {e.fields.get("action") for e in incident.communications if e.kind == "ticket"}
    return [
        Announcement(
            messages.action_ticket(incident, planning.by, action, document=document),
            extra={"backlog": backlog, "action": action.text},
        )
        for action in incident.retrospective.actions
        if not action.link and action.text not in filed
    ]
