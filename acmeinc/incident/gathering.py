"""Taking in all that a document states: header, tables, boxes, and lines typed by hand.

A block or header whose digest verifies is what the program wrote and states nothing new. No line is dropped:
what has no place inside its block is moved below it and reported.
"""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from acmeinc.incident import header
from acmeinc.incident.drawing import BOX
from acmeinc.incident.entries import UNREAD, parse_line, same_words
from acmeinc.incident.fields import CONSTANT, FIELDS
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import (
    LIST_BLOCKS,
    PREVIOUS,
    SEALED_BLOCKS,
    Block,
    Document,
    Prose,
    lines_digest,
)
from acmeinc.incident.statement import Statement, WrittenLine, moments_near
from acmeinc.incident.tables import read_actions, read_table
from acmeinc.incident.text import encode
from acmeinc.incident.wrapped import logical_lines


def gather(document: Document, zone: ZoneInfo) -> tuple[Document, Statement]:
    """Return the document with every foreign line moved out of the blocks, and all that it states."""
    stated = Statement(zone)
    parts: list[Prose | Block] = []
    for part in document.parts:
        if isinstance(part, Prose):
            parts.append(Prose(_without_entries(part.lines, stated)))
            continue
        kept, moved = _gather_block(part, stated)
        if part.name == "title":
            moved = _without_title(moved, document, stated)
        parts.append(kept)
        if moved:
            stated.notices.append(f"text inside the {part.name} block was moved below it")
            parts.append(Prose(_whole_lines(moved, document.eol)))
    head = _without_entries(document.header, stated, timed=False)
    head = _gather_header(document._replace(header=head), stated)
    return document._replace(header=head, parts=tuple(parts)), stated


def _without_entries(lines: tuple[str, ...], stated: Statement, *, timed: bool = True) -> tuple[str, ...]:
    """Take in entries that stand where none belongs, with `timed` only those whose time can be read.

    In code fences and quotes they are only text.
    """
    if not any("<!--" in line for line in lines):
        return lines
    kept: list[str] = []
    for line in logical_lines(lines):
        entry = parse_line(line.text) if line.kind == "item" else None
        if entry and (entry.at or not timed):
            _take_entry(entry, stated)
        else:
            kept += line.lines
    return tuple(kept)


def _take_entry(entry: Entry, stated: Statement) -> None:
    stated.readings.append(entry)
    if entry.at is None:
        stated.notices.append(f"only the id of entry {entry.id} could be read; its line is kept")
    elif UNREAD in entry.fields:
        stated.notices.append(f"the comment of entry {entry.id} could not be read whole; it is kept")


def _gather_block(block: Block, stated: Statement) -> tuple[Block, list[str]]:
    """Take in what a block states; return it, and the lines that do not belong there."""
    if block.name in LIST_BLOCKS:
        return block, _read_entries(block, stated)
    if block.name not in SEALED_BLOCKS or block.digest == lines_digest(block.lines):
        return block, []
    block = block._replace(lines=_without_entries(block.lines, stated, timed=False))
    if block.name == "checklist":
        return _read_checklist(block, stated), []
    return block, _READERS.get(block.name, read_table)(block, stated)


def _read_entries(block: Block, stated: Statement) -> list[str]:
    moved: list[str] = []
    logical = logical_lines(block.lines)
    readings = [parse_line(line.text) if "<!--" in line.text else None for line in logical]
    near = moments_near(readings) if any(not reading for reading in readings) else []
    for index, (line, entry) in enumerate(zip(logical, readings, strict=True)):
        if entry:
            _take_entry(entry, stated)
        elif line.kind == "item":
            stated.written.append(WrittenLine(line.text, near[index]))
        elif line.kind != "blank" and line.text.strip() != PREVIOUS:
            moved += line.lines
    return moved


def _read_checklist(block: Block, stated: Statement) -> Block:
    """Take in the boxes; return the block with wrapped boxes on one line again."""
    lines: list[str] = []
    for line in logical_lines(block.lines):
        box = BOX.match(line.text)
        if box:
            stated.ticks.setdefault(box[4], []).append(box[2] != " ")
        ending = line.lines[-1][len(line.lines[-1].rstrip("\r\n")) :]
        lines += [f"{line.text}{ending}"] if box and len(line.lines) > 1 else line.lines
    return block._replace(lines=tuple(lines))


def _read_title(block: Block, _stated: Statement) -> list[str]:
    return [line for line in block.lines if line.strip()]


def _without_title(lines: Sequence[str], document: Document, stated: Statement) -> list[str]:
    """Return the lines that are not the title as the header states it; no hand changes a title."""
    titles = [
        f"# {encode(str(value))}" for name, value in header.known_values(document.header) if name == "title"
    ]
    others = [line for line in lines if not any(same_words(line, title) for title in titles)]
    if others:
        stated.notices.append("the title follows severity, functionality, state and audience: change those")
    return others


_READERS: Mapping[str, Callable[[Block, Statement], list[str]]] = {
    "title": _read_title,
    "actions": read_actions,
}


def _gather_header(document: Document, stated: Statement) -> tuple[str, ...]:
    """Take in the header's values; return its lines, those that are no value of their field as comments."""
    if header.is_sealed(document.header):
        return document.header
    known = list(header.known_values(document.header))
    refused = set(header.unreadable_groups(document.header))
    stated.notices += [f"{group}: this is no map of links or times; it is now a comment" for group in refused]
    for name, value in known:
        if name in FIELDS and name not in CONSTANT:
            refused |= set() if stated.take(name, value, "the line is now a comment") else {name}
    lines: list[str] = []
    for chunk in header.chunks(document.header):
        is_refused = chunk.name in refused or chunk.name.split(".")[0] in refused
        lines += [f"# {line.lstrip()}" for line in chunk.lines] if is_refused else chunk.lines
    return tuple(lines)


def _whole_lines(lines: Sequence[str], eol: str) -> tuple[str, ...]:
    """Return the lines, the last of them ended too."""
    return tuple(line if line.endswith("\n") else line + eol for line in lines)
