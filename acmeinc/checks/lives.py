"""What became of each entry: which commit recorded it first, which ones changed it or took it out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from acmeinc.incident.entries import same_words
from acmeinc.incident.model import Entry
from acmeinc.process.audited import Event
from acmeinc.process.recorded import RecordedCommit, Version

Entries = Mapping[str, Entry]


class Life(NamedTuple):
    """What happened to one entry, oldest first; the first event is that it was added."""

    events: tuple[Event, ...]

    @property
    def first(self) -> Event:
        """Return how it was recorded."""
        return self.events[0]

    def recorded_in(self, path: str) -> list[Event]:
        """Return how what stands in the document at `path` was recorded: there, or where it came from.

        It was recorded several times where one that is lost was made again, or somebody put it back.
        """
        there = next((n for n, event in enumerate(self.events) if event.path == path), 0)
        events = self.events[there:] if self.events[there].what == "added" else self.events[:there]
        added = [event for event in events if event.what == "added" and event.path == events[0].path]
        return added or [self.first]

    @property
    def is_by_step(self) -> bool:
        """Return whether a step recorded it here, and not only somebody who brought the document along."""
        return any(event.what == "added" and event.commit.step for event in self.events)

    @property
    def last(self) -> Event:
        """Return what was done to it last."""
        return self.events[-1]


def lives(
    commits: Sequence[RecordedCommit], paths: Iterable[str], known: Mapping[str, Entries]
) -> dict[str, Life]:
    """Return what happened to the entries of the documents at `paths`, by their ids.

    `commits` are oldest first; `known` are the entries of every version by git's id of its content.
    """
    wanted = frozenset(paths)
    found: dict[str, list[Event]] = {}
    for commit in commits:
        for event in _events(commit, [v for v in commit.versions if v.path in wanted], known):
            found.setdefault(event.entry.id, []).append(event)
    return {key: Life(tuple(events)) for key, events in found.items()}


def _events(
    commit: RecordedCommit, versions: Sequence[Version], known: Mapping[str, Entries]
) -> Iterator[Event]:
    """Yield what a commit did to entries; one that goes to another document was not taken out."""
    added: dict[str, Event] = {}
    gone: dict[str, Event] = {}
    for version in versions:
        now = known.get(version.now, {})
        before = [known.get(blob, {}) for blob in version.before]
        for key, entry in now.items():
            olds = [entries[key] for entries in before if key in entries]
            if not olds:
                added[key] = Event("added", commit, version.path, entry)
            elif not any(same(old, entry) for old in olds):
                yield Event("changed", commit, version.path, entry)
        for key, entry in ((k, e) for entries in before for k, e in entries.items() if k not in now):
            gone[key] = Event("gone", commit, version.path, entry)
    for key in added.keys() & gone.keys():
        is_same = same(added[key].entry, gone.pop(key).entry)
        yield added.pop(key)._replace(what="moved" if is_same else "changed")
    yield from added.values()
    yield from gone.values()


def same(one: Entry, other: Entry) -> bool:
    """Return whether two readings of an entry differ in nothing but what a formatter changes."""
    return (
        (one.at, one.by, one.sum) == (other.at, other.by, other.sum)
        and same_words(one.text, other.text)
        and dict(one.fields) == dict(other.fields)
    )
