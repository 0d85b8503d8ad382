"""Incidents made of a few entries, told in minutes, for the tests of clocks and promises."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from acmeinc.incident.model import Entry, Incident
from acmeinc.process.severity import Clocks, Condition, Level, RetrospectiveRule, SeverityRules

START = datetime(2026, 11, 23, 14, 0, 9, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """The moment that many minutes after START."""
    return START + timedelta(minutes=minutes)


def level(number: int, check_in: int | None, update: int | None, status_page: int | None) -> Level:
    """A level with its cadences in minutes."""
    check_in_every, update_every, status_page_every = (
        None if minutes is None else timedelta(minutes=minutes) for minutes in (check_in, update, status_page)
    )
    return Level(
        id=f"SEV{number}",
        name=f"Level {number}",
        conditions=(Condition(id=f"condition-{number}", text="Something is wrong"),),
        check_in=check_in_every,
        update=update_every,
        status_page=status_page_every,
        page=number < 3,
    )


def rules_of(*levels: Level) -> SeverityRules:
    """Rules with these levels, and the clocks and the retrospective of the process."""
    return SeverityRules(
        levels=levels,
        clocks=Clocks(decide=timedelta(minutes=10), declare=timedelta(minutes=20)),
        retrospective=RetrospectiveRule(
            length=timedelta(minutes=45), earliest=timedelta(hours=24), latest=timedelta(hours=48)
        ),
    )


RULES = rules_of(level(1, 20, 30, 60), level(2, 50, 60, 180), level(3, 170, 180, None))
TEN_LEVELS = rules_of(*(level(number, 10 + number, 20 + number, 30 + number) for number in range(10)))


def entry(kind: str, minutes: float, **fields: Any) -> Entry:
    """An entry that many minutes after START, its id made of its kind and time."""
    return Entry(
        id=f"{kind}@{minutes}",
        at=after(minutes),
        by="Ana Ruiz",
        text="words",
        fields={"kind": kind, **fields},
    )


def sent(message: Entry, state: str = "printed", channel: tuple[str, ...] = ("email", "chat")) -> Entry:
    """A receipt for a message."""
    return Entry(
        id=f"receipt of {message.id}",
        at=message.at,
        by="Ana Ruiz",
        text="words",
        fields={"kind": "receipt", "message": message.id, "channel": list(channel), "state": state},
    )


def message(kind: str, minutes: float, promise: float | None = None, **fields: Any) -> Entry:
    """A communication, with the promise of the next one that many minutes after START."""
    if promise is not None:
        fields["next_update"] = f"{after(promise):%Y-%m-%dT%H:%M:%SZ}"
    return entry(kind, minutes, **fields)


def incident(
    *messages: Entry, timeline: Iterable[Entry] = (), severity: str = "SEV1", **fields: Any
) -> Incident:
    """An open incident, declared at START, whose messages were all printed."""
    settings = {
        "milestones": {"detected": after(-12), "declared": START},
        "status": "investigating",
        **fields,
    }
    return Incident(
        id="inc-26-11-23-sev-1-login",
        uid="U",
        severity=severity,
        timeline=(*timeline, *(sent(message) for message in messages)),
        communications=messages,
        **settings,
    )


INITIAL = message("initial", 0, promise=30, severity="SEV1")
INITIAL_2 = message("initial", 0, promise=60, severity="SEV2")
INITIAL_3 = message("initial", 0, promise=180, severity="SEV3")


def changed(minutes: float, severity: str = "SEV1") -> Entry:
    """A severity change without a message."""
    return entry("severity", minutes, severity=severity)
