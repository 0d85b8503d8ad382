"""A report on a quarter of a year at a fictional company, for the tests of everything that shows one."""

from datetime import UTC, date, datetime, timedelta

from acmeinc.process.contribution import ActionItem, Contribution, Held, Owed, Share
from acmeinc.process.figures import Report, figures
from acmeinc.process.metrics import TIME_TO_FORMULAS
from acmeinc.process.promises import Promise, PromiseKind

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
LIMITS: dict[PromiseKind, timedelta] = {"decide": timedelta(minutes=10), "declare": timedelta(minutes=20)}

HOSTILE = "=1+1 [red]<b>\x1b[31m&"
"""What may stand where a name is: a formula, markup of two kinds, a control sequence."""


def minutes(count: float) -> timedelta:
    """A duration."""
    return timedelta(minutes=count)


def at(month: int, day: int, hour: int = 15, minute: int = 0) -> datetime:
    """A moment of the year in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def owed(
    severity: str, commander: str, start: datetime, **late: tuple[float | None, ...]
) -> tuple[Owed, ...]:
    """Promises of each kind, kept so many minutes late; None: never, until it was over an hour later."""
    made: list[Owed] = []
    for kind, latenesses in late.items():
        for number, minutes_late in enumerate(latenesses):
            due = start + minutes(30 * (number + 1))
            kept = None if minutes_late is None else due + minutes(minutes_late)
            ended = due + minutes(60) if kept is None else None
            promise = Promise(kind, due - minutes(30), due, kept, ended)  # type: ignore[arg-type]
            made.append(Owed(promise, severity, commander))
    return tuple(made)


def incident(
    slug: str, severity: str, status: str, start: datetime, of: tuple[str, str], **fields: object
) -> Contribution:
    """An incident of a functionality and its team, that adds nothing else by itself."""
    declared = start.date()
    return Contribution(
        f"inc-{declared:%y-%m-%d}-{severity[:3].lower()}-{severity[3:]}-{slug}",
        declared,
        severity,
        status,
        of[0],
        of[1],
        int(str(fields.get("reopened", 0))),
        {**dict.fromkeys(TIME_TO_FORMULAS), **fields.get("times", {})},  # type: ignore[dict-item]
        fields.get("owed", ()),  # type: ignore[arg-type]
        fields.get("held", Held()),  # type: ignore[arg-type]
        fields.get("actions", ()),  # type: ignore[arg-type]
        fields.get("shares", ()),  # type: ignore[arg-type]
    )


def times(*lengths: float) -> dict[str, timedelta]:
    """The times to detect, acknowledge, declare, investigate, mitigate and resolve, in minutes."""
    return dict(zip(TIME_TO_FORMULAS, map(minutes, lengths), strict=False))


def quarter() -> tuple[Contribution, ...]:
    """Return the incidents of the quarter: each sort of figure is known of some, and lacks in others."""
    login, search = ("Login", "Identity"), ("Search", "Platform")
    first, second, third = at(9, 14), at(10, 6, 4), at(11, 19)
    due, past = date(2026, 12, 4), date(2026, 10, 30)
    night = (at(10, 6, 4), at(10, 6, 5))
    return (
        incident(
            "login-is-down-for-all-customers",
            *("SEV1", "closed", first, login),
            times=times(4, 6, 16, 22, 75, 102),
            owed=owed(
                "SEV1", "Ana Ruiz", first, decide=(2,), declare=(-6,), update=(0, -1, 18), check_in=(0, 3)
            )
            + owed("SEV1", "Bo Lind", first, update=(0,), status_page=(0, -5)),
            held=Held(at(9, 15), at(9, 16), at(9, 15, 20)),
            actions=(ActionItem(True, past), ActionItem(False, past)),
            shares=(Share("Ana Ruiz", True), Share("Bo Lind", True)),
        ),
        incident(
            "search-is-slow-for-shops-in-québec",
            *("SEV2", "closed", second, search),
            times=times(9, 11, 31, 35, 190, 250),
            owed=owed(
                "SEV2", "Bo Lind", second, decide=(0,), declare=(0,), update=(-9, 42), check_in=(-1, None)
            ),
            held=Held(at(10, 7), at(10, 8), at(10, 9)),
            actions=(ActionItem(False, due),),
            reopened=1,
            shares=(Share("Bo Lind", True, night), Share("Dana Kim", False, night[:1])),
        ),
        incident(
            "checkout-was-a-bug",
            *("SEV3", "downgraded", second, ("Checkout", "")),
            times=times(1, 1, 1, 1, 1, 1),
            owed=owed("SEV3", "Dana Kim", second, decide=(-3,), declare=(-3,), update=(-20,)),
            shares=(Share("Dana Kim", True),),
        ),
        incident(
            "login-is-odd",
            *("SEV2", "identified", third, login),
            times=times(-5),
            owed=owed("SEV2", HOSTILE, third, decide=(0,), update=(7500,)),
            shares=(Share(HOSTILE, True),),
        ),
        incident(
            "search-was-down",
            "SEV1",
            "resolved",
            third,
            search,
            held=Held(at(11, 20), at(11, 30)),
            times=times(7),
        ),
    )


def quarterly_report() -> Report:
    """Return the report on the quarter."""
    return figures(quarter(), LIMITS, NOW, NOW.date())
