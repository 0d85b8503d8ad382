"""Saving a document with what was recorded in it: the record of what is begun, the files, one commit."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from acmeinc.incident import ulid
from acmeinc.incident.document import Written
from acmeinc.incident.entries import line_of
from acmeinc.incident.model import Entry
from acmeinc.incident.names import path_of
from acmeinc.steps.desk import Desk
from acmeinc.storage.commit import commit, commit_message
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent
from acmeinc.storage.last_written import remember
from acmeinc.storage.tips import head_of, record_tip


class Saving(NamedTuple):
    """One write of an incident's document. `name` is the command's, `summary` what the commit says.

    `files` go into the same commit. `is_new` means that the document is not there yet. `gained` are entries
    that the write puts into the document besides those it records: what hands typed, what was redacted.
    """

    desk: Desk
    name: str
    incident_id: str
    summary: str
    files: tuple[FileChange, ...] = ()
    is_new: bool = False
    gained: Sequence[Entry] = ()

    @property
    def path(self) -> str:
        """Return the path of the document."""
        return path_of(self.incident_id)

    def intent(self, written: Written) -> Intent:
        """Return the record of what is about to be written."""
        return self._intent(written, written.recorded, text=written.text if self.is_new else None)

    def intent_of(self, written: Written, entries: Sequence[Entry]) -> Intent:
        """Return the record of `entries` alone, which are to be added should nobody write anything else."""
        return self._intent(written, entries, text=None)

    def save(self, written: Written) -> str:
        """Write the document and the files, commit them, and return the commit; raises `Failed`."""
        repository = self.desk.repository
        new = [self.path] if self.is_new else []
        write_file(repository.locate(self.path), written.text.encode())
        remember(repository.git_dir, self.path, written.text)
        for change in self.files:
            target = repository.locate(change.path)
            new += [] if target.exists() else [change.path]
            write_file(target, change.content)
        paths = [self.path, *(change.path for change in self.files)]
        before = head_of(repository)
        sha = commit(repository.git, paths, self._message(written, written.recorded), new)
        record_tip(repository, base=before)
        return sha

    def _intent(self, written: Written, entries: Iterable[Entry], *, text: str | None) -> Intent:
        lines = tuple(line_of(entry) for entry in (*self.gained, *entries)) if text is None else ()
        moment = self.desk.moment
        return Intent(
            ulid.make(ulid.milliseconds(moment.now), moment.entropy(10)),
            self.name,
            self.incident_id,
            self._message(written, entries),
            (FileChange(self.path, text=text, entries=lines), *self.files),
            at=moment.now.isoformat(),
        )

    def _message(self, written: Written, entries: Iterable[Entry]) -> str:
        trailers = [
            ("Incident", self.incident_id),
            ("Step", self.name),
            ("Severity", written.incident.severity),
            *(("Entry", entry.id) for entry in entries),
        ]
        return commit_message(f"{short_id(self.incident_id)}: {self.summary}", trailers)


def short_id(incident_id: str) -> str:
    """Return an id that leaves room in a commit's subject: `inc-26-11-23-sev-1-login-is-down…`."""
    return incident_id if len(incident_id) <= 40 else f"{incident_id[:39].rstrip('-')}…"
