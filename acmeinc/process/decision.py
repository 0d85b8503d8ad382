"""Incident or bug, and how severe (process: "Decide" and "Severity")."""

from collections.abc import Sequence
from typing import NamedTuple

from acmeinc.process.severity import Level, SeverityRules


class Decision(NamedTuple):
    """What was decided: `level` is None for a bug; `why` says it in a sentence."""

    level: Level | None
    conditions: tuple[str, ...]
    why: str


def decide(
    rules: SeverityRules, conditions: Sequence[str], *, unsure: bool = False, severity: str | None = None
) -> Decision:
    """Return the decision that the true `conditions` (ids) lead to: the most severe level that has one.

    `severity` overrules it: a level, or `none` for a bug. `unsure` means that something is wrong although
    no condition is clearly true: the lowest level, because in doubt it is an incident.
    """
    found = tuple(conditions)
    if severity:
        if severity.lower() == "none":
            return Decision(None, found, "Not at the level of an incident: a bug.")
        level = rules.level(severity)
        return Decision(level, found, f"{level.id}, {level.name}.")
    level_found = rules.for_conditions(found)
    if level_found:
        texts = [_within_a_sentence(c.text) for c in level_found.conditions if c.id in found]
        return Decision(level_found, found, f"{level_found.id}, {level_found.name}: {'; '.join(texts)}.")
    if unsure:
        level = rules.lowest
        return Decision(level, found, f"{level.id}, {level.name}: in doubt it is an incident.")
    return Decision(None, found, "No condition of an incident is true: a bug.")


def _within_a_sentence(text: str) -> str:
    """Return `text` begun with a small letter, unless it begins with an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
