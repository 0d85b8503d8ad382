"""Declaring an incident (process: "Declare"): page, document, first message, channel, bridge, status page."""

from collections.abc import Container
from datetime import datetime
from typing import Any, NamedTuple

from acmeinc.delivery.channel import Dispatch
from acmeinc.incident import names, ulid
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft, Incident
from acmeinc.process.links import bridge_link
from acmeinc.process.ownership import Owner
from acmeinc.process.severity import Level
from acmeinc.rendering.documents import incident_document
from acmeinc.steps.facts import Facts
from acmeinc.steps.outgoing import deliver
from acmeinc.steps.pager import word_to_pager
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Announcement, Delivered, Step

PUBLIC_DEFAULT = "We have detected a potential issue with {functionality}."


class Declaration(NamedTuple):
    """What is declared. `facts` hold at least functionality, state, audience, impact and commander.

    `at` is when it is declared, `detected` when it was noticed (both UTC); `owner` is None when nobody is
    listed for what is affected.
    """

    level: Level
    facts: Facts
    at: datetime
    detected: datetime
    owner: Owner | None
    public_message: str = ""


def declaration_step(planning: Planning, declaration: Declaration, taken: Container[str]) -> Step:
    """Return the step that declares an incident under an id that is not `taken`."""
    incident = _named(planning, declaration, taken)
    level, settings = declaration.level, planning.rules.settings
    template = incident_document(
        planning.templates, names.title(incident), planning.rules.severity.levels, settings
    )
    draft = _declared(planning, declaration, incident)
    begun = planning.begun(template, [draft])
    announcements = _announcements(planning, declaration, begun)
    summary = f"declare: {level.id}"
    return Step("declare", incident.id, summary, (draft,), tuple(announcements), template, at=declaration.at)


def page_alone(planning: Planning, declaration: Declaration, taken: Container[str]) -> Delivered:
    """Page although no document can be written, and return what became of it (DESIGN §2, "A page")."""
    sets = declaration.facts.sets
    named = _named(planning, declaration, taken)
    incident = named._replace(impact=str(sets["impact"]), commander=str(sets["commander"]))
    message, _, extra = planning.page(incident, declaration.owner)
    entry_id = ulid.make(ulid.milliseconds(planning.now), planning.desk.moment.entropy(10))
    dispatch = Dispatch(message, incident, entry_id, planning.document(incident), extra)
    return deliver(planning.desk.channel("paging"), dispatch)


def _named(planning: Planning, declaration: Declaration, taken: Container[str]) -> Incident:
    """Return the incident with nothing but its names."""
    sets = declaration.facts.sets
    headline: dict[str, Any] = {name: str(sets[name]) for name in ("functionality", "state", "audience")}
    bare = Incident("", "", severity=declaration.level.id, **headline)
    new_id = names.incident_id(bare, declaration.at, planning.rules.settings.zone, taken)
    uid = ulid.make(ulid.milliseconds(planning.now), planning.desk.moment.entropy(10))
    return Incident(new_id, uid, severity=declaration.level.id, **headline)


def _declared(planning: Planning, declaration: Declaration, incident: Incident) -> Draft:
    settings, facts, owner = planning.rules.settings, declaration.facts, declaration.owner
    sets: dict[str, Any] = {
        "id": incident.id,
        "uid": incident.uid,
        "severity": declaration.level.id,
        "status": "declared",
        "quantity": "Unknown",
        "links.chat": f"#{incident.id}",
        "links.bridge": bridge_link(settings, incident.id, incident.uid),
        "milestones.detected": time_value(declaration.detected),
        "milestones.declared": time_value(declaration.at),
        "retrospective.minutes": int(planning.rules.severity.retrospective.length.total_seconds() // 60),
        "time_zone": settings.time_zone,
        **facts.sets,
    }
    if declaration.level.status_page:
        sets.setdefault("links.status_page", settings.links.get("status_page", ""))
    ticked = ["severity-decided", "commander-named", "document-created"]
    ticked += ["bridge-open"] if sets["links.bridge"] else []
    teams = [owner.team] if owner and owner.team else []
    adds = {
        **facts.adds,
        "teams": list(dict.fromkeys([*teams, *facts.adds.get("teams", [])])),
        "ticked": ticked,
    }
    text = f"Declared {declaration.level.id}: {incident.headline}"
    return Draft(text, "declared", sets=sets, adds=adds)


def _announcements(planning: Planning, declaration: Declaration, begun: Incident) -> list[Announcement]:
    messages, document = planning.messages, planning.document(begun)
    announcements = []
    if declaration.level.page:
        announcements.append(planning.page(begun, declaration.owner))
        if "acknowledged" in begun.milestones:
            settings = planning.rules.settings
            announcements += word_to_pager("acknowledge", begun, settings, paging_now=True)
    initial = messages.initial(begun, begun.commander or planning.by, declaration.at, document=document)
    announcements.append(Announcement(initial))
    if declaration.level.status_page:
        words = declaration.public_message or PUBLIC_DEFAULT.format(functionality=begun.functionality)
        public = messages.public(begun, "investigating", words, declaration.at, eta=begun.remediation)
        announcements.append(Announcement(public, extra={"phase": "investigating"}))
    return announcements
