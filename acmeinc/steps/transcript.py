"""What was said in a chat, taken into the timeline of an incident (`import timeline`).

An entry's id follows from the message: imported again, it is the same entry. A message that somebody has
logged by hand is known by its author and words, and a minute.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple

from acmeinc.checks.secrets import without_secrets
from acmeinc.importing.said import Said
from acmeinc.incident import ulid
from acmeinc.incident.document import CLOCK_SKEW_MS
from acmeinc.incident.entries import same_words
from acmeinc.incident.model import Draft, Entry, Incident
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import undone_ids
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.checklist import tick
from acmeinc.process.people import Person, find_person
from acmeinc.steps.step import Step

MOST = 500
"""How many lines are taken in at once: a timeline that nobody can read tells nothing."""

_SAME = timedelta(minutes=1)
_SKEW = timedelta(milliseconds=CLOCK_SKEW_MS)
_LONGEST = 4_000


class Line(NamedTuple):
    """A message as the timeline is to have it: its draft, and where it stands.

    `secrets` says what was taken out of it, and `is_known` whether the timeline has it already.
    """

    draft: Draft
    said: Said
    secrets: tuple[str, ...] = ()
    is_known: bool = False


class Wanted(NamedTuple):
    """Which messages are wanted: from `since` until `until` (None: no bound), with any of `words` in them."""

    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()

    def holds(self, said: Said) -> bool:
        """Return whether a message is among them; upper and lower case are the same."""
        text = f"{said.by} {said.text}".casefold()
        return (
            (self.since is None or said.at >= self.since)
            and (self.until is None or said.at <= self.until)
            and (not self.words or any(word.casefold() in text for word in self.words))
        )


def lines_of(said: Sequence[Said], reading: Reading, people: Sequence[Person], now: datetime) -> list[Line]:
    """Return the messages as lines of a timeline, those in the future left out."""
    known = _Known(reading)
    return [_line(one, people, known) for one in said if one.at <= now + _SKEW]


def transcript_step(incident: Incident, lines: Sequence[Line], origin: str) -> Step:
    """Return the step that takes lines into the timeline; `origin` is where they come from (`Slack`)."""
    first, *others = (line.draft for line in lines)
    drafts = (first._replace(adds=tick(incident, "timeline-kept")), *others)
    count = "1 line" if len(drafts) == 1 else f"{len(drafts)} lines"
    return Step("import", incident.id, f"import: {count} from {origin}", drafts)


def _line(one: Said, people: Sequence[Person], known: "_Known") -> Line:
    words, secrets = without_secrets(_bounded(clean(one.text)))
    entry_id = known.next_id(one.order, one.key or f"chat|{one.at.isoformat()}|{one.by}|{words}")
    source = {"source": clean_line(one.source)}
    draft = Draft(words, "note", at=one.at, by=_name(one, people), extra=source, id=entry_id)
    return Line(draft, one, secrets, known.has(draft))


def _name(one: Said, people: Sequence[Person]) -> str:
    """Return who said it, as people.csv calls them where it knows them."""
    person = next((p for name in (*one.names, one.by) if (p := find_person(people, name))), None)
    return person.name if person else clean_line(one.by)


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} […]"


class _Known:
    """What the timeline has already; each entry stands for one message."""

    def __init__(self, reading: Reading) -> None:
        self._undone = undone_ids(reading.incident.timeline)
        self._ids = set(reading.entries)
        self._given: set[str] = set()
        self._by_author = _by_author(
            entry for entry in reading.incident.timeline if entry.id not in self._undone and entry.at
        )

    def next_id(self, order: int, seed: str) -> str:
        """Return the id of a message; alike ones of one moment have a number, and one taken back a new id."""
        for number in count():
            entry_id = ulid.hashed(order, f"import|{seed}|{number}")
            if entry_id not in self._given and entry_id not in self._undone:
                break
        self._given.add(entry_id)
        return entry_id

    def has(self, draft: Draft) -> bool:
        """Return whether a message is there: imported before, or logged by hand."""
        if draft.id in self._ids:
            return True
        same = self._by_author.get(draft.by.casefold(), [])
        for entry in same:
            is_near = entry.at and draft.at and abs(entry.at - draft.at) <= _SAME
            if is_near and same_words(entry.text.casefold(), draft.text.casefold()):
                same.remove(entry)
                return True
        return False


def _by_author(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.by.casefold(), []).append(entry)
    return found
