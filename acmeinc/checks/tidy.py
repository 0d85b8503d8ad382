"""Whether a document is as a step wrote it and nothing about it is wrong: most are, and it takes no time.

Whatever is passed here would pass every other check, too. What is not is looked at again, piece by piece, so
that a doubt too many does no harm.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from acmeinc.checks.front_matter import values_of
from acmeinc.checks.suspicion import may_hold_secret
from acmeinc.checks.tidy_entries import tidy_entries
from acmeinc.incident import header, ulid
from acmeinc.incident.drawing import BLOCKS, zone_of
from acmeinc.incident.entries import has_comment
from acmeinc.incident.fields import moment_of
from acmeinc.incident.model import MILESTONES, OPEN_STATUSES, QUANTITIES, STATUSES
from acmeinc.incident.names import ID, path_of
from acmeinc.incident.parts import LIST_BLOCKS, lines_digest
from acmeinc.incident.state import State
from acmeinc.incident.yaml_lines import write_value
from acmeinc.process.blameless import blame_in, may_blame
from acmeinc.process.metrics import EXPECTED_ORDER

_NAMES = frozenset(name.encode() for name in BLOCKS)
_LISTS = frozenset(name.encode() for name in LIST_BLOCKS)
_WORDED = (b"checklist", b"retrospective", b"actions")
"""Blocks that are not only what the entries amount to, or in which people may judge people."""

_OPENS, _HEAD_ENDS = b"<!-- acmeinc:", b"\n---\n"
_LONGEST = 1_000_000
_ODD = (b"acmeinc:", b"acmeinc-ignore", b"# acmeinc ", b"```", b"~~~", b"<<<<<<< ")
_ROOM = 20_000
_known: dict[bytes, tuple[str, ...]] = {}
"""Texts that were judged already: documents come from a few templates."""

_GROUP_LINES = frozenset(f"{group}\n{group}:" for group in header.GROUPS)
_BEFORE = {
    name: "{}\n  {}: ".format(*name.split(".")) if "." in name else f"\n{name}: " for name in header.SEALED
}
"""What stands before a value: the group it belongs to, as its own line, and its key."""

_NOTHING = dict.fromkeys(header.SEALED, "")
_ALWAYS = frozenset(name for name in header.SEALED if header.has_line(name, _NOTHING))
_TIMES = frozenset(f"milestones.{name}" for name in MILESTONES)
_SOME_TIME = "2026-11-23T14:02:00Z"
_LAST = "9999"
_SEVERITIES = tuple(f"SEV{number}" for number in range(10))
_REACHED = (("mitigated", "mitigated"), ("resolved", "resolved"), ("closed", "resolved"))
_ORDER = (*EXPECTED_ORDER, ("started", "resolved"))


class Tidy(NamedTuple):
    """A document as a step wrote it: the state of its incident, and the newest id in it."""

    state: State
    newest: str


class _Cut(NamedTuple):
    """A document cut at its markers: the front matter, the blocks of entries, and lines that may blame."""

    head: str
    timeline: bytes
    communications: bytes
    blaming: list[str]


def tidy(content: bytes, path: str, severities: Collection[str]) -> Tidy | None:
    """Return what a document says in which nothing is wrong; None when something is, or may be.

    What became of its action items is not looked at.
    """
    try:
        content.decode()
        cut = _cut(content)
    except UnicodeDecodeError:
        return None
    entries = tidy_entries(cut.timeline, cut.communications) if cut else None
    if not cut or not entries:
        return None
    state = State(entries.telling)
    values = values_of(state)
    if not _is_called(path, values) or not _can_be(values, severities) or not _is_head_of(cut.head, values):
        return None
    # The front matter and the tables say nothing else than the entries.
    if may_hold_secret(entries.said):
        return None
    if cut.blaming and any(blame_in(line, {*entries.by, *_people(values)}) for line in cut.blaming):
        return None
    return Tidy(state, entries.newest)


def _cut(content: bytes) -> _Cut | None:
    """Return the document cut in pieces; None unless every block stands there once, as it was drawn."""
    end = content.find(_HEAD_ENDS, 3)
    if end < 0 or not content.startswith(b"---\n") or b"\r" in content or len(content) > _LONGEST:
        return None
    before, *rest = content[end + len(_HEAD_ENDS) :].split(_OPENS)
    blocks: dict[bytes, bytes] = {}
    around = [before]
    for piece in rest:
        mark, _, inside = piece.partition(b" -->\n")
        name, _, digest = mark.partition(b" ")
        inside, closed, after = inside.partition(b"<!-- /acmeinc:%b -->\n" % name)
        if not closed or (inside and inside[-1:] != b"\n"):
            return None
        if name not in _LISTS and not _is_digest(digest, inside):
            return None
        blocks[name] = inside
        around.append(after)
    if blocks.keys() != _NAMES or len(rest) != len(_NAMES):
        return None
    if any(text[-1:] not in (b"", b"\n") for text in around[:-1]):
        return None
    judged = [_judged(text) for text in (*around, *[blocks[name] for name in _WORDED])]
    if None in judged:
        return None
    blaming = [line for lines in judged for line in lines or ()]
    return _Cut(content[4 : end + 1].decode(), blocks[b"timeline"], blocks[b"communications"], blaming)


def _is_digest(digest: bytes, inside: bytes) -> bool:
    exact = hashlib.sha256(inside[:-1]).hexdigest()[:8].encode()
    return digest == exact or digest.decode() == lines_digest(inside.decode().split("\n")[:-1])


def _judged(text: bytes) -> tuple[str, ...] | None:
    """Return the lines of a text that may blame, given what people wrote; None when anything in it is odd.

    Odd is what a merge by text leaves behind, an entry that has strayed, and what may hold a secret.
    """
    if text in _known:
        return _known[text]
    if any(mark in text for mark in _ODD) or may_hold_secret(text):
        return None
    lines = text.decode().split("\n")
    if b"<!--" in text and any(has_comment(line) for line in lines):
        return None
    if len(_known) > _ROOM:
        _known.clear()
    return _known.setdefault(text, tuple(filter(may_blame, lines)))


def _is_called(path: str, values: Mapping[str, Any]) -> bool:
    """Return whether the names of file and incident belong together."""
    name, uid = str(values["id"]), str(values["uid"])
    is_named = ID.fullmatch(name) is not None and re.fullmatch(ulid.PATTERN, uid) is not None
    return is_named and f"/{path}".endswith(f"/{path_of(name)}")


def _can_be(values: Mapping[str, Any], severities: Collection[str]) -> bool:
    """Return whether all values are some that their fields can hold, and contradict none of each other."""
    status, severity = values["status"], values["severity"]
    if status not in STATUSES or values["quantity"] not in QUANTITIES:
        return False
    if severity not in (severities or _SEVERITIES) or not _is_zone(values["time_zone"]):
        return False
    times = {name: values[f"milestones.{name}"] for name in MILESTONES if values[f"milestones.{name}"]}
    if not all(map(_is_moment, (*times.values(), values["retrospective.at"] or _SOME_TIME))):
        return False
    if any(times.get(later, _LAST) < times.get(earlier, "") for earlier, later in _ORDER):
        return False
    if any(status == reached and name not in times for reached, name in _REACHED):
        return False
    return not (status in OPEN_STATUSES and "resolved" in times)


@lru_cache(maxsize=4096)
def _is_zone(name: str) -> bool:
    return name == "UTC" or zone_of(name).key != "UTC"


@lru_cache(maxsize=65536)
def _is_moment(text: str) -> bool:
    """Return whether a time is written so that an earlier one is less."""
    return len(text) == len(_SOME_TIME) and text[-1] == "Z" and moment_of(text) is not None


def _is_head_of(head: str, values: Mapping[str, Any]) -> bool:
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


def _people(values: Mapping[str, Any]) -> set[str]:
    """Return the names of those who had to do with the incident."""
    names = {str(values["commander"]), *map(str, values["retrospective.attendees"])}
    names |= {str(person.get("name", "")) for person in values["responders"]}
    return names | {str(action.get("owner", "")) for action in values["retrospective.actions"]}
