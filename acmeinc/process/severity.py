"""How bad an incident is and what that obliges: `severity.yaml` (process: Severity; every cadence)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from acmeinc.errors import RulesSayNo


class Condition(NamedTuple):
    """One thing that, when it is so, makes an incident of its level; `id` is unique over all levels."""

    id: str
    text: str


PAGER_SEVERITIES = ("critical", "error", "warning", "info")
"""What a pager calls the severities of its alerts, most severe first."""


class Level(NamedTuple):
    """One severity: when it applies, how often who hears from us (None: never), whether it pages.

    `pagerduty` is what PagerDuty calls it, "" for what its place among the levels says.
    """

    id: str
    name: str
    conditions: tuple[Condition, ...]
    check_in: timedelta | None
    update: timedelta | None
    status_page: timedelta | None
    page: bool
    pagerduty: str = ""

    @property
    def number(self) -> int:
        """Return the number in the id; lower is more severe."""
        return int(self.id.removeprefix("SEV"))


class PublicState(NamedTuple):
    """How bad the public page says it is: the `impact` of an incident, and the state of its `component`.

    The words are Statuspage's, which its clients know.
    """

    impact: str
    component: str


PUBLIC_STATES = (
    PublicState("critical", "major_outage"),
    PublicState("major", "partial_outage"),
    PublicState("minor", "degraded_performance"),
)
"""By place among the levels, most severe first; every level after these is as the last."""


class Clocks(NamedTuple):
    """How long the first two steps may take, from detection (process: Decide, Declare)."""

    decide: timedelta = timedelta(minutes=10)
    declare: timedelta = timedelta(minutes=20)


class RetrospectiveRule(NamedTuple):
    """How long the retrospective is, and its window in business hours after mitigation."""

    length: timedelta = timedelta(minutes=45)
    earliest: timedelta = timedelta(hours=24)
    latest: timedelta = timedelta(hours=48)


class SeverityRules(NamedTuple):
    """The organisation's levels, most severe first, its clocks and its retrospective."""

    levels: tuple[Level, ...]
    clocks: Clocks
    retrospective: RetrospectiveRule

    def level(self, id: str) -> Level:
        """Return the level with this id, in any case of letters; RulesSayNo when there is none."""
        for level in self.levels:
            if level.id == id.strip().upper():
                return level
        names = ", ".join(level.id for level in self.levels)
        raise RulesSayNo(f"severity.yaml has no severity `{id}`", hint=f"use one of: {names}")

    def for_conditions(self, ids: Iterable[str]) -> Level | None:
        """Return the most severe level that holds any of these conditions; None when no level does."""
        wanted = set(ids)
        return next((level for level in self.levels if wanted & {c.id for c in level.conditions}), None)

    def pager_severity(self, id: str) -> str:
        """Return what the pager calls a severity: as its level says, else by its place among the levels.

        A severity that no level has any more is the worst one: too loud is better than too quiet.
        """
        for place, level in enumerate(self.levels):
            if level.id == id:
                return level.pagerduty or PAGER_SEVERITIES[min(place, len(PAGER_SEVERITIES) - 1)]
        return PAGER_SEVERITIES[0]

    def public_state(self, id: str) -> PublicState:
        """Return how bad the public page says a severity is, by its place among the levels.

        A severity that no level has any more is the mildest one: customers are not frightened by a guess.
        """
        ids = [level.id for level in self.levels]
        place = ids.index(id) if id in ids else len(ids)
        return PUBLIC_STATES[min(place, len(PUBLIC_STATES) - 1)]

    @property
    def lowest(self) -> Level:
        """Return the least severe level: where an unsure declaration starts (process: Decide)."""
        return self.levels[-1]
