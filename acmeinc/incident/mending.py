"""A damaged document, mended as far as that goes without git (FORMAT.md, "Damage and mending", 2).

Entries were collected wherever they stand. The first open marker of each name stays; other markers, known
rows, known header lines and conflict markers are dropped; every other line is kept.
"""

import re
from dataclasses import replace

from acmeinc.incident import header
from acmeinc.incident.drawing import AGENDA, BOX, DURATION_LABELS, HEADINGS, PREVIOUS, ROWS
from acmeinc.incident.entries import parse_line
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.hands import logical_lines
from acmeinc.incident.parts import MARKER, Block, Document, Prose, closing, opening

_CONFLICT = re.compile(r"^(<{7} |={7}$|>{7} |\|{7} )")
_HEADER_KEY = re.compile(r"\s*([A-Za-z_]\w*):(\s|$)")
_HEADER_NAMES = {part for name in (*FIELDS, "title") for part in name.split(".")}
_LABELS = {
    *(row.label for rows in ROWS.values() for row in rows),
    *(label for heading in HEADINGS.values() for label in heading),
    *DURATION_LABELS,
    *("Response", "Total", "Action"),
}
_DRAWN = {PREVIOUS, "---", *(f"**{row.label}**" for row in AGENDA)}


def without_damage(document: Document) -> Document:
    """Return the document with each block once, empty but for a checklist's lines, and all prose."""
    lines: list[str] = []
    for part in document.parts:
        lines += [part.opening, *part.lines, part.closing] if isinstance(part, Block) else part.lines
    parts: list[Prose | Block] = []
    prose: list[str] = []
    boxes: dict[str, str] = {}
    for logical in logical_lines(lines):
        marker = MARKER.match(logical.text)
        box = BOX.match(logical.lines[0].rstrip("\r\n"))
        if marker and not marker[1] and not any(isinstance(p, Block) and p.name == marker[2] for p in parts):
            parts.append(Prose(tuple(prose)))
            parts.append(_empty(marker[2], document.eol))
            prose = []
        elif box:
            boxes.setdefault(box[4], logical.lines[0])
        elif not marker and not _is_drawn(logical.text, logical.kind):
            prose += logical.lines
    parts.append(Prose(tuple(prose)))
    filled = [_with_boxes(part, boxes) for part in parts]
    return replace(document, header=_first_keys(document.header), parts=tuple(filled), damage=())


def _with_boxes(part: Prose | Block, boxes: dict[str, str]) -> Prose | Block:
    if isinstance(part, Block) and part.name == "checklist":
        return replace(part, lines=tuple(boxes.values()))
    return part


def _empty(name: str, eol: str) -> Block:
    return Block(name, "", opening(name) + eol, (), closing(name) + eol)


def _is_drawn(text: str, kind: str) -> bool:
    """Return whether the line is one that the program draws or that a text merge put there."""
    if kind == "item":
        return parse_line(text) is not None
    stripped = text.strip()
    if stripped.startswith("|"):
        label = stripped.strip("|").split("|")[0].strip()
        return label in _LABELS or not label.strip("-: ")
    key = _HEADER_KEY.match(text)
    named = bool(key and key[1] in _HEADER_NAMES) or header.DIGEST.match(text) is not None
    return stripped in _DRAWN or _CONFLICT.match(text) is not None or named


def _first_keys(lines: tuple[str, ...]) -> tuple[str, ...]:
    kept: list[str] = []
    seen: set[str] = set()
    for chunk in header.chunks(lines):
        if chunk.name and chunk.name in seen:
            continue
        seen.add(chunk.name)
        kept += [line for line in chunk.lines if not _CONFLICT.match(line)]
    return tuple(kept)
