"""A decision that it was a bug, kept as a record (process: "Decide")."""

from datetime import datetime
from typing import NamedTuple

from acmeinc.incident import names, ulid
from acmeinc.process.message import Message
from acmeinc.process.ownership import Owner
from acmeinc.rendering.documents import Bug, bug_document
from acmeinc.steps.filing import file_bug, issue_for, save_record
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Delivered
from acmeinc.steps.ticket import backlog_for
from acmeinc.storage.bugs import KnownBug
from acmeinc.storage.lock import locked


class BugRecord(NamedTuple):
    """What was decided about an issue that is no incident; `conditions` are ids of severity.yaml."""

    functionality: str
    state: str
    audience: str
    detected: datetime
    conditions: tuple[str, ...]
    owner: Owner | None
    impact: str = ""


class WrittenBug(NamedTuple):
    """The record as it stands in the repository; `commit` is "" when it was only shown.

    `filed` is what became of the issue in the owner's tracker, None where a person files it. `unshared` says
    what was not pushed, and why.
    """

    id: str
    path: str
    text: str
    commit: str = ""
    filed: Delivered | None = None
    unshared: str = ""


def record_bug(planning: Planning, record: BugRecord, *, dry_run: bool = False) -> WrittenBug:
    """Write and commit the record of a bug, file it with its owner, and return it.

    The record says `ticket: unknown` before the tracker is asked, so that no kill leaves an issue of which
    nobody knows. With `dry_run` it is only returned.
    """
    repository = planning.desk.repository
    with locked(repository.common_dir, waiting=planning.desk.say):
        bug = _bug(planning, record)
        path = repository.relative(repository.path_of(bug.id))
        written = WrittenBug(bug.id, path, bug_document(planning.templates, bug))
        issue = issue_for(planning, _known(bug)) if bug.ticket else None
        if dry_run:
            return written
        sha = save_record(planning, bug.id, written.text, "decided, a bug")
    filed = file_bug(planning, _known(bug), issue, "waiting") if issue else None
    written = written._replace(commit=sha, filed=filed)
    if not planning.desk.share:
        return written
    synced = planning.desk.share(planning.desk)
    return written._replace(commit=synced.name_now(sha), unshared=synced.shortfall)


def issue_to_approve(planning: Planning, record: BugRecord) -> Message | None:
    """Return the issue that recording a bug makes in its owner's tracker; None where a person files it."""
    bug = _bug(planning, record)
    return issue_for(planning, _known(bug)) if bug.ticket else None


def _bug(planning: Planning, record: BugRecord) -> Bug:
    repository, zone = planning.desk.repository, planning.rules.settings.zone
    headline = f"{record.functionality} is {record.state} for {record.audience}"
    taken = {path.stem for path in repository.bug_paths()}
    conditions = [c for level in planning.rules.severity.levels for c in level.conditions]
    return Bug(
        names.bug_id(headline, planning.now, zone, taken),
        ulid.make(ulid.milliseconds(planning.now), planning.desk.moment.entropy(10)),
        record.functionality,
        record.state,
        record.audience,
        planning.now.astimezone(zone),
        planning.by,
        impact=record.impact,
        conditions=tuple(c for c in conditions if c.id in record.conditions),
        owner=record.owner,
        ticket="unknown" if backlog_for(planning, record.owner) else "",
    )


def _known(bug: Bug) -> KnownBug:
    """Return what the record of a bug says, as it is read back."""
    owner = bug.owner
    return KnownBug(
        bug.id,
        bug.uid,
        bug.functionality,
        bug.state,
        bug.audience,
        bug.impact,
        bug.decided.isoformat(timespec="seconds"),
        bug.decided_by,
        owner.team if owner else "",
        owner.backlog if owner else "",
        bug.ticket,
    )
