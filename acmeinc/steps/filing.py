"""Filing a bug with its owner: the issue is made once, and the record says what became of it.

`ticket` in the front matter of a record is `unknown` from before the tracker is asked until it has answered:
then the link of the issue, `failed`, or `by hand`. What may have been made is looked for before it is made
again.
"""

from acmeinc.delivery.channel import Dispatch
from acmeinc.incident import ulid
from acmeinc.incident.model import Delivery, Entry, Incident
from acmeinc.process.message import Message
from acmeinc.steps.outgoing import deliver
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Delivered
from acmeinc.steps.waiting import Waiting
from acmeinc.storage.bugs import KnownBug, known_bugs, with_ticket
from acmeinc.storage.commit import commit, commit_message
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, recorded
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository

BY_HAND = "by hand"


def waiting_bugs(repository: Repository) -> list[Waiting]:
    """Return the bugs that have still to be filed, oldest first, as `send` shows what waits."""
    return [_waiting(bug) for bug in _unfiled(repository)]


def file_waiting(planning: Planning, *, again: bool = False, done: bool = False) -> tuple[list[Waiting], str]:
    """File the bugs that wait; return those that wait still, and what was not pushed.

    Those that may have been filed are only with `again`. With `done` somebody has filed them by hand: the
    records say so, and nothing is filed.
    """
    desk = planning.desk
    unfiled = [bug for bug in _unfiled(desk.repository) if done or again or bug.ticket == "failed"]
    for bug in unfiled:
        if done:
            _note(planning, bug, BY_HAND, "filed by hand")
        else:
            file_bug(planning, bug, issue_for(planning, bug), bug.ticket)
    unshared = desk.share(desk).shortfall if unfiled and desk.share else ""
    return waiting_bugs(desk.repository), unshared


def file_bug(planning: Planning, bug: KnownBug, issue: Message, before: str) -> Delivered:
    """Make the issue for a recorded bug, outside the lock, and commit what became of it to the record.

    `before` is what became of it the last time: a state of a receipt, `waiting` the first time.
    """
    fields = {"backlog": bug.backlog, "before": before}
    dispatch = Dispatch(issue, _as_incident(bug), bug.uid, _document(planning, bug), fields)
    filed = deliver(planning.desk.channel("tracker"), dispatch)
    if filed.receipt.state == "sent":
        _note(planning, bug, filed.receipt.remote, "filed with its owner")
    else:
        _note(planning, bug, filed.receipt.state, f"filing it: {filed.receipt.state}")
    return filed


def issue_for(planning: Planning, bug: KnownBug) -> Message:
    """Return the issue that says what a recorded bug is."""
    document = _document(planning, bug)
    return planning.messages.ticket(_as_incident(bug), bug.decided_by, document=document)


def save_record(planning: Planning, bug_id: str, text: str, summary: str) -> str:
    """Write the record of a bug and commit it, under the lock; return the commit."""
    repository, moment = planning.desk.repository, planning.desk.moment
    located = repository.path_of(bug_id)
    path, is_new = repository.relative(located), not located.exists()
    message = commit_message(f"{bug_id}: {summary}", [("Bug", bug_id), ("Step", "decide")])
    file = FileChange(path, text=text)
    intent_id = ulid.make(ulid.milliseconds(moment.now), moment.entropy(10))
    intent = Intent(intent_id, "decide", bug_id, message, (file,), at=moment.now.isoformat())
    with recorded(repository.git_dir, intent):
        write_file(repository.locate(path), file.content)
        return commit(repository.git, [path], message, [path] if is_new else [])


def _unfiled(repository: Repository) -> list[KnownBug]:
    return [bug for bug in known_bugs(repository) if bug.waits][::-1]


def _waiting(bug: KnownBug) -> Waiting:
    entry = Entry(bug.uid, None, bug.decided_by, "", {"kind": "ticket", "channels": ["tracker"]})
    return Waiting(bug.id, entry, Delivery("tracker", bug.ticket))


def _note(planning: Planning, bug: KnownBug, ticket: str, summary: str) -> None:
    """Let the record say what became of its issue; whatever else was changed in it meanwhile stays."""
    repository = planning.desk.repository
    with locked(repository.common_dir, waiting=planning.desk.say):
        text = repository.read(repository.path_of(bug.id))
        changed = with_ticket(text, ticket)
        if changed != text:
            save_record(planning, bug.id, changed, summary)


def _document(planning: Planning, bug: KnownBug) -> str:
    repository = planning.desk.repository
    return planning.desk.link(repository.relative(repository.path_of(bug.id)))


def _as_incident(bug: KnownBug) -> Incident:
    """Return a bug as the messages know it: it has the names and the words of an incident, and no life."""
    return Incident(
        bug.id,
        bug.uid,
        functionality=bug.functionality,
        state=bug.state,
        audience=bug.audience,
        impact=bug.impact,
    )
