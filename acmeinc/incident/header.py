"""The front matter of an incident document, line by line (FORMAT.md, "Blocks and header").

The header is edited in place: a line whose value is already right stays byte for byte, comments and unknown
keys survive, and only the lines of a changed value are written anew. Its last line is `# acmeinc 8hex`, a
digest over the known values, by which a hand's change is told from a stale one.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acmeinc.incident.fields import FIELDS
from acmeinc.incident.yaml_lines import read_value, write_value

DIGEST = re.compile(r"# acmeinc ([0-9a-f]{8})\s*$")
_KEY = re.compile(r"([A-Za-z_]\w*):(?=\s|$)")
_CHILD = re.compile(r"( +)([A-Za-z_]\w*):(?=\s|$)")

GROUPS = ("links", "milestones", "retrospective")
KEYS = tuple(dict.fromkeys(name.split(".")[0] for name, field in FIELDS.items() if field.shown))
SHOWN = tuple(name for name, field in FIELDS.items() if field.shown)
SEALED = ("title", *SHOWN)
"""What the digest covers: every known value of the header."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of one key: `name` is its path (`links.chat`), "" for lines that belong to no key.

    A group's own line (`links:`) has the group's name when nothing follows the colon.
    """

    name: str
    lines: tuple[str, ...]

    @property
    def value(self) -> Any:
        """Return the value: text, a list, a dict, or None when it is more than a lexical reader reads."""
        return read_value(self.lines)


def chunks(lines: Sequence[str]) -> list[Chunk]:
    """Return the lines between the two `---` as chunks, in order; joined again they are the same lines."""
    found: list[tuple[str, list[str]]] = []
    group = ""
    for line in lines:
        key, child = _KEY.match(line), _CHILD.match(line)
        if key:
            is_group = key[1] in GROUPS and not line[key.end() :].split(" #")[0].strip()
            group = key[1] if is_group else ""
            found.append((key[1], [line]))
        elif child and group:
            found.append((f"{group}.{child[2]}", [line]))
        elif found and found[-1][0] and line.strip() and not line.lstrip().startswith("#"):
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return [Chunk(name, tuple(own)) for name, own in found]


def known_values(lines: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield each known field with its value as the header states it, a repeated key as often as it stands there.

    The value is None where it is more than a lexical reader reads.
    """
    for chunk in chunks(lines):
        if chunk.name in GROUPS:
            yield from _group_values(chunk)
        elif chunk.name in SEALED:
            yield chunk.name, chunk.value


def _group_values(chunk: Chunk) -> Iterator[tuple[str, Any]]:
    value = chunk.value
    if isinstance(value, dict):
        for key, inner in value.items():
            if f"{chunk.name}.{key}" in SEALED:
                yield f"{chunk.name}.{key}", inner


def digest_of(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return the digest over known values, whatever their order and quoting."""
    text = "\n".join(sorted(f"{name}={value!r}" for name, value in pairs))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def digests(lines: Iterable[str]) -> list[str]:
    """Return the digests that the header states; a sound one states exactly one."""
    return [match[1] for line in lines if (match := DIGEST.match(line))]


def repeated_keys(lines: Sequence[str]) -> list[str]:
    """Return the keys that stand more than once: the mark of a union merge."""
    names = [chunk.name for chunk in chunks(lines) if chunk.name]
    return sorted({name for name in names if names.count(name) > 1})


def draw(lines: Sequence[str], values: Mapping[str, Any], eol: str) -> list[str]:
    """Return the header's lines with every known field at its value in `values`, which maps name to value.

    Fields that hold nothing and have no line get none, except the plain keys of every document.
    """
    drawn: list[str] = []
    had: set[str] = set()
    pieces = [piece for chunk in chunks(lines) for piece in _flatten(chunk, values, eol)]
    for index, chunk in enumerate(pieces):
        if chunk.name and chunk.name in had:
            continue
        had.add(chunk.name)
        if not DIGEST.match(chunk.lines[0]):
            drawn += _redrawn(chunk, values, eol)
        group = chunk.name.split(".")[0]
        last_of_group = index + 1 == len(pieces) or not pieces[index + 1].name.startswith(f"{group}.")
        if group in GROUPS and last_of_group:
            drawn += _missing_children(group, {p.name for p in pieces}, values, eol)
    drawn += _missing_keys(had, values, eol)
    return [*drawn, f"# acmeinc {digest_of(known_values(drawn))}{eol}"]


def _flatten(chunk: Chunk, values: Mapping[str, Any], eol: str) -> list[Chunk]:
    """Return the chunk itself, or, for a flow map of a group that has to change, one chunk for each child."""
    value = chunk.value if chunk.name in GROUPS else None
    if not isinstance(value, dict):
        return [chunk]
    if all(values.get(f"{chunk.name}.{key}", inner) == inner for key, inner in value.items()):
        return [chunk, *(Chunk(f"{chunk.name}.{key}", ()) for key in value)]
    children = [
        Chunk(f"{chunk.name}.{key}", tuple(_entry(key, inner, eol, "  "))) for key, inner in value.items()
    ]
    return [Chunk(chunk.name, (f"{chunk.name}:{eol}",)), *children]


def _redrawn(chunk: Chunk, values: Mapping[str, Any], eol: str) -> Sequence[str]:
    if not chunk.lines or chunk.name not in values or chunk.name in GROUPS:
        return chunk.lines
    stated = chunk.value
    if stated is None or stated == _as_stated(values[chunk.name]):
        return chunk.lines
    indent = "  " if "." in chunk.name else ""
    return _entry(chunk.name.split(".")[-1], values[chunk.name], eol, indent)


def _missing_children(group: str, had: set[str], values: Mapping[str, Any], eol: str) -> list[str]:
    lines: list[str] = []
    for name in SHOWN:
        if name.startswith(f"{group}.") and name not in had and _worth_a_line(name, values):
            lines += _entry(name.split(".")[1], values[name], eol, "  ")
    return lines


def _missing_keys(had: set[str], values: Mapping[str, Any], eol: str) -> list[str]:
    lines: list[str] = []
    for key in KEYS:
        if key in had:
            continue
        if key in GROUPS:
            lines += [f"{key}:{eol}", *_missing_children(key, set(), values, eol)]
        elif _worth_a_line(key, values):
            lines += _entry(key, values[key], eol, "")
        if key == "uid" and "title" not in had:
            lines += _entry("title", values["title"], eol, "")
    return lines


def _worth_a_line(name: str, values: Mapping[str, Any]) -> bool:
    optional = name.startswith("milestones.") or name in ("public_title", "duplicate_of")
    return bool(values[name]) or not optional


def _entry(key: str, value: Any, eol: str, indent: str) -> list[str]:
    return [f"{indent}{line}{eol}" for line in write_value(key, _as_stated(value))]


def _as_stated(value: Any) -> Any:
    """Return a field's value as the header states it: numbers are text there."""
    return str(value) if isinstance(value, int) else value
