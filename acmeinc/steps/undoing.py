"""Taking the last step back: by new entries that restore what stood before (FORMAT.md, "State…", rule 8).

Nothing is deleted. What was said in the step is struck through; what has left the house stays as it was sent.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from acmeinc.errors import NotFound, RulesSayNo
from acmeinc.incident.fields import CONSTANT, FIELDS, element_key
from acmeinc.incident.model import Draft, Entry
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import ABOUT_MESSAGES, State, undone_ids
from acmeinc.steps.step import Step
from acmeinc.storage.history import Commit

_KEPT = (*CONSTANT, "retrospective.sequence")
"""What no undo takes back: the names of the incident, and the number that tells calendars what is newer."""

_LONGEST = 72


class LastStep(NamedTuple):
    """The last step that was recorded on an incident: `name` is the command's, `entries` oldest first."""

    name: str
    summary: str
    author: str
    email: str
    when: datetime
    entries: tuple[Entry, ...]

    @property
    def messages(self) -> tuple[Entry, ...]:
        """Return the messages that left the house with it."""
        return tuple(entry for entry in self.entries if entry.is_communication)


def last_step(commits: Iterable[Commit], reading: Reading) -> LastStep:
    """Return the newest step of an incident that was not undone; `commits` are those of its document.

    Receipts that were recorded a moment after their messages belong to the step that sent these; those of
    messages that waited for longer are a step of their own. Raises NotFound.
    """
    gone = undone_ids(reading.entries.values())
    sent: LastStep | None = None
    for commit in commits:
        step = _step_of(commit, reading)
        if not step.entries or step.name == "undo" or gone.intersection(entry.id for entry in step.entries):
            continue
        if sent and not _is_receipt_of(sent.entries, step.entries):
            return sent
        step = step._replace(entries=(*step.entries, *(sent.entries if sent else ())))
        if step.name != "send" or any(_is_confirmation(entry) for entry in step.entries):
            return step
        sent = step
    if sent:
        return sent
    raise NotFound(
        f"there is no step to undo in {reading.incident.id}", hint=f"acmeinc audit {reading.incident.id}"
    )


def _step_of(commit: Commit, reading: Reading) -> LastStep:
    """Return the step that a commit recorded; without entries where it recorded none."""
    name = next((value for key, value in commit.trailers if key == "Step"), "")
    named = [value for key, value in commit.trailers if key == "Entry"]
    entries = tuple(reading.entries[i] for i in named if i in reading.entries)
    told = commit.subject.partition(": ")[2] or name
    when = (entries[0].at if entries else None) or commit.when
    return LastStep(name, told, commit.author, commit.email, when, entries)


def _is_receipt_of(receipts: Iterable[Entry], entries: Iterable[Entry]) -> bool:
    """Return whether `receipts` tell what became of messages among `entries`, and of nothing else."""
    ids = {entry.id for entry in entries}
    return all(entry.fields.get("message") in ids for entry in receipts)


def undo_step(reading: Reading, last: LastStep) -> Step:
    """Return the step that takes `last` back.

    Raises RulesSayNo for what cannot be taken back: a declaration, a redaction, a message sent again.
    """
    incident_id = reading.incident.id
    if last.name == "declare":
        raise RulesSayNo(
            "undo: a declaration was announced, and its document stays",
            hint=f'acmeinc downgrade -i {incident_id} --because "declared by mistake"',
        )
    if any(entry.kind == "redaction" for entry in last.entries):
        raise RulesSayNo(
            "undo: what was redacted stays redacted", hint="only git history holds the words yet"
        )
    if last.name == "send" and not all(_is_confirmation(entry) for entry in last.entries):
        raise RulesSayNo("undo: what was sent cannot be unsent", hint=f"acmeinc update -i {incident_id}")
    before = _without(reading.entries, last.entries)
    changes = _changes(State(reading.entries), before, last.entries)
    drafts = [
        _undone_draft(entry, changes.get(entry.id, {}))
        for entry in reversed(last.entries)
        if _is_told(entry, last)
    ]
    return Step("undo", incident_id, f"undo: {last.summary}", tuple(drafts))


def disregard(messages: Sequence[Entry], when: str) -> str:
    """Return the words that take back messages which were sent: to be sent as an update.

    `when` is the time of the step for people.
    """
    subjects = " and ".join(f"“{entry.fields.get('subject', entry.kind)}”" for entry in messages)
    return f"Please disregard {subjects} of {when}: it was sent by mistake."


def _without(entries: Mapping[str, Entry], step: Collection[Entry]) -> State:
    """Return the state as if neither the step nor any step undone before had been made."""
    left_out = undone_ids(entries.values()) | {entry.id for entry in step}
    return State({i: e for i, e in entries.items() if i not in left_out and "undoes" not in e.fields})


def _changes(now: State, before: State, step: Sequence[Entry]) -> dict[str, dict[str, Any]]:
    """Return what restores the fields that the step changed, by the entry that changed them.

    What a receipt did goes with its message.
    """
    told = {entry.id for entry in step}
    changes: dict[str, dict[str, Any]] = {}
    seen: set[str] = set(_KEPT)
    for entry in reversed(step):
        message = str(entry.fields.get("message", ""))
        owner = changes.setdefault(message if message in told else entry.id, {})
        for name in _fields_of(entry):
            if name not in seen:
                seen.add(name)
                _restore(owner, name, now, before)
    return changes


def _fields_of(entry: Entry) -> Iterable[str]:
    about_message = ABOUT_MESSAGES.get(entry.kind)
    for key in entry.fields:
        change, _, name = key.partition(".")
        if key in FIELDS and key != about_message:
            yield key
        elif change in ("add", "remove") and name in FIELDS:
            yield name


def _restore(change: dict[str, Any], name: str, now: State, before: State) -> None:
    if not FIELDS[name].is_list:
        if now.value(name) != before.value(name):
            change.setdefault("sets", {})[name] = before.value(name)
        return
    old = {element_key(element): element for element in before.elements(name)}
    new = {element_key(element): element for element in now.elements(name)}
    gone = [element for key, element in new.items() if key not in old]
    back = [element for key, element in old.items() if new.get(key) != element]
    if gone:
        change.setdefault("removes", {})[name] = gone
    if back:
        change.setdefault("adds", {})[name] = back


def _is_confirmation(entry: Entry) -> bool:
    """Return whether somebody said with `send --done` that they had paged by hand."""
    return str(entry.fields.get("detail", "")).startswith("confirmed by ")


def _is_told(entry: Entry, last: LastStep) -> bool:
    return entry.kind != "receipt" or last.name == "send"


def _undone_draft(entry: Entry, change: Mapping[str, Any]) -> Draft:
    first = entry.text.partition("\n")[0]
    told = str(entry.fields.get("subject", "")) or first
    short = told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1].rstrip()}…"
    extra = {"undoes": entry.id}
    if entry.is_communication:
        return Draft(f"Undone, but it has been sent: {short}", "undone", extra=extra, **change)
    return Draft(f"Undone: {short}", "undone", extra={**extra, "corrects": entry.id}, **change)
