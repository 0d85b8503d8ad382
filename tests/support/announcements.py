"""Incidents that the public was told of, written straight into a repository: no git, no channels."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from acmeinc.incident import names
from acmeinc.incident.document import Moment, Written, create, record
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Incident

NEW_YORK = ZoneInfo("America/New_York")
PROMISED = timedelta(hours=1)


class Told(NamedTuple):
    """A post: so many minutes after the declaration, in which phase, with which words."""

    minutes: int
    phase: str
    words: str
    severity: str = ""


class Story(NamedTuple):
    """An incident: what is affected and how, and what the public is told. `internal` are any other fields."""

    functionality: str
    state: str
    severity: str
    declared: datetime
    posts: Sequence[Told] = ()
    status: str = "investigating"
    title: str = ""
    internal: Mapping[str, Any] = MappingProxyType({})


def document(story: Story, number: int = 0, lists: Mapping[str, list[Any]] = MappingProxyType({})) -> Written:
    """Return the document of a story; `number` tells it from another that happened at the same time.

    `lists` are elements of further fields.
    """
    chance = random.Random(f"{story.functionality} {story.declared} {number}")
    written = create(
        "---\n---\n", [_declaration(story, number)._replace(adds=lists)], _moment(story.declared, chance)
    )
    severity = story.severity
    for post in story.posts:
        at = story.declared + timedelta(minutes=post.minutes)
        drafts = [_post(post, at, story)]
        if post.severity and post.severity != severity:
            severity = post.severity
            drafts.insert(0, Draft("Severity", "severity", at=at, sets={"severity": severity}))
        written = record(written.reading, drafts, _moment(at, chance))
    if story.status != "investigating":
        at = story.declared + timedelta(minutes=max((post.minutes for post in story.posts), default=0) + 1)
        ended = {"milestones.resolved": time_value(at)} if story.status in ("resolved", "closed") else {}
        end = Draft("The end", "status", at=at, sets={"status": story.status, **ended})
        written = record(written.reading, [end], _moment(at, chance))
    return written


def incident(story: Story, number: int = 0) -> Incident:
    """Return the incident of a story."""
    return document(story, number).incident


def write(
    root: Path, story: Story, number: int = 0, lists: Mapping[str, list[Any]] = MappingProxyType({})
) -> Path:
    """Write the document of a story where it belongs in the repository at `root`, and return its path."""
    written = document(story, number, lists)
    path = root / names.path_of(written.incident.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.text.encode())
    return path


def at(day: str, clock: str = "09:00") -> datetime:
    """Return a time on the clock of New York."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK).astimezone(UTC)


def _declaration(story: Story, number: int) -> Draft:
    whom = f"customers {number}"
    bare = Incident("", "", story.severity, "declared", story.functionality, story.state, whom)
    fields = {
        "id": names.incident_id(bare, story.declared, NEW_YORK, ()),
        "uid": f"01KAR{random.Random(f'{story.declared} {number}').randrange(10**20):021d}",
        "severity": story.severity,
        "status": "investigating",
        "functionality": story.functionality,
        "state": story.state,
        "audience": whom,
        "public_title": story.title,
        "milestones.declared": time_value(story.declared),
    }
    return Draft("Declared", "declared", at=story.declared, sets=fields | dict(story.internal))


def _post(post: Told, at: datetime, story: Story) -> Draft:
    extra: dict[str, Any] = {
        "audience": "public",
        "subject": story.title or f"Issue with {story.functionality}",
        "channels": ["status_page"],
        "phase": post.phase,
    }
    if post.phase != "resolved":
        extra["next_update"] = time_value(at + PROMISED)
    return Draft(post.words, "public", at=at, extra=extra)


def _moment(now: datetime, chance: random.Random) -> Moment:
    return Moment(now, "Ana Ruiz", NEW_YORK, chance.randbytes)
