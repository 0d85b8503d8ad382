"""Two versions of an incident document, merged by what they mean (DESIGN §3, FORMAT.md).

Entries are a set: every one of either side stays. Fields follow from them by their rules, drawn blocks are
drawn anew, and prose merges by line. The result does not depend on which side is ours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from acmeinc.incident import header, ulid
from acmeinc.incident.document import Reading, read, redrawn
from acmeinc.incident.drawing import BOX
from acmeinc.incident.entries import make_entry
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Block, Document, Prose, closing, opening, parse
from acmeinc.incident.prose import merge_lines
from acmeinc.incident.state import unify

_PLACE = "\x00"
"""Begins a line that stands for something drawn: no text of a document holds this character."""


class TwoIncidents(ValueError):
    """The two versions are of different incidents under one id: they have different `uid`s."""


class Merged(NamedTuple):
    """The merged text, and what was seen on the way, as sentences for people."""

    text: str
    notices: tuple[str, ...] = ()


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Return both versions merged over their common `base` ("" when there is none).

    Raises TwoIncidents when they are not of the same incident.
    """
    if ours == theirs or theirs == base:
        return Merged(ours)
    if ours == base:
        return Merged(theirs)
    before, left, right = read(base), read(ours), read(theirs)
    uids = {side.incident.uid for side in (left, right)} - {""}
    if len(uids) > 1:
        raise TwoIncidents(f"two incidents are called {left.incident.id}: {', '.join(sorted(uids))}")
    entries = _entries(before, left, right, removals=not (parse(ours).damage or parse(theirs).damage))
    document = _document(before.document, left.document, right.document)
    return Merged(redrawn(document, entries), (*left.notices, *right.notices))


def _entries(before: Reading, left: Reading, right: Reading, *, removals: bool) -> dict[str, Entry]:
    """Return the entries of both sides; one that a hand deleted since `before` is recorded as removed.

    The base's reading of an entry is the one that no hand has touched since.
    """
    here = {*left.entries, *right.entries}
    known = [entry for entry in before.entries.values() if entry.id in here]
    found = [*known, *left.entries.values(), *right.entries.values()]
    if removals:
        by_hand = {entry.id for entry in before.by_hand}
        recorded = {i for i in before.entries if i not in by_hand}
        gone = (recorded - set(left.entries)) | (recorded - set(right.entries))
        found += [removal(before.entries[i]) for i in sorted(gone)]
    return unify(found)


def removal(entry: Entry) -> Entry:
    """Return the entry that records that a hand deleted `entry`; it goes on replacing what that replaced."""
    when = f"{entry.at:%H:%M} " if entry.at else ""
    replaced = {key: value for key, value in entry.fields.items() if key.startswith("after.")}
    return make_entry(
        ulid.hashed(ulid.time_of(entry.id), f"removed|{entry.id}"),
        entry.at,
        "unknown",
        f"The {when}entry of {entry.by or 'unknown'} was removed by hand",
        {"kind": "removed", "entry": entry.id, **replaced},
    )


def _document(base: Document, left: Document, right: Document) -> Document:
    """Return the text around what is drawn, merged by line; the drawn blocks are still empty."""
    eol = _changed(base.eol, left.eol, right.eol)
    head = merge_lines(*(list(_header_lines(document)) for document in (base, left, right)))
    body = merge_lines(*(list(_body_lines(document)) for document in (base, left, right)))
    fence = f"---{eol}"
    return Document(
        bom=_changed(base.bom, left.bom, right.bom),
        eol=eol,
        fences=(fence, fence),
        header=tuple(f"{line}{eol}" for line in _header(head, base, left, right)),
        parts=tuple(_parts(body, left, right, eol)),
    )


def _changed(base: str, left: str, right: str) -> str:
    """Return the value that a side changed; the greater one where both did."""
    if left == base:
        return right
    return left if right == base else max(left, right)


def _header_lines(document: Document) -> Iterator[str]:
    """Yield the header's lines, one placeholder for each known key: its value comes from the entries."""
    for chunk in header.chunks(document.header):
        if _is_drawn(chunk):
            yield f"{_PLACE}{chunk.name}"
        elif not header.DIGEST.match(chunk.lines[0]):
            yield from (line.rstrip("\r\n") for line in chunk.lines)


def _is_drawn(chunk: header.Chunk) -> bool:
    return chunk.name in header.SEALED or chunk.name in header.GROUPS


def _header(merged: Sequence[str], base: Document, left: Document, right: Document) -> Iterator[str]:
    """Yield the merged header's lines; a key stands as the side that touched its lines has it."""
    before, one, other = (_lines_by_key(document) for document in (base, left, right))
    seen: set[str] = set()
    for line in merged:
        if not line.startswith(_PLACE):
            yield line
        elif line not in seen:
            seen.add(line)
            key = line[1:]
            found = [keys[key] for keys in (one, other) if key in keys]
            yield from max(found, key=lambda lines: (lines != before.get(key), lines))


def _lines_by_key(document: Document) -> Mapping[str, tuple[str, ...]]:
    return {
        chunk.name: tuple(line.rstrip("\r\n") for line in chunk.lines)
        for chunk in header.chunks(document.header)
        if _is_drawn(chunk)
    }


def _body_lines(document: Document) -> Iterator[str]:
    """Yield the lines outside the blocks, placeholders for the blocks, and a checklist's lines with empty boxes."""
    for part in document.parts:
        if isinstance(part, Prose):
            yield from (line.rstrip("\r\n") for line in part.lines)
        elif part.name == "checklist":
            yield f"{_PLACE}{part.name}"
            yield from (re.sub(BOX, r"\1 \3", line.rstrip("\r\n")) for line in part.lines)
            yield f"{_PLACE}/{part.name}"
        else:
            yield f"{_PLACE}{part.name}"


def _parts(lines: Sequence[str], left: Document, right: Document, eol: str) -> Iterator[Prose | Block]:
    """Yield prose and blocks from merged lines; a block that either side drew keeps its last lines until redrawn."""
    drawn = {**right.blocks, **left.blocks}
    prose: list[str] = []
    seen: set[str] = set()
    for line in lines:
        if not line.startswith(_PLACE):
            prose.append(f"{line}{eol}")
            continue
        name = line[1:]
        if name in seen:
            continue
        seen.add(name)
        if name == "/checklist":
            yield _block("checklist", tuple(prose), eol)
        else:
            yield Prose(tuple(prose))
            if name != "checklist":
                yield _block(name, drawn[name].lines, eol)
        prose = []
    yield Prose(tuple(prose))


def _block(name: str, lines: tuple[str, ...], eol: str) -> Block:
    return Block(name, "", opening(name) + eol, lines, closing(name) + eol)
