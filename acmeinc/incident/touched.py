"""Taking in a document that hands, a formatter or a merge by text have touched since it was written."""

from collections.abc import Iterable

from acmeinc.incident import header
from acmeinc.incident.drawing import zone_of
from acmeinc.incident.gathering import gather
from acmeinc.incident.hands import edits
from acmeinc.incident.mending import untangled, with_keys_once
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Document
from acmeinc.incident.reading import Account
from acmeinc.incident.state import State
from acmeinc.incident.variants import unify
from acmeinc.incident.written import written_entries


def take_in_touched(document: Document, known: Iterable[Entry] = ()) -> Account:
    """Return what a document says: its entries, what hands changed as entries, and the damage mended.

    Where it is damaged, what the `known` entries recorded is no hand's change, either.
    """
    damage = document.damage
    if damage:
        document = untangled(document)
    document, stated = gather(document, zone_of(_stated_zone(document)))
    if damage:
        document = with_keys_once(document)
    entries = unify([*stated.readings, *(known if damage else ())])
    by_hand = written_entries(stated, entries, damaged=bool(damage))
    entries |= {entry.id: entry for entry in by_hand}
    stated_values = stated.values or stated.ticks
    changed = edits(stated, State(entries), damaged=bool(damage)) if stated_values else []
    entries |= {entry.id: entry for entry in changed}
    notices = [*(f"mended: {what}" for what in damage), *stated.notices, *(e.text for e in changed)]
    if by_hand:
        notices.append(f"{len(by_hand)} timeline line{'s' if len(by_hand) > 1 else ''} written by hand")
    return Account(entries, document, (*by_hand, *changed), tuple(notices), bool(damage))


def _stated_zone(document: Document) -> str:
    for name, value in header.known_values(document.header):
        if name == "time_zone" and isinstance(value, str):
            return value
    return "UTC"
