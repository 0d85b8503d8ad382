"""Whether a front matter stands as a step writes it, letter by letter."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from acmeinc.incident import header
from acmeinc.incident.model import MILESTONES
from acmeinc.incident.yaml_lines import write_value

_GROUP_LINES = frozenset(f"{group}\n{group}:" for group in header.GROUPS)
_BEFORE = {
    name: "{}\n  {}: ".format(*name.split(".")) if "." in name else f"\n{name}: " for name in header.SEALED
}
"""What stands before a value: the group it belongs to, as its own line, and its key."""

_NOTHING = dict.fromkeys(header.SEALED, "")
_ALWAYS = frozenset(name for name in header.SEALED if header.has_line(name, _NOTHING))
_TIMES = frozenset(f"milestones.{name}" for name in MILESTONES)


def is_head_of(head: str, values: Mapping[str, Any]) -> bool:
    """Return whether a front matter is the lines, in any order, that state `values`, and their seal."""
    if not head.replace("\n", "").isprintable() or "\\u" in head:
        return False
    lines = set(_GROUP_LINES)
    stated = []
    for name, before in _BEFORE.items():
        value = values[name]
        if isinstance(value, list):
            lines.update(_list_lines(name, value) if value else (f"{before}[]",))
        elif value or name in _ALWAYS:
            value = str(value)
            lines.add(before + (f"'{value}'" if name in _TIMES else _flow(values[name])))
        else:
            continue
        stated.append((name, value))
    lines.add(f"\n# acmeinc {header.digest_of(stated)}")
    return lines == _grouped(head) and len(lines) == head.count("\n")


def _grouped(head: str) -> set[str]:
    """Return the lines of a front matter, each behind the key that it is indented under."""
    found = set()
    group = ""
    for line in head.split("\n")[:-1]:
        if line[:1] != " ":
            group = line[:-1] if line[-1:] == ":" else ""
        found.add(f"{group}\n{line}")
    return found


def _list_lines(name: str, elements: list[Any]) -> list[str]:
    first, *others = write_value("", elements)
    return (
        [f"{name}\n{name}:", *(f"{name}\n{line}" for line in others)]
        if others
        else [_BEFORE[name] + first[2:]]
    )


@lru_cache(maxsize=8192)
def _flow(value: str | int) -> str:
    return write_value("", value)[0][2:]
