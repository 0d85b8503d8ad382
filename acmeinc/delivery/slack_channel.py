"""The incident's own channel in Slack: found again or created, and arranged for those who work there.

Whatever was arranged is noted in the receipt of the message that went out with it, so the next message
arranges only what is still missing: people who joined since, a topic that is no longer true, what failed.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from acmeinc.delivery.channel import Dispatch
from acmeinc.delivery.chat_text import is_address
from acmeinc.delivery.slack_client import Refused
from acmeinc.errors import AcmeError, Failed
from acmeinc.incident import names
from acmeinc.incident.model import Incident
from acmeinc.incident.state import deliveries
from acmeinc.process.people import Person, find_person

if TYPE_CHECKING:
    from slack_sdk import WebClient

NAME = "incident_chat"
ARRANGED = "arranged"
LONGEST = 250
"""Characters of a topic, and of a purpose."""

_ORDINALS = 9
_PAGES = 10
_PAGE = 999
_ALREADY = ("already_in_channel", "already_pinned", "cant_invite_self")
_ID_IN_ADDRESS = re.compile(r"https://.*/(?:archives|client/T\w+)/([CG]\w+)")


People = Callable[[], Sequence[Person]]
"""Returns who is in `people.csv`; asked late, for a fault in that file must not keep a message."""


class Place(NamedTuple):
    """A channel of Slack: its id, or its `#name` as somebody wrote it; what it was `renamed` to, or "".

    With `kept` it is acmeinc's to arrange. A channel that somebody named by hand is used as it is.
    """

    channel: str
    renamed: str = ""
    kept: bool = True


class Wish(NamedTuple):
    """Something to arrange: `key` is noted once it is done, `shortfall` told when it is not."""

    key: str
    shortfall: str
    do: Callable[[], object]


def place_of(client: "WebClient", incident: Incident) -> Place:
    """Return the incident's own channel, created where it is not there yet (process: "Declare")."""
    wanted = names.own_channel(incident)
    if not wanted:
        named = incident.links.chat
        found = _ID_IN_ADDRESS.match(named)
        return Place(found[1] if found else f"#{named.removeprefix('#')}", kept=False)
    known, _ = first_post(incident, NAME)
    return Place(known) if known else _opened(client, incident, wanted)


def first_post(incident: Incident, channel: str) -> tuple[str, str]:
    """Return where the first message that Slack took stands: the channel's id and the message's time stamp.

    The time stamp is "" while only the channel is known; both are where nothing is.
    """
    found = ("", "")
    for message in reversed(incident.communications):
        for delivery in deliveries(incident, message):
            if delivery.channel == channel and delivery.remote:
                place, _, stamp = delivery.remote.partition("/")
                if stamp:
                    return place, stamp
                found = (place, "")
    return found


def arranged(incident: Incident) -> set[str]:
    """Return the keys of everything that earlier messages arranged."""
    receipts = (e for e in incident.timeline if NAME in e.fields.get("channel", []))
    return {str(key) for receipt in receipts for key in receipt.fields.get(ARRANGED, [])}


def bookmarked(address: str) -> str:
    """Return the key that is noted once `address` is bookmarked."""
    return f"bookmark {address}"


def mark(client: "WebClient", place: Place, incident: Incident) -> Wish:
    """Return the wish for a purpose, by which the channel is known again: it names the incident's uid."""
    uid = f" (acmeinc {incident.uid})"
    purpose = _short(f"Working on: {incident.headline}", LONGEST - len(uid)) + uid
    return Wish(
        "purpose",
        "purpose not set",
        lambda: client.conversations_setPurpose(channel=place.channel, purpose=purpose),
    )


def wishes(
    client: "WebClient", place: Place, dispatch: Dispatch, first: str, people: People
) -> Iterator[Wish]:
    """Yield what the channel should have, people first; `first` is the time stamp of the message to pin."""
    incident, channel = dispatch.incident, place.channel
    yield mark(client, place, incident)
    for name in dict.fromkeys((incident.commander, *(r.name for r in incident.responders))):
        if name:
            yield _invitation(client, channel, name, people)
    for title, address in (("Incident document", dispatch.document), ("Bridge", incident.links.bridge)):
        if address:
            yield _bookmark(client, channel, title, address)
    yield Wish("pin", "not pinned", lambda: client.pins_add(channel=channel, timestamp=first))
    yield _topic(client, channel, incident)


def user_of(client: "WebClient", people: Iterable[Person], name: str) -> str:
    """Return Slack's id of a person; "" where people.csv has no address to look them up by."""
    person = find_person(people, name)
    if not person or not person.email:
        return ""
    return str(client.users_lookupByEmail(email=person.email)["user"]["id"])


def fulfil(wanted: Iterable[Wish], done: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the keys of what is arranged now, and what is not and why, for people to read.

    A message that was sent was sent, whatever fails here.
    """
    keys: list[str] = []
    reasons: dict[str, list[str]] = {}
    for wish in wanted:
        if wish.key in done:
            continue
        try:
            wish.do()
        except Refused as refusal:
            if refusal.code not in _ALREADY:
                reasons.setdefault(refusal.words, []).append(wish.shortfall)
                continue
        except AcmeError as failure:
            reasons.setdefault(str(failure), []).append(wish.shortfall)
            continue
        keys.append(wish.key)
    return keys, [f"{', '.join(shortfalls)}: {reason}" for reason, shortfalls in reasons.items()]


def channels(pages: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """Yield the public channels that a listing method of Slack returns page by page; not for ever."""
    cursor = None
    for _ in range(_PAGES):
        page = pages(types="public_channel", exclude_archived=True, limit=_PAGE, cursor=cursor)
        yield from page.get("channels", [])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


def _opened(client: "WebClient", incident: Incident, wanted: str) -> Place:
    """Return a channel called `wanted`, or with an ordinal where somebody else has that name.

    The incident's own from an attempt that was broken off is taken up again.
    """
    taken: set[str] = set()
    own: list[dict[str, Any]] | None = None
    for _ in range(_ORDINALS):
        name = names.unused(wanted, taken)
        try:
            channel = client.conversations_create(name=name)["channel"]
        except Refused as refusal:
            if refusal.code != "name_taken":
                raise
            own = _own(client) if own is None else own
            channel = _begun(own, incident.uid, name)
        if channel:
            called = str(channel["name"])
            return Place(str(channel["id"]), renamed="" if called == wanted else f"#{called}")
        taken.add(name)
    raise Failed(f"Slack has {len(taken)} other channels called #{wanted}", hint="name one: --chat '#…'")


def _own(client: "WebClient") -> list[dict[str, Any]]:
    """Return the channels that this app created and is in."""
    me = client.auth_test()["user_id"]
    return [channel for channel in channels(client.users_conversations) if channel.get("creator") == me]


def _begun(own: Sequence[dict[str, Any]], uid: str, name: str) -> dict[str, Any] | None:
    """Return the channel that an earlier attempt created for the incident, None where it created none.

    It names the `uid`; broken off before that, it has the incident's `name` and no purpose yet.
    """
    purposes = [(channel, str((channel.get("purpose") or {}).get("value", ""))) for channel in own]
    return next((channel for channel, purpose in purposes if uid in purpose), None) or next(
        (channel for channel, purpose in purposes if channel.get("name") == name and not purpose), None
    )


def _invitation(client: "WebClient", channel: str, name: str, people: People) -> Wish:
    def invite() -> object:
        user = user_of(client, people(), name)
        if not user:
            raise Failed("no email in people.csv")
        return client.conversations_invite(channel=channel, users=user)

    return Wish(f"invite {name}", f"{name} not invited", invite)


def _bookmark(client: "WebClient", channel: str, title: str, address: str) -> Wish:
    def add() -> object:
        if not is_address(address):
            raise Failed("no address of the web (see document_url in acmeinc.yaml)")
        return client.bookmarks_add(channel_id=channel, title=title, type="link", link=address)

    return Wish(bookmarked(address), f"{title.lower()} not bookmarked", add)


def _topic(client: "WebClient", channel: str, incident: Incident) -> Wish:
    topic = _short(f"{incident.severity}: {incident.headline}. Commander: {incident.commander}", LONGEST)
    return Wish(
        f"topic {topic}",
        "topic not set",
        lambda: client.conversations_setTopic(channel=channel, topic=topic),
    )


def _short(text: str, longest: int) -> str:
    """Return `text` in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
