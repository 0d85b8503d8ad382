"""Taking in a document that hands, a formatter or a merge by text have touched since it was written."""

from collections.abc import Mapping, Sequence
from typing import Any

from acmeinc.incident import header
from acmeinc.incident.drawing import zone_of
from acmeinc.incident.gathering import gather
from acmeinc.incident.hands import edits
from acmeinc.incident.identity import are_apart
from acmeinc.incident.mending import untangled, with_keys_once
from acmeinc.incident.missing import reunited, speaking_for_missing
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Document, unsealed
from acmeinc.incident.reading import Account
from acmeinc.incident.state import State
from acmeinc.incident.statement import Statement
from acmeinc.incident.variants import unify
from acmeinc.incident.written import written_entries


def take_in_touched(document: Document, before: Account | None = None) -> Account:
    """Return what a document says: its entries, what hands changed as entries, and the damage mended.

    `before` is the version that this one was made of, None where that is not known.
    """
    damage = document.damage
    if damage:
        document = untangled(document)
    document, stated = gather(document, zone_of(_stated_zone(document)))
    if damage:
        document = with_keys_once(document)
    entries = unify(stated.readings)
    typed = written_entries(stated, entries, damaged=bool(damage))
    entries |= {entry.id: entry for entry in typed}
    if before and are_apart(before.entries, entries):
        before = None
    if before:
        entries = reunited(before, entries, typed)
    changed = _changed(stated, entries, before, damaged=bool(damage))
    entries |= {entry.id: entry for entry in changed}
    by_hand = [entry for entry in (*typed, *changed) if entry.id in entries]
    notices = [*(f"mended: {what}" for what in damage), *stated.notices, *_told(by_hand)]
    return Account(entries, document, tuple(by_hand), tuple(notices), bool(damage))


def _changed(
    stated: Statement, entries: Mapping[str, Entry], before: Account | None, *, damaged: bool
) -> list[Entry]:
    """Return the entries of what hands changed in header, tables and boxes."""
    if not (stated.values or stated.ticks):
        return []
    missing = speaking_for_missing(before, entries, damaged=damaged) if before else []
    state = State(unify([*entries.values(), *missing]) if missing else entries)
    changed = edits(stated, state, damaged=damaged)
    stale = _stale(before) if before and changed else []
    return [entry for entry in changed if _change(entry) not in stale]


def _stale(before: Account) -> list[Mapping[str, Any]]:
    """Return what a document says in header, tables and boxes that its entries do not amount to, by no hand.

    The line of an entry was deleted, and nothing has been drawn since.
    """
    document = unsealed(before.document)
    _, stated = gather(document, zone_of(_stated_zone(document)))
    by_hand = {entry.id for entry in before.by_hand}
    found = edits(stated, State(before.entries), damaged=before.damaged)
    return [_change(entry) for entry in found if entry.id not in by_hand]


def _change(entry: Entry) -> Mapping[str, Any]:
    return {key: value for key, value in entry.fields.items() if not key.startswith("after.")}


def _told(by_hand: Sequence[Entry]) -> list[str]:
    changed = [entry.text for entry in by_hand if entry.kind == "edit"]
    typed = len(by_hand) - len(changed)
    return [
        *changed,
        *([f"{typed} timeline line{'s' if typed > 1 else ''} written by hand"] if typed else []),
    ]


def _stated_zone(document: Document) -> str:
    for name, value in header.known_values(document.header):
        if name == "time_zone" and isinstance(value, str):
            return value
    return "UTC"
