"""What one incident adds to the figures of a report, computed from nothing but the incident and the rules.

It does not depend on the time of now: what was computed once stays true until the document or a rule changes.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.incident.model import Incident
from acmeinc.process.cadence import dated, history_of, value_at
from acmeinc.process.metrics import times_to
from acmeinc.process.promises import Promise, decision, promises
from acmeinc.process.schedule import window_of
from acmeinc.process.selection import declared_on
from acmeinc.process.settings import Settings
from acmeinc.process.severity import SeverityRules

NIGHT_BEGINS = 22
NIGHT_ENDS = 7

UNTIMED_STATUSES = ("downgraded", "duplicate")
"""What turned out to be no incident of its own: counted, but out of the times."""

HELD_STATUSES = ("resolved", "closed")
"""What has a retrospective, or will: not what is open, nor what was no incident of its own."""

_NOBODYS_WORK = ("receipt", "edit", "removed")
"""Entries that a program makes, or whose time is not that of whoever made them."""

_A_SECOND = timedelta(seconds=1)


class Owed(NamedTuple):
    """A promise, with the incident's severity and its commander when it was kept or fell due."""

    promise: Promise
    severity: str
    commander: str


class Held(NamedTuple):
    """The retrospective of an incident: its window, and when it was held; None where that is not known."""

    opens: datetime | None = None
    closes: datetime | None = None
    held: datetime | None = None


class ActionItem(NamedTuple):
    """An action item: whether it is done, and by when it was to be (None: no date)."""

    done: bool
    due: date | None = None


class Share(NamedTuple):
    """What somebody carried in an incident: whether they commanded, and which hours of the night they worked.

    An hour of the night is told by its beginning, in UTC.
    """

    person: str
    commanded: bool = False
    night_hours: tuple[datetime, ...] = ()


class Contribution(NamedTuple):
    """An incident as the figures see it.

    `team` is the owning team, `declared` the day in the id; `times` are those of `metrics.times_to`;
    `reopened` says how many times it was.
    """

    id: str
    declared: date
    severity: str
    status: str
    functionality: str
    team: str
    reopened: int
    times: Mapping[str, timedelta | None]
    owed: tuple[Owed, ...]
    retrospective: Held
    actions: tuple[ActionItem, ...]
    shares: tuple[Share, ...]

    @property
    def is_timed(self) -> bool:
        """Return whether it counts in the times: it was neither a bug nor a duplicate of another."""
        return self.status not in UNTIMED_STATUSES


def contribution(incident: Incident, rules: SeverityRules, settings: Settings) -> Contribution:
    """Return what an incident adds to the figures.

    Raises BadData when its id tells no day, and RulesSayNo as `retrospective_window` does.
    """
    declared = declared_on(incident.id)
    if declared is None:
        raise BadData([Problem(incident.id, 0, 0, "the id of the incident tells no day")])
    messages = incident.communications
    return Contribution(
        incident.id,
        declared,
        incident.severity,
        incident.status,
        incident.functionality,
        incident.teams[0] if incident.teams else "",
        sum(entry.kind == "reopening" for entry in messages),
        times_to(incident),
        tuple(_owed(incident, rules)),
        _held(incident, rules, settings),
        tuple(ActionItem(action.done, _day(action.due)) for action in incident.retrospective.actions),
        tuple(_shares(incident, settings.zone)),
    )


def _owed(incident: Incident, rules: SeverityRules) -> Iterator[Owed]:
    severities, commanders = history_of(incident, "severity"), history_of(incident, "commander")
    decided = decision(incident, rules)
    for promise in (*([decided] if decided else []), *promises(incident, rules)):
        on_time = promise.kept is not None and promise.kept <= promise.due
        # What comes with the message that keeps a promise, a new severity, a new commander, comes after it.
        when = promise.kept - _A_SECOND if promise.kept is not None and on_time else promise.due
        severity = value_at(severities, when) or incident.severity
        yield Owed(promise, severity, value_at(commanders, when) or incident.commander)


def _held(incident: Incident, rules: SeverityRules, settings: Settings) -> Held:
    """Return the window of a retrospective, and when it was held: as scheduled, unless it was done before.

    A bug and a duplicate have none, and what is open owes none yet (process: Blameless retrospective).
    """
    if incident.status not in HELD_STATUSES:
        return Held()
    done, scheduled = incident.milestones.get("retrospective_done"), incident.retrospective.at
    held = min(done, scheduled) if done and scheduled else done
    window = window_of(incident, rules, settings)
    return Held(window.opens, window.closes, held) if window else Held(held=held)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _shares(incident: Incident, zone: tzinfo) -> Iterator[Share]:
    """Yield what each person carried who commanded, responded or recorded something, by name."""
    commanders = {name for _, name in history_of(incident, "commander")} | {incident.commander}
    hours: dict[str, set[datetime]] = {}
    for at, entry in dated([*incident.timeline, *incident.communications]):
        if entry.kind not in _NOBODYS_WORK:
            night = night_hour(at, zone)
            hours.setdefault(entry.by, set()).update([night] if night else [])
    people = {*hours, *commanders, *(responder.name for responder in incident.responders)}
    for person in sorted(filter(None, people)):
        yield Share(person, person in commanders, tuple(sorted(hours.get(person, ()))))


def night_hour(moment: datetime, zone: tzinfo) -> datetime | None:
    """Return when the hour of the night began that a moment lies in (UTC); None by day.

    The night is from 22:00 to 07:00 on the clock of `zone`; an hour that the clocks repeat is two.
    """
    local = moment.astimezone(zone)
    if NIGHT_ENDS <= local.hour < NIGHT_BEGINS:
        return None
    return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
