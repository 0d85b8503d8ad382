"""The figures of a report: what the incidents of a time came to, and how well everyone was kept informed.

Pure: contributions and `now` in, one value out. Docs: `docs/reports.md` has every formula.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.process.carried import Person, carried
from acmeinc.process.contribution import HELD_STATUSES, Contribution
from acmeinc.process.kept import Kept, Outcome, Part, kept, of_kinds, outcomes, parts
from acmeinc.process.metrics import TIME_TO_FORMULAS
from acmeinc.process.promises import PromiseKind
from acmeinc.process.severity import SeverityRules
from acmeinc.process.time_to import TimeTo, time_to

AUDIENCES: Mapping[PromiseKind, str] = {
    "update": "stakeholders",
    "status_page": "status page",
    "check_in": "check-in",
}
"""Whom a promise is made to, by its kind: the headline of a report."""

CLOCKS: Mapping[PromiseKind, str] = {"decide": "decide", "declare": "first message"}

NOT_RECORDED = "not recorded"
"""What is told where no name was: no commander, no owning team."""


class Audience(NamedTuple):
    """How the promises made to an audience were kept: in all, by severity, and by who commanded then."""

    kind: PromiseKind
    name: str
    kept: Kept
    by_severity: tuple[Part, ...]
    by_commander: tuple[Part, ...]


class Clock(NamedTuple):
    """One of the two clocks that detection starts: `limit` is how long it runs."""

    kind: PromiseKind
    name: str
    limit: timedelta
    kept: Kept
    unknown: int
    """How many incidents lack what the clock is read from."""


class Retrospectives(NamedTuple):
    """How many retrospectives of what was resolved or closed were held inside their window.

    `outside` were held before or after it; `missed` were not held, and it is closed; `ahead` still can be;
    of `unknown` no mitigation or resolution was recorded.
    """

    inside: int
    outside: int
    missed: int
    ahead: int
    unknown: int


class Actions(NamedTuple):
    """The action items: `done`, and `open`, of which some are `overdue`; `oldest` was due first of these."""

    done: int
    open: int
    overdue: int
    oldest: "OldestAction | None"


class OldestAction(NamedTuple):
    """The action item that is overdue longest: of which incident, and since when."""

    incident: str
    due: date


class Month(NamedTuple):
    """The incidents declared in a month ("2026-11"), how promises were kept, and the time to mitigate."""

    month: str
    incidents: int
    by_severity: tuple[int, ...]
    kept: Kept
    mitigate: TimeTo


class Statuses(NamedTuple):
    """How many incidents are in which state; `reopened` were at least once, whatever they are now."""

    open: int
    resolved: int
    closed: int
    downgraded: int
    duplicate: int
    reopened: int


class Report(NamedTuple):
    """All figures of a report. `severities` are those that `Month.by_severity` counts, most severe first."""

    now: datetime
    incidents: int
    audiences: tuple[Audience, ...]
    clocks: tuple[Clock, ...]
    retrospectives: Retrospectives
    actions: Actions
    statuses: Statuses
    severities: tuple[tuple[str, int], ...]
    functionalities: tuple[tuple[str, int], ...]
    teams: tuple[tuple[str, int], ...]
    times: tuple[TimeTo, ...]
    months: tuple[Month, ...]
    people: tuple[Person, ...]


def figures(
    contributions: Iterable[Contribution], limits: Mapping[PromiseKind, timedelta], now: datetime, today: date
) -> Report:
    """Return the report on these incidents at `now`; `limits` are how long the clocks run.

    `today` is the day in the organisation's zone: an action item is overdue the day after it was due.
    """
    all = sorted(contributions, key=lambda one: (one.declared, one.id))
    found = outcomes(all, now)
    severities = _severities(all)
    return Report(
        now,
        len(all),
        tuple(_audience(kind, of_kinds(found, kind)) for kind in AUDIENCES),
        tuple(_clock(kind, of_kinds(found, kind), limits[kind], all) for kind in CLOCKS),
        _retrospectives(all, now),
        _actions(all, today),
        _statuses(all),
        severities,
        _most_first(one.functionality for one in all),
        _most_first(one.team for one in all),
        tuple(time_to(name, all) for name in TIME_TO_FORMULAS),
        tuple(_months(all, found, [name for name, _ in severities])),
        carried(all),
    )


def limits_of(rules: SeverityRules) -> Mapping[PromiseKind, timedelta]:
    """Return how long the two clocks run (process: Decide, Declare)."""
    return {"decide": rules.clocks.decide, "declare": rules.clocks.declare}


def _audience(kind: PromiseKind, found: Sequence[Outcome]) -> Audience:
    by_severity = parts(found, lambda outcome: outcome.owed.severity or NOT_RECORDED)
    by_commander = parts(found, lambda outcome: outcome.owed.commander or NOT_RECORDED)
    return Audience(kind, AUDIENCES[kind], kept(found), by_severity, by_commander)


def _clock(
    kind: PromiseKind, found: Sequence[Outcome], limit: timedelta, all: Sequence[Contribution]
) -> Clock:
    known = sum(any(owed.promise.kind == kind for owed in one.owed) for one in all)
    return Clock(kind, CLOCKS[kind], limit, kept(found), len(all) - known)


def _retrospectives(all: Iterable[Contribution], now: datetime) -> Retrospectives:
    counts: Counter[str] = Counter()
    for one in all:
        opens, closes, held = one.retrospective
        if one.status not in HELD_STATUSES:
            continue
        if opens is None or closes is None:
            counts["unknown"] += 1
        elif held is not None:
            counts["inside" if opens <= held <= closes else "outside"] += 1
        else:
            counts["ahead" if now <= closes else "missed"] += 1
    return Retrospectives(*(counts[name] for name in Retrospectives._fields))


def _actions(all: Iterable[Contribution], today: date) -> Actions:
    items = [(item, one.id) for one in all for item in one.actions]
    overdue = [(item.due, id) for item, id in items if not item.done and item.due and item.due < today]
    done = sum(item.done for item, _ in items)
    oldest = min(overdue, default=None)
    return Actions(
        done, len(items) - done, len(overdue), OldestAction(oldest[1], oldest[0]) if oldest else None
    )


def _statuses(all: Iterable[Contribution]) -> Statuses:
    counts = Counter("open" if one.status in OPEN_STATUSES else one.status for one in all)
    counts["reopened"] = sum(one.reopened > 0 for one in all)
    return Statuses(*(counts[name] for name in Statuses._fields))


def _severities(all: Iterable[Contribution]) -> tuple[tuple[str, int], ...]:
    """Return the severities by their number, the most severe first."""
    return tuple(sorted(Counter(one.severity or NOT_RECORDED for one in all).items()))


def _most_first(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(name or NOT_RECORDED for name in names)
    return tuple(sorted(counts.items(), key=lambda count: (-count[1], count[0])))


def _months(
    all: Sequence[Contribution], found: Sequence[Outcome], severities: Sequence[str]
) -> Iterator[Month]:
    """Yield every month from the first incident to the last, those without one too."""
    by_month: dict[str, list[Contribution]] = {}
    for one in all:
        by_month.setdefault(f"{one.declared:%Y-%m}", []).append(one)
    of_incident: dict[str, list[Outcome]] = {}
    for outcome in of_kinds(found, *AUDIENCES):
        of_incident.setdefault(outcome.incident, []).append(outcome)
    for month in _between(all[0].declared, all[-1].declared) if all else ():
        of_month = by_month.get(month, [])
        owed = [outcome for one in of_month for outcome in of_incident.get(one.id, ())]
        counts = Counter(one.severity or NOT_RECORDED for one in of_month)
        yield Month(
            month,
            len(of_month),
            tuple(counts[severity] for severity in severities),
            kept(owed),
            time_to("mitigate", of_month),
        )


def _between(first: date, last: date) -> Iterator[str]:
    for number in range(first.year * 12 + first.month, last.year * 12 + last.month + 1):
        year, month = divmod(number - 1, 12)
        yield f"{year:04d}-{month + 1:02d}"
