"""What a change of the rules changes, one value at a time, for whoever reviews it.

Comments, order and layout mean nothing, and are no change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from acmeinc.process.ownership import Owner
from acmeinc.process.row_changes import Identity, row_changes
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
        """Return where it stands, for people: `SEV2 update`, `links.monitoring`, `Login / auth contact`."""
        subject = self.subject.removeprefix(LEVELS).replace(CONDITIONS, " condition")
        joint = "." if self.area == "settings" else " "
        return joint.join(part for part in (subject, self.field) if part)


def rule_changes(old: RuleSet, new: RuleSet) -> tuple[Change, ...]:
    """Return every value that differs, file by file; a file that either side cannot read is left out."""
    return (*_yaml_changes(old, new), *_table_changes(old, new))


def not_owned_any_more(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """Return the functionalities and services that had an owning team and have none now (Declare)."""
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


def _yaml_changes(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    if old.severity and new.severity:
        yield from _severity(old.severity, new.severity)
    if old.settings and new.settings:
        yield from _values("settings", settings_values(old.settings), settings_values(new.settings))


def _table_changes(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    if old.owners is not None and new.owners is not None:
        yield from _rows("ownership", owner_rows(old.owners), owner_rows(new.owners))
    if old.vendors is not None and new.vendors is not None:
        yield from _rows("vendors", vendor_rows(old.vendors), vendor_rows(new.vendors))
    if old.people is not None and new.people is not None:
        yield from _rows("people", person_rows(old.people), person_rows(new.people))


def _severity(old: SeverityRules, new: SeverityRules) -> Iterator[Change]:
    before, after = ({level.id: level for level in rules.levels} for rules in (old, new))
    for name in sorted({*before, *after}):
        if name not in before or name not in after:
            was, now = (level_in_words(side[name]) if name in side else None for side in (before, after))
            yield Change("severity", LEVELS + name, "", was, now)
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


_IDENTITIES: Mapping[Area, tuple[Identity, ...]] = {
    "ownership": (("functionality", "service"), ("functionality",), ("service",)),
    "vendors": (("vendor", "product"), ("vendor",), ("product",)),
    "people": (("name",), ("email",)),
}


def _rows(area: Area, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    for change in row_changes(old, new, _IDENTITIES[area]):
        yield Change(area, *change)
