"""The words for a change of the rules that a comment, a terminal and a notice have in common."""

from collections.abc import Mapping
from datetime import datetime

from acmeinc.process.promises import PromiseKind
from acmeinc.process.rule_changes import Area
from acmeinc.process.rule_effects import Moved
from acmeinc.process.rule_review import Review
from acmeinc.process.rule_set import OWNERS, PEOPLE, SETTINGS, SEVERITY, VENDORS
from acmeinc.process.schedule import DueKind

FILES: Mapping[Area, str] = {
    "severity": SEVERITY,
    "settings": SETTINGS,
    "ownership": OWNERS,
    "vendors": VENDORS,
    "people": PEOPLE,
}
DUTIES: Mapping[DueKind, str] = {
    "declare": "first message",
    "check_in": "check-in",
    "update": "update",
    "status_page": "status page",
    "retrospective": "retrospective",
}
SENT: Mapping[PromiseKind, str] = {
    "declare": "first messages",
    "check_in": "check-ins",
    "update": "updates",
    "status_page": "status page posts",
}

NOBODY_OWNS = "Nobody owns any more"
NOBODY_TOLD = "pages for them go to the on-call rotation"
PROMISES_STAND = "Promises already made stand: what a message said of the next update does not move."
HOW_COUNTED = (
    "Counted is what went out in the 365 days before now. An update, a check-in (or the message in its "
    "place) or a post was late where it went out later than the one before it plus the cadence of the "
    "severity then (nearer where the severity rose in between), a first message where it went out later than "
    "detection plus the declare clock. Both columns go by the rules alone, whatever messages promised at the "
    "time. Not counted: what nobody sent, and the first post on the status page."
)


def unchanged(review: Review) -> str:
    """Return in one line that no rule changes, and which files differ all the same."""
    layout = f"; only comments or layout differ: {', '.join(review.files)}" if review.files else ""
    return f"No rule changes{layout}. Compared: {review.compared}"


def headline(review: Review) -> str:
    """Return in one line how much changes where: `severity.yaml 2, ownership.csv 1, templates 1`."""
    counts: dict[str, int] = {}
    for change in review.changes:
        counts[FILES[change.area]] = counts.get(FILES[change.area], 0) + 1
    if review.templates:
        counts["templates"] = len(review.templates)
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def past_in_short(review: Review) -> str:
    """Return in a sentence how last year's updates stand under the old and under the new cadence."""
    updates = [one for one in review.past if one.kind == "update"]
    sent = sum(one.sent for one in updates)
    if not sent:
        return "no update went out in the last year"
    before, after = sum(one.late_before for one in updates), sum(one.late_after for one in updates)
    told = f"of {sent:,} update{'' if sent == 1 else 's'} that went out in the last year"
    return f"{told}, late by the old rules: {share_of(before, sent)}, by the new: {share_of(after, sent)}"


def is_overdue_by_it(moved: Moved, now: datetime) -> bool:
    """Return whether a duty that is on time under the old rules is late at once under the new ones."""
    is_late = moved.after is not None and moved.after < now
    return is_late and (moved.before is None or moved.before >= now)


def share_of(late: int, sent: int) -> str:
    """Return a number of late ones with its share: `3 (7 %)`, `0`."""
    return f"{late:,} ({100 * late / sent:.0f} %)" if late else "0"
