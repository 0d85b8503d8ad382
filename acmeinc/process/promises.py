"""What was promised to whom, and when it was kept (process: Triage, Coordinate, and Communicate).

A promise once made stands: a message says when the next one comes, and only a severity that rises later,
without a message, brings that nearer. `schedule` tells what of it is due now, the figures how it was kept:
both ask `promises`, so that there is one definition. Everything here is computed from an incident's entries.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from acmeinc.incident.fields import moment_of
from acmeinc.incident.model import OPEN_STATUSES, STATUSES, Entry, Incident
from acmeinc.incident.state import undone_ids
from acmeinc.process.cadence import (
    Cadence,
    Place,
    Severities,
    check_in,
    dated,
    place,
    status_page,
    update,
)
from acmeinc.process.severity import SeverityRules

PromiseKind = Literal["decide", "declare", "check_in", "update", "status_page"]

STAKEHOLDER_KINDS = ("initial", "update", "reopening")
LAST_WORDS = ("resolution", "downgrade")
"""What stakeholders hear at the end: it keeps the promise made before, and makes none."""

_SENT = ("sent", "printed")
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


class Promise(NamedTuple):
    """What an audience was told to expect: a communication by `due`, promised when `made`.

    `kept` is when it went out, `ended` when the incident was over before that; both None while it stands.
    All times in UTC.
    """

    kind: PromiseKind
    made: datetime
    due: datetime
    kept: datetime | None = None
    ended: datetime | None = None

    def late(self, now: datetime) -> timedelta | None:
        """Return by how much it was late, or is at `now`; nothing, `timedelta(0)`, when it was on time.

        None while it is not due yet, and when the incident was over before it was. Throughout the second it
        is due, it is on time.
        """
        late = (self.kept or self.ended or now).replace(microsecond=0) - self.due
        if late > timedelta(0):
            return late
        return timedelta(0) if self.kept else None


def promises(incident: Incident, rules: SeverityRules, *, as_said: bool = True) -> tuple[Promise, ...]:
    """Return every promise of an incident, kept or not, those of a kind together and oldest first.

    `declare` is the first message, promised by detection; `update` what each message to stakeholders said;
    `status_page` the first post, promised by declaring a severity that has one, and what follows each post;
    `check_in` what follows each check-in or message (process: Declare; Triage, Coordinate, Communicate).

    The cadences of check-ins and posts are those of `rules`. What a message said of the next one counts as
    it was said, whatever the rules are now. To replay incidents under other cadences, and to compare what
    would have been late, pass those rules and `as_said=False` on both sides: then every promise is the
    moment it was made plus the cadence of the severity then, and when it was kept stays what happened:

        late = [p for p in promises(incident, rules, as_said=False) if p.late(now)]
    """
    course = _Course(incident, rules)
    return tuple(
        promise
        for of_kind in (
            _first_message(course, rules),
            _check_ins(course),
            _updates(course, as_said),
            _posts(course),
        )
        for promise in of_kind
    )


def decision(incident: Incident, rules: SeverityRules) -> Promise | None:
    """Return the clock of the decision, which detection starts; None without a time of detection.

    It is known to have been made when the incident was declared (process: Decide).
    """
    detected, declared = (incident.milestones.get(name) for name in ("detected", "declared"))
    if detected is None or declared is None:
        return None
    return Promise("decide", detected, detected + rules.clocks.decide, declared)


def sent_moments(incident: Incident) -> dict[str, datetime]:
    """Return when each communication went out that was delivered or printed on at least one channel, by id.

    That is the time it bears; where it failed at first, on every channel, the time of the first receipt that
    says otherwise (UTC).
    """
    undone, told = undone_ids(incident.timeline), {entry.id: entry.at for entry in incident.communications}
    failed: dict[str, datetime] = {}
    sent: dict[str, datetime] = {}
    for receipt in reversed(incident.timeline):
        message = str(receipt.fields.get("message", ""))
        bears = told.get(message)
        if receipt.kind != "receipt" or receipt.id in undone or message in sent or bears is None:
            continue
        at = receipt.at or bears
        if receipt.fields.get("state") not in _SENT:
            failed.setdefault(message, at)
        else:
            sent[message] = max(at, bears) if failed.get(message, at) < at else bears
    return {message: at.astimezone(UTC) for message, at in sent.items()}


class _Start(NamedTuple):
    """Where a promise begins: when and by which entry it was made, when what was promised was due then."""

    made: datetime
    entry: str
    due: datetime | None


class _Answer(NamedTuple):
    """What keeps a promise: its place in time, and when it went out."""

    place: Place
    out: datetime


class _Course:
    """What happened in an incident, as far as it makes promises, keeps them, or ends them."""

    def __init__(self, incident: Incident, rules: SeverityRules) -> None:
        self.milestones = incident.milestones
        self.severities = Severities(incident, rules)
        self.check_ins = [pair for pair in dated(incident.timeline) if pair[1].kind == "checkin"]
        self._messages = dated(incident.communications)
        self._sent = sent_moments(incident)
        self._endings = _endings(incident)
        self._reopenings = [
            (at, entry.id) for at, entry in dated(incident.timeline) if entry.kind == "reopened"
        ]
        self._over = None if incident.is_open else incident.milestones.get("resolved", _BEGINNING)

    def of_kind(self, *kinds: str) -> list[tuple[datetime, Entry]]:
        """Return the messages of these kinds, oldest first."""
        return [pair for pair in self._messages if pair[1].kind in kinds]

    def sent(self, *kinds: str) -> list[tuple[datetime, Entry]]:
        """Return the messages of these kinds that went out, oldest first."""
        return [pair for pair in self.of_kind(*kinds) if pair[1].id in self._sent]

    def last_words(self) -> list[tuple[datetime, Entry]]:
        """Return what was sent to stakeholders at an end of the incident, unless that was taken back."""
        ends = [ending[0] for ending in self._endings] or [_BEGINNING if self._over else _NEVER]
        return [pair for pair in self.sent(*LAST_WORDS) if pair[0] >= ends[0]]

    def answers(self, entries: Iterable[tuple[datetime, Entry]]) -> list[_Answer]:
        """Return what these entries are to the promises made before."""
        return [_Answer((at, entry.id), self._sent.get(entry.id, at)) for at, entry in entries]

    def promise(
        self, kind: PromiseKind, start: _Start, answers: Iterable[_Answer], cadence: Cadence | None = None
    ) -> Iterator[Promise]:
        """Yield the promise made at a start, unless nothing ever fell due: the last post of all makes none.

        The first to go out of the `answers` after it keeps it; the incident ends it.
        """
        here = (start.made, start.entry)
        if self._is_over(here):
            return
        kept = min((answer.out for answer in answers if answer.place > here), default=None)
        ended = self._ended(here)
        if kept and ended and kept > ended:
            kept = None
        due = start.due
        if cadence:
            due = self.severities.adjusted(due, (start.made, kept or ended), cadence)
        if due is not None:
            yield Promise(kind, start.made, due.astimezone(UTC), kept, None if kept else ended)

    def _is_over(self, here: Place) -> bool:
        """Return whether the incident had ended at a place in time, and was not reopened before it."""
        ends = [ending for ending in self._endings if ending <= here]
        return bool(ends) and not any(ends[-1] < reopening <= here for reopening in self._reopenings)

    def _ended(self, here: Place) -> datetime | None:
        """Return when the incident was over first after a place in time; None when it was not."""
        ended = next((ending[0] for ending in self._endings if ending > here), None)
        return ended or (max(self._over, here[0]) if self._over else None)


def _endings(incident: Incident) -> list[Place]:
    """Return when the incident stopped being open, oldest first: more than once if it was reopened.

    One that was taken back, by undo or by hand, was none: what had been promised before stood all the time.
    """
    endings: list[Place] = []
    ended: Place | None = None
    for at, entry in dated([*incident.timeline, *incident.communications]):
        status = entry.fields.get("status")
        if status in OPEN_STATUSES:
            endings += [ended] if ended and entry.kind == "reopened" else []
            ended = None
        elif status in STATUSES:
            ended = ended or (at, entry.id)
    return [*endings, ended] if ended and not incident.is_open else endings


def _first_message(course: _Course, rules: SeverityRules) -> Iterator[Promise]:
    """Yield the clock of the first message, which detection starts (process: Declare)."""
    detected = course.milestones.get("detected") or course.milestones.get("declared")
    if detected is None:
        return
    start = _Start(_BEGINNING, "", detected + rules.clocks.declare)
    for promise in course.promise("declare", start, course.answers(course.sent("initial"))):
        yield promise._replace(made=detected)


def _check_ins(course: _Course) -> Iterator[Promise]:
    told = [*course.check_ins, *course.sent(*STAKEHOLDER_KINDS)]
    answers = course.answers(told)
    for at, entry in sorted(told, key=place):
        due = course.severities.next_after(at, check_in)
        yield from course.promise("check_in", _Start(at, entry.id, due), answers, check_in)


def _updates(course: _Course, as_said: bool) -> Iterator[Promise]:
    answers = course.answers([*course.sent(*STAKEHOLDER_KINDS), *course.last_words()])
    for at, message in course.sent(*STAKEHOLDER_KINDS):
        said = moment_of(str(message.fields.get("next_update", ""))) if as_said else None
        due = course.severities.next_after(at, update)
        if said and due and course.severities.changed_by_hand:
            said = min(said, due)
        yield from course.promise("update", _Start(at, message.id, said or due), answers, update)


def _posts(course: _Course) -> Iterator[Promise]:
    """Yield what customers were promised: the first post belongs to declare, the others to the cadence.

    A reopened incident starts its cadence anew.
    """
    posts = course.sent("public")
    answers = course.answers(posts)
    declared = course.milestones.get("declared")
    if declared is not None and not (posts and posts[0][0] < declared):
        first = declared if course.severities.next_after(declared, status_page) else None
        yield from course.promise("status_page", _Start(declared, "", first), answers, status_page)
    for at, entry in sorted([*posts, *course.of_kind("reopening")], key=place):
        due = course.severities.next_after(at, status_page)
        yield from course.promise("status_page", _Start(at, entry.id, due), answers, status_page)
