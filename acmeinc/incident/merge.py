"""Two versions of an incident document, merged by what they mean (DESIGN §3, FORMAT.md).

Entries are a set: every one of either side stays. Fields follow from them by their rules, drawn blocks are
drawn anew, and what stands around them merges by line. The result does not depend on which side is ours.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from acmeinc.incident.document import redrawn
from acmeinc.incident.identity import are_apart, uids_of
from acmeinc.incident.missing import lost, removals
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import LIST_BLOCKS, Block, parse
from acmeinc.incident.reading import Account, take_in, untouched_entries
from acmeinc.incident.surroundings import merge_surroundings
from acmeinc.incident.unchanged import put_back, set_aside
from acmeinc.incident.variants import unify


class TwoIncidents(ValueError):
    """The two versions are of different incidents under one id: they have different `uid`s."""


class Merged(NamedTuple):
    """The merged text, and what was seen on the way, as sentences for people."""

    text: str
    notices: tuple[str, ...] = ()


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Return both versions merged over their common `base` ("" when there is none).

    What hands did in either is recorded, and a damaged one is mended: the text is what a step would write.
    Raises TwoIncidents when they are not of the same incident.
    """
    versions = (base, ours, theirs)
    if aside := set_aside(versions):
        accounts = _accounts(aside.texts)
        if not any(account.damaged or account.by_hand or account.notices for account in accounts):
            merged = _merge(accounts)
            return merged._replace(text=_ended(put_back(merged.text, aside.lines), versions))
    merged = _merge(_accounts(versions))
    return merged._replace(text=_ended(merged.text, versions))


def _accounts(versions: Sequence[str]) -> Sequence[Account]:
    before = take_in(versions[0])
    return before, *(take_in(side, before) for side in versions[1:])


def _merge(accounts: Sequence[Account]) -> Merged:
    before, left, right = accounts
    if are_apart(left.entries, right.entries):
        raise TwoIncidents("two incidents were declared under one id")
    if are_apart(before.entries, {**left.entries, **right.entries}):
        before = take_in("")
    one, other = _since(before, left, right), _since(before, right, left)
    # The base's reading of a line is the one that no hand has touched since.
    known = [entry for entry in before.entries.values() if entry.id in one or entry.id in other]
    entries = unify([*known, *lost(before, one, other), *one.values(), *other.values()])
    told: list[Entry] = []
    if not before.damaged:
        sound = [side for side, account in ((one, left), (other, right)) if not account.damaged]
        told = removals(before, sound, entries)
        entries = unify([*entries.values(), *told])
    document = merge_surroundings(before.document, left.document, right.document)
    told_texts = (f"put back: {e.text}" if e.id in before.entries else e.text for e in told)
    notices = (*left.notices, *right.notices, *told_texts)
    return Merged(_settled(redrawn(document, entries)), tuple(dict.fromkeys(notices)))


def _settled(text: str) -> str:
    """Return a merged text as the next step would write it.

    Lines of both sides can make up what neither had: a conflict's markers, the end of a code fence.
    """
    if untouched_entries(parse(text)) is not None:
        return text
    account = take_in(text)
    return redrawn(account.document, account.entries)


def _since(before: Account, side: Account, other: Account) -> Mapping[str, Entry]:
    """Return the entries of a side, without what hands had done in `before` already and the other has not.

    The other has undone that since, or recorded it in its own way.
    """
    by_hand = {entry.id for entry in side.by_hand}
    stale = by_hand.intersection(entry.id for entry in before.by_hand) - other.entries.keys()
    if other.damaged or not stale:
        return side.entries
    return {entry_id: entry for entry_id, entry in side.entries.items() if entry_id not in stale}


def _ended(text: str, versions: Sequence[str]) -> str:
    """Return a merged text without a last newline where a hand has taken that away."""
    base, ours, theirs = (version.endswith("\n") or not version for version in versions)
    return text if (ours if theirs == base else theirs) else text.removesuffix("\n").removesuffix("\r")


def uids(text: str) -> set[str]:
    """Return the `uid`s that were declared in a document; several when it is two incidents by mistake."""
    return uids_of(take_in(text).entries)


def needs_mending(text: str) -> bool:
    """Return whether a merge by text left its traces: damage, two incidents in one, an entry's line twice."""
    account = take_in(text)
    lists = (part for part in account.document.parts if isinstance(part, Block) and part.name in LIST_BLOCKS)
    told = [line for block in lists for line in block.lines if line.strip()]
    return account.damaged or len(uids_of(account.entries)) > 1 or len(set(told)) < len(told)
