"""What the figures of a report are called, in a terminal and on a page."""

from datetime import timedelta

from acmeinc.process.contribution import NIGHT_BEGINS, NIGHT_ENDS
from acmeinc.process.figures import Actions, Clock, Retrospectives, Statuses
from acmeinc.process.selection import Selection
from acmeinc.process.time_input import short

UNKNOWN = "–"
"""What stands where nothing is known: never a zero."""

BY_NIGHT = (
    f"A night hour is an hour between {NIGHT_BEGINS}:00 and {NIGHT_ENDS:02d}:00 in which somebody recorded "
    "something; it counts once, however many incidents there were."
)
METHOD = (
    "90 % in: the shortest time that nine incidents of ten did not exceed (nearest rank). Incidents that "
    "lack a milestone, or have it before the start, are left out, never counted as zero; so are bugs and "
    "duplicates."
)


def percent(share: float | None) -> str:
    """Return "92 %", rounded down so that only everything is 100 %."""
    return UNKNOWN if share is None else f"{int(share * 100 + 1e-9)} %"


def length(time: timedelta | None) -> str:
    """Return a duration in its two largest units."""
    return UNKNOWN if time is None else short(time)


def title(count: int, meant: Selection) -> str:
    """Return which incidents a report is on: "12 incidents declared since 2026-09-01, SEV1, Login"."""
    since, until = meant.since, meant.until
    if since and until:
        when = f" declared from {since} to {until}"
    else:
        when = f" declared since {since}" if since else f" declared until {until}" if until else ""
    named = [meant.severity, meant.functionality, meant.team and f"team {meant.team}"]
    parts = [f"{counted(count, 'incident')}{when}", *filter(None, named)]
    return ", ".join(parts)


def counted(count: int, word: str) -> str:
    """Return "1 incident", "2 incidents"."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def clock_name(clock: Clock) -> str:
    """Return "decide (10m)"."""
    return f"{clock.name} ({short(clock.limit)})"


def statuses(of: Statuses) -> str:
    """Return how many incidents are in which state; only open and closed where there is none."""
    told = {
        "open": of.open,
        "resolved, retrospective to come": of.resolved,
        "closed": of.closed,
        "downgraded to a bug": of.downgraded,
        "duplicate": of.duplicate,
    }
    parts = [f"{count} {name}" for name, count in told.items() if count or name in ("open", "closed")]
    return " · ".join(parts) + (f" · of all these {of.reopened} reopened" if of.reopened else "")


def retrospectives(of: Retrospectives) -> str:
    """Return how many retrospectives were held inside their window, and what became of the others."""
    told = {
        "inside the window": of.inside,
        "outside": of.outside,
        "missed": of.missed,
        "still ahead": of.ahead,
        "without a known window": of.unknown,
    }
    parts = [f"{count} {name}" for name, count in told.items() if count or name == "inside the window"]
    return " · ".join(parts)


def actions(of: Actions) -> str:
    """Return how many action items are done and open, and which is overdue longest."""
    told = f"{of.done} done · {of.open} open"
    if not of.oldest:
        return told
    return f"{told}, {of.overdue} of them overdue, the oldest since {of.oldest.due}: {of.oldest.incident}"
