"""Whether everything that was recorded is still there, as it was recorded.

Only a redaction may change an entry, and nothing may take one out: corrections and undo are entries of their
own. A hand that edits an entry or deletes its line is seen here, whatever else it has made to fit.

What no step recorded in this history, hands may replace: a document that somebody brought along as a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from acmeinc.checks.lives import Life, same
from acmeinc.checks.standing import Standing, entries_in
from acmeinc.incident.blanking import blanked
from acmeinc.incident.entries import is_intact
from acmeinc.incident.model import Entry
from acmeinc.incident.names import incident_at
from acmeinc.incident.variants import edits_of, removed_ids
from acmeinc.process.audited import Trace


class Kept:
    """The documents of today that belong together, and all entries in them.

    Two incidents that were declared under one id belong together: entries of one have moved to the other's.
    """

    def __init__(self, today: Sequence[Standing]) -> None:
        self._today = today
        self._entries = {standing.path: entries_in(standing.text) for standing in today}

    def paths_of(self, entry_id: str) -> list[str]:
        """Return the documents that hold an entry; mostly there is one."""
        return [path for path, entries in self._entries.items() if entry_id in entries]

    def traces(self, lives: Mapping[str, Life]) -> Iterator[Trace]:
        """Yield what became of the entries that were ever recorded, other than that they are still there."""
        deleted: dict[str, list[Life]] = {}
        excused = self._gone_with_redacted(lives)
        for key, life in lives.items():
            for standing in self._today:
                if entry := self._entries[standing.path].get(key):
                    yield from self._changed(life, entry, standing)
            if not self.paths_of(key):
                last = life.last
                if last.what == "gone" and last.path not in self._entries:
                    deleted.setdefault(last.path, []).append(life)
                elif key not in excused:
                    yield _weighed(self._removed(life), [life])
        for path, those in deleted.items():
            yield _weighed(_deleted(path, those), those)

    @property
    def _every(self) -> Iterator[Entry]:
        return (entry for entries in self._entries.values() for entry in entries.values())

    @cached_property
    def _redacted(self) -> set[str]:
        """Return the entries whose redaction was recorded."""
        return {str(entry.fields["redacts"]) for entry in self._every if "redacts" in entry.fields}

    @cached_property
    def _removed_by_hand(self) -> set[str]:
        """Return the entries that, as their documents say, a hand has taken out."""
        return removed_ids(self._every)

    def _gone_with_redacted(self, lives: Mapping[str, Life]) -> set[str]:
        """Return what hands made of redacted lines, and of those that quote them: it goes with them."""
        recorded = [life.first.entry for life in lives.values()]
        quoting = {entry.id for entry in recorded if entry.fields.get("undoes") in self._redacted}
        return edits_of(self._redacted | quoting, recorded) if self._redacted else set()

    def _changed(self, life: Life, entry: Entry, standing: Standing) -> Iterator[Trace]:
        recorded = life.recorded_in(standing.path)
        told = _told(recorded[0].entry)
        here = (standing.incident, standing.path, standing.line_of(entry.id), (entry.id,))
        other = [e.entry for e in recorded if not same(e.entry, entry)]
        if not other:
            if not is_intact(entry):
                text = f"{told} does not agree with its own sum: it was changed before it was committed here"
                yield Trace("changed", text, *here, recorded[0].commit, after=entry.text)
            elif changes := [event for event in life.events if event.what in ("changed", "gone")]:
                text = f"{told} was changed, and is as it was again"
                yield Trace("restored", text, *here, changes[0].commit)
        elif not all(same(blanked(first, self._redacted), entry) for first in other):
            what = "changed without a redaction" if entry.fields.get("redacted") else "changed"
            words = _differing(other[0], entry)
            yield _weighed(Trace("changed", f"{told} was {what}", *here, life.last.commit, *words), [life])

    def _removed(self, life: Life) -> Trace:
        entry, last = life.first.entry, life.last
        said = "; the document says so" if entry.id in self._removed_by_hand else ""
        if last.what == "gone":
            how = " was taken out"
        elif last.commit.is_lost:
            how = ", recorded here, is missing since history was rewritten"
        else:
            how = ", recorded here, was left out by a merge"
        here = (incident_at(last.path), last.path, 0, (entry.id,))
        return Trace("removed", f"{_told(entry)}{how}{said}", *here, last.commit, before=entry.text)


def _weighed(trace: Trace, lives: Sequence[Life]) -> Trace:
    """Return the trace, as no tampering where no step recorded any of the entries."""
    if any(life.is_by_step for life in lives):
        return trace
    return trace._replace(kind="replaced", text=f"{trace.text}; it had come in by hand")


def _deleted(path: str, lives: Sequence[Life]) -> Trace:
    count = f"{len(lives)} entr{'y' if len(lives) == 1 else 'ies'}"
    ids = tuple(life.first.entry.id for life in lives)
    text = f"the document was deleted, with {count}"
    return Trace("deleted", text, incident_at(path), path, 0, ids, lives[-1].last.commit)


def _differing(first: Entry, now: Entry) -> tuple[str, str]:
    """Return in words how an entry was and is: its text, else who and when, else its fields."""
    if first.text != now.text:
        return first.text, now.text
    if (first.at, first.by) != (now.at, now.by):
        return f"{first.at} {first.by}", f"{now.at} {now.by}"
    keys = [key for key in {**first.fields, **now.fields} if first.fields.get(key) != now.fields.get(key)]
    was, are = (", ".join(f"{key}={e.fields[key]}" for key in keys if key in e.fields) for e in (first, now))
    return was or "-", are or "-"


def _told(entry: Entry) -> str:
    when = f"{entry.at:%H:%M}" if entry.at else "an unknown time"
    return f"the {entry.kind} of {when} by {entry.by or 'unknown'}"
