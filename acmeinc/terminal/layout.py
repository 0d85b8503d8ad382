"""Text in columns of a terminal, where a wide character takes two cells and a combining one none."""

import re
import unicodedata

ROOMY = 60
"""How many columns it takes to put two texts beside each other; on fewer, one goes below the other."""


_WORDS = re.compile(r"\S+\s*")
_TALK = re.compile(r"acmeinc .*|\S+\s*")
"""What is never broken; of talk a command from its first word to its last."""


def cells(text: str) -> int:
    """Return how many terminal columns one line of `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_cell(character) for character in text)


def pad(text: str, width: int) -> str:
    """Return `text` followed by spaces up to `width` columns."""
    return text + " " * max(0, width - cells(text))


def shorten(text: str, width: int) -> str:
    """Return `text` within `width` columns, an … in its middle where something had to go.

    Two thirds are kept of the start and one of the end: of an id the date, the severity and the ordinal stay.
    """
    if cells(text) <= width:
        return text
    tail_width = (width - 1) // 3
    head = _first(text, width - 1 - tail_width)
    tail = _first(text[::-1], tail_width)[::-1]
    return f"{head}…{tail}"


def around(text: str, word: str, width: int) -> str:
    """Return `text` within `width` columns with the first `word` in sight, an … where something had to go."""
    if cells(text) <= width:
        return text
    at = max(0, text.lower().find(word.lower()))
    begin = max(0, at - width // 3)
    shown = f"…{text[begin:]}" if begin else text
    return shown if cells(shown) <= width else f"{_first(shown, width - 1)}…"


def wrap(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` columns; a word that is longer (a link) stays whole.

    Line breaks and the indent of each line are kept. Always at least one line.
    """
    return [piece for line in text.split("\n") for piece in _wrap_line(line, width)]


def talk(text: str, width: int) -> list[str]:
    """Return what is said in lines of at most `width` columns; a command stays whole, to be copied.

    Below a notice ("! …") its further lines are indented. What was coloured was laid out, and stays as it is.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        mark = "! " if line.startswith("! ") else ""
        pieces = (
            [line[len(mark) :]] if "\x1b" in line else _wrap_line(line[len(mark) :], width - len(mark), _TALK)
        )
        lines += [mark + pieces[0], *(" " * len(mark) + piece for piece in pieces[1:])]
    return lines


def apart(left: str, right: str, width: int) -> list[str]:
    """Return `left` and `right` at both ends of a line; where they do not fit, `right` below, at the end."""
    gap = width - cells(left) - cells(right)
    if gap >= 3:
        return [left + " " * gap + right]
    return [*wrap(left, width), " " * max(0, width - cells(right)) + right]


def hanging(label: str, text: str, width: int) -> list[str]:
    """Return `label` and `text` at an indent of 2, further lines below the start of the text."""
    first, *more = wrap(text, width - 2 - cells(label))
    return [f"  {label}{first}", *(" " * (2 + cells(label)) + line for line in more)]


def _wrap_line(line: str, width: int, words: re.Pattern[str] = _WORDS) -> list[str]:
    if cells(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    pieces, current = [], ""
    for word in words.findall(line):
        if current.strip() and cells(current + word.rstrip()) > width:
            pieces.append(current.rstrip())
            current = ""
        current += word if current else indent + word
    return [*pieces, current.rstrip()]


def _first(text: str, width: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _cell(character)
        if taken > width:
            return text[:index]
    return text


def _cell(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
