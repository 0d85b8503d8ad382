"""What people changed by hand in a document, found and turned into entries (DESIGN §3, "Hands are welcome").

`gather` takes the text's pieces in; `edits` compares what the header, the tables and the boxes state with
what the entries say, and returns an entry for each difference. Nothing a hand wrote is dropped: what is no
change of a known field is moved below its block and reported.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from acmeinc.incident import header, ulid
from acmeinc.incident.drawing import (
    ACTION_LABELS,
    AGENDA,
    BOX,
    DURATION_LABELS,
    HEADINGS,
    PREVIOUS,
    ROWS,
    SEALED_BLOCKS,
)
from acmeinc.incident.entries import has_comment, make_entry, parse_line
from acmeinc.incident.fields import ACTION_KEYS, CONSTANT, FIELDS, accept, element_key
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Block, Document, Prose, lines_digest
from acmeinc.incident.state import Entries, State
from acmeinc.incident.text import clean, decode, decode_cell, decode_elements

_ITEM = re.compile(r"^ {0,3}[-*+](?:[ \t]|$)")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_HAND_TIME = re.compile(
    r"(?:(\d{4}-\d\d-\d\d)[ T])?(\d\d?:\d\d)(:\d\d)?(?: ?(Z|[+-]\d\d:\d\d))?,? +(?:\*\*(.+?)\*\* )?(.*)$",
    re.S,
)
_ROW = re.compile(r"^\|\s*((?:[^|\\]|\\.)*?)\s*\|(.*?)\|?\s*$")
_PERSON = re.compile(r"(.*?)(?: \(([^()]*)\))?$", re.S)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(slots=True)
class Stated:
    """What a document states beside its entries.

    `values` are the values of fields that the header and the tables state, as often as they state them;
    `ticks` the boxes by step; `written` the lines without an id, each with the lines that follow it.
    """

    variants: list[Entry] = field(default_factory=list)
    written: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    ticks: dict[str, list[bool]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Logical:
    """A line together with the continuation lines that a formatter wrapped it into."""

    kind: str
    text: str
    lines: list[str]


def gather(document: Document, zone: ZoneInfo) -> tuple[Document, Stated]:
    """Return the document with every foreign line moved out of the blocks, and all that it states."""
    stated = Stated()
    parts: list[Prose | Block] = []
    for part in document.parts:
        if isinstance(part, Prose):
            parts.append(_gather_prose(part, stated))
            continue
        moved = _gather_block(part, stated, zone)
        parts.append(part)
        if moved:
            stated.notices.append(f"text inside the {part.name} block was moved below it")
            parts.append(Prose(tuple(moved)))
    head = _gather_header(document, stated, zone)
    return replace(document, header=head, parts=tuple(parts)), stated


def written_entries(stated: Stated, entries: Entries, zone: ZoneInfo) -> list[Entry]:
    """Return an entry for each timeline line that a person wrote without an id (FORMAT.md, rule 5).

    The id is made of the text and its occurrence, so that two clones that see the same line agree.
    """
    made: list[Entry] = []
    seen: dict[str, int] = {}
    for line, below in stated.written:
        text = re.sub(r"^\s*[-*+]\s*", "", line)
        match = _HAND_TIME.match(text)
        neighbour = next((e for b in below if (e := parse_line(b)) and e.at), None)
        at, by, words = _hand_words(match, text, neighbour, zone)
        count = seen[words] = seen.get(words, 0) + 1
        stamp = match[0][: match.start(6)] if match else ""
        entry_id = ulid.hashed(0, f"hand|{' '.join(words.split())}|{count}|{stamp.strip()}")
        if entry_id not in entries:
            made.append(make_entry(entry_id, at, by, decode(words), {"kind": "note", "hand": True}))
    return made


def edits(stated: Stated, entries: Entries, *, damaged: bool) -> list[Entry]:
    """Return an entry for each value and box that a hand changed.

    In a damaged document a value counts as a hand's only when no entry ever recorded it, and nothing is
    ever inferred to be removed (FORMAT.md, "Damage and mending").
    """
    state = State(entries)
    made: list[Entry] = []
    for name, values in stated.values.items():
        for value in values:
            change = _list_change if FIELDS[name].is_list else _scalar_change
            fields = change(state, name, value, damaged=damaged)
            if fields:
                made.append(_edit_entry(entries, state, name, fields))
    ticked = set(state.elements("ticked"))
    for step, boxes in stated.ticks.items():
        on = any(boxes) if damaged else boxes[0]
        if on != (step in ticked) and (on or not damaged):
            fields = {"add.ticked" if on else "remove.ticked": [step]}
            made.append(_edit_entry(entries, state, "ticked", fields))
    return made


def logical_lines(lines: Iterable[str]) -> list[_Logical]:
    """Return the lines with wrapped list items put together again."""
    found: list[_Logical] = []
    for line in lines:
        text = line.rstrip("\r\n")
        last = found[-1] if found and found[-1].kind == "item" else None
        if _ITEM.match(text):
            found.append(_Logical("item", text.strip(), [line]))
        elif last and text.strip() and (text.startswith(("  ", "\t")) or _ends_entry(last.text, text)):
            last.text += (" " if _is_open(last.text) else "\n") + text.strip()
            last.lines.append(line)
        else:
            found.append(_Logical("other" if text.strip() else "blank", text, [line]))
    return found


def _ends_entry(begun: str, line: str) -> bool:
    return has_comment(line) and not has_comment(begun)


def _is_open(item: str) -> bool:
    """Return whether the item looks like an entry whose comment is still to come."""
    return not has_comment(item)


def _gather_prose(prose: Prose, stated: Stated) -> Prose:
    """Take in entry lines that stand outside every block; code fences and quotes are only text."""
    if not any("<!--" in line for line in prose.lines):
        return prose
    kept: list[str] = []
    fenced = False
    for logical in logical_lines(prose.lines):
        if any(_FENCE.match(line) for line in logical.lines):
            fenced = not fenced
        entry = parse_line(logical.text) if logical.kind == "item" and not fenced else None
        if entry and entry.at:
            stated.variants.append(entry)
        else:
            kept += logical.lines
    return Prose(tuple(kept))


def _gather_block(block: Block, stated: Stated, zone: ZoneInfo) -> list[str]:
    """Take in what a block states; return the lines that do not belong there."""
    if block.name in SEALED_BLOCKS:
        if block.digest == lines_digest(block.lines):
            return []
        return _SEALED_READERS.get(block.name, _read_table)(block, stated, zone)
    if block.name in ("timeline", "communications"):
        return _read_entries(block, stated)
    return []


def _read_entries(block: Block, stated: Stated) -> list[str]:
    moved: list[str] = []
    logical = logical_lines(block.lines)
    for index, line in enumerate(logical):
        entry = parse_line(line.text) if "<!--" in line.text else None
        if entry:
            stated.variants.append(entry)
            if entry.at is None:
                stated.notices.append(f"only the id of entry {entry.id} could be read; its line is kept")
        elif line.kind == "item":
            stated.written.append((line.text, [below.text for below in logical[index + 1 :]]))
        elif line.kind == "other" and line.text.strip() != PREVIOUS:
            moved += line.lines
    return moved


def _read_checklist(block: Block, stated: Stated, _zone: ZoneInfo) -> list[str]:
    for line in block.lines:
        match = BOX.match(line.rstrip("\r\n"))
        if match:
            stated.ticks.setdefault(match[4], []).append(match[2] != " ")
    return []


def _read_title(block: Block, stated: Stated, _zone: ZoneInfo) -> list[str]:
    if any(line.strip() for line in block.lines):
        stated.notices.append("the title follows severity, functionality, state and audience: change those")
    return [line for line in block.lines if line.strip()]


def _read_table(block: Block, stated: Stated, zone: ZoneInfo) -> list[str]:
    """Read a two-column table and, for the retrospective, the answers below it."""
    rows = {row.label: row.field for row in ROWS[block.name]}
    questions = {f"**{row.label}**": row.field for row in AGENDA} if block.name == "retrospective" else {}
    answers: dict[str, list[str]] = {}
    moved: list[str] = []
    asked = ""
    for logical in logical_lines(block.lines):
        row = _ROW.match(logical.text)
        if logical.text.strip() in questions:
            asked = questions[logical.text.strip()]
            answers.setdefault(asked, [])
        elif logical.kind == "item" and asked:
            answers[asked].append(decode(logical.text[1:].strip()))
        elif row and row[1] in rows:
            if not _state_cell(stated, rows[row[1]], row[2], zone):
                moved += logical.lines
        elif logical.kind == "other" and not (row and _is_frame(block.name, row[1])):
            moved += logical.lines
    for name, given in answers.items():
        stated.values.setdefault(name, []).append(given if FIELDS[name].is_list else "\n".join(given))
    return moved


def _is_frame(name: str, label: str) -> bool:
    computed = (HEADINGS[name][0], DURATION_LABELS[0], "Customer impact", "Response", "Total")
    return not label.strip("-: ") or label in computed


def _state_cell(stated: Stated, name: str, cell: str, zone: ZoneInfo) -> bool:
    """Take a table cell as the value of field `name`; return False when it cannot be read as one."""
    if not name:
        return True
    field_ = FIELDS[name]
    value: Any = decode_cell(cell)
    if field_.kind == "people":
        value = [_person(element) for element in decode_elements(cell)]
    elif field_.is_list:
        value = decode_elements(cell)
    accepted = accept(field_, value, zone)
    if accepted is None:
        stated.notices.append(f"{name}: {decode_cell(cell)!r} is no value of this field; the row was moved")
        return False
    stated.values.setdefault(name, []).append(accepted)
    return True


def _person(text: str) -> dict[str, str]:
    match = _PERSON.match(text)
    about = (match[2] or "").split(" / ", 1) if match else []
    return {
        "name": match[1] if match else text,
        "role": about[0] if about else "",
        "team": about[1] if len(about) > 1 else "",
    }


def _read_actions(block: Block, stated: Stated, zone: ZoneInfo) -> list[str]:
    rows: list[dict[str, str]] = []
    moved: list[str] = []
    for line in block.lines:
        text = line.strip()
        cells = [decode_cell(cell) for cell in re.split(r"(?<!\\)\|", text.strip("|"))]
        if not text.startswith("|"):
            moved += [line] if text else []
        elif cells[0] != ACTION_LABELS[0] and cells[0].strip("-: "):
            rows.append(dict(zip(ACTION_KEYS, cells, strict=False)))
    stated.values.setdefault("retrospective.actions", []).append(
        accept(FIELDS["retrospective.actions"], rows, zone) or []
    )
    return moved


_SEALED_READERS = {"checklist": _read_checklist, "title": _read_title, "actions": _read_actions}


def _gather_header(document: Document, stated: Stated, zone: ZoneInfo) -> tuple[str, ...]:
    """Take in the header's values; return its lines, those that are no value of their field as comments."""
    known = list(header.known_values(document.header))
    if header.digests(document.header) == [header.digest_of(known)]:
        return document.header
    refused: set[str] = set()
    for name, value in known:
        if value is None or name == "title" or name in CONSTANT:
            continue
        accepted = accept(FIELDS[name], value, zone)
        if accepted is None:
            stated.notices.append(f"{name}: {value!r} is no value of this field; the line is now a comment")
            refused.add(name)
        else:
            stated.values.setdefault(name, []).append(accepted)
    lines: list[str] = []
    for chunk in header.chunks(document.header):
        lines += [f"# {line.lstrip()}" for line in chunk.lines] if chunk.name in refused else chunk.lines
    return tuple(lines)


def _hand_words(
    match: re.Match[str] | None, text: str, neighbour: Entry | None, zone: ZoneInfo
) -> tuple[datetime, str, str]:
    near = neighbour.at + timedelta(seconds=1) if neighbour and neighbour.at else _EPOCH
    if not match:
        return near, "unknown", text
    date = match[1] or near.astimezone(zone).date().isoformat()
    clock = match[2].rjust(5, "0") + (match[3] or ":00")
    try:
        at = datetime.fromisoformat(f"{date}T{clock}{match[4] or ''}")
    except ValueError:
        return near, "unknown", text
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    return at, decode(match[5] or "unknown"), match[6]


def _scalar_change(state: State, name: str, value: Any, *, damaged: bool) -> dict[str, Any]:
    now = state.value(name)
    if value == now or (isinstance(value, str) and isinstance(now, str) and value.split() == now.split()):
        return {}
    if damaged and (value == "" or value in state.ever(name)):
        return {}
    heads = state.heads(name)
    return {name: value, f"after.{name}": heads} if heads else {name: value}


def _list_change(state: State, name: str, value: list[Any], *, damaged: bool) -> dict[str, Any]:
    now = {element_key(element): element for element in state.elements(name)}
    stated = {element_key(element): element for element in value}
    added = [e for key, e in stated.items() if not _same_element(now.get(key), e)]
    removed = [e for key, e in now.items() if key not in stated]
    if damaged:
        ever = state.ever_listed(name)
        added, removed = [e for e in added if element_key(e) not in ever], []
    changes = {f"add.{name}": added, f"remove.{name}": removed}
    return {key: elements for key, elements in changes.items() if elements}


def _same_element(now: Any, stated: Any) -> bool:
    if isinstance(now, Mapping) and isinstance(stated, Mapping):
        return all(str(now.get(key, "")) == str(stated.get(key, "")) for key in {*now, *stated})
    return bool(now == stated)


def _edit_entry(entries: Entries, state: State, name: str, fields: Mapping[str, Any]) -> Entry:
    """Return the entry of a hand edit: after the last entry that set the field, under a computed id."""
    heads = state.heads(name)
    if FIELDS[name].is_list:
        keys = {f"add.{name}", f"remove.{name}"}
        heads = sorted(i for i, entry in entries.items() if keys & set(entry.fields))
    last = entries[heads[-1]] if heads else max(entries.values(), key=lambda e: e.id, default=None)
    seed = "edit|" + repr(sorted(fields.items())) + "|" + "|".join(heads)
    entry_id = ulid.hashed(ulid.time_of(last.id) + 1 if last else 0, seed)
    at = last.at if last and last.at else _EPOCH
    return make_entry(entry_id, at, "unknown", f"{_told(name, fields)} (by hand)", {"kind": "edit", **fields})


def _told(name: str, fields: Mapping[str, Any]) -> str:
    label = name.split(".")[-1].replace("_", " ")
    if name in fields:
        return f"{label}: {clean(str(fields[name])) or 'empty'}"
    told = []
    for sign, key in (("added", f"add.{name}"), ("removed", f"remove.{name}")):
        if key in fields:
            told.append(f"{sign} {', '.join(element_key(element) for element in fields[key])}")
    return f"{label}: {'; '.join(told)}"
