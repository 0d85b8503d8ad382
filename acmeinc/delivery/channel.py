"""What a channel is: something that takes a message and says what became of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from acmeinc.incident.model import Incident
from acmeinc.incident.state import deliveries
from acmeinc.process.message import Message

TRIED = ("failed", "unknown")
"""What a message was given to a channel before with: the other side may have it, or may have refused it."""


class Dispatch(NamedTuple):
    """A message on its way: `entry` is the id under which the document holds it; with the incident's `uid`
    and the channel it names this one delivery."""

    message: Message
    incident: Incident
    entry: str
    document: str
    """Where the document can be read: a URL, or its path."""
    fields: Mapping[str, Any] = MappingProxyType({})
    """What else the document says of the message: `phase` of a post, `action` of a word to the pager, `start`
    of the meeting that an invitation is for."""

    def before(self, channel: str) -> str:
        """Return what became of it on `channel` the last time: a state of `Receipt`, else `waiting`.

        What stands in no incident document says it itself, in its `fields`.
        """
        told = (e for e in self.incident.communications if e.id == self.entry)
        found = (d.state for e in told for d in deliveries(self.incident, e) if d.channel == channel)
        return next(found, str(self.fields.get("before", "waiting")))

    @property
    def to(self) -> str:
        """Return, of a page, the team or rotation that is paged; of a reminder, who is reminded."""
        return str(self.fields.get("to", ""))

    @property
    def link(self) -> str:
        """Return, of a page, where a person can page them by hand."""
        return str(self.fields.get("link", ""))


class Receipt(NamedTuple):
    """What became of a dispatch: `sent`, `printed`, `failed` or `unknown` (it may have arrived).

    `detail` is for people: why it did not go, or what is missing around it although it did. `remote` is the
    id that the other side gave it, "" where there is none. `sets` and `adds` are what the incident's fields
    are now because of it: the name a chat channel got, a ticket.
    `notes` are machine fields that the receipt keeps for the channel's next time; `hint` says what to type
    now, and is not kept.
    """

    state: str
    detail: str = ""
    remote: str = ""
    sets: Mapping[str, Any] = MappingProxyType({})
    adds: Mapping[str, list[Any]] = MappingProxyType({})
    notes: Mapping[str, Any] = MappingProxyType({})
    hint: str = ""


class Channel(Protocol):
    """One way out of the house. A new one is a new file here and a line in `open_channel`."""

    @property
    def name(self) -> str:
        """Return the channel's id.

        One of `paging`, `email`, `chat`, `incident_chat`, `status_page`, `calendar`, `tracker`, `reminder`.
        """
        ...

    @property
    def prints(self) -> bool:
        """Return whether the message is printed for a person to carry: nothing can go wrong on the way."""
        ...

    def address(self, dispatch: Dispatch) -> str:
        """Return where the message goes, for people: `incident_updates@example.com`."""
        ...

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Carry the message, and end within its own bound.

        Raises an `AcmeError` where it certainly did not leave; where it may have, that is the receipt.
        """
        ...

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return what a person has to do because this channel does not: "create the channel #…"."""
        ...

    def probe(self) -> Receipt:
        """Return whether a message would get through now, without troubling anybody (`doctor --live`)."""
        ...
