"""A webhook: one address of a chat service that posts to one channel, and whose owner is whoever knows it."""

from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.delivery.chat_text import cut_to_fit
from acmeinc.delivery.https import Answer, Request, Unanswered, ask, insist, refuse_unsafe, with_json
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.webhook_formats import FORMATS, Format
from acmeinc.errors import AcmeError
from acmeinc.incident.text import visible
from acmeinc.process.settings import Settings

ADDRESS = "ACMEINC_CHAT_WEBHOOK"
"""The secret: whoever has this address can post."""

_LONGEST_REASON = 120


class Webhook:
    """Carries `chat` to the one channel that the webhook belongs to."""

    name = "chat"
    prints = False

    def __init__(self, settings: Settings, secrets: Secrets) -> None:
        self._settings = settings
        self._secrets = secrets

    def address(self, dispatch: Dispatch) -> str:
        """Return the channel that is meant: which one the webhook belongs to only its service knows."""
        return Outbox(self.name, self._settings).address(dispatch)

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return nothing: the incident's own channel is another one, and stays in the outbox."""
        return ()

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Post the message, cut to what the service takes."""
        address = self._address
        speaks = FORMATS[self._spoken]
        body = cut_to_fit(dispatch.message.body, lambda text: speaks.fits(speaks.payload(dispatch, text)))
        try:
            answer = ask(with_json("POST", _with_query(address, speaks), speaks.payload(dispatch, body)))
            insist(answer, self._host, self._reason(answer))
        except Unanswered as silence:
            return Receipt("unknown", str(silence))
        remote = speaks.taken(answer)
        if remote is None:
            return Receipt(
                "unknown", f"{self._host} answered {answer.status}, but not as {self._spoken} does"
            )
        return Receipt("sent", remote=visible(remote))

    def probe(self) -> Receipt:
        """Return whether the service can be reached; only Discord tells more without a message."""
        url = self._address
        try:
            if self._spoken == "discord":
                insist(ask(Request("GET", url, repeatable=True)), self._host)
                return Receipt("sent", f"{self._host} knows the webhook")
            ask(Request("GET", urljoin(url, "/"), repeatable=True))
        except AcmeError as failure:
            return Receipt("failed", str(failure))
        return Receipt(
            "unknown", f"{self._host} answers; whether it takes messages only a message would tell"
        )

    @property
    def _spoken(self) -> str:
        return self._settings.chat.options["format"]

    @property
    def _address(self) -> str:
        """Return the secret address; raises `Failed` where it is not set up, or is none."""
        address = self._secrets.need(ADDRESS)
        refuse_unsafe(address)
        return address

    @property
    def _host(self) -> str:
        return urlsplit(self._address).hostname or ""

    def _reason(self, answer: Answer) -> str:
        """Return in one line why the service says no, where it says so; without the secret."""
        told: Any = answer.json
        for key in ("error", "message"):
            if isinstance(told, dict):
                told = told.get(key, told)
        reason = told if isinstance(told, str) else ""
        return self._secrets.hide(visible(" ".join(reason.split())))[:_LONGEST_REASON]


def _with_query(url: str, speaks: Format) -> str:
    if not speaks.query:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(speaks.query)}"
