"""What an audit says of incidents and their past, as values: `checks` finds it, `terminal` tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from acmeinc.incident.model import Entry
from acmeinc.process.recorded import RecordedCommit, Signature

Kind = Literal[
    "changed",
    "removed",
    "deleted",
    "never-there",
    "front-matter",
    "signature",
    "gone",
    "by-hand",
    "edited",
    "struck",
    "replaced",
    "restored",
    "moved",
    "merged",
    "back-dated",
    "clocks",
    "dates",
    "unsigned",
    "unchecked",
    "rewritten",
    "shallow",
    "uncommitted",
]

TAMPERING: tuple[Kind, ...] = (
    "changed",
    "removed",
    "deleted",
    "never-there",
    "front-matter",
    "signature",
    "gone",
)
"""What no step and no merge does, and no hand may do. Everything else is allowed, and shown."""


class Trace(NamedTuple):
    """One thing that the past shows. `text` is a sentence without its end.

    `incident` is "" where it concerns the whole repository, `line` 0 where no line of `path` can be named.
    `commit` did it, as far as that is known. `before` and `after` are the words that were changed.
    """

    kind: Kind
    text: str
    incident: str = ""
    path: str = ""
    line: int = 0
    entries: tuple[str, ...] = ()
    commit: RecordedCommit | None = None
    before: str = ""
    after: str = ""

    @property
    def is_tampering(self) -> bool:
        """Return whether somebody did what only a redaction may do, or what nobody may."""
        return self.kind in TAMPERING


class Event(NamedTuple):
    """What a commit did to an entry of the document at `path`: how it stands since, or stood before.

    It was `moved` there from another document.
    """

    what: Literal["added", "moved", "changed", "gone"]
    commit: RecordedCommit
    path: str
    entry: Entry


class Audited(NamedTuple):
    """What the audit says of one incident; `commits` are those of its document, oldest first.

    `events` are what they did to entries, by their ids: only where the whole story was asked for.
    """

    incident: str
    path: str
    severity: str
    status: str
    commits: tuple[RecordedCommit, ...]
    traces: tuple[Trace, ...]
    events: Mapping[str, Sequence[Event]]

    @property
    def verdict(self) -> Literal["tampered", "noted", "ok"]:
        """Return whether somebody tampered with it, something is worth knowing, or neither."""
        if any(trace.is_tampering for trace in self.traces):
            return "tampered"
        return "noted" if self.traces else "ok"

    def first_happened(self, commit: RecordedCommit) -> datetime | None:
        """Return when happened what a commit recorded, None when it recorded nothing or that is not known."""
        added = [e.entry for e in self.events.get(commit.sha, ()) if e.what == "added" and e.entry.at]
        return min(added, key=lambda entry: entry.id).at if added else None


class Audit(NamedTuple):
    """What the audit says of a repository. `traces` concern all of it, `commits` counts its whole past."""

    incidents: tuple[Audited, ...]
    traces: tuple[Trace, ...]
    signatures: Mapping[str, Signature]
    commits: int

    @property
    def tampered(self) -> list[Trace]:
        """Return all traces that are tampering."""
        found = [trace for audited in self.incidents for trace in audited.traces]
        return [trace for trace in (*self.traces, *found) if trace.is_tampering]
