"""Whether times agree: when something happened, when it was recorded, when it was committed.

Writing down what happened a while ago is part of every incident, and the program says when it was done. It is
shown from an hour on: by then somebody should be able to say why.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from acmeinc.checks.standing import Standing
from acmeinc.incident.document import CLOCK_SKEW_MS
from acmeinc.incident.names import incident_at
from acmeinc.process.audited import Trace
from acmeinc.process.recorded import RecordedCommit
from acmeinc.process.time_input import short

LONG = timedelta(hours=1)
"""How long after it happened something may be written down without being shown."""

SKEW = timedelta(milliseconds=CLOCK_SKEW_MS)
"""How far the clocks of two machines may be apart without being shown."""

_LONG, _SKEW = LONG.total_seconds(), SKEW.total_seconds()
_COMPUTED = ("correction", "edit", "removed", "renamed")
"""Kinds of entries that, made of what a hand did, carry the time of another entry."""


def back_dated(standing: Standing, commits: Mapping[str, RecordedCommit]) -> Iterator[Trace]:
    """Yield the entries of a document that were recorded long after, or before, they happened.

    `commits` are those that recorded entries, by the entries' ids. An entry's id holds when it was recorded;
    that of a line written by hand does not, and its commit says it. What was imported is told in one trace.
    """
    imported: dict[str, float] = {}
    for seen in standing.glances:
        recorded = seen.recorded or _authored(seen.id, commits)
        late = recorded - seen.happened
        if recorded and _is_apart(late) and not (seen.is_telling and seen.kind in _COMPUTED):
            if seen.is_imported:
                imported[seen.id] = late
                continue
            words = f"{_span(late)} {'before' if late > 0 else 'after'}"
            text = f"the {seen.kind} of {seen.when[11:16]} happened {words} it was recorded"
            line = standing.line_of(seen.id)
            here = (standing.incident, standing.path, line, (seen.id,), commits.get(seen.id))
            yield Trace("back-dated", text, *here)
    if imported:
        count = "1 imported entry was" if len(imported) == 1 else f"{len(imported)} imported entries were"
        text = f"{count} recorded up to {_span(max(imported.values()))} after they happened"
        ids = tuple(sorted(imported))
        yield Trace("back-dated", text, standing.incident, standing.path, 0, ids, commits.get(ids[0]))


def clocks(standing: Standing, commits: Mapping[str, RecordedCommit]) -> Iterator[Trace]:
    """Yield, in one trace, the entries of a document whose ids tell another time than their commits.

    A clock that is wrong does that, or a line that somebody made up; not a step that was interrupted and
    finished later.
    """
    apart: dict[str, float] = {}
    for seen in standing.glances:
        commit = commits.get(seen.id)
        late = commit.authored - seen.recorded if commit and seen.recorded else 0
        if commit and _is_apart(late) and not commit.is_recovered and seen.kind not in _COMPUTED:
            apart[seen.id] = late
    if apart:
        widest = max(apart.values(), key=abs)
        count = "1 entry was" if len(apart) == 1 else f"{len(apart)} entries were"
        which = "later" if widest > 0 else "earlier"
        text = f"{count} committed {which} than recorded, by up to {_span(widest)}"
        ids = tuple(sorted(apart))
        yield Trace("clocks", text, standing.incident, standing.path, 0, ids, commits[ids[0]])


def dates(
    path: str, commits: Sequence[RecordedCommit], known: Mapping[str, RecordedCommit]
) -> Iterator[Trace]:
    """Yield the commits of the document at `path` whose dates cannot be right; `known` are all, by id."""
    for commit in commits:
        back = 0
        for parent in commit.parents:
            if parent in known:
                back = max(back, known[parent].committed - commit.committed)
        ahead = commit.authored - commit.committed
        if back > _SKEW:
            text = f"dated {_span(back)} before the commit that it follows"
            yield Trace("dates", text, incident_at(path), path, commit=commit)
        if ahead > _SKEW:
            text = f"written {_span(ahead)} after it was committed, by its dates"
            yield Trace("dates", text, incident_at(path), path, commit=commit)


def _is_apart(late: float) -> bool:
    """Return whether so many seconds of delay, or of haste, are worth showing."""
    return late > _LONG or late < -_SKEW


def _span(seconds: float) -> str:
    return short(timedelta(seconds=abs(seconds)))


def _authored(entry_id: str, commits: Mapping[str, RecordedCommit]) -> int:
    commit = commits.get(entry_id)
    return commit.authored if commit else 0
