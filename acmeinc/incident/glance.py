"""The entries of a document at a glance: whether each is as the program wrote it, most of its fields unread.

A look through thousands of documents has no time for more; most lines say nothing but their words.
"""

import re
from typing import NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.entries import TIME, parse_time_text, sum_of
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.state import ABOUT_MESSAGES
from acmeinc.incident.text import decode

_LINE = re.compile(
    rf"\n(- ({TIME}) \*\*([^*\n]+)\*\*(?: ([^\n<]*(?:<br>[^\n<]*)*))?"
    rf' <!-- ({ulid.PATTERN}) kind=([a-z_-]+)(|[ ][^<>\n]*?) sum="([0-9a-f]{{8}})" -->)(?![^\n])'
)
_STRIKE = "~~"
_SOURCE = " source="
_FIELDS = "|".join(re.escape(name) for name in FIELDS if name not in ABOUT_MESSAGES.values())
_TELLING = re.compile(rf" (?:{_FIELDS}|(?:after|add|remove)\.[a-z_.]+|entry|hand|redacted)=")
_EITHER = re.compile(rf" ({'|'.join(dict.fromkeys(ABOUT_MESSAGES.values()))})=")


class Glance(NamedTuple):
    """What a `line` shows: its entry's id and kind, and `when` it happened, as it stands there.

    `happened` is the same, and `recorded` what the id tells, both in seconds since 1970; `recorded` is 0 for
    a line that was written by hand. `is_intact` says whether the `sum` verifies, `is_telling` whether the
    entry changes a field, or says of another entry, or of itself, what becomes of it.
    """

    id: str
    kind: str
    when: str
    happened: float
    recorded: int
    is_intact: bool
    is_telling: bool
    line: str

    @property
    def is_imported(self) -> bool:
        """Return whether the entry says from where it was taken over."""
        return _SOURCE in self.line.rpartition(" <!-- ")[2]


def glances(text: str) -> list[Glance]:
    """Return what the entries of a document show that stand there as a step writes them."""
    found = []
    for line, when, by, words, entry_id, kind, fields, total in _LINE.findall(text):
        at = parse_time_text(when)
        if at:
            if _STRIKE in words:
                words = _unstruck(words)
            is_intact = total == sum_of(when, decode(by), decode(words))
            is_telling = bool(fields) and _is_telling(kind, fields)
            recorded = ulid.time_of(entry_id) // 1000
            told = Glance(entry_id, kind, when, at.timestamp(), recorded, is_intact, is_telling, line)
            found.append(told)
    return found


def _unstruck(words: str) -> str:
    is_struck = words.startswith(_STRIKE) and words.endswith(_STRIKE) and len(words) > 4
    return words[2:-2] if is_struck else words


def _is_telling(kind: str, fields: str) -> bool:
    if _TELLING.search(fields):
        return True
    return any(name != ABOUT_MESSAGES.get(kind) for name in _EITHER.findall(fields))
