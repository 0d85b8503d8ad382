"""Whether a document is as a step wrote it and nothing about it is wrong: most are, and it takes no time.

Whatever is passed here would pass every other check, too. What is not is looked at again, piece by piece, so
that a doubt too many does no harm.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from acmeinc.checks.front_matter import values_of
from acmeinc.checks.suspicion import may_hold_secret
from acmeinc.checks.tidy_entries import TidyEntries, tidy_entries
from acmeinc.checks.tidy_head import is_head_of
from acmeinc.incident import ulid
from acmeinc.incident.drawing import BLOCKS, zone_of
from acmeinc.incident.entries import has_comment
from acmeinc.incident.fields import moment_of
from acmeinc.incident.model import MILESTONES, OPEN_STATUSES, QUANTITIES, STATUSES
from acmeinc.incident.names import ID, path_of
from acmeinc.incident.parts import LIST_BLOCKS, lines_digest
from acmeinc.incident.state import State
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

_SOME_TIME = "2026-11-23T14:02:00Z"
_LAST = "9999"
_SEVERITIES = tuple(f"SEV{number}" for number in range(10))
_REACHED = (("mitigated", "mitigated"), ("resolved", "resolved"), ("closed", "resolved"))
_ORDER = (*EXPECTED_ORDER, ("started", "resolved"))


class Document(NamedTuple):
    """A document to be looked at: where it is in its repository, and what stands in it, in UTF-8."""

    path: str
    content: bytes


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


def tidied(documents: Sequence[Document], severities: Collection[str]) -> list[Tidy | None]:
    """Return of each document what it says where nothing in it is wrong; None where something is, or may be.

    What became of its action items is not looked at. Each look goes through all documents before the next one
    begins: a processor is a fifth quicker with that.
    """
    looks = [_Look(document, severities) for document in documents]
    standing = looks
    for is_tidy in (
        _Look.is_cut,
        _Look.has_tidy_entries,
        _Look.has_state,
        _Look.has_right_head,
        _Look.is_clean,
    ):
        standing = [look for look in standing if is_tidy(look)]
    passed = {id(look) for look in standing}
    return [Tidy(look.state, look.entries.newest) if id(look) in passed else None for look in looks]


class _Look:
    """A document on its way through all looks, of which each fills in what the next ones need."""

    cut: _Cut
    entries: TidyEntries
    state: State
    values: Mapping[str, Any]

    def __init__(self, document: Document, severities: Collection[str]) -> None:
        self._document = document
        self._severities = severities

    def is_cut(self) -> bool:
        """Return whether every block stands there once, as it was drawn."""
        cut = _cut(self._document.content)
        if cut:
            self.cut = cut
        return cut is not None

    def has_tidy_entries(self) -> bool:
        """Return whether all entries are in order."""
        entries = tidy_entries(self.cut.timeline, self.cut.communications)
        if entries:
            self.entries = entries
        return entries is not None

    def has_state(self) -> bool:
        """Return whether the entries amount to an incident that can be, and is called as its file."""
        self.state = State(self.entries.telling)
        self.values = values_of(self.state)
        return _is_called(self._document.path, self.values) and _can_be(self.values, self._severities)

    def has_right_head(self) -> bool:
        """Return whether the front matter says what the entries amount to."""
        return is_head_of(self.cut.head, self.values)

    def is_clean(self) -> bool:
        """Return whether nothing may be a secret, and nobody is blamed.

        The front matter and the tables say nothing else than the entries.
        """
        if may_hold_secret(self.entries.said):
            return False
        names = {*self.entries.by, *_people(self.values)} if self.cut.blaming else set()
        return not any(blame_in(line, names) for line in self.cut.blaming)


_LOOKS = (_Look.is_cut, _Look.has_tidy_entries, _Look.has_state, _Look.has_right_head, _Look.is_clean)


def _cut(content: bytes) -> _Cut | None:
    """Return the document cut in pieces; None unless every block stands there once, as it was drawn."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
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


def _people(values: Mapping[str, Any]) -> set[str]:
    """Return the names of those who had to do with the incident."""
    names = {str(values["commander"]), *map(str, values["retrospective.attendees"])}
    names |= {str(person.get("name", "")) for person in values["responders"]}
    return names | {str(action.get("owner", "")) for action in values["retrospective.actions"]}
