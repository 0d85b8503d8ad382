"""The entries of a document that stand as steps write them, read no further than it takes to know that."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.entries import UNREAD, fields_in, parse_time_text, sum_of
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import COMMUNICATION_KINDS, Entry
from acmeinc.incident.parts import PREVIOUS
from acmeinc.incident.references import references
from acmeinc.incident.state import ABOUT_MESSAGES
from acmeinc.incident.text import decode
from acmeinc.incident.variants import struck_ids

_CLOCK = rb"(?:[01]\d|2[0-3]):[0-5]\d"
_ULID = ulid.PATTERN.encode()
_LINE = re.compile(
    rb"\n- (\d{4}-\d\d-\d\d %b:[0-5]\d [+-]%b) \*\*([^*\n<]+)\*\*(?: ([^\n<]*(?:<br>[^\n<]*)*))?"
    rb' <!-- (%b) kind=([a-z_-]+)([^<>\n]*) sum="([0-9a-f]{8})" -->(?=\n)' % (_CLOCK, _CLOCK, _ULID)
)
_WORD = rb"[a-z]{1,20}(?:_[a-z]{1,20}){0,2}"
_WORDS = rb'\["%b"(?:,"%b")*\]' % (_WORD, _WORD)
_RECEIPT = re.compile(rb" message=(%b) channel=%b state=[a-z]{1,20}" % (_ULID, _WORDS))
_MESSAGE = re.compile(
    rb' audience=%b subject=("[^"\\]*")(?: channels=%b)?(?: phase=[a-z]{1,20})?'
    rb'(?: next_update="[\d:TZ-]{1,30}")?' % (_WORD, _WORDS)
)
_HEADING = f"\n\n{PREVIOUS}\n\n".encode()
_BREAK, _STRIKE = b"<br>", b"~~"
_MESSAGES = frozenset(kind.encode() for kind in COMMUNICATION_KINDS)
_STRANGE = {UNREAD, "redacted", "redacts", "kind", "sum"}
"""Fields of which an entry has to be looked at in full."""
_TELLING = {*FIELDS, "entry", "hand"}
_CHANGES = ("after.", "add.", "remove.")


_Line = tuple[bytes, bytes, bytes, bytes, bytes, bytes, bytes]
"""When, by whom, what words, id, kind, other fields and sum of an entry, as its line has them."""


class TidyEntries(NamedTuple):
    """Entries in order: the newest id, those that tell more than their words, who wrote, and what."""

    newest: str
    telling: Mapping[str, Entry]
    by: frozenset[str]
    said: bytes


def tidy_entries(timeline: bytes, communications: bytes) -> TidyEntries | None:
    """Return the entries of the two blocks, given what stands in these; None when anything is otherwise.

    Each is intact, newest first, and names only entries that are there.
    """
    events, messages = _LINE.findall(b"\n" + timeline), _LINE.findall(b"\n" + communications)
    headings = 3 if len(messages) > 1 and communications.count(_HEADING) == 1 else 0
    if timeline.count(b"\n") != len(events) or communications.count(b"\n") != len(messages) + headings:
        return None
    if not (_are_in_order(events) and _are_in_order(messages)) or not _are_of_their_kind(events, messages):
        return None
    reading = _Reading()
    if not reading.takes([*events, *messages]) or not reading.is_consistent:
        return None
    by = frozenset([name.decode() for name in {line[1] for line in (*events, *messages)}])
    return TidyEntries(max(reading.ids, default=b"").decode(), reading.telling, by, b"\n".join(reading.said))


def _are_of_their_kind(events: Sequence[_Line], messages: Sequence[_Line]) -> bool:
    is_message = [line[4] in _MESSAGES for line in (*events, *messages)]
    return is_message == [False] * len(events) + [True] * len(messages)


def _are_in_order(lines: Sequence[_Line]) -> bool:
    """Return whether entries stand newest first, by their times, then by id; all days have to be some."""
    if not all(map(_is_day, {line[0][:10] for line in lines})):
        return False
    if len({line[0][20:] for line in lines}) < 2:
        order: list[tuple[Any, bytes]] = [(line[0], line[3]) for line in lines]
    else:
        order = [(_seconds(line[0]), line[3]) for line in lines]
    return order == sorted(order, reverse=True)


@lru_cache(maxsize=4096)
def _is_day(text: bytes) -> bool:
    try:
        return date.min.year < date.fromisoformat(text.decode()).year < date.max.year
    except ValueError:
        return False


def _seconds(text: bytes) -> float:
    at = parse_time_text(text.decode())
    return at.timestamp() if at else 0


class _Reading:
    """What is known of entries, taken in one by one."""

    def __init__(self) -> None:
        self.ids: set[bytes] = set()
        self.telling: dict[str, Entry] = {}
        self.said: list[bytes] = []
        self._count = 0
        self._struck: set[str] = set()
        self._named: set[bytes] = set()

    def takes(self, lines: Sequence[_Line]) -> bool:
        """Take in entries; return whether each is as it was recorded, and can be read."""
        self._count = len(lines)
        self.ids.update([line[3] for line in lines])
        words = [line[2] if line[2][:2] != _STRIKE else self._unstruck(line) for line in lines]
        # What has no escape in it but ends of lines is its own seed.
        flat = [said if _BREAK not in said else _on_one_line(said) for said in words]
        self.said += flat
        plain = [said if b"_" not in said else said.replace(b"_", b"*") for said in flat]
        sums = [_sum(b"%b|%b|%b" % (line[0], line[1], said)) for line, said in zip(lines, plain, strict=True)]
        if sums != [line[6] for line in lines] and not all(map(_is_intact, lines, words, sums)):
            return False
        return all(self._takes_fields(*line[3:6]) for line in lines if line[5])

    def _unstruck(self, line: _Line) -> bytes:
        words = line[2]
        self._struck.add(line[3].decode())
        return words[2:-2] if words[-2:] == _STRIKE and len(words) > 4 else words

    def _takes_fields(self, entry_id: bytes, kind: bytes, fields: bytes) -> bool:
        if receipt := _RECEIPT.fullmatch(fields):
            self._named.add(receipt[1])
            return True
        if kind in _MESSAGES and (message := _MESSAGE.fullmatch(fields)):
            self.said.append(message[1])
            return True
        self.said.append(fields)
        return self._take_fields(entry_id.decode(), kind.decode(), fields_in(fields.decode()))

    def _take_fields(self, entry_id: str, kind: str, fields: Mapping[str, Any]) -> bool:
        if not _STRANGE.isdisjoint(fields):
            return False
        self._named.update([named.encode("utf-8", "surrogatepass") for _, named in references(fields)])
        about = ABOUT_MESSAGES.get(kind)
        if any(key != about and (key in _TELLING or key.startswith(_CHANGES)) for key in fields):
            self.telling[entry_id] = Entry(entry_id, None, "", "", {"kind": kind, **fields})
        return True

    @property
    def is_consistent(self) -> bool:
        """Return whether ids stand once, all that is named is there, and drawn strikes are recorded ones."""
        uids = {str(entry.fields["uid"]) for entry in self.telling.values() if "uid" in entry.fields}
        replaced = [v for e in self.telling.values() for k, v in e.fields.items() if k.startswith("after.")]
        return (
            len(self.ids) == self._count
            and len(uids) == 1
            and self._named <= self.ids
            and all(isinstance(ids, list) and self.telling.keys() >= set(map(str, ids)) for ids in replaced)
            and self._struck == struck_ids(self.telling)
        )


def _on_one_line(words: bytes) -> bytes:
    return b" ".join(words.replace(_BREAK, b" ").split())


def _sum(seed: bytes) -> bytes:
    return hashlib.sha256(seed).hexdigest()[:8].encode()


def _is_intact(line: _Line, words: bytes, found: bytes) -> bool:
    """Return whether an entry's sum is right: `found`, or that of its words without their escapes."""
    when, by, total = line[0].decode(), decode(line[1].decode()), line[6]
    return total == found or total.decode() == sum_of(when, by, decode(words.decode()))
