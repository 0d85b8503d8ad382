"""The chats that `acmeinc import timeline` reads: which format it is, which channel is meant."""

import sys
from collections.abc import Sequence
from datetime import date, tzinfo
from pathlib import Path
from typing import NamedTuple

from acmeinc.app import App
from acmeinc.commands import imports
from acmeinc.errors import NeedsAnswer, NotFound
from acmeinc.importing import slack
from acmeinc.importing.irc import irc_lines, read_irc
from acmeinc.importing.pasted import pasted_lines, read_pasted
from acmeinc.importing.said import Chat, together
from acmeinc.incident.model import Incident
from acmeinc.storage.foreign import BOUNDS, Foreign, given
from acmeinc.terminal.prompts import Choice

FORMATS = ("slack", "irc", "chat")
_TITLES = {"slack": "Slack", "irc": "IRC", "chat": "chat"}
_LOGS = (".log", ".txt", ".weechatlog")


class Reading(NamedTuple):
    """How to read a chat: its format and channel ("" for what fits), zone, first day; for which incident."""

    format: str
    channel: str
    zone: tzinfo
    day: date
    incident: Incident


def read_chat(app: App, path: Path | None, how: Reading) -> tuple[str, Chat]:
    """Return where it comes from, in a word, and what was said; raises BadData, NotFound."""
    if path == Path("-"):
        foreign = given("stdin", sys.stdin.buffer.read(BOUNDS.file + 1))
    else:
        foreign = imports.source(path, "timeline --from chat.txt")
    found = how.format or _format_of(foreign)
    chat = _slack(app, foreign, how) if found == "slack" else _texts(foreign, found, how)
    if not chat.said:
        raise NotFound(f"nobody says anything in {foreign.label}", hint=f"--format {' or '.join(FORMATS)}")
    return _TITLES[found], chat


def _format_of(foreign: Foreign) -> str:
    """Return the format that a source looks like; raises NotFound where it looks like none."""
    if slack.days_by_channel(foreign.names) or (foreign.is_file and foreign.names[0].endswith(".json")):
        return "slack"
    texts = [foreign.text(name, any_encoding=True) for name in _logs(foreign)[:3]]
    irc, pasted = (sum(map(count, texts)) for count in (irc_lines, pasted_lines))
    if not irc and not pasted:
        hint = (
            "Slack's export, a log of irssi, WeeChat, ZNC or HexChat, or lines like [10:15] Ana Ruiz: words"
        )
        raise NotFound(f"{foreign.label} looks like no chat", hint=hint)
    return "irc" if irc >= pasted else "chat"


def _logs(foreign: Foreign) -> Sequence[str]:
    return [name for name in foreign.names if foreign.is_file or name.endswith(_LOGS)]


def _texts(foreign: Foreign, found: str, how: Reading) -> Chat:
    """Return what is said in logs and copied texts, each by the clock of the zone."""

    def read(name: str) -> Chat:
        text = foreign.text(name, any_encoding=True)
        if found == "irc":
            return read_irc(text, foreign.path(name), name, how.zone, how.day)
        return read_pasted(text, foreign.path(name), how.zone, how.day)

    return together(imports.each(_logs(foreign), read))


def _slack(app: App, foreign: Foreign, how: Reading) -> Chat:
    """Return what is said in one channel of an export, or in one file of it."""
    days = slack.days_by_channel(foreign.names)
    channel = _channel(app, days, how) if days else ""
    directory = _directory(foreign)
    label = channel or how.channel.removeprefix("#") or foreign.label.rstrip("/").rsplit("/", 1)[-1]
    names = days[channel] if days else list(foreign.names[:1])

    def read(name: str) -> Chat:
        return slack.read_slack(foreign.text(name), foreign.path(name), label, directory)

    chat = together(imports.each(names, read))
    if directory.users:
        return chat
    return chat._replace(notes=(*chat.notes, "there is no users.json: name the folder above, which has it"))


def _directory(foreign: Foreign) -> slack.Directory:
    pairs = [
        [
            (foreign.path(name), foreign.text(name))
            for name in foreign.names
            if name.rsplit("/", 1)[-1] in wanted
        ]
        for wanted in (slack.USERS, slack.CHANNELS)
    ]
    return slack.read_directory(*pairs)


def _channel(app: App, days: dict[str, list[str]], how: Reading) -> str:
    """Return the channel that is meant: `--channel`, the incident's own, the only one, or the one picked."""
    named = how.channel.removeprefix("#")
    own = (how.incident.links.chat or how.incident.id).removeprefix("#")
    for wanted in (named, own) if not named else (named,):
        if wanted and wanted in days:
            return wanted
    if named:
        raise NotFound(f"there is no channel {named} here", hint=f"there are: {', '.join(sorted(days)[:20])}")
    if len(days) == 1:
        return next(iter(days))
    if not app.can_ask:
        hint = f"--channel, one of: {', '.join(sorted(days)[:20])}"
        raise NeedsAnswer(f"there are {len(days)} channels, and {own} is none of them", hint=hint)
    return app.ask.choose("Which channel?", [Choice(name, f"#{name}") for name in sorted(days)])
