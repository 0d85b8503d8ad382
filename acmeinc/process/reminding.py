"""Which duty the commander has still to be reminded of (process: Until incident resolution).

A reminder is an entry of the document, `kind=reminder`, that names what is due (`about`) and when (`due`): so
every clone knows of it, and nobody is reminded twice of the same.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Entry, Incident
from acmeinc.process.people import Person
from acmeinc.process.schedule import Due, DueKind
from acmeinc.process.settings import Settings

KIND = "reminder"
AHEAD = timedelta(minutes=5)
"""How long before a duty falls due its reminder goes out."""
RETROSPECTIVE_AHEAD = timedelta(days=1)
"""A retrospective takes more than five minutes to prepare."""

WHAT: dict[DueKind, str] = {
    "declare": "first message to stakeholders",
    "page": "page",
    "check_in": "check-in with responders",
    "update": "stakeholder update",
    "status_page": "status page post",
    "retrospective": "retrospective",
}
COMMANDS: dict[DueKind, str] = {
    "declare": "update",
    "page": "send --done",
    "check_in": "checkin",
    "update": "update",
    "status_page": "publish",
    "retrospective": "retro",
}
"""What to type for each duty; `-i ID` follows."""


class Key(NamedTuple):
    """What makes a duty of an incident the same one: what is due, and when (as documents write it)."""

    about: str
    due: str


def key_of(due: Due) -> Key:
    """Return what names a duty."""
    return Key(due.kind, time_value(due.due))


def reminders(incident: Incident) -> dict[Key, list[Entry]]:
    """Return the reminders that were recorded, by what they are about, oldest first."""
    found: dict[Key, list[Entry]] = {}
    for entry in sorted(incident.timeline, key=lambda entry: entry.id):
        if entry.kind == KIND:
            key = Key(str(entry.fields.get("about", "")), str(entry.fields.get("due", "")))
            found.setdefault(key, []).append(entry)
    return found


def to_remind(incident: Incident, dues: Iterable[Due], now: datetime, ahead: timedelta) -> list[Due]:
    """Return the duties that are overdue, or due within `ahead`, and that nobody was reminded of."""
    known = reminders(incident)
    return [
        due
        for due in dues
        if due.due - _ahead(due, ahead) <= now and key_of(due) not in known and incident.commander
    ]


def carriers(settings: Settings, commander: Person | None) -> tuple[str, ...]:
    """Return the channels that carry a reminder to the commander: mail and the incident's own chat channel.

    Where neither is connected the incidents channel does; where nothing is, a person has to.
    """
    mail = ("reminder",) if settings.email.via == "smtp" and commander and commander.email else ()
    own = ("incident_chat",) if settings.chat.via == "slack" else ()
    all_chat = ("chat",) if settings.chat.via in ("webhook", "apprise") else ()
    return mail + own or all_chat or ("reminder",)


def _ahead(due: Due, ahead: timedelta) -> timedelta:
    return max(ahead, RETROSPECTIVE_AHEAD) if due.kind == "retrospective" else ahead
