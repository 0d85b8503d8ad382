"""An incident document as text, taken apart without losing a byte (FORMAT.md, "Blocks and header").

`parse` then `render` gives back the same text, whatever the text is.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from acmeinc.incident import header

MARKER = re.compile(r"^\s*<!-- +(/?)acmeinc:([a-z-]+)(?: +([0-9a-f]{8}))? +-->\s*$")
_CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.M)
_HEADER_LINE = re.compile(r"(uid|severity|status): ")


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines that belong to people: they survive byte for byte."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that the program draws, between its two markers."""

    name: str
    digest: str
    opening: str
    lines: tuple[str, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Document:
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
    damage += _header_damage(head, parts)
    if _CONFLICT.search(text):
        damage.append("conflict markers")
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


def lines_digest(lines: Iterable[str]) -> str:
    """Return the digest of a drawn block: eight hex digits over its lines, ends of lines ignored."""
    text = "\n".join(line.strip() for line in lines)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


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


def _split_blocks(lines: Sequence[str]) -> tuple[list[Prose | Block], list[str]]:
    parts: list[Prose | Block] = []
    damage: list[str] = []
    prose: list[str] = []
    start = -1
    for index, line in enumerate(lines):
        marker = MARKER.match(line) if "acmeinc:" in line else None
        if not marker:
            if start < 0:
                prose.append(line)
        elif not marker[1]:
            if start >= 0:
                damage.append(f"block {marker[2]} opens inside another")
                prose += lines[start:index]
            start = index
        elif start >= 0 and (opened := MARKER.match(lines[start])) and opened[2] == marker[2]:
            if any(isinstance(part, Block) and part.name == marker[2] for part in parts):
                damage.append(f"block {marker[2]} stands twice")
            parts.append(Prose(tuple(prose)))
            inner = tuple(lines[start + 1 : index])
            parts.append(Block(marker[2], opened[3] or "", lines[start], inner, line))
            prose, start = [], -1
        else:
            damage.append(f"block {marker[2]} closes without opening")
            if start < 0:
                prose.append(line)
    if start >= 0:
        damage.append("a block is not closed")
        prose += lines[start:]
    parts.append(Prose(tuple(prose)))
    return parts, damage


def _header_damage(head: Sequence[str], parts: Iterable[Prose | Block]) -> list[str]:
    damage = [f"{key} stands twice in the front matter" for key in header.repeated_keys(head)]
    if len(header.digests(head)) > 1:
        damage.append("the front matter has two digests")
    if any(_HEADER_LINE.match(line) for part in parts for line in part.lines):
        damage.append("front matter stands in the text")
    return damage
