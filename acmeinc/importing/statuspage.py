"""Incidents of Atlassian Statuspage: `/api/v2/incidents.json` of a page, or what its management API gives."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

from acmeinc.errors import BadData, Problem
from acmeinc.importing.foreign_json import Json, Key, objects_in, parse_json, text_in, texts
from acmeinc.importing.published import MAINTENANCE, Phase, Post, Published, phase_of, says_phase, settled
from acmeinc.importing.wall_clock import Read, read_time

_SHAPE = 'it has to be {"incidents": [...]}, as /api/v2/incidents.json of a page gives it'
_OVER = ("resolved", "postmortem", "completed")
_TIME_HINT = "a time looks like 2026-11-23T14:02:00Z"
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|b|i|em|strong|small|var|span|div|u)(?:\s[^<>]{0,200})?>", re.IGNORECASE)


def looks_like_statuspage(text: str) -> bool:
    """Return whether a text can be what Statuspage gives."""
    return text.lstrip("\ufeff \t\r\n").startswith(("{", "["))


def read_statuspage(text: str, path: str, zone: tzinfo) -> list[Published]:
    """Return the incidents of a file, maintenance marked as such; times without a zone are those of `zone`.

    Raises BadData with every fault and its place.
    """
    file = parse_json(text, path)
    problems: list[Problem] = []
    listed = list(_listed(file))
    if not listed and not _is_empty(file.value):
        raise BadData([file.problem("there are no incidents in this JSON", _SHAPE)])
    page = text_in(file.value.get("page"), "id") if isinstance(file.value, dict) else ""
    found = [_Reading(file, keys, row, zone, problems).published(page) for keys, row in listed]
    if problems:
        raise BadData(problems)
    return [one for one in found if one]


def _listed(file: Json) -> Iterator[tuple[tuple[Key, ...], dict[str, Any]]]:
    """Yield the incidents of a file, each with where it stands: in a list, or alone."""
    value = file.value
    if isinstance(value, list):
        yield from (((n,), row) for n, row in enumerate(value) if isinstance(row, dict))
    elif isinstance(value, dict):
        for name in ("incidents", "scheduled_maintenances"):
            rows = value.get(name)
            if isinstance(rows, list):
                yield from (((name, n), row) for n, row in enumerate(rows) if isinstance(row, dict))
        if isinstance(value.get("incident"), dict):
            yield ("incident",), value["incident"]


def _is_empty(value: object) -> bool:
    return value == [] or (isinstance(value, dict) and value.get("incidents") == [])


class _Reading:
    """One incident being read; faults are noted, each with its place."""

    def __init__(
        self, file: Json, keys: tuple[Key, ...], row: dict[str, Any], zone: tzinfo, problems: list[Problem]
    ) -> None:
        self._file, self._keys, self._row = file, keys, row
        self._zone, self._problems = zone, problems
        self._local = 0

    def published(self, page: str) -> Published | None:
        """Return the incident, None where something is wrong with it."""
        row, before = self._row, len(self._problems)
        own_id, title, level, status = (one.strip() for one in texts(row, "id", "name", "impact", "status"))
        for name, value in (("id", own_id), ("name", title)):
            if not value:
                self._complain(f"an incident has no `{name}`", _SHAPE)
        created = self._time(row, "created_at", required=True)
        started = self._time(row, "started_at") or created
        resolved = self._time(row, "resolved_at")
        posts = tuple(self._posts())
        if started is None or len(self._problems) > before:
            return None
        is_planned = level in MAINTENANCE or bool(text_in(row, "scheduled_for"))
        found = Published(
            key=f"statuspage:{text_in(row, 'page_id') or page}/{own_id}",
            source="Statuspage",
            title=title,
            level=level,
            affected=self._affected(),
            started=started,
            resolved=resolved,
            posts=posts,
            where=self._file.path,
            line=self._file.problem("", "", *self._keys).line,
            link=_address(text_in(row, "shortlink")),
            is_open=resolved is None and status not in _OVER,
            why_not="maintenance" if is_planned else "",
            local_times=self._local,
        )
        return settled(found)

    def _affected(self) -> tuple[str, ...]:
        """Return the names of the components, those first that an update names."""
        named = [
            text_in(component, "name")
            for update in objects_in(self._row, "incident_updates")
            for component in objects_in(update, "affected_components")
        ]
        named += [text_in(component, "name") for component in objects_in(self._row, "components")]
        return tuple(dict.fromkeys(name.strip() for name in named if name.strip()))

    def _posts(self) -> Iterator[Post]:
        updates = self._row.get("incident_updates")
        rows = updates if isinstance(updates, list) else []
        dated = []
        for number, row in enumerate(rows):
            if not isinstance(row, dict):
                continue
            keys = ("incident_updates", number)
            at = self._time(row, "display_at", *keys) or self._time(row, "created_at", *keys, required=True)
            if at:
                dated.append((at, row))
        phase: Phase = "investigating"
        for at, row in sorted(dated, key=lambda pair: pair[0]):
            status, body = texts(row, "status", "body")
            phase = phase_of(status, phase)
            yield Post(at, phase, _TAG.sub("", _BREAK.sub("\n", body)), says_phase(status))

    def _time(self, row: dict[str, Any], name: str, *keys: Key, required: bool = False) -> datetime | None:
        value = row.get(name)
        if value is None and not required:
            return None
        read: Read | None = read_time(value, self._zone) if isinstance(value, str) else None
        if read is None:
            what = f"`{name}` is missing" if value is None else f"`{name}` is no time"
            self._complain(what, _TIME_HINT, *keys, name)
            return None
        self._local += read.is_local
        return read.at

    def _complain(self, message: str, hint: str, *keys: Key) -> None:
        self._problems.append(self._file.problem(message, hint, *self._keys, *keys))


def _address(text: str) -> str:
    return text if text.startswith(("https://", "http://")) else ""
