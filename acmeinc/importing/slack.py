"""Slack's export: a folder for each channel, a JSON file for each day, and who the ids are."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.importing.foreign_json import Json, objects_in, parse_json, text_in, texts
from acmeinc.importing.said import Chat, Said
from acmeinc.importing.slack_markup import plain

USERS = ("users.json", "org_users.json")
CHANNELS = ("channels.json", "groups.json", "mpims.json")

_DAY = re.compile(r"(?:(?P<channel>[^/]+)/)?(?P<day>\d{4}-\d\d-\d\d)\.json")
_TS = re.compile(r"(\d{1,11})(?:\.(\d{1,6}))?", re.ASCII)
_SPEAKS = ("", "bot_message", "me_message", "thread_broadcast", "file_share", "reply_broadcast")
_EDITS = ("message_changed", "message_deleted", "message_replied")


class Directory(NamedTuple):
    """Who and what the ids of an export are: names by id, and further names and addresses of people."""

    users: Mapping[str, str] = {}
    also: Mapping[str, tuple[str, ...]] = {}
    channels: Mapping[str, str] = {}


def days_by_channel(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the files of the days of each channel, oldest first; "" is the channel of a folder's own files.

    An export that was zipped with its folder is the same.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        if day := _DAY.fullmatch("/".join(name.split("/")[-2:])):
            found.setdefault(day["channel"] or "", []).append(name)
    return found


def read_directory(users: Sequence[tuple[str, str]], channels: Sequence[tuple[str, str]]) -> Directory:
    """Return who the ids are; both are pairs of path and text. Raises BadData for what is no JSON."""
    named: dict[str, str] = {}
    also: dict[str, tuple[str, ...]] = {}
    for user in _rows([parse_json(text, path) for path, text in users]):
        own_id, handle, real = texts(user, "id", "name", "real_name")
        profile = user.get("profile")
        shown, profile_real, email = texts(profile, "display_name", "real_name", "email")
        names = [name.strip() for name in (profile_real, real, shown, handle) if name.strip()]
        if own_id and names:
            named[own_id], also[own_id] = names[0], tuple(n for n in (email, handle, shown) if n)
    rows = _rows([parse_json(text, path) for path, text in channels])
    return Directory(named, also, {text_in(row, "id"): text_in(row, "name") for row in rows})


def _rows(files: Sequence[Json]) -> list[dict[str, Any]]:
    return [row for file in files for row in objects_in({"rows": file.value}, "rows")]


def read_slack(text: str, path: str, channel: str, directory: Directory) -> Chat:
    """Return what was said in a channel on the day of one file; its times are moments, zones play no part.

    Who joined, left or set a topic is passed over. Raises BadData with every fault and its place.
    """
    file = parse_json(text, path)
    rows = file.value.get("messages") if isinstance(file.value, dict) else file.value
    if not isinstance(rows, list):
        hint = "a day of an export is a list of messages"
        raise BadData([file.problem("this is no list of messages", hint)])
    said: list[Said] = []
    passed_over: list[str] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows):
        why = _why_not(row)
        found = None if why else _said(row, channel, directory)
        if why or (found and not found.text):
            passed_over.append(why or "it has no words")
        elif found:
            said.append(found._replace(where=path))
        else:
            keys = (number, "ts") if isinstance(file.value, list) else ("messages", number, "ts")
            problems.append(
                file.problem("`ts` is no time of Slack", "it looks like 1763907247.000200", *keys)
            )
    if problems:
        raise BadData(problems)
    return Chat(tuple(said), tuple(passed_over))


def _why_not(row: object) -> str:
    """Return why something in a day's list is no message; "" for a message."""
    if not isinstance(row, dict) or text_in(row, "type") not in ("message", ""):
        return "it is no message"
    subtype = text_in(row, "subtype")
    if subtype in _EDITS or row.get("hidden") is True:
        return "it records an edit"
    return "" if subtype in _SPEAKS else "somebody joined, left, or changed the channel"


def _said(row: Mapping[str, Any], channel: str, directory: Directory) -> Said | None:
    """Return a message; None where its time cannot be read."""
    ts, thread = texts(row, "ts", "thread_ts")
    at = _TS.fullmatch(ts)
    if not at:
        return None
    by, names = _author(row, directory)
    words = _words(row, directory)
    if text_in(row, "subtype") == "me_message":
        words = f"/me {words}"
    is_reply = bool(thread) and thread != ts
    return Said(
        at=datetime.fromtimestamp(int(at[1]), UTC),
        by=by,
        text=f"↳ {words}" if is_reply and words else words,
        source=f"slack:{channel}/{ts}",
        where="",
        line=0,
        names=names,
        key=f"slack|{channel}|{ts}",
        order=int((at[2] or "0").ljust(6, "0")) // 1000,
    )


def _author(row: Mapping[str, Any], directory: Directory) -> tuple[str, tuple[str, ...]]:
    """Return who wrote a message: by the list of users, else as the message itself says."""
    user, username, bot = texts(row, "user", "username", "bot_id")
    if user in directory.users:
        return directory.users[user], directory.also.get(user, ())
    real, shown, handle = texts(row.get("user_profile"), "real_name", "display_name", "name")
    robot = text_in(row.get("bot_profile"), "name")
    names = [name.strip() for name in (real, shown, handle, username, robot, user, bot) if name.strip()]
    return (names[0] if names else "unknown"), tuple(name for name in (shown, handle) if name)


def _words(row: Mapping[str, Any], directory: Directory) -> str:
    """Return what a message says: its text, else that of its attachments, and the files that came with it."""
    parts = [text_in(row, "text")]
    if not parts[0].strip():
        attached = objects_in(row, "attachments")
        parts = [next((t for t in texts(one, "fallback", "text", "title") if t), "") for one in attached]
    words = "\n".join(plain(part, directory.users, directory.channels) for part in parts if part.strip())
    files = [
        name for one in objects_in(row, "files") if (name := text_in(one, "name") or text_in(one, "title"))
    ]
    return "\n".join(part for part in (words.strip(), f"[{', '.join(files)}]" if files else "") if part)
