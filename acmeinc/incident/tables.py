"""Reading the tables of a document that somebody edited: each known row states the value of a field."""

import re
from typing import Any

from acmeinc.incident.drawing import ACTION_LABELS, AGENDA, DURATION_LABELS, HEADINGS, ROWS
from acmeinc.incident.durations import DURATIONS
from acmeinc.incident.fields import ACTION_KEYS, FIELDS
from acmeinc.incident.model import ROLES
from acmeinc.incident.parts import Block
from acmeinc.incident.statement import Statement
from acmeinc.incident.text import decode, decode_cell, decode_elements, split_elements
from acmeinc.incident.wrapped import Logical, logical_lines

_ROW = re.compile(r"^\s*\|\s*((?:[^|\\]|\\.)*?)\s*\|(.*?)\|?\s*$")
_RULE = re.compile(r"^\s*\|[-:|\s]*-[-:|\s]*$")
_CELLS = re.compile(r"(?<!\\)\|")
_PERSON = re.compile(r"(.*?)(?:\s*\(([^()]*)\))?\s*$", re.S)
_COMPUTED = (DURATION_LABELS[0], *(duration.label for duration in DURATIONS))


def read_table(block: Block, stated: Statement) -> list[str]:
    """Take a two-column table's rows and the answers below it; return the lines that do not belong there."""
    questions = {f"**{row.label}**": row.field for row in AGENDA} if block.name == "retrospective" else {}
    answers: list[tuple[str, list[str]]] = []
    moved: list[str] = []
    for line in logical_lines(block.lines):
        question = questions.get(line.text.strip().replace("__", "**"))
        if question:
            answers.append((question, []))
        elif line.kind == "item" and answers:
            answers[-1][1].append(decode(line.text[1:].strip()))
        elif line.kind != "blank" and not _take_row(block.name, line, stated):
            moved += line.lines
    for name, given in answers:
        given = [answer for answer in given if answer]
        stated.take(name, given if FIELDS[name].is_list else "\n".join(given), "it was left out")
    return moved


def read_actions(block: Block, stated: Statement) -> list[str]:
    """Take the table of action items; return the lines that do not belong there."""
    actions: list[dict[str, str]] = []
    moved: list[str] = []
    rule_follows = False
    for line in block.lines:
        text = line.strip()
        cells = [decode_cell(cell) for cell in _CELLS.split(text.removeprefix("|").removesuffix("|"))]
        if not text or (rule_follows and _RULE.match(text)) or tuple(cells) == ACTION_LABELS:
            rule_follows = bool(text) and not _RULE.match(text)
        elif text.startswith("|") and cells[0] and len(cells) <= len(ACTION_KEYS):
            actions.append(dict(zip(ACTION_KEYS, cells, strict=False)))
        else:
            moved.append(line)
    stated.take("retrospective.actions", actions, "they were left out")
    return moved


def _take_row(block: str, line: Logical, stated: Statement) -> bool:
    """Take a row as the value of its field; return whether the line belongs into the table."""
    row = _ROW.match(line.text)
    if not row:
        return False
    if _RULE.match(line.text) or row[1] == HEADINGS[block][0] or (block == "data" and row[1] in _COMPUTED):
        return True
    names = {known.label.lower(): known.field for known in ROWS[block]}
    name = names.get(decode_cell(row[1]).lower())
    if not name:
        return name is not None
    return stated.take(name, _cell_value(name, row[2]), "the row was moved")


def _cell_value(name: str, cell: str) -> Any:
    if FIELDS[name].kind == "people":
        return [_person(element) for element in split_elements(cell)]
    return decode_elements(cell) if FIELDS[name].is_list else decode_cell(cell)


def _person(element: str) -> dict[str, str]:
    """Return whom an element names: `Name (role / team)`, where either of the two may be missing."""
    match = _PERSON.match(element.strip())
    name, about = (match[1], match[2] or "") if match else (element, "")
    role, _, team = about.partition(" / ")
    if not team and role not in ROLES:
        role, team = "", role
    return {"name": decode_cell(name), "role": decode_cell(role), "team": decode_cell(team)}
