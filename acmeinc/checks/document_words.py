"""Words in an incident document that had better not stand there: blame in its retrospective, and secrets."""

import re
from collections.abc import Iterator

from acmeinc.checks.sheet import Sheet
from acmeinc.errors import Problem
from acmeinc.incident.parts import Block
from acmeinc.process.blameless import blame_in
from acmeinc.process.secret_shapes import HIDDEN

_TOP_HEADING = re.compile(r" {0,3}#{1,2}[ \t]")
_NOT_WORDS = re.compile(r" {0,3}(?:#{1,6}[ \t]|>|\||<!--|\*\*[^*]+\*\*$|\[[^\]]+\]:)")
_LINE = re.compile(r"(?P<start>\s*(?:[-*+]\s+)?)(?P<words>.*?)\s*$")
_ROW = re.compile(r"(?P<start>\s*\|\s*)(?P<words>(?:[^|\\]|\\.)*)")


def blame_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield wording that blames somebody, in the retrospective and in its action items."""
    names = _people(sheet)
    for number, line in _retrospective(sheet):
        match = (_ROW if line.startswith("|") else _LINE).match(line)
        for blame in blame_in(match["words"], names) if match else ():
            start = match.end("start") if match else 0
            words = line[start + blame.start : start + blame.end]
            told = f"“{words}”: {blame.why}"
            yield sheet.warning((number, start + blame.start + 1), told, blame.instead, rule="document-blame")


def _people(sheet: Sheet) -> set[str]:
    """Return the names of those who had to do with the incident."""
    incident = sheet.incident
    names = {incident.commander, *(responder.name for responder in incident.responders)}
    names |= {*incident.retrospective.attendees, *(action.owner for action in incident.retrospective.actions)}
    names |= {item.entry.by for item in sheet.items if item.entry}
    return names - {"", "unknown", "acmeinc"}


def _retrospective(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Yield the lines that people wrote into the retrospective and around it, with their numbers."""
    begin, end = _section(sheet)
    for piece in sheet.pieces:
        name = piece.part.name if isinstance(piece.part, Block) else ""
        for number, line in enumerate(piece.part.lines, piece.first):
            line = line.rstrip("\r\n")
            if name == "actions":
                if line.startswith("|"):
                    yield number, line
            elif _NOT_WORDS.match(line):
                continue
            elif name == "retrospective" or (not name and begin < number < end):
                yield number, line


def _section(sheet: Sheet) -> tuple[int, int]:
    """Return the numbers of the headings above the block of the retrospective, and below it."""
    block = sheet.block("retrospective")
    if not block:
        return 0, 0
    prose = (piece for piece in sheet.pieces if not isinstance(piece.part, Block))
    headings = [
        number
        for piece in prose
        for number, line in enumerate(piece.part.lines, piece.first)
        if line.lstrip().startswith("#") and _TOP_HEADING.match(line)
    ]
    above = max((number for number in headings if number < block.line), default=0)
    below = min((number for number in headings if number > block.line), default=sheet.end)
    return above, below


def secret_problems(sheet: Sheet) -> Iterator[Problem]:
    """Yield the secrets in the document, wherever they stand; what they are is never told."""
    entries = {item.line: item.entry.id for item in sheet.items if item.entry}
    for number, found in sheet.secrets:
        redact = sheet.do(f"log --redact {entries[number]}") if number in entries else "delete it here"
        hint = f"revoke it, git remembers it; then {redact}"
        yield sheet.error((number, found.start + 1), found.told, hint, rule="secret")


def discreet(sheet: Sheet, problem: Problem) -> Problem:
    """Return a problem whose words tell no secret of the document."""
    lines = sheet.text.split("\n") if sheet.secrets and problem.rule != "secret" else []
    for number, found in sheet.secrets if lines else ():
        secret = lines[number - 1][found.start : found.end]
        message, hint = (words.replace(secret, HIDDEN) for words in (problem.message, problem.hint))
        problem = problem._replace(message=message, hint=hint)
    return problem
