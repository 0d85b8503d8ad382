"""The messages of an incident, in the process's words; the wording itself is in `templates/`.

Every method takes the incident as it is after the change it tells of, and returns a `Message` for the
channels to carry. Times in a message are in the organisation's time zone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from acmeinc.errors import BadData
from acmeinc.incident.model import Action, Incident
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.message import Message
from acmeinc.process.ownership import Owner
from acmeinc.process.paging import ON_CALL
from acmeinc.process.reminding import COMMANDS, KIND, WHAT
from acmeinc.process.schedule import Due
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Level
from acmeinc.process.time_input import clock_label, words_for
from acmeinc.rendering.letter import Promises, letter_from, subject_fit
from acmeinc.rendering.templates import Templates
from acmeinc.rendering.values import day_and_time, incident_values, outage_values, promised

STAKEHOLDER_CHANNELS = ("email", "chat", "incident_chat")
NO_RESOURCES = "No additional resources are required at this time."

_A_MINUTE, _A_DAY_AHEAD = timedelta(minutes=1), timedelta(hours=12)

_TEAM_HAS = {
    "investigating": "is investigating",
    "identified": "has identified",
    "mitigated": "has mitigated",
}


class Messages:
    """Writes messages with the templates of an incident repository.

    `level_of` finds the level of a severity such as `SEV1` (`SeverityRules.level`).
    """

    def __init__(self, templates: Templates, settings: Settings, level_of: Callable[[str], Level]) -> None:
        self._templates = templates
        self._settings = settings
        self._level_of = level_of

    def page(
        self, incident: Incident, owner: Owner | None, by: str, *, document: str, because: str = ""
    ) -> Message:
        """Return the page to `owner`, or to the incident on-call rotation when nobody owns it ("Declare").

        Never fails: where the template has a fault, the page is plain and says so in its last line.
        """
        try:
            return self.page_as_worded(incident, owner, by, document=document, because=because)
        except BadData as fault:
            subject, body = _plain_page(incident, by, document, fault)
            return Message("page", "responders", subject, body, ("paging",))

    def page_as_worded(
        self, incident: Incident, owner: Owner | None, by: str, *, document: str, because: str = ""
    ) -> Message:
        """Return the page as its template words it; raises BadData where that has a fault."""
        values = self._values(incident, by, document) | {
            "paged": owner.team if owner else ON_CALL,
            "known_owner": owner is not None,
            "because": clean(because),
        }
        subject, body = letter_from(self._templates, "page.txt", values, Promises())
        return Message("page", "responders", subject, body, ("paging",))

    def initial(self, incident: Incident, by: str, sent_at: datetime, *, document: str) -> Message:
        """Return the first message to the stakeholders ("Declare")."""
        return self._to_stakeholders("initial", incident, self._values(incident, by, document), sent_at)

    def update(
        self,
        incident: Incident,
        by: str,
        sent_at: datetime,
        *,
        document: str,
        message: str,
        phase: str = "",
        resources: str = NO_RESOURCES,
        severity_before: str = "",
        because: str = "",
    ) -> Message:
        """Return a stakeholder update, a reply to the first message ("Until incident resolution").

        `phase` is `investigating`, `identified` or `mitigated`; "" takes it from the incident's status.
        `severity_before` and `because` are told when the severity has changed.
        """
        values = self._values(incident, by, document) | {
            "message": clean(message),
            "team_has": _TEAM_HAS.get(phase or incident.status, _TEAM_HAS["investigating"]),
            "resources": clean(resources),
            "severity_before": severity_before if severity_before != incident.severity else "",
            "because": clean(because),
            "initial_subject": self._initial_subject(incident),
        }
        return self._to_stakeholders("update", incident, values, sent_at)

    def public(
        self, incident: Incident, phase: str, message: str, sent_at: datetime, *, eta: str = ""
    ) -> Message:
        """Return a status-page post in customers' words ("update the status page").

        `phase` is `investigating`, `identified`, `monitoring` or `resolved`. The first investigating post
        says that a problem was found, later ones that work goes on. A resolved post promises no other.
        """
        level = self._level_of(incident.severity)
        cadence = None if phase == "resolved" else level.status_page
        posted_before = any(entry.kind == "public" for entry in incident.communications)
        name = {"resolved": "public_resolved.txt"}.get(phase, "public_update.txt")
        if phase == "investigating" and not posted_before:
            name = "public_investigating.txt"
        values = {
            "title": clean_line(incident.public_title or f"Issue with {incident.functionality}"),
            "functionality": clean_line(incident.functionality),
            "phase": phase,
            "message": clean(message),
            "next_update_in": promised(cadence),
            "eta": clean(eta),
            "organization": self._settings.organization,
            **outage_values(incident, self._settings.zone),
        }
        subject, body = letter_from(self._templates, name, values, Promises())
        return Message("public", "public", subject, body, ("status_page",), _next(sent_at, cadence))

    def resolution(
        self,
        incident: Incident,
        by: str,
        *,
        document: str,
        left: str,
        next_steps: str,
        kudos: str,
        status_page_updated: bool,
        customers_notified: str = "",
    ) -> Message:
        """Return the final update ("Mitigate and Resolve"): how things are left, and what comes next.

        `status_page_updated` says whether a resolved status is public.
        """
        values = self._values(incident, by, document) | {
            "left": clean(left),
            "next_steps": clean(next_steps),
            "kudos": clean(kudos),
            "status_page_updated": status_page_updated,
            "customers_notified": clean(customers_notified),
            "is_mitigated": "mitigated" in incident.milestones,
            "retrospective": day_and_time(incident.retrospective.at, self._settings.zone),
        }
        return self._to_stakeholders("resolution", incident, values, None)

    def reopening(
        self, incident: Incident, by: str, sent_at: datetime, *, document: str, because: str
    ) -> Message:
        """Return the notice that a resolved incident is open again, with a new promise of updates."""
        values = self._values(incident, by, document) | {"because": because}
        return self._to_stakeholders("reopening", incident, values, sent_at)

    def downgrade(
        self, incident: Incident, by: str, owner: Owner | None, *, document: str, because: str
    ) -> Message:
        """Return the closing notice of an incident that is now a bug, or a duplicate ("Decide")."""
        values = self._values(incident, by, document) | {
            "because": clean(because),
            "team": owner.team if owner else "",
            "backlog": owner.backlog if owner else "",
        }
        return self._to_stakeholders("downgrade", incident, values, None)

    def closing(self, incident: Incident, by: str, *, document: str) -> Message:
        """Return the last word in the incident's own channel, which is archived with it."""
        values = self._values(incident, by, document)
        subject, body = letter_from(self._templates, "closing.txt", values, Promises(document=document))
        return Message("closing", "responders", subject, body, ("incident_chat",))

    def reminder(
        self,
        incident: Incident,
        by: str,
        due: Due,
        now: datetime,
        *,
        document: str,
        channels: tuple[str, ...],
    ) -> Message:
        """Return the reminder to the commander that a duty is due soon, or overdue."""
        zone = self._settings.zone
        at = day_and_time(due.due, zone) if due.due - now > _A_DAY_AHEAD else clock_label(due.due, zone)
        values = self._values(incident, by, document) | {
            "what": WHAT[due.kind],
            "due": at,
            "when": _when(due.due - now.replace(microsecond=0), at),
            "detail": due.detail if due.kind == "page" else "",
            "command": COMMANDS[due.kind],
        }
        subject, body = letter_from(self._templates, "reminder.txt", values, Promises())
        return Message(KIND, "responders", subject, body, channels)

    def invitation(
        self, incident: Incident, by: str, at: datetime, *, document: str, cancelled: bool = False
    ) -> Message:
        """Return the invitation of all responders to the retrospective `at` a time, or its cancellation.

        The calendar file that goes with it is made of its entry ("Blameless retrospective").
        """
        values = self._values(incident, by, document) | {
            "when": day_and_time(at, self._settings.zone),
            "minutes": incident.retrospective.minutes,
            "cancelled": cancelled,
        }
        subject, body = letter_from(self._templates, "invitation.txt", values, Promises(document=document))
        return Message("invitation", "responders", subject, body, ("calendar",))

    def ticket(self, incident: Incident, by: str, *, document: str, because: str = "") -> Message:
        """Return the issue for the owner's backlog that says what is a bug, and no incident ("Decide")."""
        values = self._values(incident, by, document) | {"because": clean(because)}
        return self._issue("ticket.txt", values, document)

    def action_ticket(self, incident: Incident, by: str, action: Action, *, document: str) -> Message:
        """Return the issue for an action item of the retrospective ("Links to action items")."""
        values = self._values(incident, by, document) | {
            "action": clean_line(action.text),
            "owner": clean_line(action.owner),
            "due": action.due,
        }
        return self._issue("ticket_action.txt", values, document)

    def _issue(self, name: str, values: Mapping[str, Any], document: str) -> Message:
        subject, body = letter_from(self._templates, name, values, Promises(document=document))
        return Message("ticket", "responders", subject, body, ("tracker",))

    def _to_stakeholders(
        self, kind: str, incident: Incident, values: Mapping[str, Any], sent_at: datetime | None
    ) -> Message:
        """Return a message to everyone who follows the incident; `sent_at` None promises no other."""
        cadence = self._level_of(incident.severity).update if sent_at else None
        sentence = promised(cadence)
        subject, body = letter_from(
            self._templates,
            f"{kind}.txt",
            {**values, "next_update_in": sentence},
            Promises(document=values["document"], next_update_in=sentence),
        )
        return Message(kind, "stakeholders", subject, body, STAKEHOLDER_CHANNELS, _next(sent_at, cadence))

    def _values(self, incident: Incident, by: str, document: str) -> dict[str, Any]:
        detected = incident.milestones.get("detected")
        return incident_values(incident) | {
            "by": clean_line(by),
            "document": clean_line(document),
            "identified_time": clock_label(detected, self._settings.zone) if detected else "Unknown",
            "organization": self._settings.organization,
        }

    def _initial_subject(self, incident: Incident) -> str:
        sent = [entry.fields.get("subject") for entry in incident.communications if entry.kind == "initial"]
        return str(
            (sent and sent[-1])
            or subject_fit(clean_line(f"{incident.severity} Incident - {incident.headline}"))
        )


def _plain_page(incident: Incident, by: str, document: str, fault: BadData) -> tuple[str, str]:
    """Return the page that goes out whatever happened to its template."""
    subject = subject_fit(f"{incident.severity} Incident - {clean_line(incident.headline)}")
    lines = (f"Impact: {clean(incident.impact)}", f"Document: {document}", f"Paged by {by}", f"({fault})")
    return subject, "\n".join(lines)


def _when(left: timedelta, at: str) -> str:
    """Return `is due at 14:30 EST, in 5 minutes`, or by how much it is late."""
    if not left:
        return f"is due now, at {at}"
    whole = abs(left) if abs(left) < _A_MINUTE else abs(left) // _A_MINUTE * _A_MINUTE
    return (
        f"is due at {at}, in {words_for(whole)}"
        if left > timedelta(0)
        else f"was due at {at}, {words_for(whole)} ago"
    )


def _next(sent_at: datetime | None, cadence: timedelta | None) -> datetime | None:
    return sent_at + cadence if sent_at and cadence else None
