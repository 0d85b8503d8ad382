"""All that a reviewer is told of a change of the rules, as one value."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from acmeinc.errors import Problem
from acmeinc.incident.model import Incident
from acmeinc.process.cadence import nearest_level
from acmeinc.process.rule_changes import Change, not_owned_any_more, rule_changes
from acmeinc.process.rule_effects import Moved, Replayed, moved_times, replayed
from acmeinc.process.rule_set import RuleSet, read_rule_set
from acmeinc.process.settings import Settings


class TemplateChange(NamedTuple):
    """A template that is new, gone or changed; `lines` are the diff of what it makes of the same sample.

    Of one that makes the same of it, or on either side nothing, they are the diff of the template itself:
    `is_source`.
    """

    name: str
    kind: Literal["added", "removed", "changed"]
    lines: tuple[str, ...] = ()
    is_source: bool = False


class Stranded(NamedTuple):
    """An open incident whose severity the new rules do not know, and the level that counts for it then."""

    incident: str
    severity: str
    counts_as: str


class Review(NamedTuple):
    """What a change of the rules does.

    `compared` says in words what with what. `problems` are those of the new rules, `unread_before` the files
    that could not be read before and are not compared. `files` are those whose text differs in any way.
    `unowned` are the functionalities and services that lose their owner; `zone` is the time zone to tell
    times in.
    """

    compared: str
    now: datetime
    zone: str = "UTC"
    files: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    templates: tuple[TemplateChange, ...] = ()
    unowned: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    stranded: tuple[Stranded, ...] = ()
    past: tuple[Replayed, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread_before: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether the rules say the same as before, and can be read."""
        return not (self.changes or self.templates or self.problems or self.unread_before)


def review_of(
    told: str,
    texts: tuple[Mapping[str, str], Mapping[str, str]],
    incidents: Iterable[Incident],
    now: datetime,
) -> Review:
    """Return what becomes of the rules when the second `texts` stand for the first; `told` says which are.

    Templates are left out: to tell what they make takes rendering.
    """
    before, after = texts
    files = tuple(sorted(path for path in {*before, *after} if before.get(path) != after.get(path)))
    old, new = read_rule_set(before), read_rule_set(after)
    settings = new.settings or old.settings or Settings()
    review = Review(told, now, settings.time_zone, files, problems=new.problems, unread_before=old.unread)
    if not files:
        return review
    changes = rule_changes(old, new)
    incidents = tuple(incidents) if _touch_incidents(changes) else ()
    return review._replace(
        changes=changes,
        unowned=not_owned_any_more(old, new),
        moved=moved_times(incidents, old, new),
        stranded=tuple(_stranded(incidents, old, new)),
        past=replayed(incidents, old, new, now),
    )


def _touch_incidents(changes: Iterable[Change]) -> bool:
    """Return whether any of the changes can move a time: levels, clocks, business hours."""
    return any(
        change.area == "severity" or change.field == "time_zone" or change.subject == "business_hours"
        for change in changes
    )


def _stranded(incidents: Iterable[Incident], old: RuleSet, new: RuleSet) -> Iterator[Stranded]:
    if not (old.severity and new.severity):
        return
    gone = {level.id for level in old.severity.levels} - {level.id for level in new.severity.levels}
    for incident in incidents:
        if incident.is_open and incident.severity in gone:
            yield Stranded(incident.id, incident.severity, nearest_level(new.severity, incident.severity).id)
