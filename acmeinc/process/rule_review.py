"""All that a reviewer is told of a change of the rules, as one value."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from acmeinc.errors import Problem
from acmeinc.incident.model import Incident
from acmeinc.process.rule_changes import Change, not_owned_any_more, rule_changes
from acmeinc.process.rule_effects import Moved, Replayed, moved_times, replayed
from acmeinc.process.rule_set import RuleSet


class TemplateChange(NamedTuple):
    """A template that is new, gone or changed; `lines` are the diff of what it makes of the same sample.

    Of one that makes no text, on either side, they are the diff of the template itself: `is_source`.
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
    `unowned` are the functionalities and services that lose their owner.
    """

    compared: str
    now: datetime
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
