"""An incident as a status page told it: what every page's format is read into."""

from datetime import datetime
from typing import Literal, NamedTuple

Phase = Literal["investigating", "identified", "monitoring", "resolved"]

MAINTENANCE = ("maintenance", "under-maintenance", "under_maintenance")
"""The words of pages for what was planned."""

PHASES: tuple[Phase, ...] = ("investigating", "identified", "monitoring", "resolved")

_SAYS: dict[str, Phase] = {
    **{phase: phase for phase in PHASES},
    "fixing": "identified",
    "in progress": "identified",
    "watching": "monitoring",
    "mitigated": "monitoring",
    "fixed": "resolved",
    "closed": "resolved",
    "postmortem": "resolved",
}


class Post(NamedTuple):
    """One public update: when (UTC), where the incident stood then, its words.

    `is_said` tells that the page names the phase, and that it is not only the one before it.
    """

    at: datetime
    phase: Phase
    text: str
    is_said: bool = True


class Published(NamedTuple):
    """One incident of a status page. `key` names it for good: importing it again finds it by that.

    `level` is the page's own word for how bad it was, "" for none. `resolved` is None where the page names no
    end. `why_not` says in a few words why it is none to import: maintenance, a draft. `doubts` are sentences
    about what the source left open, and how it was understood. `local_times` are those that name no zone.
    """

    key: str
    source: str
    title: str
    level: str
    affected: tuple[str, ...]
    started: datetime
    resolved: datetime | None
    posts: tuple[Post, ...]
    where: str
    line: int = 0
    link: str = ""
    is_open: bool = False
    why_not: str = ""
    doubts: tuple[str, ...] = ()
    local_times: int = 0


def phase_of(word: str, before: Phase) -> Phase:
    """Return the phase that a page's word for it means; one that says nothing leaves it as it was."""
    return _SAYS.get(" ".join(word.lower().replace("_", " ").split()), before)


def says_phase(word: str) -> bool:
    """Return whether a page's word names a phase."""
    return word.strip().lower() in _SAYS


def settled(published: Published) -> Published:
    """Return an incident with the times that contradict each other put right, and its `doubts` about that.

    It began with the first word of it at the latest; it did not end before it began.
    """
    posts = tuple(sorted(published.posts, key=lambda post: post.at))
    doubts = list(published.doubts)
    started, resolved = published.started, published.resolved
    if posts and posts[0].at < started:
        started = posts[0].at
        doubts.append("its first update is older than its start: it starts with that")
    last_word = next((post.at for post in reversed(posts) if post.phase == "resolved"), None)
    if resolved is not None and resolved < started:
        resolved = last_word if last_word and last_word >= started else None
        told = "the update that says so was taken" if resolved else "it has no end here"
        doubts.append(f"it ends before it starts: {told}")
    elif resolved and last_word and any(post.at > resolved for post in posts if post.phase != "resolved"):
        resolved = max(resolved, last_word)
        doubts.append("its updates go on after its end: the update that says so was taken")
    elif resolved is None and not published.is_open:
        resolved = last_word or (posts[-1].at if len(posts) > 1 else None)
        doubts.append("no end is named: the last update's was taken" if resolved else "no end is named")
    return published._replace(posts=posts, started=started, resolved=resolved, doubts=tuple(doubts))
