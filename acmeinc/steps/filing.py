"""Filing a bug with its owner: the issue is made once, and the record says what became of it.

`ticket` in the front matter of a record is `unknown` from before the tracker is asked until it has answered:
then the link of the issue, or `failed`. What may have been made is looked for before it is made again.
"""

from acmeinc.delivery.channel import Dispatch
from acmeinc.incident import ulid
from acmeinc.incident.model import Incident
from acmeinc.process.message import Message
from acmeinc.steps.outgoing import deliver
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Delivered
from acmeinc.storage.bugs import KnownBug, known_bugs, with_ticket
from acmeinc.storage.commit import commit, commit_message
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, recorded
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository


def waiting_bugs(repository: Repository) -> list[KnownBug]:
    """Return the bugs that have still to be filed, oldest first; those that may have been are `unknown`."""
    return [bug for bug in known_bugs(repository) if bug.waits][::-1]


def file_again(planning: Planning, bug: KnownBug) -> Delivered:
    """File a bug of `waiting_bugs`, unless it is found to have been, and return what became of it."""
    return file_bug(planning, bug, issue_for(planning, bug), bug.ticket)


def file_bug(planning: Planning, bug: KnownBug, issue: Message, before: str) -> Delivered:
    """Make the issue for a recorded bug, outside the lock, and commit what became of it to the record.

    `before` is what became of it the last time: a state of a receipt, `waiting` the first time.
    """
    desk = planning.desk
    fields = {"backlog": bug.backlog, "before": before}
    dispatch = Dispatch(issue, _as_incident(bug), bug.uid, _document(planning, bug), fields)
    filed = deliver(desk.channel("tracker"), dispatch)
    receipt = filed.receipt
    ticket = receipt.remote if receipt.state == "sent" else receipt.state
    summary = "filed with its owner" if receipt.state == "sent" else f"filing it: {ticket}"
    with locked(desk.repository.common_dir, waiting=desk.say):
        text = desk.repository.read(desk.repository.path_of(bug.id))
        changed = with_ticket(text, ticket)
        if changed != text:
            save_record(planning, bug.id, changed, summary)
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
