"""What a look at a document finds, of which some becomes true, or untrue, as time passes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from acmeinc.errors import Problem
from acmeinc.incident import ulid
from acmeinc.incident.document import CLOCK_SKEW_MS

SKEW = timedelta(milliseconds=CLOCK_SKEW_MS)
"""How far the clock of another machine may be ahead."""

_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


class Dated(NamedTuple):
    """A problem that is one from the moment `since` on, and before the moment `until`."""

    problem: Problem
    since: datetime = _EVER
    until: datetime = _NEVER


class Verdict(NamedTuple):
    """What is wrong with a document whatever the time is, what at some times, and which incident it is.

    `uid` is "" where the document does not say it; it is stated at `place`, line and column.
    """

    problems: tuple[Problem, ...] = ()
    dated: tuple[Dated, ...] = ()
    uid: str = ""
    place: tuple[int, int] = (1, 1)

    def at(self, now: datetime) -> list[Problem]:
        """Return what is wrong at the moment `now`, in the order of the document."""
        found = [*self.problems, *(each.problem for each in self.dated if each.since <= now < each.until)]
        return sorted(found, key=lambda problem: (problem.line, problem.column, problem.rule))


def shared_uids(verdicts: Mapping[str, Verdict]) -> Iterator[Problem]:
    """Yield the documents whose incident another one is, too, by the verdicts on all of them, by path."""
    paths: dict[str, list[str]] = {}
    for path in sorted(verdicts):
        paths.setdefault(verdicts[path].uid, []).append(path)
    for uid, those in paths.items():
        if uid and len(those) > 1:
            yield from (_shared(path, verdicts[path], [p for p in those if p != path]) for path in those)


def _shared(path: str, verdict: Verdict, others: Iterable[str]) -> Problem:
    told = f"the same incident as {', '.join(others)}: both have the uid {verdict.uid}"
    hint = "delete the copy; a new incident is declared: acmeinc declare"
    return Problem(path, *verdict.place, told, hint, rule="document-uid-twice")


def recorded_at(entry_id: str) -> datetime:
    """Return the time that an id holds, the last one there is when it is even later."""
    try:
        return datetime.fromtimestamp(ulid.time_of(entry_id) / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def to_plain(verdict: Verdict) -> list[Any]:
    """Return a verdict as JSON holds it."""
    dated = [[each.problem, each.since.isoformat(), each.until.isoformat()] for each in verdict.dated]
    return [verdict.problems, dated, verdict.uid, verdict.place]


def from_plain(plain: Any) -> Verdict:
    """Return the verdict that was made plain; raises ValueError, TypeError or LookupError for none."""
    problems, dated, uid, (line, column) = plain
    return Verdict(
        tuple(Problem(*problem) for problem in problems),
        tuple(
            Dated(Problem(*problem), datetime.fromisoformat(since), datetime.fromisoformat(until))
            for problem, since, until in dated
        ),
        str(uid),
        (int(line), int(column)),
    )
