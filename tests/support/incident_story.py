"""One incident and its messages, for the tests of channels: what became of each is recorded, as steps do."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.incident.document import Moment, create, record
from acmeinc.incident.model import Draft, Incident
from acmeinc.steps.outgoing import deliver, dispatch_of, receipt_drafts
from acmeinc.steps.step import Delivered

DECLARED_AT = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)
ID = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
UID = "01KAR4M3V7Q1ZP6T0B8C9D2E3F"
DOCUMENT = f"https://git.example.com/acme/incidents/blob/main/incidents/2026/11/{ID}.md"
SUBJECT = "SEV1 Incident - Login is down for all customers"
BODY = f"""\
Login is currently experiencing a SEV1 incident.

Known customers impacted:
* Contoso

Please see the [incident document]({DOCUMENT}) for additional details."""


class IncidentStory:
    """The incident: Login is down for all customers, commanded by Ana Ruiz. `sets` are other fields of it."""

    def __init__(self, *, document: str = DOCUMENT, uid: str = UID, **sets: Any) -> None:
        self.document = document
        self._ticks = itertools.count()
        fields = {
            "id": ID,
            "uid": uid,
            "severity": "SEV1",
            "status": "declared",
            "functionality": "Login",
            "state": "down",
            "audience": "all customers",
            "impact": "Nobody can log in.",
            "commander": "Ana Ruiz",
            "links.chat": f"#{ID}",
            "links.bridge": f"https://meet.example.com/{ID}",
            "milestones.detected": "2026-11-23T14:02:00Z",
            "milestones.declared": "2026-11-23T14:14:00Z",
        }
        fields |= {name.replace("__", "."): value for name, value in sets.items()}
        self._reading = create(
            "---\n---\n", [Draft("Declared", "declared", sets=fields)], self._moment()
        ).reading

    @property
    def incident(self) -> Incident:
        """Return the incident as it is now."""
        return self._reading.incident

    def record(self, *drafts: Draft) -> str:
        """Record `drafts`; return the id of the last one."""
        written = record(self._reading, drafts, self._moment())
        self._reading = written.reading
        return written.recorded[-1].id

    def change(self, **sets: Any) -> None:
        """Change fields of the incident: `links__chat` is `links.chat`."""
        self.record(Draft("Changed", "facts", sets={n.replace("__", "."): v for n, v in sets.items()}))

    def say(
        self,
        kind: str = "initial",
        *channels: str,
        subject: str = SUBJECT,
        body: str = BODY,
        audience: str = "stakeholders",
        **extra: Any,
    ) -> Dispatch:
        """Record a message and return it, ready for a channel."""
        channels = channels or ("email", "chat", "incident_chat")
        fields = {"audience": audience, "subject": subject, "channels": list(channels), **extra}
        return self.dispatch(self.record(Draft(body, kind, extra=fields)))

    def dispatch(self, entry_id: str) -> Dispatch:
        """Return a message that was recorded, and the incident as it is now."""
        return dispatch_of(self._reading.entries[entry_id], self.incident, self.document)

    def carry(self, channel: Channel, message: Dispatch | None = None) -> Delivered:
        """Let a channel carry a message, by default the first one, and record what became of it."""
        dispatch = self.dispatch(message.entry) if message else self.say()
        delivered = deliver(channel, dispatch)
        self.record(*receipt_drafts([delivered], self.incident))
        return delivered

    def receive(self, message: Dispatch, channel: str, receipt: Receipt) -> None:
        """Record what became of a message elsewhere."""
        told = Delivered(message.message, message.entry, channel, "", receipt)
        self.record(*receipt_drafts([told], self.incident))

    def _moment(self) -> Moment:
        tick = next(self._ticks)
        now = DECLARED_AT + timedelta(seconds=10 * tick)
        return Moment(now, "Ana Ruiz", ZoneInfo("America/New_York"), lambda size: bytes([tick]) * size)
