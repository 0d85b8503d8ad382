"""Incidents that a status page has told, taken over as closed documents (`import incidents`).

Everything in such a document follows from its source: its uid, the ids of its entries, who is named. Taken
over again, here or in another clone, it is the same incident. Nothing is sent.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from acmeinc.checks.secrets import without_secrets
from acmeinc.importing.published import Post, Published
from acmeinc.importing.severities import NONE, state_for
from acmeinc.incident import names, ulid
from acmeinc.incident.document import CLOCK_SKEW_MS, create
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Incident
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.ownership import Owner, find_owner
from acmeinc.rendering.documents import incident_document
from acmeinc.steps.planning import Planning

AUDIENCE = "customers"
_UID = re.compile(rf"^uid: *['\"]?({ulid.PATTERN})", re.MULTILINE)
_SKEW = timedelta(milliseconds=CLOCK_SKEW_MS)
_STANDS = {
    "investigating": ("investigating", "investigating"),
    "identified": ("identified", "identified"),
    "monitoring": ("mitigated", "mitigated"),
    "resolved": ("resolved", ""),
}
"""By phase of a public post: the status that it means, the milestone that is passed with the first one."""


class Adopted(NamedTuple):
    """An incident taken over, ready to be written: its source, the incident, and the text of its document."""

    published: Published
    incident: Incident
    text: str

    @property
    def path(self) -> str:
        """Return where its document is to be."""
        return names.path_of(self.incident.id)


class LeftOut(NamedTuple):
    """An incident that is not taken over, and why, in a few words."""

    published: Published
    why: str


def uid_of(published: Published) -> str:
    """Return the identity of an incident of a status page, the same wherever it is taken over."""
    return ulid.hashed(0, f"import|{published.key}")


def sorted_out(
    published: Sequence[Published], levels: Mapping[str, str], known: Container[str], planning: Planning
) -> tuple[list[Published], list[LeftOut]]:
    """Return the incidents to take over, oldest first, and the others.

    `levels` has the level of every word; `known` are the uids of the incidents that are here already.
    """
    wanted: list[Published] = []
    left: list[LeftOut] = []
    seen: set[str] = set()
    for one in sorted(published, key=lambda one: (one.started, one.key)):
        why = one.why_not
        if not why and levels[one.level.lower()] == NONE:
            why = f"{one.level or 'no level'} is no incident (--map)"
        if not why and one.is_open:
            why = "still open there"
        if not why and one.started > planning.now + _SKEW:
            why = "in the future"
        if not why and (uid_of(one) in known or one.key in seen):
            why = "here already"
        seen.add(one.key)
        if why:
            left.append(LeftOut(one, why))
        else:
            wanted.append(one)
    return wanted, left


def adopted(
    wanted: Sequence[Published], levels: Mapping[str, str], taken: set[str], planning: Planning
) -> Iterator[Adopted]:
    """Yield each incident as it is to be written, under an id that is not `taken` (those given are added)."""
    for one in map(_discreet, wanted):
        incident = _named(one, levels[one.level.lower()], taken, planning)
        taken.add(incident.id)
        settings = planning.rules.settings
        template = incident_document(
            planning.templates, names.title(incident), planning.rules.severity.levels, settings
        )
        written = create(template, list(_drafts(one, incident, planning)), planning.desk.moment)
        yield Adopted(one, written.incident, written.text)


def _discreet(one: Published) -> Published:
    """Return an incident without what looks like a secret in its words."""
    posts = tuple(post._replace(text=without_secrets(post.text)[0]) for post in one.posts)
    return one._replace(title=without_secrets(one.title)[0], posts=posts)


def _named(one: Published, severity: str, taken: Container[str], planning: Planning) -> Incident:
    """Return the incident with nothing but its names, and the team that owns what was affected."""
    owner = _owner(one, planning)
    organisation = planning.rules.settings.organization or "The service"
    functionality = owner.functionality if owner else clean_line(next(iter(one.affected), organisation))
    bare = Incident(
        "",
        uid_of(one),
        severity=severity,
        functionality=functionality,
        state=state_for(one.level),
        audience=AUDIENCE,
        teams=(owner.team,) if owner and owner.team else (),
    )
    zone = planning.rules.settings.zone
    return bare._replace(id=names.incident_id(bare, one.started, zone, taken))


def _owner(one: Published, planning: Planning) -> Owner | None:
    """Return who owns the first of the affected names that anybody owns."""
    for name in one.affected:
        matches = find_owner(planning.rules.owners, name).matches
        if matches and matches[0].functionality:
            return matches[0]
    return None


def _drafts(one: Published, incident: Incident, planning: Planning) -> Iterator[Draft]:
    """Yield the entries of an incident, oldest first, each with the id that follows from its place."""
    drafts = [_begun(one, incident, planning)]
    passed: set[str] = set()
    for post in one.posts:
        if words := clean(post.text):
            public = _public(one, post._replace(text=words), passed)
            number = len(drafts)
            drafts += [public, _receipt(one, post, _entry_id(one, number))]
    drafts.append(_ended(one))
    for number, draft in enumerate(drafts):
        yield draft._replace(id=_entry_id(one, number), by=one.source)


def _entry_id(one: Published, number: int) -> str:
    # The time of an id says when a step recorded it. Of an entry that was brought along its commit says that.
    return ulid.hashed(min(number, 999), f"import|{one.key}|{number}")


def _begun(one: Published, incident: Incident, planning: Planning) -> Draft:
    affected = f"Affected: {', '.join(map(clean_line, one.affected))}" if one.affected else ""
    sets: dict[str, Any] = {
        "id": incident.id,
        "uid": incident.uid,
        "severity": incident.severity,
        "status": "declared",
        "functionality": incident.functionality,
        "state": incident.state,
        "audience": incident.audience,
        "impact": clean_line(one.title),
        "summary": affected,
        "public_title": clean_line(one.title),
        "links.status_page": one.link,
        "milestones.started": time_value(one.started),
        "milestones.declared": time_value(one.posts[0].at if one.posts else one.started),
        "time_zone": planning.rules.settings.time_zone,
    }
    text = f"Imported from {one.source}: {clean_line(one.title)}"
    kept = {name: value for name, value in sets.items() if value}
    return Draft(
        text,
        "imported",
        at=one.started,
        sets=kept,
        adds={"teams": list(incident.teams)},
        extra={"source": one.key},
    )


def _public(one: Published, post: Post, passed: set[str]) -> Draft:
    """Return the entry of a public update; the first of its phase passes a milestone."""
    status, milestone = _STANDS[post.phase]
    sets: dict[str, Any] = {"status": status}
    if milestone and post.is_said and milestone not in passed:
        sets[f"milestones.{milestone}"] = time_value(post.at)
        passed.add(milestone)
    extra = {
        "audience": "public",
        "subject": clean_line(one.title),
        "channels": ["status_page"],
        "phase": post.phase,
        "source": one.key,
    }
    return Draft(post.text, "public", at=post.at, sets=sets, extra=extra)


def _receipt(one: Published, post: Post, message: str) -> Draft:
    extra = {
        "message": message,
        "channel": ["status_page"],
        "state": "sent",
        "detail": "imported",
        "source": one.key,
    }
    return Draft(f"Status page post sent: {one.source} (imported)", "receipt", at=post.at, extra=extra)


def _ended(one: Published) -> Draft:
    at = one.resolved or max([one.started, *(post.at for post in one.posts)])
    sets: dict[str, Any] = {"status": "closed"}
    if one.resolved:
        sets["milestones.resolved"] = time_value(one.resolved)
    return Draft(
        "Closed: it was over before it was imported", "imported", at=at, sets=sets, extra={"source": one.key}
    )


def known_uids(planning: Planning) -> set[str]:
    """Return the uids of the incidents that are here, as their front matter says; nothing else is read."""
    repository = planning.desk.repository
    found = (_UID.search(repository.read(path)) for path in repository.incident_paths())
    return {match[1] for match in found if match}
