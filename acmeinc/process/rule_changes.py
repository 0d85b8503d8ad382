"""What a change of the rules changes, one value at a time, for whoever reviews it.

Comments, order and layout mean nothing, and are no change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from acmeinc.process.ownership import Owner
from acmeinc.process.rule_set import RuleSet
from acmeinc.process.rule_values import (
    CONDITIONS,
    LEVELS,
    Row,
    Values,
    level_in_words,
    owner_rows,
    person_rows,
    settings_values,
    severity_values,
    vendor_rows,
)
from acmeinc.process.severity import Level, SeverityRules

Area = Literal["severity", "settings", "ownership", "vendors", "people"]
AREAS: tuple[Area, ...] = ("severity", "settings", "ownership", "vendors", "people")


class Change(NamedTuple):
    """One value that is another one in the new rules.

    `subject` and `field` are where it stands: in YAML the two parts of its key (`severities.SEV2` and
    `update`), in a table the row (`Login / auth-api`) and the column. Without a `field` the whole subject is
    new or gone. `before` and `after` are as someone writes them, None for nothing; `note` is more about it.
    """

    area: Area
    subject: str
    field: str
    before: str | None
    after: str | None
    note: str = ""

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Return whether the value is new, gone, or another one."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def name(self) -> str:
        """Return where it stands, for people: `SEV2 update`, `links.monitoring`, `Login / auth-api contact`."""
        subject = self.subject.removeprefix(LEVELS).replace(CONDITIONS, " condition")
        joint = "." if self.area == "settings" else " "
        return joint.join(part for part in (subject, self.field) if part)


def rule_changes(old: RuleSet, new: RuleSet) -> tuple[Change, ...]:
    """Return every value that differs, file by file; a file that either side cannot read is left out."""
    compared: tuple[tuple[Any, Any, Callable[[Any, Any], Iterable[Change]]], ...] = (
        (old.severity, new.severity, _severity),
        (old.settings, new.settings, lambda o, n: _values("settings", settings_values(o), settings_values(n))),
        (old.owners, new.owners, lambda o, n: _Table("ownership", _SERVICE).changes(*map(owner_rows, (o, n)))),
        (old.vendors, new.vendors, lambda o, n: _Table("vendors", _VENDOR).changes(*map(vendor_rows, (o, n)))),
        (old.people, new.people, lambda o, n: _Table("people", _PERSON).changes(*map(person_rows, (o, n)))),
    )
    return tuple(
        change
        for before, after, compare in compared
        if before is not None and after is not None
        for change in compare(before, after)
    )


def not_owned_any_more(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """Return the functionalities and services that had an owning team and have none now (process: Declare)."""
    if old.owners is None or new.owners is None:
        return ()
    owned = _owned(new.owners)
    return tuple(name for folded, name in _owned(old.owners).items() if folded not in owned)


def _owned(owners: Iterable[Owner]) -> dict[str, str]:
    """Return by their folded names the functionalities and services that a team owns."""
    names = (name for o in owners if o.team for name in (o.functionality, o.service) if name)
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.casefold(), name)
    return found


def _severity(old: SeverityRules, new: SeverityRules) -> Iterator[Change]:
    before, after = ({level.id: level for level in rules.levels} for rules in (old, new))
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            told = [level_in_words(side[name]) if name in side else None for side in (before, after)]
            yield Change("severity", LEVELS + name, "", *told)
    both = before.keys() & after.keys()
    homes = [_homes(levels.values()) for levels in (before, after)]
    for change in _values("severity", severity_values(old), severity_values(new)):
        level = change.subject.removeprefix(LEVELS).removesuffix(CONDITIONS)
        if level in both or not change.subject.startswith(LEVELS):
            yield change._replace(note=_moved(change, homes[0], homes[1]))


def _homes(levels: Iterable[Level]) -> dict[str, str]:
    """Return by its id the level of each condition."""
    return {condition.id: level.id for level in levels for condition in level.conditions}


def _moved(change: Change, before: dict[str, str], after: dict[str, str]) -> str:
    """Return where a condition came from or went to, "" when it did not move."""
    if not change.subject.endswith(CONDITIONS):
        return ""
    if change.kind == "added" and change.field in before:
        return f"was a condition of {before[change.field]}"
    if change.kind == "removed" and change.field in after:
        return f"is a condition of {after[change.field]} now"
    return ""


def _values(area: Area, old: Values, new: Values) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield Change(area, *name, old.get(name), new.get(name))


_Identity = tuple[str, ...]

_SERVICE: tuple[_Identity, ...] = (("functionality", "service"), ("functionality",), ("service",))
_VENDOR: tuple[_Identity, ...] = (("vendor", "product"), ("vendor",), ("product",))
_PERSON: tuple[_Identity, ...] = (("name",), ("email",))


class _Table:
    """Compares the rows of a table. `identities` are columns by which a row is known again, the best first."""

    def __init__(self, area: Area, identities: Sequence[_Identity]) -> None:
        self._area = area
        self._identities = identities

    def changes(self, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
        """Yield the cells that differ, then the rows that are new or gone."""
        pairs, gone, added = self._paired(*_without_equals(old, new))
        for before, after in pairs:
            for column in dict.fromkeys([*before, *after]):
                if before.get(column) != after.get(column):
                    texts = before.get(column), after.get(column)
                    yield Change(self._area, self._name(before), column, *texts)
        for row in gone:
            yield Change(self._area, self._name(row), "", self._rest(row), None)
        for row in added:
            yield Change(self._area, self._name(row), "", None, self._rest(row))

    def _paired(
        self, old: list[Row], new: list[Row]
    ) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
        """Return the rows that are the same ones on both sides, and those that only one side has."""
        pairs: list[tuple[Row, Row]] = []
        for identity in self._identities:
            known = defaultdict(list)
            for row in new:
                known[_key(row, identity)].append(row)
            counted = defaultdict(list)
            for row in old:
                counted[_key(row, identity)].append(row)
            for key, rows in counted.items():
                others = known[key]
                # A part of the name tells a row only where nothing else has it.
                if any(key) and (identity is self._identities[0] or len(rows) == len(others) == 1):
                    pairs += zip(rows, others, strict=False)
            matched = [{id(row) for row in side} for side in zip(*pairs, strict=True)] or [set(), set()]
            old = [row for row in old if id(row) not in matched[0]]
            new = [row for row in new if id(row) not in matched[1]]
        return pairs, old, new

    def _name(self, row: Row) -> str:
        return " / ".join(row[column] for column in self._identities[0] if column in row)

    def _rest(self, row: Row) -> str:
        """Return a whole row in one line, without its name."""
        rest = {column: text for column, text in row.items() if column not in self._identities[0]}
        return ", ".join(f"{column} {text}" for column, text in rest.items()) or "nothing else is said"


def _without_equals(old: Sequence[Row], new: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows that do not stand on the other side just as they are."""
    sides = [[tuple(row.items()) for row in rows] for rows in (old, new)]
    left = [Counter(one) - Counter(other) for one, other in (sides, sides[::-1])]
    return tuple([dict(row) for row in counted.elements()] for counted in left)  # type: ignore[return-value]


def _key(row: Row, identity: _Identity) -> tuple[str, ...]:
    return tuple(row.get(column, "").casefold() for column in identity)
