"""What the shell completes: ids, severities, functionality, people, milestones. Never fails, never talks."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from acmeinc.errors import AcmeError
from acmeinc.incident.model import LOG_KINDS, MILESTONES, ROLES

if TYPE_CHECKING:
    from acmeinc.process.rules import Rules
    from acmeinc.storage.repository import Repository


def _starting(candidates: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        with suppress(AcmeError, OSError):
            wanted = incomplete.lower()
            return [c for c in dict.fromkeys(candidates()) if c.lower().startswith(wanted)]
        return []

    return complete


def _repository() -> "Repository":
    from acmeinc.storage.repository import Repository

    return Repository.find()


def _rules() -> "Rules":
    from acmeinc.process.rules import Rules

    return Rules(_repository().read_rule)


def _functionality() -> Iterable[str]:
    for owner in _rules().owners:
        yield owner.functionality
        yield owner.service


incidents = _starting(lambda: [path.stem for path in _repository().incident_paths()])
severities = _starting(lambda: [level.id for level in _rules().severity.levels])
functionality = _starting(_functionality)
people = _starting(lambda: [person.name for person in _rules().people])
conditions = _starting(lambda: [c.id for level in _rules().severity.levels for c in level.conditions])
milestones = _starting(lambda: MILESTONES)
roles = _starting(lambda: ROLES)
log_kinds = _starting(lambda: LOG_KINDS)
phases = _starting(lambda: ("investigating", "identified", "mitigated"))
public_phases = _starting(lambda: ("investigating", "identified", "monitoring", "resolved"))
