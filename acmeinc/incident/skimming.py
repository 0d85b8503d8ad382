"""The entries of a document, quickly: for whoever reads thousands of them and writes none.

Most documents stand as the program wrote them. What shows that is looked at piece by piece, and a piece that
many documents share, a line of the header or the words around the blocks, is judged once.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from acmeinc.incident import ulid
from acmeinc.incident.entries import TIME, UNREAD, fields_in, parse_line, parse_time_text
from acmeinc.incident.header import GROUPS, SEALED, digest_of_stated, stated
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import LIST_BLOCKS, PREVIOUS, SEALED_BLOCKS, lines_digest
from acmeinc.incident.reading import take_in
from acmeinc.incident.variants import unify
from acmeinc.incident.yaml_lines import read_value

_OPENS = "<!-- acmeinc:"
_CLOSES = "<!-- /acmeinc:"
_RARE = ("```", "~~~", "<<<<<<< ")
"""In text without these there are no code fences, and no conflicts."""

_SEAL = "# acmeinc "

_USUAL = re.compile(
    rf"- ({TIME}) \*\*([^*<&]+)\*\* ([^<&~]*[^<&~ \t\r]) <!-- ({ulid.PATTERN})((?: [^<>]*)?) -->"
)

_NOTHING_MORE = re.compile(r' kind=([a-z]+) sum="([0-9a-f]{8})"')
"""The fields of an entry that changes nothing, and is about nothing but what its words say."""


def entries_of(text: str) -> Mapping[str, Entry]:
    """Return the entries of a document, hand edits taken in: those of `reading.take_in`, and as surely."""
    recorded = _untouched(text)
    return take_in(text).entries if recorded is None else unify(recorded)


def _untouched(text: str) -> list[Entry] | None:
    """Return the entries of a document that is surely as the program wrote it, None of any other."""
    end = text.find("\n---", 3)
    if not text.startswith("---\n") or text[end : end + 5] != "\n---\n" or "\r" in text:
        return None
    if text.count(_SEAL) != 1 or not _is_sealed(text[4:end]):
        return None
    prose, *blocks = text[end + 5 :].split(_OPENS)
    if not _is_plain(prose):
        return None
    names, found = set(), []
    for block in blocks:
        opening, _, rest = block.partition(" -->\n")
        name, _, digest = opening.partition(" ")
        inner, closing, prose = rest.partition(f"{_CLOSES}{name} -->\n")
        if name in names or not closing or not _is_plain(prose) or inner[-1:] not in ("", "\n"):
            return None
        names.add(name)
        if name in SEALED_BLOCKS and digest and digest == _digest(inner):
            continue
        entries = _entries(inner) if name in LIST_BLOCKS and not digest else None
        if entries is None:
            return None
        found += entries
    return found


def _entries(inner: str) -> list[Entry] | None:
    found = []
    for line in inner.split("\n"):
        if line.startswith("- "):
            entry = _usual_entry(line) or parse_line(line.strip())
            if not entry or not entry.at or UNREAD in entry.fields:
                return None
            found.append(entry)
        elif line and line != PREVIOUS:
            return None
    return found


def _usual_entry(line: str) -> Entry | None:
    """Return what `parse_line` returns of a line in which nothing is written otherwise than it is read."""
    usual = _USUAL.fullmatch(line)
    at = parse_time_text(usual[1]) if usual else None
    if not usual or not at:
        return None
    if plain := _NOTHING_MORE.fullmatch(usual[5]):
        return Entry(usual[4], at, usual[2], usual[3], {"kind": plain[1]}, plain[2])
    fields = fields_in(usual[5])
    return Entry(usual[4], at, usual[2], usual[3], fields, str(fields.pop("sum", "")))


def _is_sealed(head: str) -> bool:
    """Return whether the header is as the program wrote it, and written in the plain way that it has."""
    *lines, seal = head.split("\n")
    group, groups, names, values = "", [], [], []
    for line in lines:
        if line.endswith(":") and line[:-1] in GROUPS:
            group = line[:-1]
            groups.append(group)
            continue
        group = group if line.startswith("  ") else ""
        name, value = _stated(group, line)
        if not name:
            return False
        names.append(name)
        values.append(value)
    is_once = len({*groups, *names}) == len(groups) + len(names)
    return is_once and seal == f"{_SEAL}{digest_of_stated(values)}"


@lru_cache(maxsize=4096)
def _stated(group: str, line: str) -> tuple[str, str]:
    """Return the field that a line of the header states, and how the seal takes it; both "" for others."""
    key, colon, rest = line.partition(":")
    name = f"{group}.{key[2:]}" if group else key
    value = read_value((line,)) if colon and name in SEALED and rest[:1] in ("", " ") else None
    return ("", "") if value is None else (name, stated(name, value))


@lru_cache(maxsize=256)
def _is_plain(prose: str) -> bool:
    """Return whether text between blocks holds nothing but prose, and blocks begin in lines of their own."""
    return "<!--" not in prose and prose[-1:] in ("", "\n") and not any(each in prose for each in _RARE)


@lru_cache(maxsize=256)
def _digest(inner: str) -> str:
    """Return the digest of a drawn block, "" of one in which there may be more than a step draws."""
    if "acmeinc:" in inner or any(each in inner for each in _RARE):
        return ""
    return lines_digest(inner.split("\n")[:-1])
