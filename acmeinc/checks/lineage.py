"""The documents that entries have moved between, read exactly: what happened to each of these entries.

Mostly that is one document. Two incidents that were declared under one id are told apart later, and the
entries of one of them go to a document of its own.
"""

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from acmeinc.checks.chronicle import Chronicle
from acmeinc.checks.kept import Kept
from acmeinc.checks.lives import Entries, Life, lives
from acmeinc.checks.standing import Standing, entries_in
from acmeinc.process.audited import Event
from acmeinc.process.recorded import Past, RecordedCommit


class Lineage(NamedTuple):
    """Documents that belong together, what is `kept` in them today, and the `lives` of their entries."""

    paths: tuple[str, ...]
    kept: Kept
    lives: Mapping[str, Life]

    def story(self, path: str) -> dict[str, list[Event]]:
        """Return what commits did to the entries of the document at `path`, by the commits' ids.

        What stands in no document any more belongs to it, too.
        """
        told: dict[str, list[Event]] = {}
        for key, life in self.lives.items():
            if path in (self.kept.paths_of(key) or [path]):
                for event in life.events:
                    told.setdefault(event.commit.sha, []).append(event)
        return told

    def commits_of(self, path: str, chronicle: Chronicle) -> list[RecordedCommit]:
        """Return the commits of the document at `path`, also from before it was told apart from another.

        Those that recorded only what belongs to the other one are left out.
        """
        its = self.story(path)
        every = {event.commit.sha for life in self.lives.values() for event in life.events}
        return chronicle.led_here(
            {
                number: commit
                for each in self.paths
                for number, commit in chronicle.changes.get(each, {}).items()
                if commit.sha in its or (each == path and commit.sha not in every)
            }
        )


def lineage(path: str, past: Past, chronicle: Chronicle, uids: Mapping[str, Set[str]]) -> Lineage:
    """Return the lineage of the document at `path`, which may be gone today.

    `uids` are the incidents that stand in each of today's documents, by its path.
    """
    known: dict[str, Entries] = {}
    paths: list[str] = []
    waiting = [path]
    while waiting:
        path = waiting.pop()
        if path not in paths:
            paths.append(path)
            its = set(_read(path, past, chronicle, known))
            waiting += [other for other, those in uids.items() if those & its]
    there = [path for path in paths if path in past.documents]
    contents = past.contents(past.documents[path] for path in there)
    kept = Kept([Standing(path, content) for path, content in zip(there, contents, strict=True)])
    commits = {n: commit for path in paths for n, commit in chronicle.changes.get(path, {}).items()}
    oldest_first = [commits[number] for number in sorted(commits, reverse=True)]
    return Lineage(tuple(paths), kept, lives(oldest_first, paths, known))


def _read(path: str, past: Past, chronicle: Chronicle, known: dict[str, Entries]) -> Iterator[str]:
    """Take the entries of all versions of a document into `known`; yield the uids of its incidents."""
    versions = (version for _, version in chronicle.versions_of(path))
    blobs = dict.fromkeys(blob for version in versions for blob in (*version.before, version.now) if blob)
    for blob, content in zip(blobs, past.contents(blobs), strict=True):
        known[blob] = entries_in(content.decode("utf-8", "surrogateescape"))
        yield from (str(entry.fields["uid"]) for entry in known[blob].values() if "uid" in entry.fields)
