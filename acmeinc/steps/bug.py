"""A decision that it was a bug, kept as a record (process: "Decide")."""

from datetime import datetime
from typing import NamedTuple

from acmeinc.incident import names, ulid
from acmeinc.process.ownership import Owner
from acmeinc.rendering.documents import Bug, bug_document
from acmeinc.steps.planning import Planning
from acmeinc.storage.commit import commit, commit_message
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, recorded
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

    `unshared` says what was not pushed, and why.
    """

    id: str
    path: str
    text: str
    commit: str = ""
    unshared: str = ""


def record_bug(planning: Planning, record: BugRecord, *, dry_run: bool = False) -> WrittenBug:
    """Write and commit the record of a bug, and return it; with `dry_run` only return it."""
    repository = planning.desk.repository
    with locked(repository.common_dir, waiting=planning.desk.say):
        bug = _document(planning, record)
        if dry_run:
            return bug
        subject = f"{bug.id}: decided, a bug"
        message = commit_message(subject, [("Bug", bug.id), ("Step", "decide")])
        file = FileChange(bug.path, text=bug.text)
        moment = planning.desk.moment
        intent_id = ulid.make(ulid.milliseconds(moment.now), moment.entropy(10))
        intent = Intent(intent_id, "decide", bug.id, message, (file,), at=moment.now.isoformat())
        with recorded(repository.git_dir, intent):
            write_file(repository.locate(bug.path), file.content)
            sha = commit(repository.git, [bug.path], message, [bug.path])
    written = WrittenBug(bug.id, bug.path, bug.text, sha)
    if not planning.desk.share:
        return written
    synced = planning.desk.share(planning.desk)
    return written._replace(commit=synced.name_now(sha), unshared=synced.shortfall)


def _document(planning: Planning, record: BugRecord) -> WrittenBug:
    repository, zone = planning.desk.repository, planning.rules.settings.zone
    headline = f"{record.functionality} is {record.state} for {record.audience}"
    taken = {path.stem for path in repository.bug_paths()}
    bug_id = names.bug_id(headline, planning.now, zone, taken)
    conditions = [c for level in planning.rules.severity.levels for c in level.conditions]
    bug = Bug(
        bug_id,
        record.functionality,
        record.state,
        record.audience,
        planning.now.astimezone(zone),
        planning.by,
        impact=record.impact,
        conditions=tuple(c for c in conditions if c.id in record.conditions),
        owner=record.owner,
    )
    path = repository.relative(repository.path_of(bug_id))
    return WrittenBug(bug_id, path, bug_document(planning.templates, bug))
