"""No channel tells a secret: what it says passes here, and the libraries it uses say nothing themselves."""

import logging
from typing import NamedTuple

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import AcmeError, Failed

_TALKATIVE = ("urllib3", "slack_sdk", "apprise")
"""Libraries that log the addresses and headers they send, in warnings even on stderr."""


class Discreet(NamedTuple):
    """A channel as it is, except that no secret is in what it says."""

    channel: Channel
    secrets: Secrets

    @property
    def name(self) -> str:
        """Return the channel's id."""
        return self.channel.name

    @property
    def prints(self) -> bool:
        """Return whether the message is printed for a person to carry."""
        return self.channel.prints

    def address(self, dispatch: Dispatch) -> str:
        """Return where the message goes, for people."""
        return self.secrets.hide(self.channel.address(dispatch))

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Carry the message; raises `Failed` where it certainly did not leave."""
        try:
            return self._hidden(self.channel.deliver(dispatch))
        except AcmeError as failure:
            raise self._told(failure) from None

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return what a person has to do because this channel does not."""
        return tuple(self.secrets.hide(todo) for todo in self.channel.by_hand(dispatch))

    def probe(self) -> Receipt:
        """Return whether a message would get through now."""
        try:
            return self._hidden(self.channel.probe())
        except AcmeError as failure:
            raise self._told(failure) from None

    def _hidden(self, receipt: Receipt) -> Receipt:
        # Ids stay as they are: they are no words, and the next message has to name them exactly.
        hide = self.secrets.hide
        return receipt._replace(detail=hide(receipt.detail), hint=hide(receipt.hint))

    def _told(self, failure: AcmeError) -> Failed:
        return Failed(self.secrets.hide(str(failure)), hint=self.secrets.hide(failure.hint))


def silence_libraries() -> None:
    """Let nothing that a library logs get anywhere, whoever listens: a path or a header can be a secret."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
