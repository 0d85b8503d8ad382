"""What a template can name: an incident as plain dicts, lists and text."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from acmeinc.incident.model import Incident
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.time_input import clock_label, words_for

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def incident_values(incident: Incident) -> dict[str, Any]:
    """Return the fields of an incident that a message can tell; what is not known is "" or an empty list."""
    return {
        "id": incident.id,
        "severity": incident.severity,
        "functionality": clean_line(incident.functionality),
        "state": clean_line(incident.state),
        "audience": clean_line(incident.audience),
        "headline": clean_line(incident.headline),
        "impact": clean(incident.impact),
        "quantity": incident.quantity,
        "customers": [clean_line(customer) for customer in incident.customers],
        "commander": clean_line(incident.commander),
        "responders": [
            {"name": clean_line(person.name), "role": person.role, "team": clean_line(person.team)}
            for person in incident.responders
        ],
        "teams": [clean_line(team) for team in incident.teams],
        "workarounds": clean(incident.workarounds),
        "remediation": clean(incident.remediation),
        "bridge": incident.links.bridge,
        "chat": incident.links.chat,
        "duplicate_of": incident.duplicate_of,
    }


def outage_values(incident: Incident, zone: ZoneInfo) -> dict[str, str]:
    """Return when customers were affected, in words: `outage_from`, `outage_until`, `outage_lasted`.

    "" stands for what is not known. A start after the mitigation is a slip, and is left out. Counted in
    whole minutes, so that the length agrees with the clock times beside it.
    """
    started, mitigated = (_minute(incident.milestones.get(name)) for name in ("started", "mitigated"))
    if started and mitigated and started > mitigated:
        started = None
    same_day = started and mitigated and _day(started, zone) == _day(mitigated, zone)
    return {
        "outage_from": _clock_and_day(started, zone, with_day=not same_day),
        "outage_until": _clock_and_day(mitigated, zone),
        "outage_lasted": _lasted(mitigated - started) if started and mitigated else "",
    }


def day_and_time(when: datetime | None, zone: ZoneInfo) -> str:
    """Return a time to be kept, such as `Tuesday 2026-11-24 10:30 EST`; "" when there is none."""
    if when is None:
        return ""
    local = when.astimezone(zone)
    return f"{_WEEKDAYS[local.weekday()]} {_day(when, zone)} {clock_label(when, zone)}"


def promised(cadence: timedelta | None) -> str:
    """Return the words of "Expect an update … in 30 minutes"; "" when none is promised."""
    return words_for(cadence) if cadence else ""


def _minute(when: datetime | None) -> datetime | None:
    return when.replace(second=0, microsecond=0) if when else None


def _lasted(duration: timedelta) -> str:
    return words_for(duration) if duration else "less than a minute"


def _clock_and_day(when: datetime | None, zone: ZoneInfo, *, with_day: bool = True) -> str:
    if when is None:
        return ""
    return f"{clock_label(when, zone)} on {_day(when, zone)}" if with_day else clock_label(when, zone)


def _day(when: datetime, zone: ZoneInfo) -> str:
    return when.astimezone(zone).strftime("%Y-%m-%d")
