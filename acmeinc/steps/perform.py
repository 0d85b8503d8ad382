"""Carrying out a step: lock, intent, page, write, commit, deliver, receipts (DESIGN §6).

A page leaves before anything slow, and nothing that breaks before it (disk, template, hook) stops it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.delivery.channel import Channel
from acmeinc.errors import AcmeError, Failed, RulesSayNo
from acmeinc.incident import ulid
from acmeinc.incident.document import Moment, Written, add_entries, create, record
from acmeinc.incident.entries import line_of
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import Reading, read
from acmeinc.steps.outgoing import deliver, dispatch_of, message_draft, receipt_drafts
from acmeinc.steps.step import Delivered, Outcome, Step, Unsaved
from acmeinc.storage.commit import commit, commit_message
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, any_recorded, left_behind, recorded
from acmeinc.storage.last_written import is_as_written, remember
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository
from acmeinc.storage.tips import record_tip

if TYPE_CHECKING:
    from acmeinc.storage.sync import Synced


class Desk(NamedTuple):
    """What a step works with: the repository, who records when, the channels, where documents are read."""

    repository: Repository
    moment: Moment
    channel: Callable[[str], Channel]
    link: Callable[[str], str]
    """Returns where a document can be read, given its path in the repository."""
    say: Callable[[str], None]
    branch: str = ""
    """The branch that documents are kept on, "" for the one that is checked out."""
    share: "Callable[[Desk], Synced] | None" = None
    """Pushes what was committed, within its bound; None where nobody asked for that."""


def perform(step: Step, desk: Desk) -> Outcome:
    """Carry out `step` and return what it did; first finishes what a killed step left.

    Raises `Unsaved`, having paged all the same, when the step could not be saved.
    """
    with locked(desk.repository.common_dir, waiting=desk.say):
        notices = _recover(desk.repository)
        outcome = _Performance(step, desk).run()
    return _shared(outcome._replace(notices=(*notices, *outcome.notices)), desk)


def _shared(outcome: Outcome, desk: Desk) -> Outcome:
    """Push what the step committed where that is wanted, and return the outcome with what came in."""
    if not desk.share:
        return outcome
    synced = desk.share(desk)
    notices = (*outcome.notices, *synced.notices)
    commit_now = synced.name_now(outcome.commit)
    shared = outcome._replace(commit=commit_now, notices=notices, unshared=synced.shortfall)
    path = desk.repository.root / outcome.path
    if not synced.received or not path.exists():
        return shared
    reading = read(desk.repository.read(path))
    others = _changed_by_others(outcome.incident, reading.incident)
    return shared._replace(reading=reading, notices=(*shared.notices, *others))


def _changed_by_others(before: Incident, now: Incident) -> list[str]:
    """Return in a sentence each what came in and changes how this incident is run."""
    if before.uid != now.uid:
        return []
    names = ("severity", "status", "commander")
    values = [(name, getattr(before, name), getattr(now, name)) for name in names]
    return [f"{name} is {new} now, by another clone" for name, old, new in values if new != old]


def finish_interrupted(repository: Repository, say: Callable[[str], None]) -> tuple[str, ...]:
    """Finish what killed steps left, before anything is planned on it; return what was done about it."""
    if not any_recorded(repository.git_dir):
        return ()
    with locked(repository.common_dir, waiting=say):
        return _recover(repository)


def _recover(repository: Repository) -> tuple[str, ...]:
    """Finish what killed steps left, and return what was done about it."""
    if not left_behind(repository.git_dir):
        return ()
    from acmeinc.storage.recovery import recover

    return tuple(one.notice for one in recover(repository, add_entries))


def foresee(step: Step, desk: Desk, reading: Reading | None) -> Written:
    """Return the document as `step` would leave it, without writing or sending anything."""
    drafts = [*step.drafts, *(message_draft(announcement) for announcement in step.announcements)]
    drafts = [draft._replace(at=draft.at or step.at) for draft in drafts]
    if step.template:
        return create(step.template, drafts, desk.moment)
    before = reading or _standing(step, desk).reading
    if step.redacts:
        from acmeinc.incident.redaction import redact

        before = redact(before, step.redacts)
    return record(before, drafts, desk.moment)


class _Standing(NamedTuple):
    """The document before a step: as it reads now, and other documents that have to be written with it."""

    reading: Reading
    others: tuple[FileChange, ...] = ()


def _standing(step: Step, desk: Desk) -> _Standing:
    """Return the document of a step; what acmeinc did not write is read in the light of git's versions."""
    repository, path = desk.repository, path_of(step.incident_id)
    text = repository.read(repository.root / path)
    reading = read(text)
    if is_as_written(repository.git_dir, path, text):
        return _Standing(reading)
    from acmeinc.storage.versions import against_git

    try:
        known = against_git(repository.git, path, text)
    except Failed:
        # Nothing that is wrong with git may keep a page from going out.
        return _Standing(reading)
    if known.text == text:
        return _Standing(reading)
    meant = read(known.text)
    by_hand = tuple(e for e in meant.entries.values() if reading.entries.get(e.id) != e)
    notices = (*known.notices, *meant.notices)
    others = tuple(FileChange(other, text=content) for other, content in known.others.items())
    return _Standing(meant._replace(by_hand=by_hand, notices=notices), others)


class _Performance:
    """One step on its way. The lock is held."""

    def __init__(self, step: Step, desk: Desk) -> None:
        self._step = step
        self._desk = desk
        self._path = path_of(step.incident_id)
        self._delivered: list[Delivered] = []
        self._before = None if step.template else _standing(step, desk)
        if self._before:
            self._step = step._replace(files=(*step.files, *self._before.others))

    def run(self) -> Outcome:
        """Write, page and commit; deliver what is left."""
        self._refuse_taken()
        written = foresee(self._step, self._desk, self._before and self._before.reading)
        messages = [entry for entry in written.recorded if entry.is_communication]
        try:
            moved = self._go_to_branch()
            with recorded(self._desk.repository.git_dir, self._intent(written)):
                self._page(messages, written)
                self._print(messages, written)
                final = self._with_receipts(written)
                sha = self._save(final)
        except AcmeError as failure:
            self._page(messages, written)
            if self._delivered:
                raise Unsaved(f"not saved: {failure}", self._delivered, hint=failure.hint) from failure
            raise
        outcome = self._outcome(sha, final, written)
        return outcome._replace(notices=(*moved, *outcome.notices))

    def _go_to_branch(self) -> tuple[str, ...]:
        if self._desk.branch in ("", self._desk.repository.git_folders.branch):
            return ()
        from acmeinc.storage.own_branch import go_to

        return (go_to(self._desk.repository, self._desk.branch),)

    def _refuse_taken(self) -> None:
        """Refuse to write over an incident that somebody declared under the same id a moment ago."""
        if self._step.template and self._desk.repository.locate(self._path).exists():
            incident = self._step.incident_id
            raise RulesSayNo(f"{incident} has just been declared", hint=f"acmeinc show {incident}")

    def run_again(self, which: Sequence[tuple[str, str]]) -> Outcome:
        """Deliver what was recorded before, and record what became of it now."""
        reading = self._before.reading if self._before else _standing(self._step, self._desk).reading
        document = self._desk.link(self._path)
        for entry_id, name in which:
            dispatch = dispatch_of(reading.entries[entry_id], reading.incident, document)
            self._delivered.append(deliver(self._desk.channel(name), dispatch))
        written = record(reading, receipt_drafts(self._delivered, reading.incident), self._desk.moment)
        with recorded(self._desk.repository.git_dir, self._intent(written)):
            sha = self._save(written)
        return self._outcome(sha, written, written)

    def _page(self, messages: Sequence[Entry], written: Written) -> None:
        """Page once, whatever else fails."""
        if not self._delivered:
            self._delivered += self._deliver([e for e in messages if e.kind == "page"], written)

    def _print(self, messages: Sequence[Entry], written: Written) -> None:
        """Deliver through every channel that only prints: nothing can go wrong on the way."""
        self._delivered += self._deliver([e for e in messages if e.kind != "page"], written)

    def _deliver(self, messages: Sequence[Entry], written: Written) -> list[Delivered]:
        if not messages:
            return []
        document = self._desk.link(self._path)
        return [
            deliver(self._desk.channel(str(name)), dispatch_of(entry, written.incident, document))
            for entry in messages
            for name in entry.fields.get("channels", [])
        ]

    def _with_receipts(self, written: Written) -> Written:
        drafts = receipt_drafts(self._delivered, written.incident)
        if not drafts:
            return written
        receipted = record(written.reading, drafts, self._desk.moment)
        return receipted._replace(recorded=(*written.recorded, *receipted.recorded))

    def _save(self, final: Written) -> str:
        repository = self._desk.repository
        is_new = [self._path] if self._step.template else []
        write_file(repository.locate(self._path), final.text.encode())
        remember(repository.git_dir, self._path, final.text)
        for change in self._step.files:
            target = repository.locate(change.path)
            is_new += [] if target.exists() else [change.path]
            write_file(target, change.content)
        paths = [self._path, *(change.path for change in self._step.files)]
        sha = commit(repository.git, paths, self._message(final), is_new)
        record_tip(repository)
        return sha

    def _message(self, final: Written) -> str:
        step = self._step
        trailers = [
            ("Incident", step.incident_id),
            ("Step", step.name),
            ("Severity", final.incident.severity),
        ]
        trailers += [("Entry", entry.id) for entry in final.recorded]
        return commit_message(f"{short_id(step.incident_id)}: {step.summary}", trailers)

    def _intent(self, written: Written) -> Intent:
        if self._step.template:
            document = FileChange(self._path, text=written.text)
        else:
            by_hand = self._before.reading.by_hand if self._before else ()
            redacted = [e for e in written.reading.entries.values() if e.fields.get("redacted")]
            gained = (*by_hand, *(redacted if self._step.redacts else ()), *written.recorded)
            document = FileChange(self._path, entries=tuple(line_of(entry) for entry in gained))
        moment = self._desk.moment
        return Intent(
            ulid.make(ulid.milliseconds(moment.now), moment.entropy(10)),
            self._step.name,
            self._step.incident_id,
            self._message(written),
            (document, *self._step.files),
            at=moment.now.isoformat(),
        )

    def _outcome(self, sha: str, final: Written, written: Written) -> Outcome:
        return Outcome(
            self._path,
            sha,
            final.reading,
            final.recorded,
            tuple(self._delivered),
            written.notices,
            tuple(change.path for change in self._step.files),
        )


def short_id(incident_id: str) -> str:
    """Return an id that leaves room in a commit's subject: `inc-26-11-23-sev-1-login-is-down…`."""
    return incident_id if len(incident_id) <= 40 else f"{incident_id[:39].rstrip('-')}…"


def resend(incident_id: str, which: Sequence[tuple[str, str]], desk: Desk) -> Outcome:
    """Deliver messages of an incident again, each named by entry and channel, and record the receipts."""
    step = Step("send", incident_id, "send", ())
    with locked(desk.repository.common_dir, waiting=desk.say):
        _recover(desk.repository)
        outcome = _Performance(step, desk).run_again(which)
    return _shared(outcome, desk)
