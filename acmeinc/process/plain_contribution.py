"""A contribution as plain values, so that it can be kept until its document changes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from acmeinc.process.contribution import ActionItem, Contribution, Held, Owed, Share
from acmeinc.process.promises import Promise

SHAPE = 1
"""To be raised with every change of what a contribution holds, or of how it is worked out."""


def to_plain(one: Contribution) -> list[Any]:
    """Return a contribution as JSON holds it: times and moments in seconds."""
    return [
        one.id,
        one.declared.isoformat(),
        *one[2:7],
        {name: None if time is None else int(time.total_seconds()) for name, time in one.times.items()},
        [
            [owed.promise.kind, *map(_seconds, owed.promise[1:]), owed.severity, owed.commander]
            for owed in one.owed
        ],
        [_seconds(moment) for moment in one.retrospective],
        [[item.done, item.due.isoformat() if item.due else None] for item in one.actions],
        [
            [share.person, share.commanded, [_seconds(hour) for hour in share.night_hours]]
            for share in one.shares
        ],
    ]


def from_plain(plain: Sequence[Any]) -> Contribution:
    """Return the contribution that `to_plain` was given; raises TypeError or ValueError for other values."""
    id, declared, severity, status, functionality, team, reopened, times, owed, held, actions, shares = plain
    return Contribution(
        id,
        date.fromisoformat(declared),
        *(severity, status, functionality, team, reopened),
        {name: None if time is None else timedelta(seconds=time) for name, time in times.items()},
        tuple(_owed(each) for each in owed),
        Held(*map(_moment, held)),
        tuple(ActionItem(done, date.fromisoformat(due) if due else None) for done, due in actions),
        tuple(Share(person, led, tuple(map(_required, hours))) for person, led, hours in shares),
    )


def _owed(plain: Sequence[Any]) -> Owed:
    kind, made, due, kept, ended, severity, commander = plain
    promise = Promise(kind, _required(made), _required(due), _moment(kept), _moment(ended))
    return Owed(promise, severity, commander)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else _required(seconds)


def _required(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
