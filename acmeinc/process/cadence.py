"""The severity of an incident over time, and when its cadences say that something is due."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from acmeinc.incident.model import Entry, Incident
from acmeinc.process.severity import Level, SeverityRules

Cadence = Callable[[Level], timedelta | None]
"""How often something is due at a level: `check_in`, `update` or `status_page`."""

Place = tuple[datetime, str]
"""Where an entry stands in time: when, and by its id where that is the same moment."""


def history_of(incident: Incident, field: Literal["severity", "commander"]) -> list[tuple[datetime, str]]:
    """Return each value the field was given and since when (UTC), oldest first, by time, then id.

    The last is the value of now, also where concurrent changes made that another than the newest.
    """
    entries = dated([*incident.timeline, *incident.communications])
    history = [(at, str(entry.fields[field])) for at, entry in entries if field in entry.fields]
    now: str = getattr(incident, field)
    if history and now:
        history[-1] = (history[-1][0], now)
    return history


def value_at(history: Sequence[tuple[datetime, str]], moment: datetime) -> str:
    """Return the value a history tells for a moment: before its beginning the first, "" when it is empty."""
    values = [value for since, value in history if since <= moment] or [value for _, value in history[:1]]
    return values[-1] if values else ""


def dated(entries: Iterable[Entry]) -> list[tuple[datetime, Entry]]:
    """Return the entries whose time is legible, oldest first by time, then id, with it in UTC."""
    found = [(entry.at.astimezone(UTC), entry) for entry in entries if entry.at is not None]
    return sorted(found, key=place)


def place(pair: tuple[datetime, Entry]) -> Place:
    """Return where a dated entry stands in time."""
    return (pair[0], pair[1].id)


def update(level: Level) -> timedelta | None:
    """Return how often stakeholders hear from us at a level; None: never."""
    return level.update


def check_in(level: Level) -> timedelta | None:
    """Return how often responders are asked at a level; None: never."""
    return level.check_in


def status_page(level: Level) -> timedelta | None:
    """Return how often customers hear from us at a level; None: never."""
    return level.status_page


class Severities:
    """An incident's severities over time, as levels of the rules."""

    def __init__(self, incident: Incident, rules: SeverityRules) -> None:
        history = history_of(incident, "severity")
        self._first = nearest_level(rules, history[0][1] if history else incident.severity)
        self._changes = [(at, nearest_level(rules, severity)) for at, severity in history]
        # An edit is dated like the value it replaces, however late it was made: a message in between has a
        # later time and knew nothing of it.
        self.changed_by_hand = any(e.kind == "edit" and "severity" in e.fields for e in incident.timeline)

    def next_after(self, moment: datetime, cadence: Cadence) -> datetime | None:
        """Return `moment` plus the cadence of the severity at that moment; None when that has none."""
        level = self._first
        for at, changed_to in self._changes:
            level = changed_to if at <= moment else level
        step = cadence(level)
        return None if step is None else moment + step

    def adjusted(
        self, due: datetime | None, span: tuple[datetime, datetime | None], cadence: Cadence
    ) -> datetime | None:
        """Return what changes within a span make of a due time: raised, the earlier one; lowered, it stands.

        A change at its very beginning was announced by that message and is already in its promise; one at its
        end comes too late for this one.
        """
        since, until = span
        level = self._first
        for at, changed_to in self._changes:
            if until is not None and at >= until:
                break
            step = cadence(changed_to)
            if at > since and changed_to.number < level.number and step is not None:
                due = min(due, at + step) if due else at + step
            level = changed_to
        return due


def nearest_level(rules: SeverityRules, severity: str) -> Level:
    """Return the level of a severity; of one the rules no longer know, the nearest, the more severe first."""
    digits = re.search(r"\d{1,3}", severity)
    number = int(digits.group()) if digits else 0
    return min(rules.levels, key=lambda level: (abs(level.number - number), level.number))
