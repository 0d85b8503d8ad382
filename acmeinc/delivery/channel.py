"""What a channel is: something that takes a message and says what became of it."""

from typing import NamedTuple, Protocol

from acmeinc.incident.model import Incident
from acmeinc.process.message import Message


class Dispatch(NamedTuple):
    """A message on its way: `entry` is the id under which the document holds it; with the incident's `uid`
    and the channel it names this one delivery."""

    message: Message
    incident: Incident
    entry: str
    document: str
    """Where the document can be read: a URL, or its path."""
    to: str = ""
    """Of a page: the team or rotation that is paged."""
    link: str = ""
    """Of a page: where a person can page them by hand."""


class Receipt(NamedTuple):
    """What became of a dispatch: `sent`, `printed`, `failed` or `unknown` (it may have arrived).

    `detail` is for people; `remote` is the id that the other side gave it, "" where there is none.
    """

    state: str
    detail: str = ""
    remote: str = ""


class Channel(Protocol):
    """One way out of the house. A new one is a new file here and a line in `open_channel`."""

    @property
    def name(self) -> str:
        """Return the channel's id: `paging`, `email`, `chat`, `incident_chat`, `status_page`, `calendar`."""
        ...

    @property
    def prints(self) -> bool:
        """Return whether the message is printed for a person to carry: nothing can go wrong on the way."""
        ...

    def address(self, dispatch: Dispatch) -> str:
        """Return where the message goes, for people: `incident_updates@example.com`."""
        ...

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Carry the message; never raises, and ends within its own bound."""
        ...

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return what a person has to do because this channel does not: "create the channel #…"."""
        ...
