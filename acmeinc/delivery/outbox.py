"""The outbox: the channel of everyone who has set up no other. A person carries what it prints."""

from typing import NamedTuple

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.process.settings import Settings


class Outbox(NamedTuple):
    """Prints the messages of one channel, ready to paste."""

    name: str
    settings: Settings
    prints: bool = True

    def address(self, dispatch: Dispatch) -> str:
        """Return the mailing list, the chat channel, the page or the people that the message is for."""
        if self.name == "chat":
            return self.settings.chat.options.get("incidents", "#incidents")
        if self.name == "incident_chat":
            return dispatch.incident.links.chat or f"#{dispatch.incident.id}"
        if self.name == "email":
            return self.settings.email.options.get("to", "the incident distribution list")
        if self.name == "status_page":
            return self.settings.links.get("status_page", "the status page")
        return "all responders" if self.name == "calendar" else dispatch.to

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Return `printed`: the caller prints every message of an outbox."""
        return Receipt("printed", self.address(dispatch))

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return the steps around the incident's own chat channel, when it is new."""
        if self.name != "incident_chat" or dispatch.message.kind != "initial":
            return ()
        return (
            f"create the chat channel {self.address(dispatch)}",
            f"post and bookmark there: {dispatch.document}",
        )

    def probe(self) -> Receipt:
        """Return `printed`: what is only printed always works."""
        return Receipt("printed", "printed, for a person to carry")
