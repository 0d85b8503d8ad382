"""A report: what every incident adds to the figures, and the figures."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from acmeinc.errors import BadData
from acmeinc.incident.reading import Reading
from acmeinc.process.contribution import Contribution, contribution
from acmeinc.process.figures import Report, figures, limits_of
from acmeinc.process.ownership import owned_name, owning_teams
from acmeinc.process.rules import Rules
from acmeinc.process.selection import Selection


def report_on(
    readings: Iterable[Reading], rules: Rules, meant: Selection, now: datetime, say: Callable[[str], None]
) -> Report:
    """Return the report on the incidents that are meant; what cannot be counted is said and left out.

    The owning team is the one that owns the functionality now, else the first that was engaged.
    """
    teams = owning_teams(rules.owners)
    counted = [
        one._replace(team=teams.get(owned_name(one.functionality)) or one.team)
        for one in _contributions(readings, rules, meant, say)
    ]
    chosen = [one for one in counted if meant.team.lower() in one.team.lower()]
    today = now.astimezone(rules.settings.zone).date()
    return figures(chosen, limits_of(rules.severity), now, today)


def _contributions(
    readings: Iterable[Reading], rules: Rules, meant: Selection, say: Callable[[str], None]
) -> Iterator[Contribution]:
    for reading in readings:
        if meant.holds(reading.incident):
            try:
                yield contribution(reading.incident, rules.severity, rules.settings)
            except BadData as problem:
                say(f"! {problem}; left out")
