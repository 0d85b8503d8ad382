"""What no rules file may hold, whatever its format: too much of it, and characters that nobody sees."""

import re

from acmeinc.errors import Problem

MAX_CHARACTERS = 1_000_000
LONGEST_QUOTE = 200
"""How much of a text a message repeats, in characters."""

_CHARACTERS = "\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
_READABLE = re.compile(f"[{_CHARACTERS}]*")
UNREADABLE = re.compile(f"[^{_CHARACTERS}]")

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
    readable = _READABLE.match(text)
    end = readable.end() if readable else 0
    if end == len(text):
        return []
    lines = re.split(r"\r\n|\r|\n", text[:end])
    place = len(lines), len(lines[-1]) + 1
    if "\ud800" <= text[end] <= "\udfff":
        hint, rule = "save the file as UTF-8", "file-encoding"
        return [Problem(path, *place, "this is not UTF-8 text", hint, rule=rule)]
    message, hint = f"{character(text[end])} is not allowed", "delete the invisible character"
    return [Problem(path, *place, message, hint, rule="file-character")]


def character(character: str) -> str:
    """Return how a character is named to somebody who cannot see it."""
    return f"the character U+{ord(character):04X}"
