"""What the shell completes: ids, severities, functionality, people, milestones. Never fails, never talks."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress

import typer

from acmeinc.app import App
from acmeinc.errors import AcmeError
from acmeinc.incident.model import LOG_KINDS, MILESTONES, ROLES

_Complete = Callable[[typer.Context, str], list[str]]


class _Word(str):
    """A word that may be meant, as the shell is to insert it."""

    __slots__ = ()

    def startswith(self, *_: object) -> bool:
        """Return True: Typer would drop a word that is quoted, or that was typed in another case."""
        return True


def _starting(candidates: Callable[[App], Iterable[str]]) -> _Complete:
    """Return what completes a word, typed in upper or lower case, to one of the `candidates`."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        app, typed = ctx.find_root().obj or App(), incomplete.lower()
        with suppress(AcmeError, OSError):
            fitting = [c for c in dict.fromkeys(candidates(app)) if c.lower().startswith(typed)]
            return [_Word(_quoted(c)) for c in fitting]
        return []

    return complete


def _quoted(word: str) -> str:
    """Return `word` for the shell that asks: bash inserts it as it is, unless a quote is open already."""
    asked = os.environ.get("COMP_WORDS", "")
    if os.environ.get("_ACMEINC_COMPLETE") != "complete_bash" or '"' in asked or "'" in asked:
        return word
    from shlex import quote

    return word if quote(word) == word else "".join(c if quote(c) == c else f"\\{c}" for c in word)


def _functionality(app: App) -> Iterable[str]:
    for owner in app.rules.owners:
        yield owner.functionality
        yield owner.service


incidents = _starting(lambda app: app.documents.roll().ids())
severities = _starting(lambda app: [level.id for level in app.rules.severity.levels])
functionality = _starting(_functionality)
people = _starting(lambda app: [person.name for person in app.rules.people])
conditions = _starting(lambda app: [c.id for level in app.rules.severity.levels for c in level.conditions])
milestones = _starting(lambda _: MILESTONES)
roles = _starting(lambda _: ROLES)
log_kinds = _starting(lambda _: LOG_KINDS)
phases = _starting(lambda _: ("investigating", "identified", "mitigated"))
public_phases = _starting(lambda _: ("investigating", "identified", "monitoring", "resolved"))
