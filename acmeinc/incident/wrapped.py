"""Lines as a person means them: what a formatter wrapped is put together again, code fences stay whole."""

import re
from collections.abc import Sequence
from typing import Literal

from acmeinc.incident.entries import has_comment
from acmeinc.incident.parts import fenced

_LONGEST = 50_000
"""Nobody writes, and no formatter wraps, a longer item: lines without end must keep nobody waiting."""

_ITEM = re.compile(r" {0,3}[-*+](?:[ \t]|$)")


class Logical:
    """A line together with the continuation lines that a formatter wrapped it into."""

    def __init__(self, kind: Literal["item", "other", "blank", "code"], text: str, line: str) -> None:
        self.kind = kind
        self.text = text
        self.lines = [line]


def logical_lines(lines: Sequence[str]) -> list[Logical]:
    """Return the lines with wrapped list items put together again; joined they are the same lines."""
    found: list[Logical] = []
    code = fenced(lines)
    for index, line in enumerate(lines):
        text = line.rstrip("\r\n")
        last = found[-1] if found and found[-1].kind == "item" else None
        if index in code:
            found.append(Logical("code", text, line))
        elif _ITEM.match(text):
            found.append(Logical("item", text.strip(), line))
        elif last and text.strip() and _continues(last.text, text):
            last.text += ("\n" if has_comment(last.text) else " ") + text.strip()
            last.lines.append(line)
        else:
            found.append(Logical("other" if text.strip() else "blank", text, line))
    return found


def _continues(item: str, line: str) -> bool:
    if len(item) > _LONGEST:
        return False
    return line.startswith(("  ", "\t")) or (has_comment(line) and not has_comment(item))
