"""The commits of a past, sorted by what they concern: documents, and entries that they say they recorded."""

from collections.abc import Callable, Mapping

from acmeinc.incident.names import incident_at
from acmeinc.process.recorded import Past, RecordedCommit, Version

Changes = Mapping[str, Mapping[int, RecordedCommit]]
"""The commits that changed each document, by its path; the numbers grow with the age of the commits."""


class Chronicle:
    """All commits, newest first, and which of them concern what.

    `known` are those that led to the last one, by their ids. `named` are the entries that commits of a
    document, by its path, say they recorded; `recorded` the commits that say so, by the entries' ids; `stray`
    those of them that changed no document. `replaced` are files
    kept with an incident that people changed or took away, by the path of its document; `uncommitted` are
    documents that are otherwise now.
    """

    def __init__(self, past: Past, concerns: Callable[[str], bool]) -> None:
        self.boundary = past.boundary
        self.lost: list[RecordedCommit] = []
        self.known: dict[str, RecordedCommit] = {}
        self.changes: dict[str, dict[int, RecordedCommit]] = {}
        self.named: dict[str, list[str]] = {}
        self.recorded: dict[str, RecordedCommit] = {}
        self.stray: dict[str, RecordedCommit] = {}
        self.replaced: dict[str, list[tuple[RecordedCommit, Version]]] = {}
        for number, commit in enumerate(past.commits()):
            if commit.is_lost:
                self.lost.append(commit)
            else:
                self.known[commit.sha] = commit
            if commit.is_by_hand:
                self._take_replaced(commit)
            documents = [version.path for version in commit.versions if incident_at(version.path)]
            named = commit.entries if commit.sha not in self.boundary else ()
            for path in documents:
                if concerns(path):
                    self.changes.setdefault(path, {})[number] = commit
                    self.named.setdefault(path, []).extend(named)
            for entry_id in named:
                self.recorded[entry_id] = commit
                if not documents:
                    self.stray[entry_id] = commit
        self.uncommitted = past.uncommitted
        self._led_here: dict[str, list[RecordedCommit]] = {}

    def _take_replaced(self, commit: RecordedCommit) -> None:
        for version in commit.versions:
            document = f"{version.path.rpartition('/')[0]}.md"
            if any(version.before) and incident_at(document):
                self.replaced.setdefault(document, []).append((commit, version))

    def commits_of(self, path: str) -> list[RecordedCommit]:
        """Return the commits that changed the document at `path` and led to the last one, oldest first."""
        if path not in self._led_here:
            self._led_here[path] = self.led_here(self.changes.get(path, {}))
        return self._led_here[path]

    def led_here(self, numbered: Mapping[int, RecordedCommit]) -> list[RecordedCommit]:
        """Return those of some numbered commits that led to the last one, oldest first."""
        return [numbered[n] for n in sorted(numbered, reverse=True) if numbered[n].sha in self.known]

    def versions_of(self, path: str) -> list[tuple[RecordedCommit, Version]]:
        """Return what commits made of the document at `path`, newest first."""
        return [
            (commit, version)
            for commit in self.changes.get(path, {}).values()
            for version in commit.versions
            if version.path == path
        ]
