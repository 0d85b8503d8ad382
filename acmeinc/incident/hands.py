"""What people changed by hand in header, tables and boxes, made entries (DESIGN §3, "Hands are welcome")."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from acmeinc.incident import ulid
from acmeinc.incident.drawing import AGENDA
from acmeinc.incident.entries import make_entry, same_words
from acmeinc.incident.fields import FIELDS, element_key
from acmeinc.incident.model import Entry
from acmeinc.incident.state import State
from acmeinc.incident.statement import Statement
from acmeinc.incident.text import clean

_ANSWERS = tuple(row.field for row in AGENDA)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def edits(stated: Statement, state: State, *, damaged: bool) -> list[Entry]:
    """Return an entry for each value and box that a hand changed.

    In a damaged document a value counts as a hand's only when no entry ever recorded it, and nothing is
    ever inferred to be removed (FORMAT.md, "Damage and mending").
    """
    made: dict[str, Entry] = {}
    for name, values in stated.values.items():
        change = _list_change if FIELDS[name].is_list else _scalar_change
        for value in values:
            if fields := change(state, name, value, damaged=damaged):
                entry = _edit_entry(state, name, fields)
                made[entry.id] = entry
    ticked = set(state.elements("ticked"))
    for step, boxes in stated.ticks.items():
        on = any(boxes) if damaged else boxes[0]
        if on != (step in ticked) and (on or not damaged):
            entry = _edit_entry(state, "ticked", {"add.ticked" if on else "remove.ticked": [step]})
            made[entry.id] = entry
    return list(made.values())


def _scalar_change(state: State, name: str, value: Any, *, damaged: bool) -> dict[str, Any]:
    if _same(value, state.value(name)):
        return {}
    if damaged and (value == "" or _is_recorded(value, _recorded(state, name))):
        return {}
    heads = state.heads(name)
    return {name: value, f"after.{name}": heads} if heads else {name: value}


def _recorded(state: State, name: str) -> list[Any]:
    """Return every value and element that entries ever gave the field.

    A union merge can put an answer of the retrospective under the next question: all answers count there.
    """
    names = _ANSWERS if name in _ANSWERS else (name,)
    return [value for each in names for value in (*state.ever(each), *state.ever_listed(each))]


def _is_recorded(value: Any, ever: list[Any]) -> bool:
    """Return whether an entry recorded `value`, or, as a union merge stacks them, each of its lines."""
    return value in ever or {*str(value).split("\n")} <= {*map(str, ever)}


def _list_change(state: State, name: str, value: list[Any], *, damaged: bool) -> dict[str, Any]:
    now = {_key(element): element for element in state.elements(name)}
    stated = {_key(element): element for element in value}
    added = [element for key, element in stated.items() if not _same(now.get(key), element)]
    removed = [element for key, element in now.items() if key not in stated]
    if damaged:
        ever = _recorded(state, name)
        added = [element for element in added if not any(_same(old, element) for old in ever)]
        removed = []
    changes = {f"add.{name}": added, f"remove.{name}": removed}
    return {key: elements for key, elements in changes.items() if elements}


def _key(element: object) -> str:
    return " ".join(element_key(element).split())


def _same(now: Any, stated: Any) -> bool:
    """Return whether two values differ in nothing but what a formatter changes."""
    if isinstance(now, Mapping) and isinstance(stated, Mapping):
        return all(same_words(str(now.get(key, "")), str(stated.get(key, ""))) for key in {*now, *stated})
    if isinstance(now, str) and isinstance(stated, str):
        return now == stated or same_words(now, stated)
    return bool(now == stated)


def _edit_entry(state: State, name: str, fields: Mapping[str, Any]) -> Entry:
    """Return the entry of a hand edit: after the last entry that set the field, under a computed id."""
    heads = state.heads(name)
    if FIELDS[name].is_list:
        keys = {f"add.{name}", f"remove.{name}"}
        heads = [i for i, entry in state.entries.items() if not keys.isdisjoint(entry.fields)]
    last = state.entries[heads[-1]] if heads else next(reversed(state.entries.values()), None)
    seed = "edit|" + repr(sorted(fields.items())) + "|" + "|".join(heads)
    entry_id = ulid.hashed(ulid.time_of(last.id) + 1 if last else 0, seed)
    while entry_id in state.removed:
        seed += "|again"
        entry_id = ulid.hashed(ulid.time_of(entry_id), seed)
    at = last.at if last and last.at else _EPOCH
    return make_entry(entry_id, at, "unknown", f"{_told(name, fields)} (by hand)", {"kind": "edit", **fields})


def _told(name: str, fields: Mapping[str, Any]) -> str:
    label = name.split(".")[-1].replace("_", " ")
    if name in fields:
        return f"{label}: {clean(str(fields[name])) or 'empty'}"
    told = []
    for sign, key in (("added", f"add.{name}"), ("removed", f"remove.{name}")):
        if key in fields:
            told.append(f"{sign} {', '.join(element_key(element) for element in fields[key])}")
    return f"{label}: {'; '.join(told)}"
