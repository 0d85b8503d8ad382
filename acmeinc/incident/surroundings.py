"""What stands around the drawn blocks of two versions of a document, merged by line (FORMAT.md, rule 7).

A drawn block, and a header line of a known field, is one line here that stands for it: what it holds
follows from the entries. Of a checklist only the boxes are drawn; of a block that this version does not know,
nothing is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from acmeinc.incident import header
from acmeinc.incident.drawing import BLOCKS, BOX
from acmeinc.incident.parts import Block, Document, Prose, closing, opening
from acmeinc.incident.prose import merge_lines

_PLACE = "\ud800"
"""Begins a line that stands for something drawn: no text that was read from a file can hold this."""
_END = "/"


def merge_surroundings(base: Document, left: Document, right: Document) -> Document:
    """Return the merged text around what is drawn; blocks and known header lines are still to be drawn."""
    documents = (base, left, right)
    eol = _changed(base.eol, left.eol, right.eol)
    heads = [list(_header_lines(document)) for document in documents]
    bodies = [list(_body_lines(document)) for document in documents]
    head = merge_lines(heads[0], heads[1], heads[2], note=())
    body = merge_lines(bodies[0], bodies[1], bodies[2])
    fence = f"---{eol}"
    merged = Document(
        bom=_changed(base.bom, left.bom, right.bom),
        eol=eol,
        fences=(fence, fence) if left.fences or right.fences else (),
        header=tuple(f"{line}{eol}" for line in _header(head, documents)),
        parts=tuple(_parts(body, eol, (left, right))),
    )
    if not header.repeated_keys(merged.header):
        return merged
    from acmeinc.incident.mending import with_keys_once

    return with_keys_once(merged)


def _changed(base: str, left: str, right: str) -> str:
    """Return the value that a side changed; the greater one where both did."""
    if left == base:
        return right
    return left if right == base else max(left, right)


# ---- the header


def _header_lines(document: Document) -> Iterator[str]:
    for chunk in header.chunks(document.header):
        if _is_drawn(chunk):
            yield "\n".join((f"{_PLACE}{chunk.name}", *header.comments(chunk)))
        elif not header.DIGEST.match(chunk.lines[0]):
            # All the lines of a key move together: half a value is none.
            yield "\n".join(_bare(chunk.lines))


def _is_drawn(chunk: header.Chunk) -> bool:
    return chunk.name in header.SEALED or chunk.name in header.GROUPS


def _header(merged: Iterable[str], documents: Sequence[Document]) -> Iterator[str]:
    """Yield the merged header's lines; a known key stands as the side has it that changed its lines."""
    keys = [
        {chunk.name: chunk for chunk in header.chunks(document.header) if _is_drawn(chunk)}
        for document in documents
    ]
    seen: set[str] = set()
    for item in merged:
        if not item.startswith(_PLACE):
            yield from item.split("\n")
            continue
        name, *comments = item[1:].split("\n")
        if name in seen:
            yield from comments
            continue
        seen.add(name)
        before = keys[0].get(name)
        found = [found[name] for found in keys if name in found and header.comments(found[name]) == comments]
        yield from _bare(max(found, key=lambda chunk: (chunk != before, chunk.lines)).lines)


def _bare(lines: Iterable[str]) -> list[str]:
    return [line.rstrip("\r\n") for line in lines]


# ---- the body


def _body_lines(document: Document) -> Iterator[str]:
    for part in document.parts:
        if isinstance(part, Prose):
            yield from _bare(part.lines)
            continue
        yield f"{_PLACE}{part.name}"
        if not _is_whole(part.name):
            lines = _bare(part.lines)
            yield from (re.sub(BOX, r"\1 \3", line) for line in lines) if part.name == "checklist" else lines
            yield f"{_PLACE}{part.name}{_END}"


def _is_whole(name: str) -> bool:
    return name in BLOCKS and name != "checklist"


def _parts(lines: Iterable[str], eol: str, sides: Sequence[Document]) -> Iterator[Prose | Block]:
    """Yield prose and blocks from merged lines; a drawn block is empty."""
    current: list[str] = []
    opened = ""
    seen: set[str] = set()
    for line in lines:
        if not line.startswith(_PLACE):
            current.append(f"{line}{eol}")
            continue
        name = line[1:].removesuffix(_END)
        if line.endswith(_END) and name == opened:
            yield _block(name, current, eol, _digest(name, current, sides))
            opened, current = "", []
        elif not line.endswith(_END) and name not in seen and not opened:
            seen.add(name)
            yield Prose(tuple(current))
            opened, current = name, []
            if _is_whole(name):
                yield _block(name, (), eol)
                opened = ""
    yield _block(opened, [], eol) if opened else Prose(())
    yield Prose(tuple(current))


def _digest(name: str, lines: Iterable[str], sides: Iterable[Document]) -> str:
    """Return the digest that a side states for a block of these lines, "" where neither drew them."""
    same = [side.blocks[name] for side in sides if name in side.blocks]
    return max((block.digest for block in same if _bare(block.lines) == _bare(lines)), default="")


def _block(name: str, lines: Iterable[str], eol: str, digest: str = "") -> Block:
    return Block(name, digest, opening(name, digest) + eol, tuple(lines), closing(name) + eol)
