"""What is due for an incident, and when (process: Triage, Coordinate, and Communicate).

A promise once made stands: a message says when the next one comes, and only a severity that rises later,
without a message, brings that nearer. Everything here is computed from the incident's entries.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from acmeinc.incident.fields import moment_of
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.state import undone_ids
from acmeinc.process.paging import not_paged
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Level, SeverityRules

DueKind = Literal["declare", "page", "check_in", "update", "status_page", "retrospective"]

DECLARE_DETAIL = "first message to stakeholders"
CHECK_IN_DETAIL = "check in with responders, compose the update"
STATUS_PAGE_DETAIL = "status page"
HOLD_DETAIL = "hold the scheduled retrospective"
SCHEDULE_DETAIL = "schedule and hold the retrospective: its window closes"

STAKEHOLDER_KINDS = ("initial", "update", "reopening")


class Due(NamedTuple):
    """A duty: what is due for which incident, by when (UTC), and what to do about it.

    `severity` is the incident's of now.
    """

    incident: str
    severity: str
    kind: DueKind
    due: datetime
    detail: str


def overdue(due: Due, now: datetime) -> bool:
    """Return whether a duty is late; throughout the second it is due, it is on time."""
    return now.replace(microsecond=0) > due.due


def due_for(incident: Incident, rules: SeverityRules, settings: Settings) -> tuple[Due, ...]:
    """Return everything due for an incident, soonest first.

    The cadence runs while the incident is open; a resolved one waits for its retrospective; a page that
    nobody has confirmed stands whatever the status (process: Declare, Triage, Mitigate and Resolve).
    """
    duties = _pages(incident)
    if incident.is_open:
        duties += _cadence_duties(incident, rules, settings)
    elif incident.status == "resolved":
        duties += _retrospective(incident, rules, settings)
    return tuple(sorted(duties, key=lambda duty: (duty.due, duty.kind, duty.detail)))


def severity_history(incident: Incident) -> list[tuple[datetime, str]]:
    """Return each severity the incident was given and since when (UTC), oldest first, by time, then id.

    The last is the severity of now, also where concurrent changes made that another than the newest.
    """
    entries = _dated([*incident.timeline, *incident.communications])
    history = [(at, str(entry.fields["severity"])) for at, entry in entries if "severity" in entry.fields]
    if history and incident.severity:
        history[-1] = (history[-1][0], incident.severity)
    return history


def counts_as_sent(incident: Incident, message: Entry) -> bool:
    """Return whether a communication was delivered or printed on at least one channel."""
    states = {receipt.fields.get("state") for receipt in _receipts(incident, message)}
    return not states.isdisjoint(("sent", "printed"))


def _pages(incident: Incident) -> list[Due]:
    """Return the pages no human is known to have got; each is due since the moment it was made."""
    return [
        _due(incident, "page", at, not_paged(str(page.fields.get("link", ""))))
        for at, page in _dated(incident.communications)
        if page.kind == "page" and not _is_paged(incident, page)
    ]


_Cadence = Callable[[Level], timedelta | None]


def _update(level: Level) -> timedelta | None:
    return level.update


def _check_in(level: Level) -> timedelta | None:
    return level.check_in


def _status_page(level: Level) -> timedelta | None:
    return level.status_page


class _Severities:
    """An incident's severities over time, as levels of the rules of now."""

    def __init__(self, incident: Incident, rules: SeverityRules) -> None:
        history = severity_history(incident)
        self._first = _level(rules, history[0][1] if history else incident.severity)
        self._changes = [(at, _level(rules, severity)) for at, severity in history]
        # An edit is dated like the value it replaces, however late it was made: a message in between has a
        # later time and knew nothing of it.
        self.changed_by_hand = any(e.kind == "edit" and "severity" in e.fields for e in incident.timeline)

    def next_after(self, moment: datetime, cadence: _Cadence) -> datetime | None:
        """Return `moment` plus the cadence of the severity at that moment; None when that has none."""
        level = self._first
        for at, changed_to in self._changes:
            level = changed_to if at <= moment else level
        step = cadence(level)
        return None if step is None else moment + step

    def adjusted(self, due: datetime | None, since: datetime, cadence: _Cadence) -> datetime | None:
        """Return what changes after `since` make of a due time: raised, the earlier one; lowered, it stands.

        A change at `since` itself was announced by that message and is already in its promise.
        """
        level = self._first
        for at, changed_to in self._changes:
            step = cadence(changed_to)
            if at > since and changed_to.number < level.number and step is not None:
                due = min(due, at + step) if due else at + step
            level = changed_to
        return due


def _cadence_duties(incident: Incident, rules: SeverityRules, settings: Settings) -> list[Due]:
    severities = _Severities(incident, rules)
    chat = settings.chat.options.get("incidents", "#incidents")
    moments: tuple[tuple[DueKind, datetime | None, str], ...] = (
        ("declare", _declare_due(incident, rules), DECLARE_DETAIL),
        ("check_in", _check_in_due(incident, severities), CHECK_IN_DETAIL),
        ("update", _update_due(incident, severities), f"stakeholder update: email, {chat}, own channel"),
        ("status_page", _status_page_due(incident, severities), STATUS_PAGE_DETAIL),
    )
    return [_due(incident, kind, when, detail) for kind, when, detail in moments if when is not None]


def _retrospective(incident: Incident, rules: SeverityRules, settings: Settings) -> list[Due]:
    """Return the retrospective a resolved incident waits for: at its time, else before its window closes."""
    resolved = incident.milestones.get("resolved")
    counted_from = incident.milestones.get("mitigated", resolved)
    if "retrospective_done" in incident.milestones:
        return []
    if incident.retrospective.at is not None:
        return [_due(incident, "retrospective", incident.retrospective.at, HOLD_DETAIL)]
    if counted_from is None:
        return []
    rule, hours = rules.retrospective, settings.business_hours
    from acmeinc.process.business_time import retrospective_window

    window = retrospective_window(counted_from, resolved, rule, hours, settings.zone)
    note = ", counted from resolution" if window.counted_from == "resolution" else ""
    return [_due(incident, "retrospective", window.closes, SCHEDULE_DETAIL + note)]


def _declare_due(incident: Incident, rules: SeverityRules) -> datetime | None:
    """Return when the first message has to be out; None once it is (process: Declare)."""
    if any(entry.kind == "initial" and counts_as_sent(incident, entry) for entry in incident.communications):
        return None
    detected = incident.milestones.get("detected") or incident.milestones.get("declared")
    return detected + rules.clocks.declare if detected else None


def _update_due(incident: Incident, severities: _Severities) -> datetime | None:
    """Return the promise of the newest message to stakeholders, or what a later severity made of it."""
    newest = _newest_sent(incident, STAKEHOLDER_KINDS)
    if newest is None:
        return None
    at, message = newest
    promised = moment_of(str(message.fields.get("next_update", "")))
    by_cadence = severities.next_after(at, _update)
    if promised and by_cadence and severities.changed_by_hand:
        promised = min(promised, by_cadence)
    return severities.adjusted(promised or by_cadence, at, _update)


def _check_in_due(incident: Incident, severities: _Severities) -> datetime | None:
    """Return when responders are to be asked next: counted from the last message or check-in."""
    moments = [at for at, entry in _dated(incident.timeline) if entry.kind == "checkin"]
    message = _newest_sent(incident, STAKEHOLDER_KINDS)
    moments += [message[0]] if message else []
    if not moments:
        return None
    last = max(moments)
    return severities.adjusted(severities.next_after(last, _check_in), last, _check_in)


def _status_page_due(incident: Incident, severities: _Severities) -> datetime | None:
    """Return when customers are to hear next: the first post belongs to declare, the others to the cadence.

    A reopened incident starts its cadence anew.
    """
    post = _newest_sent(incident, ("public",))
    starts = [at for at, entry in _dated(incident.communications) if entry.kind == "reopening"]
    starts += [post[0]] if post else []
    if starts:
        last = max(starts)
        return severities.adjusted(severities.next_after(last, _status_page), last, _status_page)
    declared = incident.milestones.get("declared")
    if declared is None:
        return None
    first = declared if severities.next_after(declared, _status_page) else None
    return severities.adjusted(first, declared, _status_page)


def _level(rules: SeverityRules, severity: str) -> Level:
    """Return the level of a severity; of one the rules no longer know, the nearest, the more severe first."""
    digits = re.search(r"\d{1,3}", severity)
    number = int(digits.group()) if digits else 0
    return min(rules.levels, key=lambda level: (abs(level.number - number), level.number))


def _newest_sent(incident: Incident, kinds: Sequence[str]) -> tuple[datetime, Entry] | None:
    """Return the newest communication of these kinds that counts as sent, with its time."""
    of_kind = [dated for dated in _dated(incident.communications) if dated[1].kind in kinds]
    return next((dated for dated in reversed(of_kind) if counts_as_sent(incident, dated[1])), None)


def _is_paged(incident: Incident, page: Entry) -> bool:
    return any(
        receipt.fields.get("state") == "sent" and "paging" in str(receipt.fields.get("channel"))
        for receipt in _receipts(incident, page)
    )


def _receipts(incident: Incident, message: Entry) -> list[Entry]:
    undone = undone_ids(incident.timeline)
    return [
        entry
        for entry in incident.timeline
        if entry.kind == "receipt" and entry.fields.get("message") == message.id and entry.id not in undone
    ]


def _dated(entries: Iterable[Entry]) -> list[tuple[datetime, Entry]]:
    """Return the entries whose time is legible, oldest first by time, then id, with it in UTC."""
    dated = [(entry.at.astimezone(UTC), entry) for entry in entries if entry.at is not None]
    return sorted(dated, key=lambda pair: (pair[0], pair[1].id))


def _due(incident: Incident, kind: DueKind, when: datetime, detail: str) -> Due:
    return Due(incident.id, incident.severity, kind, when.astimezone(UTC), detail)
