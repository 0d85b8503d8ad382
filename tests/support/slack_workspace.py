"""A Slack workspace, for real, on 127.0.0.1: what acmeinc needs of the Web API, in Slack's shapes.

    with SlackWorkspace(people={"ana@example.com": "U0ANA"}) as slack:
        slack.refuse("pins.add", "missing_scope", needed="pins:write")
        ... deliver with slack.environment ...
        slack.posts("#incidents")

It checks what Slack checks: the token and its scopes, names, lengths, whether a channel or a thread is there.
"""

import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

from service import Asked, Fault, Reply, Service

TOKEN = "xoxb-1234-secret-of-the-tests"
BOT = "U0ACMEINC"
SCOPES = (
    *("chat:write", "chat:write.public", "channels:manage", "channels:read"),
    *("bookmarks:write", "pins:write", "users:read", "users:read.email"),
)
_NEEDED = {
    "auth.test": "",
    "bookmarks.add": "bookmarks:write",
    "chat.postMessage": "chat:write",
    "conversations.archive": "channels:manage",
    "conversations.create": "channels:manage",
    "conversations.invite": "channels:manage",
    "conversations.list": "channels:read",
    "conversations.setPurpose": "channels:manage",
    "conversations.setTopic": "channels:manage",
    "pins.add": "pins:write",
    "users.conversations": "channels:read",
    "users.lookupByEmail": "users:read.email",
}

Json = dict[str, Any]


class _No(Exception):
    """Slack's `{"ok": false, "error": …}`."""


class SlackWorkspace:
    """The workspace: it has #incidents, and people by email. `scopes` are what the app may do."""

    def __init__(self, people: Mapping[str, str] | None = None, *, page_size: int = 1000) -> None:
        self.people = dict(people or {})
        self.scopes = list(SCOPES)
        self.channels: dict[str, Json] = {}
        self.bookmarks: dict[str, list[tuple[str, str]]] = {}
        self.pins: dict[str, list[str]] = {}
        self._posts: dict[str, list[Json]] = {}
        self._page_size = page_size
        self._lock = threading.Lock()
        self.service = Service()
        for method in _NEEDED:
            self.service.when("POST", f"/api/{method}", self._answering(method))
        self.add("incidents")

    def __enter__(self) -> "SlackWorkspace":
        """Start listening."""
        self.service.__enter__()
        return self

    def __exit__(self, *broken: object) -> None:
        """Stop."""
        self.service.__exit__(*broken)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables with which acmeinc finds it."""
        return {"SLACK_BOT_TOKEN": TOKEN, "ACMEINC_SLACK_URL": self.service.url}

    @property
    def called(self) -> list[str]:
        """Return the methods that were called, in order."""
        return [asked.path.removeprefix("/api/") for asked in self.service.asked]

    def arguments(self, method: str) -> list[Json]:
        """Return what a method was called with, each time."""
        return [_arguments(asked) for asked in self.service.asked_for(f"/api/{method}")]

    def refuse(self, method: str, error: str, times: int = 1 << 30, **more: str) -> None:
        """Let a method say no."""
        self.service.when("POST", f"/api/{method}", Reply(200, {"ok": False, "error": error, **more}), times)

    def busy(self, method: str, seconds: int, times: int = 1 << 30) -> None:
        """Let a method be asked too often."""
        reply = Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})
        self.service.when("POST", f"/api/{method}", reply, times)

    def break_off(self, method: str, fault: Fault, times: int = 1 << 30) -> None:
        """Let the connection break, or hang, once a method has been called."""
        self.service.when("POST", f"/api/{method}", Reply(fault=fault), times)

    def add(self, name: str, creator: str = "U0SOMEBODY", *, purpose: str = "", **more: object) -> str:
        """Return the id of a channel that is there from now on."""
        channel_id = f"C{len(self.channels):08}"
        self.channels[channel_id] = {
            "id": channel_id,
            "name": name,
            "is_channel": True,
            "is_private": False,
            "creator": creator,
            "is_archived": False,
            "topic": _value(""),
            "purpose": _value(purpose),
            "members": [creator],
            **more,
        }
        self._posts[channel_id], self.pins[channel_id], self.bookmarks[channel_id] = [], [], []
        return channel_id

    def channel(self, name: str) -> Json:
        """Return a channel by its id, or by its name with or without `#`."""
        wanted = name.removeprefix("#")
        found = [c for c in self.channels.values() if wanted in (c["id"], c["name"])]
        if not found or found[0]["is_private"]:
            raise _No("channel_not_found")
        return found[0]

    def posts(self, name: str) -> list[Json]:
        """Return the messages in a channel, as they were posted, with the `ts` they got."""
        return self._posts[self.channel(name)["id"]]

    def _answering(self, method: str) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            headers = {"x-oauth-scopes": ",".join(self.scopes)}
            try:
                with self._lock:
                    told = self._answer(method, asked)
            except _No as no:
                error, *needed = no.args
                told = {"ok": False, "error": error} | (
                    {"needed": needed[0], "provided": ",".join(self.scopes)} if needed else {}
                )
            return Reply(200, {"ok": True, **told}, headers)

        return answer

    def _answer(self, method: str, asked: Asked) -> Json:
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise _No("invalid_auth")
        needed = _NEEDED[method]
        if needed and needed not in self.scopes:
            raise _No("missing_scope", needed)
        return getattr(self, "_" + method.replace(".", "_"))(**_arguments(asked))

    def _auth_test(self) -> Json:
        return {"url": "https://acme.slack.com/", "team": "Acme", "user": "acmeinc", "user_id": BOT}

    def _bookmarks_add(self, channel_id: str, title: str, type: str, link: str) -> Json:
        channel = self._joined(channel_id)
        if not link.startswith("https://"):
            raise _No("invalid_link")
        self.bookmarks[channel["id"]].append((title, link))
        return {"bookmark": {"id": "Bk0", "channel_id": channel_id, "title": title, "link": link}}

    def _chat_postMessage(self, channel: str, text: str, **more: Any) -> Json:
        place = self._usable(channel)
        if BOT not in place["members"] and "chat:write.public" not in self.scopes:
            raise _No("not_in_channel")
        posts = self._posts[place["id"]]
        if len(text) > 40_000:
            raise _No("msg_too_long")
        if "thread_ts" in more and more["thread_ts"] not in [post["ts"] for post in posts]:
            raise _No("thread_not_found")
        stamp = f"17954432{sum(map(len, self._posts.values())):02}.000100"
        posts.append({"ts": stamp, "text": text, **more})
        return {"channel": place["id"], "ts": stamp, "message": {"text": text, "ts": stamp}}

    def _conversations_archive(self, channel: str) -> Json:
        self._joined(channel)["is_archived"] = True
        return {}

    def _conversations_create(self, name: str) -> Json:
        if len(name) > 80:
            raise _No("invalid_name_maxlength")
        if not re.fullmatch("[a-z0-9_-]+", name):
            raise _No("invalid_name_specials")
        if name in [channel["name"] for channel in self.channels.values()]:
            raise _No("name_taken")
        return {"channel": self.channels[self.add(name, BOT)]}

    def _conversations_invite(self, channel: str, users: str) -> Json:
        place = self._joined(channel)
        if users not in self.people.values():
            raise _No("user_not_found")
        if users in place["members"]:
            raise _No("already_in_channel")
        place["members"].append(users)
        return {"channel": place}

    def _conversations_list(self, **paging: str) -> Json:
        return self._page([c for c in self.channels.values() if not c["is_private"]], **paging)

    def _conversations_setPurpose(self, channel: str, purpose: str) -> Json:
        return self._set(channel, "purpose", purpose)

    def _conversations_setTopic(self, channel: str, topic: str) -> Json:
        return self._set(channel, "topic", topic)

    def _pins_add(self, channel: str, timestamp: str) -> Json:
        pins = self.pins[self._joined(channel)["id"]]
        if timestamp not in [post["ts"] for post in self._posts[channel]]:
            raise _No("message_not_found")
        if timestamp in pins:
            raise _No("already_pinned")
        pins.append(timestamp)
        return {}

    def _users_conversations(self, **paging: str) -> Json:
        return self._page([c for c in self.channels.values() if BOT in c["members"]], **paging)

    def _users_lookupByEmail(self, email: str) -> Json:
        if email not in self.people:
            raise _No("users_not_found")
        return {"user": {"id": self.people[email], "profile": {"email": email}}}

    def _page(
        self, found: list[Json], types: str, exclude_archived: str, limit: str, cursor: str = "0"
    ) -> Json:
        shown = [channel for channel in found if not (exclude_archived == "1" and channel["is_archived"])]
        start = int(cursor or 0)
        end = start + min(int(limit), self._page_size)
        following = str(end) if end < len(shown) else ""
        return {"channels": shown[start:end], "response_metadata": {"next_cursor": following}}

    def _set(self, channel: str, name: str, text: str) -> Json:
        place = self._joined(channel)
        if len(text) > 250:
            raise _No("too_long")
        place[name] = _value(text)
        return {"channel": place}

    def _joined(self, name: str) -> Json:
        place = self._usable(name)
        if BOT not in place["members"]:
            raise _No("not_in_channel")
        return place

    def _usable(self, name: str) -> Json:
        place = self.channel(name)
        if place["is_archived"]:
            raise _No("is_archived")
        return place


def _arguments(asked: Asked) -> Json:
    is_json = asked.headers.get("Content-Type", "").startswith("application/json")
    arguments: Json = asked.json if is_json else asked.form
    return arguments


def _value(text: str) -> Json:
    return {"value": text, "creator": "", "last_set": 0}
