"""Carrying out a step: lock, intent, page, write, commit, then everything else that leaves (DESIGN §6).

A page leaves before anything slow, and nothing that breaks before it (disk, lock, hook) stops it.
"""

from collections.abc import Callable, Sequence

from acmeinc.delivery.channel import Dispatch, Receipt
from acmeinc.errors import AcmeError, RulesSayNo, disk_faults
from acmeinc.incident.document import Written, add_entries, create, record
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import Reading, read
from acmeinc.steps.desk import Desk
from acmeinc.steps.outgoing import deliver, dispatch_of, message_draft, receipt_drafts, with_receipt
from acmeinc.steps.saving import Saving
from acmeinc.steps.standing import standing
from acmeinc.steps.step import Delivered, Outcome, Step, Unsaved
from acmeinc.storage.intent import any_recorded, left_behind, recorded
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository


def perform(step: Step, desk: Desk) -> Outcome:
    """Carry out `step` and return what it did; first finishes what a killed step left.

    Raises `Unsaved`, having paged all the same, when the step could not be saved.
    """
    performance = _Performance(step, desk)
    try:
        with disk_faults(), locked(desk.repository.common_dir, waiting=desk.say):
            notices = recover(desk.repository)
            outcome = performance.run()
    except RulesSayNo:
        raise
    except AcmeError as failure:
        raise performance.given_up(failure) from failure
    outcome = shared(outcome._replace(notices=(*notices, *outcome.notices)), desk)
    if not performance.waiting:
        return outcome
    from acmeinc.steps.sending import send_rest

    return send_rest(outcome, performance.waiting, desk)


def shared(outcome: Outcome, desk: Desk) -> Outcome:
    """Push what the step committed where that is wanted, and return the outcome with what came in."""
    if not desk.share:
        return outcome
    synced = desk.share(desk)
    notices = (*outcome.notices, *synced.notices)
    commit_now = synced.name_now(outcome.commit)
    now = outcome._replace(commit=commit_now, notices=notices, unshared=synced.shortfall)
    if not synced.received:
        return now
    try:
        reading = read(desk.repository.read(desk.repository.root / outcome.path))
    except AcmeError:
        return now
    others = _changed_by_others(outcome.incident, reading.incident)
    return now._replace(reading=reading, notices=(*now.notices, *others))


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
        return recover(repository)


def recover(repository: Repository) -> tuple[str, ...]:
    """Finish what killed steps left, and return what was done about it; to be called under the lock."""
    if not left_behind(repository.git_dir):
        return ()
    from acmeinc.storage.recovery import recover as finish

    return tuple(one.notice for one in finish(repository, add_entries) if one.notice)


def foresee(step: Step, desk: Desk, reading: Reading | None) -> Written:
    """Return the document as `step` would leave it, without writing or sending anything."""
    drafts = [*step.drafts, *(message_draft(one, desk) for one in step.announcements)]
    drafts = [draft._replace(at=draft.at or step.at) for draft in drafts]
    if step.template:
        return create(step.template, drafts, desk.moment)
    before = reading or standing(desk, step.incident_id).reading
    if step.redacts:
        from acmeinc.incident.redaction import redact

        before = redact(before, step.redacts)
    return record(before, drafts, desk.moment)


class _Performance:
    """One step on its way, as far as it is done under the lock.

    `waiting` are the deliveries that are left when it has run, as pairs of entry and channel.
    """

    def __init__(self, step: Step, desk: Desk) -> None:
        self._step = step
        self._desk = desk
        self._written: Written | None = None
        self._delivered: list[Delivered] = []
        self.waiting: list[tuple[str, str]] = []

    def run(self) -> Outcome:
        """Write, page, print and commit."""
        before = None if self._step.template else standing(self._desk, self._step.incident_id)
        self._refuse_taken()
        written = self._written = foresee(self._step, self._desk, before and before.reading)
        others = before.others if before else ()
        gained = self._gained(written, before.reading if before else None)
        saving = self._saving()._replace(files=(*self._step.files, *others), gained=gained)
        moved = self._go_to_branch()
        with recorded(self._desk.repository.git_dir, saving.intent(written)) as begun:
            self._page(written)
            self._print(written)
            final = self._with_receipts(written)
            if not all(self._desk.channel(one.channel).prints for one in self._delivered):
                begun.becomes(saving.intent(final))
            sha = saving.save(final)
        self.waiting = self._left(written)
        return Outcome(
            saving.path,
            sha,
            final.reading,
            final.recorded,
            tuple(self._delivered),
            (*moved, *written.notices),
            tuple(change.path for change in saving.files),
        )

    def given_up(self, failure: AcmeError) -> AcmeError:
        """Page all the same, and return what to raise: with everything a person has to carry now."""
        if not self._step.announcements:
            return failure
        try:
            with disk_faults():
                written = self._written or foresee(self._step, self._desk, None)
        except AcmeError:
            return failure
        self._page(written)
        by_hand = [
            with_receipt(self._desk.channel(name), self._dispatch(entry, written), Receipt("printed"))
            for entry, name in self._deliveries(written)
            if not any((one.entry, one.channel) == (entry.id, name) for one in self._delivered)
        ]
        paged = any(one.channel == "paging" and one.receipt.state == "sent" for one in self._delivered)
        told = f"{'paged, but not' if paged else 'not'} {'finished' if failure.begun else 'saved'}: {failure}"
        return Unsaved(told, [*self._delivered, *by_hand], failure)

    def _go_to_branch(self) -> tuple[str, ...]:
        if self._desk.branch in ("", self._desk.repository.git_folders.branch):
            return ()
        from acmeinc.storage.own_branch import go_to

        return (go_to(self._desk.repository, self._desk.branch),)

    def _refuse_taken(self) -> None:
        """Refuse to write over an incident that somebody declared under the same id a moment ago."""
        incident = self._step.incident_id
        if self._step.template and self._desk.repository.locate(path_of(incident)).exists():
            raise RulesSayNo(f"{incident} has just been declared", hint=f"acmeinc show {incident}")

    def _saving(self) -> Saving:
        step = self._step
        return Saving(self._desk, step.name, step.incident_id, step.summary, is_new=bool(step.template))

    def _gained(self, written: Written, before: Reading | None) -> Sequence[Entry]:
        redacted = [e for e in written.reading.entries.values() if e.fields.get("redacted")]
        by_hand = before.by_hand if before else ()
        return (*by_hand, *(redacted if self._step.redacts else ()))

    def _page(self, written: Written) -> None:
        """Page once, whatever else fails."""
        if not any(one.message.kind == "page" for one in self._delivered):
            self._deliver([pair for pair in self._deliveries(written) if pair[0].kind == "page"], written)

    def _print(self, written: Written) -> None:
        """Deliver through every channel that only prints: nothing can go wrong on the way."""
        rest = [pair for pair in self._deliveries(written) if pair[0].kind != "page"]
        self._deliver([(entry, name) for entry, name in rest if self._desk.channel(name).prints], written)

    def _deliver(self, deliveries: Sequence[tuple[Entry, str]], written: Written) -> None:
        for entry, name in deliveries:
            self._delivered.append(deliver(self._desk.channel(name), self._dispatch(entry, written)))

    def _dispatch(self, entry: Entry, written: Written) -> Dispatch:
        return dispatch_of(entry, written.incident, self._desk.link(path_of(self._step.incident_id)))

    def _deliveries(self, written: Written) -> list[tuple[Entry, str]]:
        return [
            (entry, str(name))
            for entry in written.recorded
            if entry.is_communication
            for name in entry.fields.get("channels", [])
        ]

    def _left(self, written: Written) -> list[tuple[str, str]]:
        done = {(one.entry, one.channel) for one in self._delivered}
        return [(e.id, name) for e, name in self._deliveries(written) if (e.id, name) not in done]

    def _with_receipts(self, written: Written) -> Written:
        drafts = receipt_drafts(self._delivered, written.incident)
        if not drafts:
            return written
        receipted = record(written.reading, drafts, self._desk.moment)
        return receipted._replace(recorded=(*written.recorded, *receipted.recorded))
