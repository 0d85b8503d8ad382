"""Backstage catalogs: `catalog-info.yaml`, one or many entities in a file."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from acmeinc.errors import Problem
from acmeinc.importing.claims import Claim, Claims, readable
from acmeinc.process.rule_tree import Fields, Items, Text, Value, compose_all

NAMES = ("catalog-info.yaml", "catalog-info.yml")

_NO_SERVICES = ("library", "documentation", "template")
_READ = ("component", "system", "group", "user")
_ADDRESS = re.compile(r"https?://\S+")
_PAGING = re.compile(r"\bon-?call\b|pagerduty|opsgenie|\bpag(?:er|ing)\b|escalation|\brota\b", re.IGNORECASE)
_CHAT = re.compile(r"slack|mattermost|discord|teams\.microsoft|\bchat\b", re.IGNORECASE)
_BACKLOG = re.compile(r"\bissues?\b|backlog|jira|\btickets?\b", re.IGNORECASE)
_SECRETS = ("pagerduty.com/integration-key",)
_PAGER_IDS = ("pagerduty.com/service-id", "opsgenie.com/component-selector", "opsgenie.com/team")


class _Name(NamedTuple):
    """How entities are told apart: everything in lower case."""

    kind: str
    namespace: str
    name: str


class _Entity(NamedTuple):
    """One entity of a catalog, and where it stands."""

    key: _Name
    fields: Fields
    where: str

    @property
    def name(self) -> str:
        """Return its name as it is written."""
        return _text(self.fields, "metadata", "name")

    @property
    def title(self) -> str:
        """Return what it is called by people; "" where it has no title."""
        return _text(self.fields, "metadata", "title") or _text(self.fields, "spec", "profile", "displayName")

    @property
    def annotations(self) -> Mapping[str, str]:
        """Return its annotations."""
        found = _at(self.fields, "metadata", "annotations")
        entries = found.entries if isinstance(found, Fields) else {}
        return {key: value.text for key, (_, value) in entries.items() if isinstance(value, Text)}


def read_backstage(texts: Iterable[tuple[str, str]]) -> Claims:
    """Return who owns which component, and which system that has no components; `texts` are paths and texts.

    A component of a system belongs to that functionality. Owners that are people stand for their first group.
    """
    entities: dict[_Name, _Entity] = {}
    problems: list[Problem] = []
    for path, text in texts:
        found, faults = compose_all(text, path)
        problems += faults
        for fields in found:
            if key := _key(fields, path, problems):
                entities.setdefault(key, _Entity(key, fields, path))
    passed_over = [_why_not(entity) for entity in entities.values() if _why_not(entity)]
    systems = {
        _reference(e, "spec", "system", kind="system") for k, e in entities.items() if k.kind == "component"
    }
    owned = [
        entity
        for entity in entities.values()
        if not _why_not(entity)
        and (entity.key.kind == "component" or (entity.key.kind == "system" and entity.key not in systems))
    ]
    claims = [_claim(entity, entities) for entity in owned]
    passed_over += ["nobody owns it" for claim in claims if not claim.team]
    return Claims(tuple(c for c in claims if c.team), tuple(passed_over), tuple(problems))


def _key(fields: Fields, path: str, problems: list[Problem]) -> _Name | None:
    kind, name = _text(fields, "kind"), _text(fields, "metadata", "name")
    if not _text(fields, "apiVersion") or not kind:
        return None
    if not name:
        hint = "add a line `name: …` below `metadata:`"
        problems.append(Problem(path, fields.line, fields.column, f"the {kind} has no `metadata.name`", hint))
        return None
    namespace = _text(fields, "metadata", "namespace") or "default"
    return _Name(kind.lower(), namespace.lower(), name.lower())


def _why_not(entity: _Entity) -> str:
    """Return why an entity is nothing that is paged for; "" where it is, or says who people are."""
    if entity.key.kind not in _READ:
        return f"a {entity.key.kind} is no service"
    kind = _text(entity.fields, "spec", "type").lower()
    return f"a {kind} is no service" if entity.key.kind == "component" and kind in _NO_SERVICES else ""


def _claim(entity: _Entity, entities: Mapping[_Name, _Entity]) -> Claim:
    owner = _reference(entity, "spec", "owner", kind="group")
    team, doubts = _team(owner, entity, entities)
    known = entities.get(team) if team else None
    part_of = _reference(entity, "spec", "system", kind="system")
    links = list(_links(entity))
    group_links = list(_links(known)) if known else []
    paging = _link(_PAGING, [*links, *group_links])
    return Claim(
        functionality=_functionality(entity, part_of, entities),
        service=entity.name,
        team=(known.title or known.name) if known else _written(entity),
        where=entity.where,
        line=entity.fields.line,
        paging=paging,
        backlog=_link(_BACKLOG, links) or _project(entity),
        chat=_link(_CHAT, [*links, *group_links]),
        email=_text(known.fields, "spec", "profile", "email") if known else "",
        doubts=(*doubts, *_pager_doubts(entity, paging)),
    )


def _functionality(entity: _Entity, part_of: _Name | None, entities: Mapping[_Name, _Entity]) -> str:
    """Return what an entity is part of for people: its system, else itself."""
    if part_of is None:
        return entity.title or readable(entity.name)
    system = entities.get(part_of)
    return (system.title or readable(system.name)) if system else readable(part_of.name)


def _team(
    owner: _Name | None, entity: _Entity, entities: Mapping[_Name, _Entity]
) -> tuple[_Name | None, tuple[str, ...]]:
    """Return the group that owns an entity, and what is doubtful about that."""
    if owner is None:
        return None, ()
    if owner.kind == "user" or (owner not in entities and owner._replace(kind="user") in entities):
        user = entities.get(owner._replace(kind="user"))
        groups = list(_references(user, "spec", "memberOf", kind="group")) if user else []
        told = f"the owner {_written(entity)} is a person"
        return (groups[0], (f"{told}: their group was taken",)) if groups else (None, (told,))
    return owner, () if owner in entities else ("its group is not in the catalog",)


def _written(entity: _Entity) -> str:
    """Return the name of the owner as the entity writes it, without kind and namespace."""
    value = _at(entity.fields, "spec", "owner")
    words = value.text if isinstance(value, Text) else _text(entity.fields, "spec", "owner", "name")
    return re.split(r"[:/]", " ".join(words.split()))[-1]


def _pager_doubts(entity: _Entity, paging: str) -> Iterator[str]:
    """Yield what an entity says of its pager, where that is no link: a person can make one of it."""
    annotations = entity.annotations
    yield from (f"{name} is a secret, and was not read" for name in _SECRETS if annotations.get(name))
    ids = [name for name in _PAGER_IDS if annotations.get(name)] if not paging else []
    yield from (f"{name} is {annotations[name]}" for name in ids)


def _project(entity: _Entity) -> str:
    """Return where the issues of an entity's project are, "" where it names none."""
    annotations = entity.annotations
    if slug := annotations.get("github.com/project-slug", "").strip():
        return f"https://github.com/{slug}/issues"
    if slug := annotations.get("gitlab.com/project-slug", "").strip():
        return f"https://gitlab.com/{slug}/-/issues"
    return ""


def _links(entity: _Entity) -> Iterator[tuple[str, str]]:
    """Yield the links of an entity: the address, and all that says what it is for."""
    found = _at(entity.fields, "metadata", "links")
    for item in found.items if isinstance(found, Items) else ():
        if isinstance(item, Fields) and _ADDRESS.fullmatch(url := _text(item, "url")):
            yield url, " ".join((_text(item, "title"), _text(item, "type"), _text(item, "icon"), url))


def _link(wanted: re.Pattern[str], links: Iterable[tuple[str, str]]) -> str:
    return next((url for url, words in links if wanted.search(words)), "")


def _reference(entity: _Entity, *path: str, kind: str) -> _Name | None:
    return _named(_at(entity.fields, *path), kind, entity.key.namespace)


def _references(entity: _Entity, *path: str, kind: str) -> Iterator[_Name]:
    found = _at(entity.fields, *path)
    for item in found.items if isinstance(found, Items) else ():
        if name := _named(item, kind, entity.key.namespace):
            yield name


def _named(value: Value | None, kind: str, namespace: str) -> _Name | None:
    """Return the entity that a reference means: `[kind:][namespace/]name`, or a mapping of the three."""
    if isinstance(value, Fields):
        name = _text(value, "name")
        kind, namespace = _text(value, "kind") or kind, _text(value, "namespace") or namespace
    else:
        name = value.text.strip() if isinstance(value, Text) else ""
        if ":" in name:
            kind, _, name = name.partition(":")
        if "/" in name:
            namespace, _, name = name.partition("/")
    return _Name(kind.lower(), namespace.lower(), name.lower()) if name else None


def _text(fields: Fields, *path: str) -> str:
    value = _at(fields, *path)
    return " ".join(value.text.split()) if isinstance(value, Text) else ""


def _at(fields: Fields, *path: str) -> Value | None:
    value: Value | None = fields
    for name in path:
        value = value.entries[name][1] if isinstance(value, Fields) and name in value.entries else None
    return value
