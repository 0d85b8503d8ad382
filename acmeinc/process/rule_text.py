"""What no rules file may hold, whatever its format: too much of it, and characters that nobody sees."""

import re

from acmeinc.errors import Problem

MAX_CHARACTERS = 1_000_000
LONGEST_QUOTE = 200
"""How much of a text a message repeats, in characters."""

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

_CONFLICT = re.compile("^<<<<<<< ", re.MULTILINE)


def cut(text: str) -> str:
    """Return as much of a text as a message can repeat."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def unreadable(text: str, path: str, longest: int = MAX_CHARACTERS) -> list[Problem]:
    """Return why `text` cannot be read at all: too long, not merged, or with characters no text file has."""
    if len(text) > longest:
        hint = f"keep it below {longest:,} characters"
        return [Problem(path, 0, 0, "the file is too long", hint, rule="file-long")]
    if "<<<<<<< " in text and (conflict := _CONFLICT.search(text)):
        line = text.count("\n", 0, conflict.start()) + 1
        told, hint = "git has not merged this yet", "choose a side, and delete the lines that git put in"
        return [Problem(path, line, 1, told, hint, rule="file-conflict")]
    found = UNREADABLE.search(text)
    if found is None:
        return []
    lines = re.split(r"\r\n|\r|\n", text[: found.start()])
    place = len(lines), len(lines[-1]) + 1
    if "\ud800" <= found.group() <= "\udfff":
        hint, rule = "save the file as UTF-8", "file-encoding"
        return [Problem(path, *place, "this is not UTF-8 text", hint, rule=rule)]
    message, hint = character(found.group()) + " is not allowed", "delete the invisible character"
    return [Problem(path, *place, message, hint, rule="file-character")]


def character(character: str) -> str:
    """Return how a character is named to somebody who cannot see it."""
    return f"the character U+{ord(character):04X}"
