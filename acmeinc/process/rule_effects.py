"""What a change of the rules does to incidents that are going on, and would have done to those of last year.

Promises already made stand: what a message said of the next update is not moved by any rule. The past is told
by cadence alone, on both sides: a communication was late when it went out after the moment the one before it
did plus the cadence of the severity then (nearer where the severity rose in between). What nobody sent is not
counted, and neither is the first post on the status page, which belongs to declaring and has no cadence.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from acmeinc.incident.model import FINAL_STATUSES, Incident
from acmeinc.process.cadence import history_of
from acmeinc.process.promises import Promise, PromiseKind, promises
from acmeinc.process.rule_set import RuleSet
from acmeinc.process.schedule import DueKind, due_for
from acmeinc.process.settings import Settings
from acmeinc.process.severity import SeverityRules

YEAR = timedelta(days=365)


_OVER = re.compile(rf"^status: *['\"]?(?:{'|'.join(FINAL_STATUSES)})\b", re.MULTILINE)
_DAY = re.compile(r"\n[^\w\n]*(?:(?:\d+[.)]|\[[xX]\])[^\w\n]*)?(\d{4}-\d\d-\d\d)\s")
"""The day of whatever may be an entry: behind a bullet, a number or a box, at the beginning of a line."""


def may_concern(text: str, now: datetime) -> bool:
    """Return whether a change of the rules may do anything to the incident of a document, without reading it.

    False only where it is over, and no entry of it is of the last year, whatever the zone.
    """
    since = f"{now - YEAR - timedelta(days=1):%Y-%m-%d}"
    return not _OVER.search(text) or any(day >= since for day in _DAY.findall(text))


class Moved(NamedTuple):
    """A duty of an incident that falls due at another time under the new rules.

    `before` and `after` are in UTC; None where it is no duty under those rules.
    """

    incident: str
    severity: str
    kind: DueKind
    before: datetime | None
    after: datetime | None


class Replayed(NamedTuple):
    """How many communications of a kind went out in a year, and how many of them late under either rules.

    `severity` is the incident's when the promise was made.
    """

    severity: str
    kind: PromiseKind
    sent: int
    late_before: int
    late_after: int


def moved_times(incidents: Iterable[Incident], old: RuleSet, new: RuleSet) -> tuple[Moved, ...]:
    """Return what moves of all that is due for open and for resolved incidents, the soonest first.

    Nothing where either side cannot say when things are due.
    """
    if not (old.severity and old.settings and new.severity and new.settings):
        return ()
    before, after = (old.severity, old.settings), (new.severity, new.settings)
    moved = [one for incident in incidents for one in _moved(incident, before, after)]
    return tuple(sorted(moved, key=lambda one: (one.after or one.before, one.incident, one.kind)))


def replayed(
    incidents: Iterable[Incident], old: RuleSet, new: RuleSet, now: datetime
) -> tuple[Replayed, ...]:
    """Return how last year's communications stand under the old and under the new rules.

    By severity and kind; nothing where either side has no cadences. A year is the 365 days before `now`.
    """
    if not (old.severity and new.severity):
        return ()
    sent: Counter[tuple[str, PromiseKind]] = Counter()
    late: tuple[Counter[tuple[str, PromiseKind]], ...] = (Counter(), Counter())
    for incident in incidents:
        sides = [_kept(incident, rules, now) for rules in (old.severity, new.severity)]
        for key in sides[0].keys() | sides[1].keys():
            kind, made, _ = key
            group = (_severity_at(incident, made), kind)
            sent[group] += 1
            for side, counted in zip(sides, late, strict=True):
                counted[group] += key in side and bool(side[key].late(now))
    groups = sorted(sent, key=lambda group: (group[0], _ORDER.index(group[1])))
    return tuple(Replayed(*group, sent[group], late[0][group], late[1][group]) for group in groups)


_ORDER: tuple[PromiseKind, ...] = ("update", "check_in", "status_page", "declare")
_Rules = tuple[SeverityRules, Settings]
_Key = tuple[PromiseKind, datetime, datetime]


def _moved(incident: Incident, old: _Rules, new: _Rules) -> Iterator[Moved]:
    if not (incident.is_open or incident.status == "resolved"):
        return
    before, after = _times(incident, *old), _times(incident, *new)
    for kind in sorted(before.keys() | after.keys()):
        if before.get(kind) != after.get(kind):
            yield Moved(incident.id, incident.severity, kind, before.get(kind), after.get(kind))


def _times(incident: Incident, rules: SeverityRules, settings: Settings) -> dict[DueKind, datetime]:
    """Return when each duty is due that the rules set a time for: a page is due whatever they say."""
    return {due.kind: due.due for due in due_for(incident, rules, settings) if due.kind != "page"}


def _kept(incident: Incident, rules: SeverityRules, now: datetime) -> dict[_Key, Promise]:
    """Return the promises that were kept in the last year, by what they have in common under all rules."""
    return {
        (promise.kind, promise.made, promise.kept): promise
        for promise in promises(incident, rules, as_said=False)
        if promise.kept and now - YEAR <= promise.kept <= now and promise.due > promise.made
    }


def _severity_at(incident: Incident, moment: datetime) -> str:
    """Return the severity that an incident had at a moment; the first one for a moment before."""
    history = history_of(incident, "severity")
    known = [severity for at, severity in history if at <= moment]
    return known[-1] if known else history[0][1] if history else incident.severity
