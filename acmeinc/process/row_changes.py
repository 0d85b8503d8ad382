"""The rows of a table that are other ones than before, however they are ordered."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from acmeinc.process.rule_values import Row

Identity = tuple[str, ...]
"""Columns by which a row is known again."""


class CellChange(NamedTuple):
    """A cell that is another one; without a `column` the whole row, told in one line."""

    row: str
    column: str
    before: str | None
    after: str | None


def row_changes(
    old: Sequence[Row], new: Sequence[Row], identities: Sequence[Identity]
) -> Iterator[CellChange]:
    """Yield the cells that differ, then the rows that are gone or new.

    A row is called by the cells of the first of `identities`; it is known again by these, else by those of a
    later one, where nothing else has them.
    """
    pairs, gone, added = _paired(*_without_equals(old, new), identities)
    own = identities[0]
    for before, after in pairs:
        for column in dict.fromkeys([*before, *after]):
            if before.get(column) != after.get(column):
                yield CellChange(_name(before, own), column, before.get(column), after.get(column))
    yield from (CellChange(_name(row, own), "", _rest(row, own), None) for row in gone)
    yield from (CellChange(_name(row, own), "", None, _rest(row, own)) for row in added)


def _paired(
    old: list[Row], new: list[Row], identities: Sequence[Identity]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Return the rows that are the same ones on both sides, and those that only one side has."""
    pairs: list[tuple[Row, Row]] = []
    for identity in identities:
        here, there = _by(identity, old), _by(identity, new)
        for key, rows in here.items():
            others = there.get(key, [])
            if any(key) and (identity is identities[0] or len(rows) == len(others) == 1):
                pairs += zip(rows, others, strict=False)
        known = {id(row) for pair in pairs for row in pair}
        old, new = ([row for row in side if id(row) not in known] for side in (old, new))
    return pairs, old, new


def _by(identity: Identity, rows: Sequence[Row]) -> dict[tuple[str, ...], list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[tuple(row.get(column, "").casefold() for column in identity)].append(row)
    return found


def _without_equals(old: Sequence[Row], new: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of each side that the other does not have just as they are."""
    one, other = (Counter(tuple(row.items()) for row in rows) for rows in (old, new))
    return [dict(row) for row in (one - other).elements()], [dict(row) for row in (other - one).elements()]


def _name(row: Row, own: Identity) -> str:
    return " / ".join(row[column] for column in own if column in row)


def _rest(row: Row, own: Identity) -> str:
    rest = (f"{column} {text}" for column, text in row.items() if column not in own)
    return ", ".join(rest) or "nothing else is said"
