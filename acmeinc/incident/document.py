"""The incident document, written: entries are recorded in it, and it is drawn again (DESIGN §3, FORMAT.md).

    written = record(read(text), drafts, moment)

`record` draws the blocks from the entries and leaves every other byte alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from acmeinc.incident import header, names, ulid
from acmeinc.incident.drawing import Drawing, local
from acmeinc.incident.entries import make_entry, parse_line
from acmeinc.incident.fields import stored
from acmeinc.incident.model import Draft, Entry, Incident
from acmeinc.incident.parts import (
    LIST_BLOCKS,
    SEALED_BLOCKS,
    Block,
    Document,
    Prose,
    closing,
    lines_digest,
    opening,
    parse,
    render,
)
from acmeinc.incident.reading import Reading, read
from acmeinc.incident.state import State, incident_in, incident_of
from acmeinc.incident.variants import unify

CLOCK_SKEW_MS = 5 * 60 * 1000
"""How far ahead of this machine's clock an entry may be before it is worth a warning."""


class Moment(NamedTuple):
    """When and by whom entries are recorded; `entropy` gives the random part of their ids (ten bytes)."""

    now: datetime
    by: str
    zone: ZoneInfo
    entropy: Callable[[int], bytes]


class Written(NamedTuple):
    """A document as it is to be written: the new text and the entries it gained.

    `reading` is what `read(text)` would return, so that more can be recorded before anything is written.
    """

    text: str
    recorded: tuple[Entry, ...]
    reading: Reading
    notices: tuple[str, ...] = ()

    @property
    def incident(self) -> Incident:
        """Return the incident that the document describes."""
        return self.reading.incident


def record(reading: Reading, drafts: Sequence[Draft], moment: Moment) -> Written:
    """Return the document with `drafts` recorded as entries, in their order.

    Each gets an id later than every id in the document, unless its draft names one, and names all the
    entries whose values it replaces.
    """
    entries = dict(reading.entries)
    state = State(entries)
    recorded: list[Entry] = []
    newest = ulid.time_of(max(entries)) if entries else 0
    ahead = newest - ulid.milliseconds(moment.now)
    for draft in drafts:
        entry_id = draft.id
        if not entry_id:
            newest = max(ulid.milliseconds(moment.now), newest + 1)
            entry_id = ulid.make(newest, moment.entropy(10))
        entry = _entry_of(draft, entry_id, state, moment)
        entries[entry.id] = entry
        recorded.append(entry)
        if entry.kind == "removed":
            state = State(entries)
        else:
            state.include(entry)
    document, incident = _draw(reading.document, entries, state)
    notices = reading.notices
    if ahead > CLOCK_SKEW_MS:
        notices += (f"this machine's clock is {ahead // 60000} min behind the newest entry",)
    return Written(render(document), tuple(recorded), Reading(incident, entries, document), notices)


def create(template: str, drafts: Sequence[Draft], moment: Moment) -> Written:
    """Return a new document: a rendered template with empty blocks, and its first entries."""
    empty = Reading(incident_of({}), {}, parse(template))
    return record(empty, drafts, moment)


def add_entries(text: str, lines: Iterable[str]) -> str:
    """Return the document with the entries of `lines` in it; those that are there already change nothing."""
    reading = read(text)
    found = [entry for line in lines if (entry := parse_line(line))]
    return redrawn(reading.document, unify([*reading.entries.values(), *found]))


def redrawn(document: Document, entries: Mapping[str, Entry]) -> str:
    """Return the text of a document drawn from `entries`, whatever stands in its blocks now."""
    return render(_draw(document, entries, State(entries))[0])


def _entry_of(draft: Draft, entry_id: str, state: State, moment: Moment) -> Entry:
    fields: dict[str, Any] = {"kind": draft.kind, **draft.extra}
    for name, value in draft.sets.items():
        fields[name] = stored(name, value)
        if heads := state.heads(name):
            fields[f"after.{name}"] = heads
    for change, lists in (("add", draft.adds), ("remove", draft.removes)):
        for name, elements in lists.items():
            if elements:
                fields[f"{change}.{name}"] = [stored(name, element) for element in elements]
    at = local(draft.at or moment.now, moment.zone)
    return make_entry(entry_id, at, draft.by or moment.by, draft.text, fields)


def _draw(document: Document, entries: Mapping[str, Entry], state: State) -> tuple[Document, Incident]:
    incident = incident_in(state)
    values = state.values() | {"title": names.title(incident)}
    drawing = Drawing(state.entries, incident, values)
    parts = _with_lists(document)
    drawn = tuple(_drawn(part, drawing, document.eol) if isinstance(part, Block) else part for part in parts)
    fence = f"---{document.eol}"
    fences = document.fences or ((fence, fence) if entries else ())
    head = tuple(header.draw(document.header, values, document.eol)) if fences else ()
    return document._replace(fences=fences, header=head, parts=drawn), incident


def _drawn(block: Block, drawing: Drawing, eol: str) -> Block:
    lines = drawing.lines(block.name, block.lines)
    if lines is None:
        return block
    digest = lines_digest(lines) if block.name in SEALED_BLOCKS else ""
    if lines == [line.rstrip("\r\n") for line in block.lines] and digest == block.digest:
        return block
    drawn = tuple(f"{line}{eol}" for line in lines)
    return Block(block.name, digest, f"{opening(block.name, digest)}{eol}", drawn, block.closing)


def _with_lists(document: Document) -> tuple[Prose | Block, ...]:
    """Return the parts with both list blocks: a missing one is made anew, its entries are never dropped."""
    parts = list(document.parts)
    for name in LIST_BLOCKS:
        if name not in document.blocks:
            parts.append(Prose((document.eol,)))
            parts.append(Block(name, "", opening(name) + document.eol, (), closing(name) + document.eol))
    return tuple(parts)
