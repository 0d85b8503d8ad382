"""Taking a leaked secret out of an entry: the entry stays, its words go (FORMAT.md, "State…", rule 2).

A redacted entry keeps id, time, author and kind. It wins over every other reading of itself, so that a merge
never brings the words back.
"""

import re
from collections.abc import Collection

from acmeinc.incident.blanking import REDACTED, blanked, free_texts
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Document, Prose
from acmeinc.incident.reading import Reading
from acmeinc.incident.variants import unify

_SECRET_LIKE = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w+/=.~-]{10,}")
_ENTRY_ID = re.compile(r"<!-- ([0-9A-Z]{26}) ")


def redact(reading: Reading, ids: Collection[str]) -> Reading:
    """Return the reading with the entries `ids` redacted, and what hands or a removal made of them.

    The incident in it is the one from before, until the next `record` draws the document.
    """
    kept = unify(blanked(entry, ids) for entry in reading.entries.values())
    by_hand = tuple(kept[entry.id] for entry in reading.by_hand if entry.id in kept)
    return reading._replace(entries=kept, by_hand=by_hand)


def secrets_of(entry: Entry, incident_id: str) -> set[str]:
    """Return what a redaction of `entry` takes away, by which copies of it can be found.

    It is every text as a whole, and every word that could be a key or a token; not the incident's own id.
    """
    texts = {entry.text, *free_texts(entry)} - {REDACTED}
    words = {word for text in texts for word in _SECRET_LIKE.findall(text) if incident_id not in word}
    return {text for text in texts if len(text) >= 8} | words


def copies(document: Document, secrets: Collection[str]) -> list[str]:
    """Return where a document still holds one of `secrets`: ids of entries, `line N` of people's own text.

    What is drawn from entries is not named: it goes with its entry.
    """
    found: dict[str, None] = {}
    number = len(document.header) + len(document.fences)
    for part in document.parts:
        lines = part.lines if isinstance(part, Prose) else (part.opening, *part.lines, part.closing)
        for line in lines:
            number += 1
            entry = _ENTRY_ID.search(line)
            if (entry or isinstance(part, Prose)) and any(secret in line for secret in secrets):
                found[entry[1] if entry else f"line {number}"] = None
    comments = enumerate(document.header, start=2)
    own = (f"line {n}" for n, line in comments if "#" in line and any(secret in line for secret in secrets))
    return [*own, *found]
