"""What the chat services behind a webhook are sent, and what they answer once they have it.

Each takes a text of its own length in its own markup. None calls anybody because of what people wrote.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from acmeinc.delivery.channel import Dispatch
from acmeinc.delivery.chat_text import (
    MENTION,
    PLAIN,
    Link,
    Markup,
    bulleted,
    heading,
    is_address,
    pieces,
    units,
    without_mentions,
)
from acmeinc.delivery.https import Answer
from acmeinc.incident.fields import time_value
from acmeinc.incident.text import visible

Json = dict[str, Any]

SENDER = "acmeinc"
MATTERMOST_LONGEST = 16_383
DISCORD_LONGEST = 2_000
GOOGLE_CHAT_BYTES = 32_000
TEAMS_BYTES = 28_000

_SUPPRESS_PREVIEWS = 1 << 2
_MARKS = re.compile(r"[\\*_~`|<>\[\]#]")
_TOLD = (
    *("id", "uid", "severity", "status", "functionality", "state", "audience", "impact", "quantity"),
    *("customers", "commander", "teams", "workarounds", "remediation", "summary", "duplicate_of"),
)


class Format(NamedTuple):
    """How one service is spoken to.

    `payload` makes what it is sent of a message and a text for its body, `fits` says whether that is short
    enough, `taken` returns the id in its answer, None where that is not what it says once it has a message.
    `query` goes to the end of the address.
    """

    payload: Callable[[Dispatch, str], Json]
    taken: Callable[[Answer], str | None]
    fits: Callable[[Json], bool] = lambda payload: True
    query: Mapping[str, str] = MappingProxyType({})


def _mattermost(dispatch: Dispatch, text: str) -> Json:
    return {"text": _MATTERMOST.of(dispatch.message, text), "username": SENDER}


def _discord(dispatch: Dispatch, text: str) -> Json:
    return {
        "content": _DISCORD.of(dispatch.message, text),
        "username": SENDER,
        "allowed_mentions": {"parse": []},
        "flags": _SUPPRESS_PREVIEWS,
    }


def _google_chat(dispatch: Dispatch, text: str) -> Json:
    """Return a plain text: which of two markups a space reads is set elsewhere. One incident, one thread."""
    return {
        "text": PLAIN.of(dispatch.message, text),
        "thread": {"threadKey": dispatch.incident.uid},
    }


def _teams(dispatch: Dispatch, text: str) -> Json:
    """Return a message with an Adaptive Card. Its runs of text are plain, unlike a block of Markdown."""
    subject = heading(dispatch.message)
    bold = {"type": "TextRun", "text": subject, "weight": "Bolder", "size": "Medium"}
    blocks = [{"type": "RichTextBlock", "inlines": [bold]}] if subject else []
    spacing = "Medium" if subject else "None"
    for line in visible(text).split("\n"):
        if line.strip():
            blocks.append({"type": "RichTextBlock", "spacing": spacing, "inlines": _runs(line)})
        spacing = "None" if line.strip() else "Medium"
    card: Json = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": blocks,
    }
    if is_address(dispatch.document):
        card["actions"] = [{**_opening(dispatch.document), "title": "Incident document"}]
    content_type = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": content_type, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _plain_json(dispatch: Dispatch, text: str) -> Json:
    """Return everything that a script may want to know, under the names that `--json` has for it."""
    message, incident = dispatch.message, dispatch.incident
    return {
        "delivery": {"incident": incident.uid, "message": dispatch.entry, "channel": "chat"},
        "kind": message.kind,
        "audience": message.audience,
        "subject": message.subject,
        "body": text,
        "next_update": _time(message.next_update),
        "document": dispatch.document,
        "incident": {
            **{name: getattr(incident, name) for name in _TOLD},
            "responders": [responder._asdict() for responder in incident.responders],
            "links": incident.links._asdict(),
            "milestones": {name: _time(when) for name, when in incident.milestones.items()},
        },
    }


def _runs(line: str) -> list[Json]:
    bullet, rest = bulleted(line)
    runs: list[Json] = [{"type": "TextRun", "text": "• "}] if bullet else []
    for piece in pieces(rest):
        if isinstance(piece, str):
            runs.append({"type": "TextRun", "text": piece})
        else:
            runs.append({"type": "TextRun", "text": piece.text, "selectAction": _opening(piece.url)})
    return runs


def _opening(url: str) -> Json:
    return {"type": "Action.OpenUrl", "url": url}


def _time(when: datetime | None) -> str | None:
    return time_value(when.astimezone(UTC)) if when else None


def _marked(text: str) -> str:
    """Return `text` with every character escaped that means something in Markdown."""
    return _MARKS.sub(lambda mark: f"\\{mark[0]}", text)


def _bold(text: str) -> str:
    return f"**{_marked(text)}**"


def _in_markdown(link: Link) -> str:
    return link.url if link.text == link.url else f"[{_marked(link.text)}]({link.url})"


def _quietly(link: Link) -> str:
    """Return a link for Mattermost, which finds names to call also in an address."""
    url = MENTION.sub("%40", link.url)
    return _in_markdown(Link(url if link.text == link.url else without_mentions(link.text), url))


def _says_ok(answer: Answer) -> str | None:
    return "" if answer.content.strip() == b"ok" else None


def _takes_it(answer: Answer) -> str | None:
    return ""


def _names_message(answer: Answer) -> str | None:
    """Return the id of the message; Discord's own, or Google's name for it."""
    told = answer.json if isinstance(answer.json, dict) else {}
    return str(told.get("id") or told.get("name") or "") or None


def _names_message_or_nothing(answer: Answer) -> str | None:
    return "" if answer.status == 204 else _names_message(answer)


_MATTERMOST = Markup(
    lambda text: without_mentions(_marked(text)), _quietly, lambda text: without_mentions(_bold(text))
)
_DISCORD = Markup(_marked, _in_markdown, _bold)

FORMATS: Mapping[str, Format] = {
    "mattermost": Format(_mattermost, _says_ok, lambda payload: units(payload["text"]) <= MATTERMOST_LONGEST),
    "discord": Format(
        _discord,
        _names_message_or_nothing,
        lambda payload: units(payload["content"]) <= DISCORD_LONGEST,
        # Without it a message that was not kept is no error.
        {"wait": "true"},
    ),
    "google-chat": Format(
        _google_chat,
        _names_message,
        lambda payload: len(json.dumps(payload, ensure_ascii=False).encode()) <= GOOGLE_CHAT_BYTES,
        {"messageReplyOption": "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"},
    ),
    "teams": Format(_teams, _takes_it, lambda payload: len(json.dumps(payload)) <= TEAMS_BYTES),
    "json": Format(_plain_json, _takes_it),
}
"""By the name that `channels.chat.format` has for it."""
