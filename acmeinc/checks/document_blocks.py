"""What is wrong with the drawn blocks of an incident document: their markers, and what hands did inside."""

from collections.abc import Iterator, Sequence

from acmeinc.checks.document_head import taken_in
from acmeinc.checks.sheet import Piece, Sheet
from acmeinc.errors import Problem
from acmeinc.incident import header, names
from acmeinc.incident.drawing import BLOCKS, BOX, Drawing, zone_of
from acmeinc.incident.parts import (
    SEALED_BLOCKS,
    Block,
    closing,
    conflict_lines,
    lines_digest,
    lines_of,
    markers,
    opening,
)
from acmeinc.incident.state import incident_in
from acmeinc.incident.statement import Statement
from acmeinc.incident.tables import read_actions, read_table

_KEEP = "keep what is right of both sides, delete these lines"
_ANSWER = ("- ", "* ", "+ ", "  ", "\t")


def marker_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield what a merge by text, or a hand, left behind that no step can draw into."""
    for index in sorted(conflict_lines(lines_of(sheet.text))):
        yield sheet.error(
            (index + 1, 1), "a conflict of a merge is not resolved", _KEEP, rule="document-conflict"
        )
    digests = [number for number, line in enumerate(sheet.head, 2) if header.DIGEST.match(line)]
    for number in digests[1:]:
        told = f"the front matter has two digests: lines {digests[0]} and {number}"
        yield sheet.error(
            (number, 1), told, "delete one; the next step writes it anew", rule="document-digest-twice"
        )
    for piece in sheet.pieces if sheet.document.fences else ():
        for number, line in enumerate(piece.part.lines, piece.first):
            if header.DIGEST.match(line):
                told = "front matter stands in the text"
                yield sheet.error(
                    (number, 1), told, "delete it here; keep the one on top", rule="document-head-strayed"
                )
    yield from _unbalanced(sheet)


def _unbalanced(sheet: Sheet) -> Iterator[Problem]:
    """Yield the markers that have no partner or a twin, and what has none at all."""
    body = lines_of(sheet.text.removeprefix("\ufeff"))[sheet.body_line - 1 :]
    whole: dict[str, int] = {}
    seen: set[str] = set()
    opened, start = "", 0
    for index, marker in markers(body).items():
        name, line = marker[2], sheet.body_line + index
        place = (line, body[index].index("<") + 1)
        seen.add(name)
        if not marker[1]:
            if opened:
                yield _unclosed(sheet, opened, start)
            opened, start = name, line
        elif opened != name:
            hint = f"add a line {opening(name)} above its first line, or delete this one"
            told = f"the block {name} closes without opening"
            yield sheet.error(place, told, hint, rule="document-broken-block")
        else:
            if name in whole:
                told = f"the block {name} stands twice: lines {whole[name]} and {start}"
                yield sheet.error((start, 1), told, "keep one of the two", rule="document-block-twice")
            whole.setdefault(name, start)
            opened = ""
    if opened:
        yield _unclosed(sheet, opened, start)
    yield from _absent(sheet, seen)


def _unclosed(sheet: Sheet, name: str, line: int) -> Problem:
    hint = f"add a line {closing(name)} behind its last line"
    return sheet.error((line, 1), f"the block {name} is not closed", hint, rule="document-broken-block")


def _absent(sheet: Sheet, seen: set[str]) -> Iterator[Problem]:
    """Yield the blocks that are not there at all; they would stand behind the one before them."""
    line = max(sheet.body_line - 1, 1)
    for name in BLOCKS:
        if piece := sheet.block(name):
            line = piece.first + len(piece.part.lines)
        elif name not in seen:
            hint = f"add the lines {opening(name)} and {closing(name)} where it belongs"
            yield sheet.warning(
                (line, 1), f"the block {name} is missing", hint, rule="document-missing-block"
            )


def hand_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield what hands did inside drawn blocks, and what becomes of it."""
    if not sheet.is_whole:
        return
    for piece in sheet.pieces:
        block = piece.part
        is_sealed = isinstance(block, Block) and block.name in SEALED_BLOCKS
        if isinstance(block, Block) and is_sealed and block.digest != lines_digest(block.lines):
            yield from _edited(sheet, piece, block)


def _edited(sheet: Sheet, piece: Piece, block: Block) -> Iterator[Problem]:
    drawn = _drawn(sheet, block)
    strange = [
        (number, line)
        for number, line in enumerate(block.lines, piece.first)
        if line.strip() and line.rstrip("\r\n") not in drawn
    ]
    if block.name == "checklist":
        strange = [(number, line) for number, line in strange if BOX.match(line.rstrip("\r\n"))]
    for number, line in strange:
        yield _judged(sheet, block.name, number, line)
    if not strange and [line.rstrip("\r\n") for line in block.lines] != drawn and block.name != "checklist":
        told = (
            f"edited by hand: a line of the block {block.name} is gone, or another one's digest stands here"
        )
        yield sheet.warning((piece.line, 1), told, taken_in(sheet), rule="document-edited")


def _drawn(sheet: Sheet, block: Block) -> Sequence[str]:
    """Return the lines that a step would have drawn, had no hand been here."""
    incident = incident_in(sheet.recorded)
    values = sheet.recorded.values() | {"title": names.title(incident)}
    drawn = Drawing(sheet.recorded.entries, incident, values).lines(block.name, block.lines)
    return [line.rstrip() for line in drawn or ()]


def _judged(sheet: Sheet, name: str, number: int, line: str) -> Problem:
    """Return what becomes of a line that hands changed."""
    place = (number, len(line) - len(line.lstrip()) + 1)
    stated = Statement(zone_of(str(sheet.recorded.value("time_zone"))))
    alone = Block(name, "", opening(name), (line,), closing(name))
    if name == "title":
        hint = "change severity, functionality, state or audience instead"
        return sheet.warning(place, "the next step draws the title anew", hint, rule="document-foreign-line")
    if name == "actions":
        moved = read_actions(alone, stated)
    elif name == "checklist" or (name == "retrospective" and line.startswith(_ANSWER)):
        moved = []
    else:
        moved = read_table(alone, stated)
    if stated.notices:
        told = stated.notices[0].partition("; ")[0]
        return sheet.error(
            (number, _cell(line)), told, "write a value that fits the field", rule="document-value"
        )
    if moved:
        told = f"this does not belong into the block {name}: the next step moves it below"
        return sheet.warning(place, told, "move it out of the block", rule="document-foreign-line")
    what = "a box was ticked, or unticked" if name == "checklist" else f"{line.strip('|-*+ ').split(' |')[0]}"
    return sheet.warning(place, f"edited by hand: {what.strip()}", taken_in(sheet), rule="document-edited")


def _cell(line: str) -> int:
    """Return the column of the second cell of a row."""
    second = line.find("|", line.find("|") + 1) + 1
    return second + len(line[second:]) - len(line[second:].lstrip()) + 1
