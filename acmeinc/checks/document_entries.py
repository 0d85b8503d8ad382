"""What is wrong with the entries of an incident document (FORMAT.md, "An entry is one line")."""

import re
from collections.abc import Iterator

from acmeinc.checks.sheet import Item, Sheet
from acmeinc.checks.verdict import SKEW, Dated, recorded_at
from acmeinc.errors import Problem
from acmeinc.incident.entries import UNREAD, is_intact
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import PREVIOUS
from acmeinc.incident.references import references
from acmeinc.incident.state import newest_first
from acmeinc.incident.variants import removed_ids, struck_ids

_REWRITE = "restore the line: git restore, or take it from git log -p"


def entry_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield what is wrong with single lines of entries, with their order and with what they refer to."""
    twice = list(_twice(sheet))
    lines = {problem.line for problem in twice}
    for item in sheet.items:
        if item.line not in lines:
            yield from _of_entry(sheet, item, item.entry) if item.entry else _of_line(sheet, item)
    yield from twice
    yield from _order(sheet)
    yield from _absent(sheet)
    if not sheet.damaged:
        yield from _strikes(sheet)


def _of_line(sheet: Sheet, item: Item) -> Iterator[Problem]:
    """Yield what a line is that should be an entry and is none."""
    if misspelt := item.misses_id:
        told = f"`{misspelt}` is no id of an entry: 26 characters, no I, L, O or U"
        yield sheet.error(item.place_of(misspelt), told, _REWRITE, rule="document-bad-id")
    elif item.text.lstrip().startswith(("-", "*", "+")):
        told = "written by hand: the line has no id yet"
        hint = f"the next step gives it one: {sheet.next_step}"
        yield sheet.warning(item.place, told, hint, rule="document-handwritten")
    elif item.text.strip() != PREVIOUS and not sheet.damaged:
        told = f"this does not belong into the block {item.block}: the next step moves it below"
        yield sheet.warning(item.place, told, "move it out of the block", rule="document-foreign-line")


def _of_entry(sheet: Sheet, item: Item, entry: Entry) -> Iterator[Problem]:
    if entry.at is None:
        told = "time and name of this entry cannot be read"
        hint = "write it as - 2026-11-23 10:15:07 -05:00 **Name** Words; or: git restore"
        yield sheet.error(item.place, told, hint, rule="document-unreadable-entry")
    elif UNREAD in entry.fields:
        rest = str(entry.fields[UNREAD]).split(" ")[0]
        told = "the rest of the comment cannot be read"
        yield sheet.error(item.place_of(rest), told, _REWRITE, rule="document-unreadable-entry")
    elif not is_intact(entry):
        told = f"edited by hand after it was recorded: its sum is not `{entry.sum}`"
        yield sheet.warning(
            (item.line, _words(item)), told, _correction(sheet, entry), rule="document-entry-edited"
        )
    right = "communications" if entry.is_communication else "timeline"
    if item.block != right and entry.at and not sheet.damaged:
        where = f"into the block {item.block}" if item.block else "here"
        told = f"the {entry.kind} does not belong {where}: the next step moves it to {right}"
        yield sheet.warning(item.place, told, f"move it to {right}", rule="document-strayed-entry")


def _correction(sheet: Sheet, entry: Entry) -> str:
    return f"put the line back as it was; then {sheet.do(f'log --correct {entry.id} WORDS')}"


def _words(item: Item) -> int:
    """Return the column of the words of an entry."""
    name = re.search(r"(\*\*|__).+?\1\s*", item.raw)
    return name.end() + 1 if name else 1


def _twice(sheet: Sheet) -> Iterator[Problem]:
    """Yield the lines whose id an earlier line has."""
    first: dict[str, Item] = {}
    for item in sheet.items:
        if not item.entry:
            continue
        other = first.setdefault(item.entry.id, item)
        if other is not item:
            place, lines = item.place_of(item.entry.id), f"lines {other.line} and {item.line}"
            if item.entry == other.entry:
                told = f"the same entry stands twice: {lines}"
                yield sheet.warning(place, told, "delete one of them", rule="document-entry-twice")
            else:
                hint = "delete the id of the one that was added: it gets its own"
                yield sheet.error(place, f"one id, two entries: {lines}", hint, rule="document-id-twice")


def _order(sheet: Sheet) -> Iterator[Problem]:
    """Yield the entries of a block that are newer than the one above them."""
    above: dict[str, tuple[float, str]] = {}
    for item in sheet.items:
        if not (item.block and item.entry and item.entry.at):
            continue
        key = newest_first(item.entry)
        if key < above.get(item.block, key):
            told = f"{item.entry.at:%H:%M:%S} is newer than the entry above it"
            hint = "newest first, by time, then by id: the next step sorts them"
            yield sheet.warning(item.place, told, hint, rule="document-order")
        above[item.block] = key


def _absent(sheet: Sheet) -> Iterator[Problem]:
    """Yield what entries say of other entries that are not there, and whose removal nobody recorded."""
    known = {item.entry.id for item in sheet.items if item.entry}
    known |= removed_ids(item.entry for item in sheet.items if item.entry)
    for item in sheet.items:
        for key, named in references(item.entry.fields) if item.entry else ():
            if named not in known:
                known.add(named)
                told = f"{key} names an entry that is not here: {named}"
                hint = f"put that line back: git log -p -S {named} shows who took it out"
                yield sheet.error(item.place_of(f"{key}="), told, hint, rule="document-absent-entry")


def _strikes(sheet: Sheet) -> Iterator[Problem]:
    """Yield the entries that look taken back and are not, or the other way round: a strike is drawn."""
    corrected = struck_ids({item.entry.id: item.entry for item in sheet.items if item.entry})
    for item in sheet.items:
        if item.entry and item.entry.at and item.entry.text:
            shown = item.raw[_words(item) - 1 :]
            is_struck = shown.startswith("~~")
            if is_struck != (item.entry.id in corrected):
                was = "struck through and not corrected" if is_struck else "corrected and not struck through"
                drawn = f"the next step strikes it through: {sheet.next_step}"
                hint = _correction(sheet, item.entry) if is_struck else drawn
                yield sheet.warning(
                    (item.line, _words(item)), f"the {item.entry.kind} is {was}", hint, rule="document-strike"
                )


def ahead(item: Item, sheet: Sheet) -> Dated:
    """Return that an entry was recorded by a clock that is wrong, for as long as it is ahead of the time."""
    entry_id = item.entry.id if item.entry else ""
    recorded = recorded_at(entry_id)
    told = f"recorded by a clock that showed {recorded:%Y-%m-%d %H:%M} UTC, which is yet to come"
    hint = "set the clock of the machine that wrote it: what is recorded now looks older than this"
    return Dated(
        sheet.warning(item.place_of(entry_id), told, hint, rule="document-id-ahead"), until=recorded - SKEW
    )
