"""What of an incident is public: the one door that its words leave by.

Everything else in this room works with an `Announced` and has never seen the incident. It holds the words of
messages to the public, the title, and the name of what is affected; states and times are those of the posts.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from acmeinc.incident.fields import moment_of
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.state import undone_ids
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.cadence import history_of
from acmeinc.process.severity import PUBLIC_STATES, PublicState, SeverityRules

PHASES = ("investigating", "identified", "monitoring", "resolved")
WITHDRAWN = "This update was withdrawn."
RESOLVED = "resolved"
_LENGTH_OF_ID = 12
_PUBLIC = re.compile(r'kind=\s*"?public')
_DECLARED = "uid="
"""What the entry that declares an incident has, and no other line of a document."""


class Post(NamedTuple):
    """One message to the public: `phase` is one of `PHASES`, `state` how bad it was then.

    `next_update` is when it promised the next one. Times are in UTC and whole seconds.
    """

    id: str
    at: datetime
    phase: str
    body: str
    state: PublicState
    next_update: datetime | None = None


class Announced(NamedTuple):
    """What the public knows of an incident; `posts` are newest first, and there is at least one.

    `affected` is the functionality as the incident names it. `ended` is since when nobody is told that it
    goes on; None while it does.
    """

    id: str
    title: str
    affected: str
    posts: tuple[Post, ...]
    ended: datetime | None = None

    @property
    def begun(self) -> datetime:
        """Return when the public first heard of it."""
        return self.posts[-1].at

    @property
    def updated(self) -> datetime:
        """Return when the public last heard of it."""
        return self.posts[0].at

    @property
    def phase(self) -> str:
        """Return the phase it is in: that of the newest post, `resolved` once it has ended."""
        return RESOLVED if self.ended else self.posts[0].phase

    @property
    def state(self) -> PublicState:
        """Return how bad it is, or was when it ended."""
        return self.posts[0].state

    @property
    def worst(self) -> PublicState:
        """Return how bad it was at its worst."""
        return min((post.state for post in self.posts), key=_rank)

    @property
    def next_update(self) -> datetime | None:
        """Return when the public hears next, None when nothing is promised."""
        return None if self.ended else self.posts[0].next_update


def announced(incident: Incident, severity: SeverityRules) -> Announced | None:
    """Return what the public knows of an incident; None when it was told nothing.

    A post that was undone is told no more; one that was redacted says that it was withdrawn.
    """
    posts = _posts(incident, severity)
    if not posts:
        return None
    affected = _line(incident.functionality)
    title = _line(incident.public_title) or f"{affected} is {_line(incident.state)}"
    return Announced(
        public_id("incident", incident.uid or incident.id),
        title[:1].upper() + title[1:],
        affected,
        posts,
        _ended(incident, posts),
    )


def may_be_public(text: str) -> bool:
    """Return whether a document may hold a post: False only where there is none, without reading it."""
    return _PUBLIC.search(text) is not None


def may_be_whole(text: str) -> bool:
    """Return whether an incident may be declared in a document: False where nothing says so any more.

    Of such a text it cannot be told whether the public has heard of it: its entries are gone.
    """
    return _DECLARED in text


def public_id(kind: str, secret: str) -> str:
    """Return the public name of something: always the same, and telling nothing about `secret`."""
    digest = hashlib.sha256(f"{kind} {secret}".encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode().lower()[:_LENGTH_OF_ID]


def as_plain(known: Announced) -> list[Any]:
    """Return an `Announced` as JSON keeps it: the same for the same, and different for any other."""
    posts = [
        [post.id, _seconds(post.at), post.phase, post.body, _rank(post.state), _seconds(post.next_update)]
        for post in known.posts
    ]
    return [known.id, known.title, known.affected, posts, _seconds(known.ended)]


def from_plain(plain: list[Any]) -> Announced:
    """Return the `Announced` that `as_plain` was given; raises some LookupError or ValueError for others."""
    id_, title, affected, posts, ended = plain
    told = (
        Post(post_id, _required(at), phase, body, PUBLIC_STATES[rank], _moment(after))
        for post_id, at, phase, body, rank, after in posts
    )
    return Announced(id_, title, affected, tuple(told), _moment(ended))


def _posts(incident: Incident, severity: SeverityRules) -> tuple[Post, ...]:
    undone = undone_ids(incident.timeline)
    history = history_of(incident, "severity")
    found = []
    for entry in incident.communications:
        is_public = entry.kind == "public" and entry.fields.get("audience") == "public"
        if is_public and entry.at and entry.id not in undone:
            at = _utc(entry.at)
            earlier = [level for since, level in history if since <= at] or [incident.severity]
            found.append(_post(entry, at, severity.public_state(earlier[-1])))
    return tuple(found)


def _post(entry: Entry, at: datetime, state: PublicState) -> Post:
    phase = str(entry.fields.get("phase", ""))
    promised = moment_of(str(entry.fields.get("next_update", "")))
    return Post(
        public_id("post", entry.id),
        at,
        phase if phase in PHASES else PHASES[0],
        WITHDRAWN if entry.fields.get("redacted") else _text(entry.text),
        state,
        _utc(promised) if promised else None,
    )


def _ended(incident: Incident, posts: Sequence[Post]) -> datetime | None:
    """Return since when the public is told no more that it goes on.

    That is the post which says so, unless a later one of an open incident says otherwise; an incident that
    ended in silence was shown as open until then.
    """
    if incident.is_open:
        return posts[0].at if posts[0].phase == RESOLVED else None
    reopened = [_utc(e.at) for e in incident.communications if e.at and e.kind == "reopening"]
    said = [p.at for p in posts if p.phase == RESOLVED and (not reopened or p.at >= reopened[0])]
    closing = [e.at for e in (*incident.timeline, *incident.communications) if e.at and "status" in e.fields]
    known = [incident.milestones.get("resolved"), *sorted(closing, reverse=True)]
    silent = next((_utc(moment) for moment in known if moment), posts[0].at)
    return max(said[0] if said else silent, posts[-1].at)


def _text(text: str) -> str:
    """Return text that every page, feed and JSON file can hold."""
    return "".join(c if _is_character(c) else "\ufffd" for c in clean(text))


def _line(text: str) -> str:
    return _text(clean_line(text))


def _is_character(character: str) -> bool:
    """Return whether XML knows the character."""
    return character not in "\ufffe\uffff"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _rank(state: PublicState) -> int:
    return PUBLIC_STATES.index(state)


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else _required(seconds)


def _required(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
