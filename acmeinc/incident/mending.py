"""A damaged document, put in order as far as that goes without git (FORMAT.md, "Damage and mending", 2).

A merge by text leaves blocks twice, markers without their like, header lines in the text. `untangled` gives
every block once, with all the lines that any copy of it held, so that what they state can be read as usual;
`with_keys_once` then leaves each key of the header once. No other line is lost.
"""

import re
from collections.abc import Iterable, Sequence

from acmeinc.incident import header
from acmeinc.incident.drawing import BLOCKS, BOX
from acmeinc.incident.entries import has_comment
from acmeinc.incident.parts import (
    PREVIOUS,
    Block,
    Document,
    Prose,
    closing,
    conflict_lines,
    lines_of,
    markers,
    opening,
    render,
)
from acmeinc.incident.wrapped import logical_lines

_HEADING = re.compile(r"#{1,6}[ \t]")
_TITLE = re.compile(r"#[ \t]+\\?\[(inc|bug)?-")
_HEADER_LINE = re.compile(r"[A-Za-z_][\w.-]*:(\s|$)|[ \t]+\S|#|- ")
_FENCES = ("---", "...")


def untangled(document: Document) -> Document:
    """Return the document with each block once, holding the lines of all its copies, and undamaged."""
    body = lines_of(render(document._replace(bom="", fences=(), header=())))
    dropped = conflict_lines([*document.header, *body])
    body = [line for index, line in enumerate(body, len(document.header)) if index not in dropped]
    body, strayed = _without_strayed_header(body)
    head = (*(line for index, line in enumerate(document.header) if index not in dropped), *strayed)
    fence = f"---{document.eol}"
    fences = document.fences or ((fence, fence) if strayed else ())
    parts = tuple(_parts(body, document.eol))
    return document._replace(fences=fences, header=head, parts=parts, damage=())


def with_keys_once(document: Document) -> Document:
    """Return the document with every key of its header once, a group's fields together, and no digest.

    A second value of a key that the program does not know stays as a comment, and so does every comment.
    """
    places: dict[str, list[str]] = {}
    seen: set[str] = set()
    for index, chunk in enumerate(header.chunks(document.header)):
        key = chunk.name.split(".")[0]
        place = places.setdefault(key or f"#{index}", [])
        if not chunk.name or chunk.name not in seen:
            place += chunk.lines
        elif key not in (*header.KEYS, "title") and chunk.lines[0] not in place:
            place += [f"# {line.lstrip()}" for line in chunk.lines]
        else:
            told = "".join(place)
            place += [f"{comment}{document.eol}" for comment in header.comments(chunk) if comment not in told]
        seen.add(chunk.name)
    lines = [line for place in places.values() for line in place]
    return document._replace(header=tuple(line for line in lines if not header.DIGEST.match(line)))


def _without_strayed_header(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines without the pieces of a header among them, and those pieces.

    Such a piece ends in the header's digest: a line of prose that only looks like a key is none.
    """
    strayed: set[int] = set()
    fences: set[int] = set()
    for index, line in enumerate(lines):
        if not header.DIGEST.match(line):
            continue
        start = index
        while start - 1 not in strayed and start and _belongs_to_header(lines[start - 1]):
            start -= 1
        strayed.update(range(start, index + 1))
        around = (start - 1, index + 1)
        fences.update(i for i in around if 0 <= i < len(lines) and lines[i].rstrip() in _FENCES)
    kept = [line for index, line in enumerate(lines) if index not in strayed | fences]
    return kept, [lines[index] for index in sorted(strayed)]


def _belongs_to_header(line: str) -> bool:
    return _HEADER_LINE.match(line) is not None and not _TITLE.match(line)


def _parts(lines: Sequence[str], eol: str) -> Iterable[Prose | Block]:
    """Yield prose and blocks; a block stands where its first marker stood.

    One that nothing closes ends at the next heading.
    """
    found = markers(lines)
    closed = {marker[2] for marker in found.values() if marker[1]}
    contents: dict[str, list[str]] = {}
    places: list[tuple[str, list[str]]] = [("", [])]
    current = ""
    for index, line in enumerate(lines):
        if marker := found.get(index):
            current = "" if marker[1] else marker[2]
            if marker[2] not in contents:
                contents[marker[2]] = []
                places += [(marker[2], contents[marker[2]]), ("", [])]
            continue
        if current and current not in closed and _HEADING.match(line) and line.strip() != PREVIOUS:
            places[-1][1].extend(_blanks_taken_off(contents[current]))
            current = ""
        # A block that this version does not know holds what it may; an entry has come there by accident.
        inside = current and (current in BLOCKS or not has_comment(line))
        (contents[current] if inside else places[-1][1]).append(line)
    for name, own in places:
        yield _block(name, own, eol) if name else Prose(tuple(own))


def _blanks_taken_off(lines: list[str]) -> list[str]:
    """Return the empty lines at the end of `lines`, which loses them."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    blanks = lines[end:]
    del lines[end:]
    return blanks


def _block(name: str, lines: list[str], eol: str) -> Block:
    if name == "checklist":
        lines = _checklist_once(lines)
    elif name == "title":
        lines = [line for line in lines if not _TITLE.match(line)]
    return Block(name, "", opening(name) + eol, tuple(lines), closing(name) + eol)


def _checklist_once(lines: Sequence[str]) -> list[str]:
    """Return a checklist's lines in order, each once; a box is ticked when one of its copies is."""
    logical = logical_lines(lines)
    boxes = [match for line in logical if (match := BOX.match(line.text))]
    ticked = {box[4] for box in boxes if box[2] != " "}
    kept: list[str] = []
    seen: set[str] = set()
    blank = False
    for line in logical:
        box = BOX.match(line.text)
        key = box[4] if box else line.text.strip()
        if key in seen or (not key and blank):
            continue
        blank = not key
        seen |= {key} if key else set()
        if box and box[4] in ticked and box[2] == " ":
            ending = line.lines[-1][len(line.lines[-1].rstrip("\r\n")) :]
            kept.append(f"{box[1]}x{box[3]}{ending}")
        else:
            kept += line.lines
    if len(kept) < len(lines):
        _blanks_taken_off(kept)
    return kept
