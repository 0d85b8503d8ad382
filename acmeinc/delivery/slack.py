"""Slack: the incidents channel with a thread for each incident, and the incident's own channel.

What counts is the message: once Slack has it, it is `sent`, whatever fails around it.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.delivery.chat_text import Link, Markup, cut_to_fit, units
from acmeinc.delivery.https import Unanswered
from acmeinc.delivery.outbox import Outbox
from acmeinc.delivery.secrets import Secrets
from acmeinc.delivery.slack_channel import (
    ARRANGED,
    Place,
    Wish,
    arranged,
    bookmarked,
    channels,
    first_post,
    fulfil,
    mark,
    place_of,
    user_of,
    wishes,
)
from acmeinc.delivery.slack_client import Refused, open_client
from acmeinc.errors import AcmeError, Failed
from acmeinc.incident.model import Incident
from acmeinc.incident.state import all_deliveries
from acmeinc.incident.text import visible
from acmeinc.process.reminding import KIND as REMINDER
from acmeinc.process.rules import Rules

if TYPE_CHECKING:
    from slack_sdk import WebClient

LONGEST = 40_000
"""Characters of a message; Slack cuts what is longer."""
ALSO_IN_CHANNEL = ("resolution", "reopening", "downgrade")
"""Replies that stand in the channel, too: who only glances at it must not believe in what is over."""
SCOPES = {
    "chat": ("chat:write", "channels:read"),
    "incident_chat": (
        *("chat:write", "channels:manage", "channels:read"),
        *("bookmarks:write", "pins:write", "users:read", "users:read.email"),
    ),
}
"""What the app has to be allowed, by channel."""

_NO_THREAD = ("thread_not_found", "cannot_reply_to_message")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Slack:
    """Carries `chat` to the incidents channel, or `incident_chat` to the channel of the incident."""

    prints = False

    def __init__(self, name: str, rules: Rules, secrets: Secrets) -> None:
        self.name = name
        self._rules = rules
        self._secrets = secrets
        self._outbox = Outbox(name, rules.settings)

    def address(self, dispatch: Dispatch) -> str:
        """Return the channel: `#incidents`, or the incident's own."""
        return self._outbox.address(dispatch)

    def by_hand(self, dispatch: Dispatch) -> tuple[str, ...]:
        """Return nothing: what could not be arranged is said in the receipt."""
        return ()

    def deliver(self, dispatch: Dispatch) -> Receipt:
        """Post the message; the incident's own channel is created and arranged with it."""
        client = open_client(self._secrets)
        if self.name == "chat":
            return self._to_incidents(client, dispatch)
        if dispatch.message.kind == REMINDER:
            return self._to_commander(client, dispatch)
        try:
            place = place_of(client, dispatch.incident)
        except Unanswered as silence:
            raise Failed(f"{silence}; nothing was posted", hint=silence.hint) from None
        return self._to_own(client, place, dispatch) if place.kept else _post(client, place.channel, dispatch)

    def probe(self) -> Receipt:
        """Return whether the token is good, the app may do what it has to, and #incidents is there."""
        client = open_client(self._secrets)
        told = client.auth_test()
        granted = str(told.headers.get("x-oauth-scopes", "")).replace(",", " ").split()
        missing = [scope for scope in SCOPES[self.name] if scope not in granted]
        if granted and missing:
            return Receipt("failed", f"the Slack app lacks the scopes {', '.join(missing)}")
        who = visible(f"{told.get('user')} in {told.get('team')}")
        if self.name == "incident_chat":
            return Receipt("sent", who)
        wanted = self._incidents.removeprefix("#")
        if any(channel.get("name") == wanted for channel in channels(client.conversations_list)):
            return Receipt("sent", f"{who}, #{wanted} is there")
        return Receipt("failed", f"{who}: there is no public channel #{wanted}")

    @property
    def _incidents(self) -> str:
        return self._rules.settings.chat.options.get("incidents", "#incidents")

    def _to_incidents(self, client: "WebClient", dispatch: Dispatch) -> Receipt:
        """Post the first message to the channel, every other one as a reply to it."""
        channel, thread = first_post(dispatch.incident, "chat")
        if dispatch.message.kind == "initial" or not thread:
            return _post(client, self._incidents, dispatch)
        also = dispatch.message.kind in ALSO_IN_CHANNEL
        try:
            return _post(client, channel, dispatch, thread_ts=thread, reply_broadcast=also)
        except Refused as refusal:
            if refusal.code not in _NO_THREAD:
                raise
            return _post(client, self._incidents, dispatch)

    def _to_own(self, client: "WebClient", place: Place, dispatch: Dispatch) -> Receipt:
        """Post the message between what has to be arranged before and after it."""
        incident = dispatch.incident
        done = arranged(incident)
        keys, _ = fulfil([mark(client, place, incident)], done)
        sets = {"links.chat": place.renamed} if place.renamed else {}
        try:
            receipt = _post(client, place.channel, dispatch)
        except AcmeError as failure:
            receipt = Receipt("failed", str(failure))
        said = [f"as {place.renamed}, the other name is taken"] if place.renamed else []
        if receipt.state == "sent":
            stamp = first_post(incident, self.name)[1] or receipt.remote.partition("/")[2]
            wanted = wishes(client, place, dispatch, stamp, lambda: self._rules.people)
            more, shortfalls = fulfil(wanted, {*done, *keys})
            closing, left_open = fulfil(self._archiving(client, place, dispatch), {*done, *keys})
            keys += [*more, *closing]
            said += [words for words in (*shortfalls, *left_open) if words not in _said(incident)]
        detail = "; ".join((*([receipt.detail] if receipt.detail else []), *said))
        remote = receipt.remote or place.channel
        adds = _ticks(dispatch, {*done, *keys})
        notes = {ARRANGED: keys} if keys else {}
        return Receipt(receipt.state, detail, remote, sets, adds, notes)

    def _to_commander(self, client: "WebClient", dispatch: Dispatch) -> Receipt:
        """Post a reminder in the incident's channel, with a mention that reaches the commander's phone.

        Raises Failed where the incident has no channel yet. Whom Slack does not know is named in words.
        """
        channel = first_post(dispatch.incident, self.name)[0]
        if not channel:
            raise Failed("the incident has no channel in Slack yet", hint="acmeinc send")
        mention = ""
        with suppress(AcmeError):
            if user := user_of(client, self._rules.people, dispatch.to):
                mention = f"<@{user}> "
        return _post(client, channel, dispatch, mention)

    def _archiving(self, client: "WebClient", place: Place, dispatch: Dispatch) -> Iterator[Wish]:
        """Yield the wish to archive the channel, with its last message and where that is configured."""
        incident = dispatch.incident

        def archive() -> object:
            if _others_wait(incident, dispatch.entry):
                raise Failed("other messages wait for this channel")
            return client.conversations_archive(channel=place.channel)

        if incident.is_final and self._rules.settings.archives_channel:
            yield Wish("archive", "not archived", archive)


def slack_text(dispatch: Dispatch) -> str:
    """Return the message in Slack's markup, no longer than Slack takes."""
    message = dispatch.message
    body = cut_to_fit(message.body, lambda text: units(_MARKUP.of(message, text)) <= LONGEST)
    return _MARKUP.of(message, body)


def _post(client: "WebClient", channel: str, dispatch: Dispatch, before: str = "", **reply: Any) -> Receipt:
    try:
        posted = client.chat_postMessage(
            channel=channel,
            text=before + slack_text(dispatch),
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
            **reply,
        )
    except Unanswered as silence:
        return Receipt("unknown", str(silence))
    return Receipt("sent", remote=f"{posted['channel']}/{posted['ts']}")


def _ticks(dispatch: Dispatch, done: set[str]) -> dict[str, list[str]]:
    """Return the tick of the checklist for a channel that is there and has the document on top."""
    complete = bookmarked(dispatch.document) in done and "incident-channel" not in dispatch.incident.ticked
    return {"ticked": ["incident-channel"]} if complete else {}


def _said(incident: Incident) -> set[str]:
    """Return what earlier receipts of the channel said: nobody has to read it with every message."""
    told = (one for _, one in all_deliveries(incident) if one.channel == "incident_chat")
    return {words for one in told for words in one.detail.split("; ")}


def _others_wait(incident: Incident, entry: str) -> bool:
    return any(
        delivery.channel == "incident_chat" and delivery.state in ("waiting", "failed")
        for message, delivery in all_deliveries(incident)
        if message.id != entry
    )


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def _link(link: Link) -> str:
    url = _escaped(link.url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E"))
    return f"<{url}>" if link.text == link.url else f"<{url}|{_escaped(link.text)}>"


def _bold(subject: str) -> str:
    return _escaped(subject) if "*" in subject else f"*{_escaped(subject)}*"


_MARKUP = Markup(_escaped, _link, _bold, bullet="• ")
