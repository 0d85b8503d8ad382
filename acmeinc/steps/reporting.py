"""A report: what every incident adds to the figures, and the figures.

What an incident adds is worked out once and kept in the index, until its document or a rule changes.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from acmeinc.errors import BadData, NotFound
from acmeinc.incident.reading import read
from acmeinc.process.contribution import Contribution, contribution
from acmeinc.process.figures import Report, figures, limits_of
from acmeinc.process.ownership import owned_name, owning_teams
from acmeinc.process.plain_contribution import SHAPE, from_plain, to_plain
from acmeinc.process.rules import Rules
from acmeinc.process.selection import Selection
from acmeinc.storage.index import Index, Kept
from acmeinc.storage.repository import Repository

KIND = "report"
_AT_ONCE = 500


class Source(NamedTuple):
    """What a report is made from, and who is told what cannot be counted, and how far it has got."""

    repository: Repository
    rules: Rules
    say: Callable[[str], None]
    progress: Callable[[str], None]


def report_on(source: Source, meant: Selection, now: datetime) -> Report:
    """Return the report on the incidents that are meant; what cannot be counted is said and left out.

    The owning team is the one that owns the functionality now, else the first that was engaged.
    """
    rules = source.rules
    # Before any document: a fault of the rules is none of theirs.
    limits, zone, teams = limits_of(rules.severity), rules.settings.zone, owning_teams(rules.owners)
    counted = [
        one._replace(team=teams.get(owned_name(one.functionality)) or one.team)
        for one in _contributions(source)
        if meant.holds(one)
    ]
    chosen = [one for one in counted if meant.team.lower() in one.team.lower()]
    return figures(chosen, limits, now, now.astimezone(zone).date())


def _contributions(source: Source) -> Iterator[Contribution]:
    """Yield what every incident adds, newest first; what is new is kept for the next report."""
    index = Index.of(source.repository, progress=_shown(source, "reading"))
    key = rules_key(source.repository)
    known = index.recalled(KIND, key)
    new: dict[str, tuple[str, Any]] = {}
    for kept in index.documents():
        one = _remembered(known.get(kept.path))
        if one:
            yield one
            continue
        found = _worked_out(source, kept)
        if found:
            text, worked_out = found
            new[kept.path] = (text, to_plain(worked_out))
            yield worked_out
        if len(new) == _AT_ONCE:
            index.keep(KIND, key, new)
            source.progress(f"counted up to {kept.path}")
            new = {}
    if new:
        index.keep(KIND, key, new)
    source.progress("")


def _remembered(plain: Any) -> Contribution | None:
    """Return the contribution that was kept; None when there is none that can be read."""
    try:
        return from_plain(plain)
    except (TypeError, ValueError):
        return None


def _worked_out(source: Source, kept: Kept) -> tuple[str, Contribution] | None:
    """Return a document and what it adds; None for one that cannot be counted, which is said."""
    if kept.problem:
        source.say(f"! {kept.problem}")
        return None
    rules = source.rules
    try:
        text = source.repository.read(source.repository.root / kept.path)
        return text, contribution(read(text).incident, rules.severity, rules.settings)
    except NotFound:
        return None
    except BadData as problem:
        source.say(f"! {kept.path}: {problem.problems[0].message}; left out")
        return None


def rules_key(repository: Repository) -> str:
    """Return what a contribution depends on besides its document: the rules, and this version's reading."""
    rules = [repository.read_rule(name) or "" for name in ("severity.yaml", "acmeinc.yaml")]
    return hashlib.sha256("\0".join([str(SHAPE), *rules]).encode("utf-8", "surrogatepass")).hexdigest()


def _shown(source: Source, doing: str) -> Callable[[int, int], None]:
    return lambda done, all: source.progress(f"{doing} {done} of {all} documents")
