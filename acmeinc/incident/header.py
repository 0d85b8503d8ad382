"""The front matter of an incident document, line by line (FORMAT.md, "Blocks and header").

The header is edited in place: a line whose value is already right stays byte for byte, comments and unknown
keys survive, and only the lines of a changed value are written anew. Its last line is `# acmeinc 8hex`, a
digest over the known values, by which a hand's change is told from a stale one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from acmeinc.incident.digests import sha256
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.yaml_lines import read_value, trailing_comment, write_value

DIGEST = re.compile(r"# acmeinc ([0-9a-f]{8})\s*$")
_KEY = re.compile(r"([A-Za-z_][\w.-]*):(?=\s|$)")
_LITERAL = re.compile(r":\s+[|>]")
_COMMENT = re.compile(r"\s*#")
_CONTINUED = (" ", "\t", "-", "]", "}")
_CHILD = re.compile(r"( +)([A-Za-z_]\w*):(?=\s|$)")

GROUPS = ("links", "milestones", "retrospective")
KEYS = tuple(dict.fromkeys(name.split(".")[0] for name, field in FIELDS.items() if field.shown))
SHOWN = tuple(name for name, field in FIELDS.items() if field.shown)
SEALED = ("title", *SHOWN)
"""What the digest covers: every known value of the header."""

_OPTIONAL = {"public_title", "duplicate_of", *(name for name in SHOWN if name.startswith("milestones."))}


class Chunk(NamedTuple):
    """The lines of one key: `name` is its path (`links.chat`), "" for lines that belong to no key.

    A group's own line (`links:`) has the group's name when nothing follows the colon.
    """

    name: str
    lines: tuple[str, ...]

    @property
    def value(self) -> Any:
        """Return the value: text, a list, a dict, or None when it is more than a lexical reader reads."""
        return read_value(self.lines)

    @property
    def is_whole_group(self) -> bool:
        """Return whether this is a group whose fields stand behind its colon: `links: {chat: ''}`."""
        key = _KEY.match(self.lines[0]) if self.name in GROUPS else None
        return key is not None and not _opens_group(self.lines[0], key)


def chunks(lines: Sequence[str]) -> tuple[Chunk, ...]:
    """Return the lines between the two `---` as chunks, in order; joined again they are the same lines."""
    return _chunks(tuple(lines))


# Whoever reads a document asks three times; what stands in its header is the same each time.
@lru_cache(maxsize=4)
def _chunks(lines: tuple[str, ...]) -> tuple[Chunk, ...]:
    found: list[tuple[str, list[str]]] = []
    group, indent = "", ""
    held: list[str] = []
    for line in lines:
        key, child = _KEY.match(line), _CHILD.match(line) if group else None
        if key:
            group, indent = key[1] if _opens_group(line, key) else "", ""
            name = key[1]
        elif child and child[1] == (indent or child[1]):
            indent, name = child[1], f"{group}.{child[2]}"
        elif not line.strip() or line.lstrip().startswith("#"):
            held.append(line)
            continue
        elif found and line.startswith(_CONTINUED):
            found[-1][1].extend([*held, line])
            held = []
            continue
        else:
            name = ""
        found += [("", [other]) for other in held]
        found.append((name, [line]))
        held = []
    found += [("", [other]) for other in held]
    return tuple(Chunk(name, tuple(own)) for name, own in found)


def _opens_group(line: str, key: re.Match[str]) -> bool:
    return key[1] in GROUPS and not line[key.end() :].split("#")[0].strip()


def comments(chunk: Chunk) -> list[str]:
    """Return what people wrote beside a value: comments, each with its `#`."""
    first, *others = (line.rstrip("\r\n") for line in chunk.lines)
    inner = [line.strip() for line in others if line.lstrip().startswith("#")]
    return [comment for comment in (trailing_comment(first).strip(), *inner) if comment]


def known_values(lines: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Yield each known field with its value as the header states it, a repeated key each time.

    The value is None where it is more than a lexical reader reads.
    """
    for chunk in chunks(lines):
        if chunk.is_whole_group:
            yield from _group_values(chunk)
        elif chunk.name in SEALED:
            yield chunk.name, chunk.value


def _group_values(chunk: Chunk) -> Iterator[tuple[str, Any]]:
    value = chunk.value
    if isinstance(value, dict):
        for key, inner in value.items():
            if f"{chunk.name}.{key}" in SEALED:
                yield f"{chunk.name}.{key}", inner


def differences(lines: Sequence[str], values: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each known field of which the header states anything else than `values`: name, stated, right.

    Stated is None where it has no line; a value that is more than a lexical reader reads is passed over.
    """
    stated = dict(known_values(lines))
    for name in SEALED:
        if name not in stated:
            if has_line(name, values):
                yield name, None, values[name]
        elif stated[name] not in (None, _stated(values[name])) and not _says(stated[name], name, values):
            yield name, stated[name], values[name]


def _says(stated: Any, name: str, values: Mapping[str, Any]) -> bool:
    """Return whether that is what a value comes back as that cannot be written as it is."""
    return bool(stated == read_value(write_value(name, values[name])))


def unreadable_groups(lines: Sequence[str]) -> list[str]:
    """Return the groups, such as `links`, whose fields are not written as a map."""
    return [chunk.name for chunk in chunks(lines) if chunk.name in GROUPS and not _is_map(chunk)]


def _is_map(group: Chunk) -> bool:
    if group.is_whole_group:
        return group.value == "" or isinstance(group.value, dict)
    return len(group.lines) == 1


def digest_of(pairs: Iterable[tuple[str, Any]]) -> str:
    """Return the digest over known values, whatever their order and quoting."""
    return digest_of_stated(stated(name, value) for name, value in pairs)


def stated(name: str, value: Any) -> str:
    """Return how a digest takes a known value."""
    return f"{name}={value!r}"


def digest_of_stated(values: Iterable[str]) -> str:
    """Return the digest over known values, each as `stated` returns it."""
    return sha256("\n".join(sorted(values))).hex()[:8]


def seal_of(values: Mapping[str, Any]) -> str:
    """Return the digest of a header that states `values`, which maps fields and the title to their values."""
    return digest_of((name, _stated(values[name])) for name in SEALED if has_line(name, values))


def digests(lines: Iterable[str]) -> list[str]:
    """Return the digests that the header states; a sound one states exactly one."""
    return [match[1] for line in lines if line.startswith("#") and (match := DIGEST.match(line))]


def is_sealed(lines: Sequence[str]) -> bool:
    """Return whether the header is as the program wrote it: its digest verifies, and it can be read."""
    return digests(lines) == [digest_of(known_values(lines))] and not unreadable_groups(lines)


def repeated_keys(lines: Sequence[str]) -> list[str]:
    """Return the keys that stand more than once: the mark of a union merge."""
    seen: set[str] = set()
    twice: set[str] = set()
    for chunk in chunks(lines):
        (twice if chunk.name in seen else seen).add(chunk.name)
    return sorted(twice - {""})


def draw(lines: Sequence[str], values: Mapping[str, Any], eol: str) -> list[str]:
    """Return the header's lines with every known field at its value in `values`, which maps name to value.

    Fields that hold nothing and have no line get none, except the plain keys of every document.
    """
    drawn: list[str] = []
    had: set[str] = set()
    pieces = [piece for chunk in chunks(lines) for piece in _flatten(chunk, values, eol)]
    names = {piece.name for piece in pieces}
    ends = {piece.name.split(".")[0]: index for index, piece in enumerate(pieces)}
    indent = "  "
    for index, piece in enumerate(pieces):
        if piece.name and piece.name in had:
            continue
        had.add(piece.name)
        if not DIGEST.match(piece.lines[0]):
            drawn += _redrawn(piece, values, eol)
        group = piece.name.split(".")[0]
        indent = (_indent(piece) or indent) if "." in piece.name else "  "
        if group in GROUPS and not piece.is_whole_group and ends[group] == index:
            drawn += _missing_children(group, names, values, indent + "{}" + eol)
    drawn += _missing_keys(had, values, eol)
    return [*drawn, f"# acmeinc {digest_of(known_values(drawn))}{eol}"]


def _flatten(chunk: Chunk, values: Mapping[str, Any], eol: str) -> list[Chunk]:
    """Return the chunk itself, or, for a flow map of a group that has to change, a chunk for each child."""
    if not chunk.is_whole_group:
        return [chunk]
    stated = chunk.value or {}
    wanted = {name.split(".")[1]: values[name] for name in _shown_of(chunk.name, set(), values)}
    if not isinstance(stated, dict) or all(stated.get(key) == _stated(wanted[key]) for key in wanted):
        return [chunk]
    children = [
        Chunk(f"{chunk.name}.{key}", tuple(_entry(key, inner, eol, "  "))) for key, inner in stated.items()
    ]
    return [Chunk(chunk.name, (f"{chunk.name}:{eol}",)), *children]


def _redrawn(chunk: Chunk, values: Mapping[str, Any], eol: str) -> Sequence[str]:
    if chunk.name not in values or chunk.name in GROUPS:
        return chunk.lines
    stated = chunk.value
    value = values[chunk.name]
    if stated is not None and not has_line(chunk.name, values):
        return ()
    if stated is None or stated == _stated(value):
        return chunk.lines
    inner = [] if _LITERAL.search(chunk.lines[0]) else [line for line in chunk.lines if _COMMENT.match(line)]
    drawn = [*inner, *_entry(chunk.name.split(".")[-1], value, eol, _indent(chunk))]
    comment = trailing_comment(chunk.lines[0]) if len(drawn) == 1 else ""
    return [f"{drawn[0].rstrip()}{comment}{eol}"] if comment else drawn


def _missing_children(group: str, had: set[str], values: Mapping[str, Any], form: str) -> list[str]:
    """Return the lines of the group's fields that have none; `form` holds indent and newline."""
    return [
        form.format(line)
        for name in _shown_of(group, had, values)
        for line in write_value(name.split(".")[1], values[name])
    ]


def _shown_of(group: str, had: set[str], values: Mapping[str, Any]) -> list[str]:
    prefix = f"{group}."
    return [n for n in SHOWN if n.startswith(prefix) and n not in had and has_line(n, values)]


def _missing_keys(had: set[str], values: Mapping[str, Any], eol: str) -> list[str]:
    lines: list[str] = []
    for key in KEYS:
        if key in had:
            continue
        if key in GROUPS:
            lines += [f"{key}:{eol}", *_missing_children(key, set(), values, f"  {{}}{eol}")]
        elif has_line(key, values):
            lines += _entry(key, values[key], eol, "")
        if key == "uid" and "title" not in had:
            lines += _entry("title", values["title"], eol, "")
    return lines


def has_line(name: str, values: Mapping[str, Any]) -> bool:
    """Return whether a field has a line of its own in the header of a document with these `values`."""
    return name not in _OPTIONAL or bool(values[name])


def _entry(key: str, value: Any, eol: str, indent: str) -> list[str]:
    return [f"{indent}{line}{eol}" for line in write_value(key, value)]


def _indent(chunk: Chunk) -> str:
    return chunk.lines[0][: -len(chunk.lines[0].lstrip())]


def _stated(value: Any) -> Any:
    """Return a value as `read_value` gives it back: numbers are text there."""
    return str(value) if isinstance(value, int) else value
