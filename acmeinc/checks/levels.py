"""What makes no sense in the levels of severity, although each value is what it has to be."""

from collections.abc import Collection
from datetime import timedelta
from itertools import pairwise

from acmeinc.process.rule_file import Section
from acmeinc.process.rule_tree import Text
from acmeinc.process.severity import Level, SeverityRules

_CADENCES = {"check_in": "checks in", "update": "updates", "status_page": "posts to the status page"}


def check_levels(top: Section, rules: SeverityRules, faulty: Collection[tuple[int, int]]) -> None:
    """Note what makes no sense; nothing is said of a value whose place is `faulty` already."""
    sense = _Sense(top, faulty)
    sense.clocks(rules)
    names: dict[str, Level] = {}
    for level in rules.levels:
        sense.alone(level)
        other = names.setdefault(level.name.casefold(), level)
        if level.name and other is not level:
            told = f"{level.id} has the name of {other.id}: {level.name}"
            sense.note(("severities", level.id, "name"), told, "tell them apart", rule="severity-name-twice")
    for worse, level in pairwise(rules.levels):
        sense.beside(worse, level)


class _Sense:
    """Judges values that were read, and finds where they stand."""

    def __init__(self, top: Section, faulty: Collection[tuple[int, int]]) -> None:
        self._top = top
        self._faulty = faulty

    def clocks(self, rules: SeverityRules) -> None:
        """Note a decision that may take as long as the declaration, which comes after it."""
        if rules.clocks.decide < rules.clocks.declare:
            return
        told, hint = "there is no time left to declare", "make `decide` shorter than `declare`"
        name = "decide" if self.sound("clocks", "decide") else "declare"
        self.note(("clocks", name), told, hint, rule="severity-clocks")

    def alone(self, level: Level) -> None:
        """Note what makes no sense of one level."""
        key = self._top.find("severities", level.id)
        if key and not level.conditions and not self._says_conditions(level.id):
            told, hint = f"{level.id} has no condition", "add `conditions:`, and below it `id: text`"
            self._top.complain(key[0], told, hint, rule="severity-no-condition", level="warning")
        if level.check_in and level.update is None and self.sound("severities", level.id, "update"):
            told = f"{level.id} checks in, but never updates"
            hint = "write `check_in: never`, or how often it updates"
            self.note(("severities", level.id, "check_in"), told, hint, rule="severity-odd-cadence")

    def beside(self, worse: Level, level: Level) -> None:
        """Note where a less severe level is looked after better than the one above it."""
        for name, does in _CADENCES.items():
            if _often(getattr(level, name)) >= _often(getattr(worse, name)):
                continue
            if self.sound("severities", worse.id, name):
                told = f"{level.id} {does} more often than {worse.id}"
                hint = "give the more severe level the shorter time"
                self.note(("severities", level.id, name), told, hint, rule="severity-odd-cadence")
        if level.page and not worse.page:
            told = f"{level.id} pages somebody, and {worse.id} does not"
            place = ("severities", level.id if self.sound("severities", level.id, "page") else worse.id)
            self.note((*place, "page"), told, "page for the more severe level", rule="severity-odd-page")

    def sound(self, *names: str) -> bool:
        """Return whether a value stands there, and nothing was wrong with it."""
        found = self._top.find(*names)
        return bool(found and (found[1].line, found[1].column) not in self._faulty)

    def note(self, names: tuple[str, ...], told: str, hint: str, *, rule: str) -> None:
        """Note something at the value that stands below these names, where nothing else is wrong with it."""
        found = self._top.find(*names)
        if found and self.sound(*names):
            level = "warning" if "odd" in rule else "error"
            self._top.complain(found[1], told, hint, rule=rule, level=level)

    def _says_conditions(self, level: str) -> bool:
        """Return whether something stands there at all; that it holds no condition has been said then."""
        found = self._top.find("severities", level, "conditions")
        return bool(found and not (isinstance(found[1], Text) and not found[1].text))


def _often(cadence: timedelta | None) -> timedelta:
    return timedelta.max if cadence is None else cadence
