"""The entries of a document at a glance: whether each is as the program wrote it, most of its fields unread.

A look through thousands of documents has no time for more; most lines say nothing but their words.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.entries import parse_time_text, sum_of
from acmeinc.incident.fields import FIELDS
from acmeinc.incident.state import ABOUT_MESSAGES
from acmeinc.incident.text import decode

_TIME = r"\d{4}-\d\d-\d\d (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] [+-]\d\d:\d\d"
# To take all fields up to the end first, and to look at them then, is quicker than to take each with care.
_LINE = re.compile(
    rf"\n(- ({_TIME}) \*\*([^*\n]+)\*\*(?: ([^\n<]*(?:<br>[^\n<]*)*))?"
    rf' <!-- ({ulid.PATTERN}) kind=([a-z_-]+)(.*) sum="([0-9a-f]{{8}})" -->)(?![^\n])'
)
_STRIKE = "~~"
_SOURCE = " source="
_NAME = re.compile(" ([a-z_.]+)=")
_TELLING = {*FIELDS, "entry", "hand", "redacted"}
_CHANGES = ("after.", "add.", "remove.")


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
        hour = _hour(when[:13], when[20:])
        if hour is None or not _are_usual(fields):
            continue
        if _STRIKE in words:
            words = _unstruck(words)
        happened = hour + 60 * int(when[14:16]) + int(when[17:19])
        is_intact = total == sum_of(when, decode(by), decode(words))
        is_telling = bool(fields) and _is_telling(kind, tuple(_NAME.findall(fields)))
        recorded = ulid.time_of(entry_id) // 1000
        found.append(Glance(entry_id, kind, when, happened, recorded, is_intact, is_telling, line))
    return found


@lru_cache(maxsize=4096)
def _hour(hour: str, offset: str) -> float | None:
    """Return when an hour began, in seconds since 1970; None when there is none like that."""
    began = parse_time_text(f"{hour}:00:00 {offset}")
    return began.timestamp() if began else None


def _are_usual(fields: str) -> bool:
    """Return whether fields begin where they have to, and hold no mark of a comment."""
    return not fields or (fields[0] == " " and "<" not in fields and ">" not in fields)


def _unstruck(words: str) -> str:
    is_struck = words.startswith(_STRIKE) and words.endswith(_STRIKE) and len(words) > 4
    return words[2:-2] if is_struck else words


# Most entries that say anything say the same things.
@lru_cache(maxsize=1024)
def _is_telling(kind: str, names: tuple[str, ...]) -> bool:
    """Return whether one of the fields that an entry has, by their names, tells more than its words."""
    told = {*names} - {ABOUT_MESSAGES.get(kind)}
    return not _TELLING.isdisjoint(told) or any(name.startswith(_CHANGES) for name in told)
