"""E-mail: one thread for each incident, and the invitation to its retrospective.

The id of a mail is made of what the document says, so that it is the same at every try; what answers it can
name it even when nobody knows whether it arrived.
"""

import base64
from datetime import UTC, datetime, timedelta

from acmeinc.delivery.calendar import invitation_file, meeting_of
from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.delivery.https import Unanswered
from acmeinc.delivery.mime import Calendar, Letter, Mailbox, as_bytes
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.smtp import (
    PATIENCE,
    VARIABLE,
    Envelope,
    Refusal,
    Server,
    all_of,
    hand_in,
    knock,
    server_of,
)
from acmeinc.errors import AcmeError, BadData, Failed
from acmeinc.incident import ulid
from acmeinc.incident.model import Entry
from acmeinc.incident.state import deliveries
from acmeinc.process.address import addresses_in, domain_of, is_address
from acmeinc.process.people import Person, find_person, invited
from acmeinc.process.rules import Rules

LONGEST_DETAIL = 500


class Mail:
    """The messages for the stakeholders, sent to the distribution list."""

    name = "email"
    prints = False

    def __init__(self, rules: Rules, secrets: Secrets, patience: timedelta = PATIENCE) -> None:
        self._rules = rules
        self._secrets = secrets
        self._patience = patience

    def address(self, dispatch: Dispatch) -> str:
        """Return the addresses of the distribution list."""
        return ", ".join(one.address for one in self._to(dispatch))

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Send the message as a mail, in answer to the one before it; `remote` is its Message-ID.

        Raises Failed where the server said no, or nothing of it left.
        """
        letter = self._letter(dispatch)
        if not letter.to:
            raise Failed("nobody to send it to", hint="add their addresses to people.csv, then: acmeinc send")
        recipients = [one.address for one in letter.to]
        envelope = Envelope(letter.sender.address, recipients, as_bytes(letter))
        try:
            refused = hand_in(self._server(), envelope, self._patience)
        except Unanswered as broken:
            return Receipt("unknown", self._told(str(broken)), letter.id)
        except Failed as no:
            raise Failed(self._told(str(no)), hint=no.hint) from None
        return Receipt("sent", self._told(_shortfall(refused, len(recipients))), letter.id)

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return nothing: a mail that is sent leaves nothing to do."""
        return ()

    def probe(self) -> Receipt:
        """Return whether the server can be reached and takes the login; nobody gets a mail."""
        try:
            server = self._server()
            knock(server, self._patience)
        except AcmeError as no:
            return Receipt("failed", self._told(str(no)), hint=no.hint)
        return Receipt("sent", f"{server.host} is ready")

    def _told(self, text: str) -> str:
        """Return a server's words as they may be kept: without a secret, and not without end."""
        hidden = self._secrets.hide(text)
        return hidden if len(hidden) <= LONGEST_DETAIL else f"{hidden[:LONGEST_DETAIL]}…"

    def _to(self, dispatch: Dispatch) -> tuple[Mailbox, ...]:
        """Return to whom a message goes."""
        return tuple(Mailbox("", one) for one in addresses_in(self._rules.settings.email.options["to"]))

    def _calendar(self, dispatch: Dispatch) -> Calendar | None:
        """Return the calendar file that goes with a message, None for none."""
        return None

    def _letter(self, dispatch: Dispatch) -> Letter:
        settings = self._rules.settings
        written = datetime.fromtimestamp(ulid.time_of(dispatch.entry) // 1000, UTC)
        return Letter(
            sender=Mailbox(settings.organization, settings.email.options["from"]),
            to=self._to(dispatch),
            subject=dispatch.message.subject,
            body=dispatch.message.body,
            date=written.astimezone(settings.zone),
            id=self._id(dispatch, dispatch.entry),
            earlier=self._earlier(dispatch),
            calendar=self._calendar(dispatch),
        )

    def _earlier(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return the ids of the mails before this one that were sent, or perhaps sent, oldest first."""
        messages = sorted(dispatch.incident.communications, key=lambda entry: entry.id)
        ids = (self._left_as(dispatch, entry) for entry in messages if entry.id < dispatch.entry)
        return tuple(id_ for id_ in ids if id_)

    def _left_as(self, dispatch: Dispatch, entry: Entry) -> str:
        """Return the id under which a message left as a mail, "" when it certainly did not."""
        for delivery in deliveries(dispatch.incident, entry):
            if delivery.channel == self.name and delivery.state == "unknown":
                return delivery.remote or self._id(dispatch, entry.id)
            if delivery.channel == self.name and delivery.state == "sent":
                return delivery.remote  # "" when a person carried it
        return ""

    def _id(self, dispatch: Dispatch, entry: str) -> str:
        domain = domain_of(self._rules.settings.email.options["from"])
        return f"{entry}.{dispatch.incident.uid}@{domain}"

    def _server(self) -> Server:
        server = server_of(self._secrets.need(VARIABLE))
        for word in (server.password, f"\0{server.user}\0{server.password}"):
            self._secrets.keep(word)
            self._secrets.keep(base64.b64encode(word.encode()).decode())
        return server


class Invitations(Mail):
    """The invitations to the retrospective, sent to everyone who responded."""

    name = "calendar"

    def address(self, dispatch: Dispatch) -> str:
        """Return how many are invited, and who; "all responders" where people.csv has a fault."""
        try:
            names = [person.name for person in self._people(dispatch)]
        except BadData:
            return "all responders"
        return f"{len(names)} responder{'s' * (len(names) != 1)}: {', '.join(names)}" if names else "nobody"

    def _to(self, dispatch: Dispatch) -> tuple[Mailbox, ...]:
        return tuple(Mailbox(person.name, person.email) for person in self._people(dispatch))

    def _people(self, dispatch: Dispatch) -> tuple[Person, ...]:
        return invited(self._rules.people, dispatch.incident)

    def _calendar(self, dispatch: Dispatch) -> Calendar:
        meeting = meeting_of(dispatch.entry, dispatch.fields, dispatch.incident)
        text = invitation_file(meeting, dispatch.message, dispatch.incident, self._rules)
        return Calendar(text, meeting.method)


class Reminders(Mail):
    """The reminders of what is due, sent to the commander alone."""

    name = "reminder"

    def address(self, dispatch: Dispatch) -> str:
        """Return who is reminded."""
        return dispatch.to

    def _to(self, dispatch: Dispatch) -> tuple[Mailbox, ...]:
        person = find_person(self._rules.people, dispatch.to)
        return (Mailbox(person.name, person.email),) if person and is_address(person.email) else ()


def _shortfall(refused: tuple[Refusal, ...], asked: int) -> str:
    """Return who does not get a mail that went to the others, and why; "" when everyone does."""
    if not refused:
        return ""
    return f"{asked - len(refused)} of {asked} addresses; refused {all_of(refused)}"
