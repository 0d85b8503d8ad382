"""An incident document as text, taken apart without losing a byte (FORMAT.md, "Blocks and header").

`parse` then `render` gives back the same text, whatever the text is.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from acmeinc.incident import header
from acmeinc.incident.digests import sha256

MARKER = re.compile(r"^\s*<!-- +(/?)acmeinc:([a-z-]+)(?: +([0-9a-f]{8}))? +-->\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
SEALED_BLOCKS = ("title", "checklist", "stakeholders", "responders", "data", "retrospective", "actions")
"""Blocks whose opening marker carries a digest."""
LIST_BLOCKS = ("communications", "timeline")
"""Blocks of entries: the `sum` of each line is their digest."""
PREVIOUS = "### Previous communications"
_CONFLICT = {"<<<<<<<", "|||||||", "=======", ">>>>>>>"}


class Prose(NamedTuple):
    """Lines that belong to people: they survive byte for byte."""

    lines: tuple[str, ...]


class Block(NamedTuple):
    """Lines that the program draws, between its two markers."""

    name: str
    digest: str
    opening: str
    lines: tuple[str, ...]
    closing: str


class Document(NamedTuple):
    """The pieces of a document. `fences` are the two `---` lines; () when there is no front matter.

    `damage` names what no step writes and no person means: the traces of a merge by text.
    """

    bom: str
    eol: str
    fences: tuple[str, ...]
    header: tuple[str, ...]
    parts: tuple[Prose | Block, ...]
    damage: tuple[str, ...] = ()

    @property
    def blocks(self) -> dict[str, Block]:
        """Return the blocks by name."""
        return {part.name: part for part in self.parts if isinstance(part, Block)}


def lines_of(text: str) -> list[str]:
    r"""Return the lines of `text`, each with its newline (`\n` only ends a line)."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def parse(text: str) -> Document:
    """Return the document that `text` is; never fails, says what is damaged."""
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    lines = lines_of(text[len(bom) :])
    eol = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    fences, head, body = _split_header(lines)
    parts, damage = _split_blocks(body)
    damage += _other_damage(text, head, parts)
    return Document(bom, eol, fences, tuple(head), tuple(parts), tuple(damage))


def render(document: Document) -> str:
    """Return the text of `document`."""
    pieces = [document.bom]
    if document.fences:
        pieces += [document.fences[0], *document.header, document.fences[1]]
    for part in document.parts:
        if isinstance(part, Block):
            pieces += [part.opening, *part.lines, part.closing]
        else:
            pieces += part.lines
    return "".join(pieces)


def unsealed(document: Document) -> Document:
    """Return the document without its digests, so that everything in it counts as stated."""
    parts = (part._replace(digest="") if isinstance(part, Block) else part for part in document.parts)
    head = tuple(line for line in document.header if not header.DIGEST.match(line))
    return document._replace(header=head, parts=tuple(parts))


def lines_digest(lines: Iterable[str]) -> str:
    """Return the digest of a drawn block: eight hex digits over its lines, ends of lines ignored."""
    text = "\n".join(line.strip() for line in lines)
    return sha256(text).hex()[:8]


def opening(name: str, digest: str = "") -> str:
    """Return the marker line that opens a block (without newline)."""
    return f"<!-- acmeinc:{name}{' ' + digest if digest else ''} -->"


def closing(name: str) -> str:
    """Return the marker line that closes a block (without newline)."""
    return f"<!-- /acmeinc:{name} -->"


def _split_header(lines: list[str]) -> tuple[tuple[str, ...], list[str], list[str]]:
    if not lines or lines[0].strip() != "---":
        return (), [], lines
    for index in range(1, len(lines)):
        if lines[index].rstrip() in ("---", "..."):
            return (lines[0], lines[index]), lines[1:index], lines[index + 1 :]
    return (), [], lines


def markers(lines: Sequence[str]) -> dict[int, re.Match[str]]:
    """Return the markers by the index of their line: whether it closes (`/`), the block's name, the digest.

    One in a code fence is text, as long as its like stands outside the fences too.
    """
    found = {i: m for i, line in enumerate(lines) if "acmeinc:" in line and (m := MARKER.match(line))}
    quoted = fenced(lines)
    bare = {match.group(1, 2) for index, match in found.items() if index not in quoted}
    return {i: m for i, m in found.items() if i not in quoted or m.group(1, 2) not in bare}


def fenced(lines: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the lines in code fences; a fence that is never closed is none."""
    found: set[int] = set()
    start, mark = -1, ""
    for index, line in enumerate(lines):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if match and start < 0:
            start, mark = index, match[1]
        elif match and match[1].startswith(mark) and not match[2].strip():
            found.update(range(start, index + 1))
            start = -1
    return frozenset(found)


def conflict_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the marker lines of conflicts, those that open, divide and close one.

    One may stand inside another.
    """
    found: set[int] = set()
    opened: list[list[int]] = []
    quoted = fenced(lines)
    for index, line in enumerate(lines):
        if line[:7] not in _CONFLICT or index in quoted:
            continue
        if line.startswith("<<<<<<< "):
            opened.append([index])
        elif opened and line.startswith(">>>>>>> "):
            found.update([*opened.pop(), index])
        elif opened:
            opened[-1].append(index)
    return frozenset(found)


def _split_blocks(lines: Sequence[str]) -> tuple[list[Prose | Block], list[str]]:
    parts: list[Prose | Block] = []
    damage: list[str] = []
    begin, opened, start = 0, None, 0
    for index, marker in markers(lines).items():
        name = marker[2]
        if not marker[1]:
            if opened:
                damage.append(f"block {name} opens inside another")
            opened, start = marker, index
        elif opened and opened[2] == name:
            if any(isinstance(part, Block) and part.name == name for part in parts):
                damage.append(f"block {name} stands twice")
            inner = tuple(lines[start + 1 : index])
            parts.append(Prose(tuple(lines[begin:start])))
            parts.append(Block(name, opened[3] or "", lines[start], inner, lines[index]))
            begin, opened = index + 1, None
        else:
            damage.append(f"block {name} closes without opening")
    if opened:
        damage.append(f"block {opened[2]} is not closed")
    return [*parts, Prose(tuple(lines[begin:]))], damage


def _other_damage(text: str, head: Sequence[str], parts: Iterable[Prose | Block]) -> list[str]:
    damage = [f"{key} stands twice in the front matter" for key in header.repeated_keys(head)]
    stated = len(header.digests(head))
    if stated > 1:
        damage.append("the front matter has two digests")
    if text.count("# acmeinc ") > stated and any(header.digests(part.lines) for part in parts):
        damage.append("front matter stands in the text")
    if "<<<<<<< " in text and conflict_lines(lines_of(text)):
        damage.append("conflict markers")
    return damage
