"""What steps are planned with: the rules, the words, and the incident as a change would leave it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from acmeinc.incident.document import create, record
from acmeinc.incident.model import Draft, Incident
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import Reading
from acmeinc.process.ownership import Owner, find_owner
from acmeinc.process.paging import ON_CALL
from acmeinc.process.rules import Rules
from acmeinc.rendering.messages import Messages
from acmeinc.rendering.templates import Templates
from acmeinc.steps.desk import Desk
from acmeinc.steps.step import Announcement


class Planning(NamedTuple):
    """The rules and the desk of one command."""

    rules: Rules
    desk: Desk

    @property
    def messages(self) -> Messages:
        """Return the writer of messages."""
        return Messages(self.templates, self.rules.settings, self.rules.severity.level)

    @property
    def templates(self) -> Templates:
        """Return the templates of the repository."""
        return Templates(self.desk.repository.template)

    @property
    def now(self) -> datetime:
        """Return the moment of recording (UTC)."""
        return self.desk.moment.now

    @property
    def by(self) -> str:
        """Return who records."""
        return self.desk.moment.by

    def after(self, reading: Reading, drafts: Sequence[Draft]) -> Incident:
        """Return the incident as `drafts` would leave it."""
        return record(reading, drafts, self.desk.moment).incident

    def begun(self, template: str, drafts: Sequence[Draft]) -> Incident:
        """Return the new incident that `drafts` would make."""
        return create(template, drafts, self.desk.moment).incident

    def document(self, incident: Incident) -> str:
        """Return where the incident's document can be read."""
        return self.desk.link(path_of(incident.id))

    def owner(self, incident: Incident) -> Owner | None:
        """Return who owns the functionality, None when nobody is listed."""
        matches = find_owner(self.rules.owners, incident.functionality).matches
        return matches[0] if matches else None

    def page(self, incident: Incident, owner: Owner | None, because: str = "") -> Announcement:
        """Return the page to the owning team, to the incident on-call rotation where nobody owns it."""
        fallback = self.rules.settings.links.get("incident_oncall_rotation", "")
        message = self.messages.page(
            incident, owner, self.by, document=self.document(incident), because=because
        )
        to = owner.team if owner else ON_CALL
        link = (owner.paging if owner else "") or fallback
        return Announcement(message, extra={"to": to, "link": link})
