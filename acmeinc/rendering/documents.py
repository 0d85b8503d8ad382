"""The two documents that templates begin: an incident's, and the record that something was a bug."""

import posixpath
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from acmeinc.incident.text import clean, clean_line
from acmeinc.process.ownership import Owner
from acmeinc.process.settings import Settings
from acmeinc.process.severity import Condition, Level
from acmeinc.process.time_input import short
from acmeinc.rendering.templates import Templates

_HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#]")
_TO_THE_ROOT = "../../.."


class Bug(NamedTuple):
    """A decision that an issue is a bug, not an incident ("Decide"). `decided` is aware.

    `ticket` is what became of the issue for it, as the record keeps it.
    """

    id: str
    uid: str
    functionality: str
    state: str
    audience: str
    decided: datetime
    decided_by: str
    impact: str = ""
    conditions: tuple[Condition, ...] = ()
    owner: Owner | None = None
    ticket: str = ""


def incident_document(templates: Templates, title: str, levels: Iterable[Level], settings: Settings) -> str:
    """Return a new incident document whose drawn blocks are still empty ("Create a new incident document").

    The cadences stand in the process's parenthesis format, most severe level first: `20m/50m/2h50m`.
    """
    levels = tuple(levels)
    values = {
        "title": clean_line(title),
        "cadences": {
            "check_in": _cadences(level.check_in for level in levels),
            "update": _cadences(level.update for level in levels),
            "status_page": _cadences(level.status_page for level in levels),
        },
        "links": {name: _from_document(target) for name, target in settings.links.items()},
        "organization": settings.organization,
    }
    return templates.render("incident.md", values)


def bug_document(templates: Templates, bug: Bug) -> str:
    """Return the Markdown record of a bug, its front matter safely quoted; `decided` in its own offset."""
    owner = bug.owner
    values = {
        "id": bug.id,
        "uid": bug.uid,
        "functionality": clean_line(bug.functionality),
        "state": clean_line(bug.state),
        "audience": clean_line(bug.audience),
        "impact": clean(bug.impact),
        "decided": bug.decided.isoformat(timespec="seconds"),
        "decided_by": clean_line(bug.decided_by),
        "owning_team": owner.team if owner else "",
        "backlog": owner.backlog if owner else "",
        "ticket": bug.ticket,
        "conditions": [{"id": condition.id, "text": condition.text} for condition in bug.conditions],
    }
    return templates.render("bug.md", values)


def _cadences(cadences: Iterable[timedelta | None]) -> str:
    return "/".join(short(cadence) if cadence else "-" for cadence in cadences)


def _from_document(target: str) -> str:
    """Return a link of `acmeinc.yaml` as it works from `incidents/2026/11/`: files are beside the root."""
    target = clean_line(target).replace(" ", "%20")
    if not target or _HAS_SCHEME.match(target):
        return target
    return posixpath.join(_TO_THE_ROOT, target)
