"""What a change of the rules does, as Markdown for the comment on a pull request.

The first line stays the same, so that whoever posts it finds the comment to put it in the place of.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from acmeinc.process.rule_changes import Change
from acmeinc.process.rule_effects import Moved
from acmeinc.process.rule_review import Review, TemplateChange
from acmeinc.process.rule_words import (
    DUTIES,
    HOW_COUNTED,
    NOBODY_OWNS,
    NOBODY_TOLD,
    PROMISES_STAND,
    SENT,
    headline,
    is_overdue_by_it,
    past_in_short,
    share_of,
)
from acmeinc.process.time_input import day_label
from acmeinc.rendering.markdown import code, details, fenced, html_code, table

MARKER = "<!-- acmeinc:rules-diff -->"

LONGEST_COMMENT = 60_000
"""GitHub takes 65,536 characters."""
_OPEN = 10
"""How many changes are shown without a click."""
_MOST = 40
_REST = "`acmeinc rules diff --format text`"


def rule_comment(review: Review) -> str:
    """Return the comment: a line where nothing changes, else every part that has something to say."""
    if review.is_empty:
        layout = f"; only comments or layout differ: {_names(review.files)}" if review.files else ""
        return f"{MARKER}\nNo rule changes{layout}. Compared: {code(review.compared)}.\n"
    text, too_long = f"{MARKER}\n### What this change of the rules does", ""
    for part in _parts(review):
        if len(text) + len(part) > LONGEST_COMMENT:
            too_long = f"\n\n**Not all of it fits into a comment**: {_REST}"
        else:
            text += f"\n\n{part}"
    return f"{text}{too_long}\n"


def _parts(review: Review) -> Iterator[str]:
    yield f"Compared: {code(review.compared)}."
    yield from _problems(review)
    yield from _changes(review)
    if review.unowned:
        yield f"**{NOBODY_OWNS}**: {_names(review.unowned)}; {NOBODY_TOLD}."
    yield from _moved(review)
    yield from _past(review)
    yield from (_template(template) for template in review.templates if template.lines)


def _problems(review: Review) -> Iterator[str]:
    if review.problems:
        count = len(review.problems)
        rows = [f"- {code(str(p))}{f': {code(p.hint)}' if p.hint else ''}" for p in review.problems]
        title = f"The new rules cannot be used: {count} problem{'' if count == 1 else 's'}"
        yield f"**{title}** (`acmeinc check`)\n\n{_listed(rows)}"
    if review.unread_before:
        yield f"Not compared, because it could not be read before: {_names(review.unread_before)}."


def _changes(review: Review) -> Iterator[str]:
    rows = [f"- {_change(change)}" for change in review.changes]
    rows += [f"- {code(f'templates/{t.name}')}: {t.kind}" for t in review.templates]
    if rows:
        shown = _listed(rows)
        yield shown if len(rows) <= _OPEN else details(f"{len(rows)} changes: {headline(review)}", shown)


def _change(change: Change) -> str:
    before, after = (code(text) if text is not None else "" for text in (change.before, change.after))
    told = {"added": f"new, {after}", "removed": f"gone, was {before}", "changed": f"{before} → {after}"}
    note = f" ({change.note})" if change.note else ""
    return f"{code(change.name)}: {told[change.kind]}{note}"


def _moved(review: Review) -> Iterator[str]:
    for one in review.stranded:
        yield (
            f"{code(one.incident)} is open and {code(one.severity)}, which is gone: "
            f"it counts as {code(one.counts_as)}."
        )
    if review.moved:
        zone = ZoneInfo(review.zone)
        rows = [_moved_row(moved, zone, review.now) for moved in review.moved[:_MOST]]
        shown = table(("incident", "due", "before", "after"), rows) + _more(len(review.moved) - len(rows))
        title = f"**Times of {_counted(review)} that move** (clock of {review.zone})"
        yield "\n\n".join([title, shown, PROMISES_STAND])


def _moved_row(moved: Moved, zone: ZoneInfo, now: datetime) -> tuple[str, ...]:
    before, after = (day_label(at, zone) if at else "–" for at in (moved.before, moved.after))
    late = ", **late at once**" if is_overdue_by_it(moved, now) else ""
    return f"{code(moved.incident)} {code(moved.severity)}", DUTIES[moved.kind], before, after + late


def _past(review: Review) -> Iterator[str]:
    if not review.past:
        return
    rows = [
        (
            code(one.severity),
            SENT[one.kind],
            str(one.sent),
            share_of(one.late_before, one.sent),
            share_of(one.late_after, one.sent),
        )
        for one in review.past[:_MOST]
    ]
    shown = table(("severity", "went out", "in all:", "late before:", "late after:"), rows)
    yield f"**The past under the new rules**: {past_in_short(review)}."
    yield details("By severity, and how late is counted", f"{shown}\n\n{HOW_COUNTED}")


def _template(template: TemplateChange) -> str:
    what = "The template" if template.is_source else "What is made of the same sample"
    name = html_code(f"templates/{template.name}")
    return details(f"{name}: the difference", f"{what}:\n\n{fenced(template.lines, 'diff')}")


def _names(names: Sequence[str]) -> str:
    left = f", … and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(code(name) for name in names[:_MOST]) + left


def _listed(rows: Sequence[str]) -> str:
    """Return as many rows as a part of a comment may hold, and how many there are more."""
    room, shown = LONGEST_COMMENT // 3, list[str]()
    for row in rows[:_MOST]:
        room -= len(row)
        if room < 0:
            break
        shown.append(row)
    return "\n".join(shown) + _more(len(rows) - len(shown))


def _counted(review: Review) -> str:
    count = len({moved.incident for moved in review.moved})
    return "one incident" if count == 1 else f"{count} incidents"


def _more(left: int) -> str:
    return f"\n\n… and {left} more: {_REST}" if left else ""
