"""Reading an incident document (DESIGN §3, FORMAT.md).

`read` never fails: it takes in what hands did, and says what is damaged. Most documents are as a step wrote
them, and of those only the entries are looked at.
"""

from collections.abc import Mapping
from typing import NamedTuple

from acmeinc.incident import header
from acmeinc.incident.entries import UNREAD, parse_line
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.parts import LIST_BLOCKS, PREVIOUS, SEALED_BLOCKS, Block, Document, lines_digest, parse
from acmeinc.incident.state import incident_of
from acmeinc.incident.variants import unify


class Reading(NamedTuple):
    """A document as it was read: its incident and entries, and what hands did since it was written.

    `by_hand` are the entries made of hand edits; they stand in `entries` already and in the file after the
    next write. `notices` are sentences for the user.
    """

    incident: Incident
    entries: Mapping[str, Entry]
    document: Document
    by_hand: tuple[Entry, ...] = ()
    notices: tuple[str, ...] = ()


class Account(NamedTuple):
    """What a document says of itself: its entries, those made of hand edits among them, and the rest of it.

    `damaged` tells that the text was put in order first (FORMAT.md, "Damage and mending").
    """

    entries: Mapping[str, Entry]
    document: Document
    by_hand: tuple[Entry, ...]
    notices: tuple[str, ...]
    damaged: bool


def read(text: str) -> Reading:
    """Return what a document says, hand edits taken in; never fails, whatever the text is."""
    account = take_in(text)
    incident = incident_of(account.entries)
    return Reading(incident, account.entries, account.document, account.by_hand, account.notices)


def take_in(text: str, before: Account | None = None) -> Account:
    """Return what `read` returns, without working out what incident the entries amount to.

    `before` is the version that this one was made of: a value that it recorded is no hand's, even if the
    line of its entry is gone, and a line that lost its comment is found there.
    """
    document = parse(text)
    recorded = untouched_entries(document)
    if recorded is None:
        from acmeinc.incident.touched import take_in_touched

        return take_in_touched(document, before)
    return Account(unify(recorded), document, (), (), False)


def untouched_entries(document: Document) -> list[Entry] | None:
    """Return the entries of a document that is as the program wrote it; None when anything differs.

    Then every digest verifies and each line of the lists is a whole entry: nothing else can state anything.
    """
    if document.damage or not header.is_sealed(document.header):
        return None
    found: list[Entry] = []
    for part in document.parts:
        if not isinstance(part, Block):
            if any("<!--" in line for line in part.lines):
                return None
        elif part.name in LIST_BLOCKS:
            entries = _whole_entries(part)
            if entries is None:
                return None
            found += entries
        elif part.name in SEALED_BLOCKS and part.digest != lines_digest(part.lines):
            return None
    return found


def _whole_entries(block: Block) -> list[Entry] | None:
    """Return the entries of a list block; None when a line of it is anything else."""
    found: list[Entry] = []
    for line in block.lines:
        text = line.strip()
        entry = parse_line(text) if line.startswith("- ") else None
        if entry and entry.at and UNREAD not in entry.fields:
            found.append(entry)
        elif text and text != PREVIOUS:
            return None
    return found
