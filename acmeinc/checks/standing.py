"""An incident document of the last commit, at a glance: a repository has thousands, and most are in order."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from acmeinc.incident import ulid
from acmeinc.incident.entries import parse_line
from acmeinc.incident.glance import glances
from acmeinc.incident.model import Entry
from acmeinc.incident.names import incident_at
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import take_in
from acmeinc.incident.state import State

ENTRY = re.compile(rf"<!-- +({ulid.PATTERN})[ >]")
_ODD = ("```", "~~~")
_FENCE = "---"
_CORRECTS = " corrects="
_HEAD_ENDS = b"\n---\n"
_SEAL = "\n# acmeinc "


class Standing:
    """A document as it stands in the last commit; ends of lines are newlines.

    `ids` are its entries, `glances` what they show. `is_plain` says that every entry stands there as a step
    writes it, and that nothing looks like a merge by text; any other document has to be read in full.
    """

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.incident = incident_at(path)
        self.content = content.replace(b"\r\n", b"\n") if b"\r" in content else content
        text = self.text
        found = ENTRY.findall(text)
        self.ids = dict.fromkeys(found)
        self.glances = glances(text)
        self.is_plain = (
            len(found) == len(self.ids) == len(self.glances)
            and all(seen.is_intact for seen in self.glances)
            and text.count(_SEAL) < 2
            and not any(mark[0] in text and mark in text for mark in _ODD)
        )

    def line_of(self, entry_id: str) -> int:
        """Return the number of the line that holds an entry."""
        return self.content.count(b"\n", 0, self.content.index(entry_id.encode())) + 1

    @property
    def text(self) -> str:
        """Return the whole document."""
        return _text(self.content)

    @property
    def head(self) -> Sequence[str]:
        """Return the lines of the front matter, () when there is none."""
        head, fence, _ = self.content.partition(_HEAD_ENDS)
        first, *lines = _text(head).split("\n")
        return lines if fence and first.strip("\ufeff ") == _FENCE else ()

    @cached_property
    def telling(self) -> Mapping[str, Entry]:
        """Return at least the entries that say more than their words."""
        if not self.is_plain:
            return entries_in(self.text)
        telling = (parse_line(seen.line) for seen in self.glances if seen.is_telling)
        return {entry.id: entry for entry in telling if entry}

    @cached_property
    def correcting(self) -> Mapping[str, Entry]:
        """Return the entries of a plain document that correct others."""
        if _CORRECTS.encode() not in self.content:
            return {}
        lines = (seen.line for seen in self.glances if _CORRECTS in seen.line)
        return {entry.id: entry for entry in map(parse_line, lines) if entry}

    @cached_property
    def state(self) -> State:
        """Return the state that the entries amount to."""
        return State(self.telling)

    @cached_property
    def uids(self) -> set[str]:
        """Return the incidents that were declared in the document; several when a merge fused them."""
        return {str(entry.fields["uid"]) for entry in self.telling.values() if "uid" in entry.fields}

    @cached_property
    def damage(self) -> str:
        """Return what a merge by text has left in the document, "" where it left nothing."""
        if len(self.uids) > 1:
            return "two incidents stand in one document"
        return next(iter(parse(self.text).damage), "")


def entries_in(text: str) -> dict[str, Entry]:
    """Return the entries that stand in a document with their ids, not those only made of hand edits."""
    standing = set(ENTRY.findall(text))
    return {key: entry for key, entry in take_in(text).entries.items() if key in standing}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
