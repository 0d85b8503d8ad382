"""An incident document taken apart, of which every piece knows the line and column where it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from acmeinc.checks.front_matter import line_of
from acmeinc.checks.secrets import secrets_in_lines
from acmeinc.errors import Problem
from acmeinc.incident import ulid
from acmeinc.incident.entries import UNREAD, parse_line
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.parts import LIST_BLOCKS, Block, Prose, parse
from acmeinc.incident.reading import Account, take_in
from acmeinc.incident.references import references
from acmeinc.incident.state import State, incident_in
from acmeinc.incident.variants import removed_ids
from acmeinc.incident.wrapped import logical_lines
from acmeinc.process.rule_tree import Fields, Value, compose
from acmeinc.process.secret_shapes import Found

_MISSPELT = re.compile(r"<!-- +([0-9A-Za-z]{20,32})(?= |-->)")

Place = tuple[int, int]
"""Line and column, both from 1."""

TOP: Place = (1, 1)

MOST = 200
"""How many problems of a document are told: with more it is another sort of file, or a joke."""


class Piece(NamedTuple):
    """Prose or a block of the document; `line` is the number of its first line, the marker of a block."""

    part: Prose | Block
    line: int

    @property
    def first(self) -> int:
        """Return the number of the first line inside it."""
        return self.line + isinstance(self.part, Block)


class Item(NamedTuple):
    """An entry, or a line where one should be: `text` is what the program reads, wrapped lines put together.

    It stands in a `block`, "" for prose, and begins in the line `line`, whose own text is `raw`.
    """

    block: str
    line: int
    text: str
    raw: str
    entry: Entry | None

    def place_of(self, words: str) -> Place:
        """Return where `words` stand in the line, or where the line begins."""
        return self.line, max(self.raw.find(words), 0) + 1

    @property
    def place(self) -> Place:
        """Return where its words begin, behind the bullet."""
        return self.place_of(self.raw.lstrip("-*+ \t"))

    @property
    def misses_id(self) -> str:
        """Return what stands where the id of an entry should, "" where nothing does."""
        found = _MISSPELT.search(self.text) if not self.entry else None
        return found[1] if found and not re.fullmatch(ulid.PATTERN, found[1]) else ""


class Sheet:
    """The document at `path`, its `document` taken apart; problems with it are made here.

    In a document that is `damaged` nothing but entries counts until a step has mended it. Its `state` may be
    known already.
    """

    def __init__(self, text: str, path: str, state: State | None = None) -> None:
        self.text = text
        self.path = path
        self._state = state
        self.document = parse(text)
        self.damaged = bool(self.document.damage)

    def error(self, place: Place, message: str, hint: str, *, rule: str) -> Problem:
        """Return an error at a place."""
        return Problem(self.path, *place, message, hint, rule=rule)

    def warning(self, place: Place, message: str, hint: str, *, rule: str) -> Problem:
        """Return a warning at a place."""
        return Problem(self.path, *place, message, hint, level="warning", rule=rule)

    def do(self, command: str) -> str:
        """Return a command with the incident that it is to work on."""
        name, _, rest = command.partition(" ")
        return f"acmeinc {name} -i {self.path.rpartition('/')[2].removesuffix('.md')} {rest}".rstrip()

    @property
    def next_step(self) -> str:
        """Return the command of a step that does nothing but take in what hands did, and draw anew."""
        return self.do('log "what was done by hand"')

    @cached_property
    def head(self) -> Sequence[str]:
        """Return the lines of the front matter, of which the first is line 2; () when there is none."""
        return self.document.header

    @cached_property
    def body_line(self) -> int:
        """Return the number of the first line behind the front matter."""
        return len(self.document.fences) + len(self.head) + 1

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Return prose and blocks in the order of the document."""
        found: list[Piece] = []
        line = self.body_line
        for part in self.document.parts:
            found.append(Piece(part, line))
            line += len(part.lines) + 2 * isinstance(part, Block)
        return tuple(found)

    @property
    def end(self) -> int:
        """Return the number behind that of the last line."""
        return self.pieces[-1].first + len(self.pieces[-1].part.lines)

    def block(self, name: str) -> Piece | None:
        """Return a block by its name, None when there is none."""
        return next((p for p in self.pieces if isinstance(p.part, Block) and p.part.name == name), None)

    @cached_property
    def _composed(self) -> tuple[Fields | None, list[Problem]]:
        fields, problems = compose("".join(self.head), self.path)
        return fields, [problem._replace(line=problem.line + 1) for problem in problems]

    @property
    def head_faults(self) -> list[Problem]:
        """Return why the front matter is no YAML that everybody reads alike."""
        return self._composed[1]

    def place_of(self, field: str) -> Place | None:
        """Return where the front matter states a field, `milestones.resolved`; None where it does not."""
        value: Value | None = self._composed[0]
        for key in field.split("."):
            value = value.entries[key][1] if isinstance(value, Fields) and key in value.entries else None
        if value:
            return value.line + 1, value.column
        line = line_of(self.head, field)
        return (line, 1) if line else None

    def origin_of(self, field: str) -> Place:
        """Return where a field is stated: in the front matter, else by the entry that set it last."""
        if place := self.place_of(field):
            return place
        for entry_id in reversed(self.state.heads(field)):
            if item := self.lines_of_entries.get(entry_id):
                return item.place_of(f"{field}=")
        return TOP

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return the entries wherever they stand, and the lines of list blocks that should be some."""
        return tuple(item for piece in self.pieces for item in _items(piece))

    @cached_property
    def is_whole(self) -> bool:
        """Return whether what the entries amount to can be held against anything: none is lost, or unread."""
        if self.damaged:
            return False
        entries = [item.entry for item in self.items if item.entry]
        known = {entry.id for entry in entries} | removed_ids(entries)
        lost = any(named not in known for entry in entries for _, named in references(entry.fields))
        unread = any(entry.at is None or UNREAD in entry.fields for entry in entries)
        return not lost and not unread and not any(item.misses_id for item in self.items)

    @cached_property
    def secrets(self) -> tuple[tuple[int, Found], ...]:
        """Return the secrets in the document, each with the number of its line."""
        return tuple(islice(secrets_in_lines(self.text.split("\n")), MOST))

    @cached_property
    def account(self) -> Account:
        """Return what the document says, as the next step would read it."""
        return take_in(self.text)

    @cached_property
    def recorded(self) -> State:
        """Return the state that the recorded entries amount to, without what hands have changed since."""
        by_hand = {entry.id for entry in self.account.by_hand}
        return State({i: entry for i, entry in self.account.entries.items() if i not in by_hand})

    @cached_property
    def state(self) -> State:
        """Return the state as the next step sees it, hands taken in."""
        return self._state or State(self.account.entries)

    @cached_property
    def incident(self) -> Incident:
        """Return the incident as the next step sees it."""
        return incident_in(self.state)

    @cached_property
    def lines_of_entries(self) -> Mapping[str, Item]:
        """Return the first item of each entry, by its id."""
        return {item.entry.id: item for item in reversed(self.items) if item.entry}


def _items(piece: Piece) -> Iterator[Item]:
    lines = piece.part.lines
    block = piece.part.name if isinstance(piece.part, Block) else ""
    if block not in LIST_BLOCKS and not any("<!--" in line for line in lines):
        return
    number = piece.first
    for logical in logical_lines(lines):
        raw = logical.lines[0].rstrip("\r\n")
        is_entry = "<!--" in logical.text and (logical.kind == "item" or block in LIST_BLOCKS)
        entry = parse_line(logical.text) if is_entry and logical.kind != "code" else None
        if entry or (block in LIST_BLOCKS and logical.kind != "blank"):
            yield Item(block, number, logical.text, raw, entry)
        number += len(logical.lines)
