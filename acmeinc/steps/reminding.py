"""Reminding the commander of what is due: once for each duty, whoever else looks at the same time.

The reminder is recorded first, and shared where that is wanted, and only then sent: of two clones that remind
of the same duty, the one that finds the other's entry beside its own keeps silent.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from acmeinc.incident.model import Draft, Entry, Incident
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import deliveries
from acmeinc.process.people import find_person
from acmeinc.process.reminding import WHAT, carriers, key_of, reminders, to_remind
from acmeinc.process.schedule import Due, due_for
from acmeinc.steps.outgoing import message_draft
from acmeinc.steps.perform import perform
from acmeinc.steps.planning import Planning
from acmeinc.steps.sending import resend
from acmeinc.steps.step import Announcement, Delivered, Step
from acmeinc.storage.machine import machine_of

SENDING = timedelta(minutes=5)
"""How long a reminder that was recorded, or tried in vain, is left to the machine that recorded it."""


class Reminded(NamedTuple):
    """What became of the reminders of one incident, by duty; `unshared` says what was not pushed."""

    incident: Incident
    told: tuple[tuple[Due, Delivered], ...] = ()
    notices: tuple[str, ...] = ()
    unshared: str = ""


def remind_step(planning: Planning, reading: Reading, ahead: timedelta) -> Step | None:
    """Return the step that records what the commander is to be reminded of now; None for nothing."""
    incident = reading.incident
    dues = to_remind(incident, _dues(planning, incident), planning.now, ahead)
    if not dues:
        return None
    told = ", ".join(WHAT[due.kind] for due in dues)
    drafts = tuple(_draft(planning, incident, due) for due in dues)
    return Step("remind", incident.id, f"reminder: {told}", drafts)


def remind(planning: Planning, reading: Reading, ahead: timedelta) -> Reminded:
    """Remind the commander of every duty that is overdue, or due within `ahead`, and was not told before.

    What was recorded and could not be sent is tried again for as long as the duty stands.
    """
    step = remind_step(planning, reading, ahead)
    notices: tuple[str, ...] = ()
    unshared, new = "", frozenset[str]()
    if step:
        outcome = perform(step, planning.desk)
        reading, notices, unshared = outcome.reading, outcome.notices, outcome.unshared
        new = frozenset(entry.id for entry in outcome.recorded)
    waiting = _unsent(planning, reading.incident, new)
    if not waiting:
        return Reminded(reading.incident, (), notices, unshared)
    sent = resend(reading.incident, [(entry.id, name) for _, entry, name in waiting], planning.desk)
    duties = {entry.id: due for due, entry, _ in waiting}
    told = tuple((duties[one.entry], one) for one in sent.delivered)
    return Reminded(sent.incident, told, (*notices, *sent.notices), sent.unshared or unshared)


def _unsent(planning: Planning, incident: Incident, new: frozenset[str]) -> list[tuple[Due, Entry, str]]:
    """Return the reminders of duties that stand, with each channel that certainly has not carried them.

    `new` are the entries that were recorded just now.
    """
    known = reminders(incident)
    return [
        (due, entry, one.channel)
        for due in _dues(planning, incident)
        if (entry := _counting(planning, incident, known.get(key_of(due), []), new))
        for one in deliveries(incident, entry)
        if one.state in ("waiting", "failed")
    ]


def _counting(
    planning: Planning, incident: Incident, same: Sequence[Entry], new: frozenset[str]
) -> Entry | None:
    """Return which of several reminders of the `same` duty is sent from here; None for none.

    One that was recorded here just now is, unless another stands beside it. Whatever else was recorded or
    tried a moment ago is about to be sent, or tried again, where it was recorded; where that never happens, a
    later time does it from here.
    """
    if any(entry.id in new for entry in same):
        return same[0] if len(same) == 1 else None
    tried = next((e for e in same if any(one.state != "waiting" for one in deliveries(incident, e))), None)
    entry = tried or next(iter(same), None)
    if not entry:
        return None
    touched = [at for at in (entry.at, *(one.at for one in deliveries(incident, entry))) if at]
    is_settling = bool(touched) and planning.now - max(touched) < SENDING
    here = machine_of(planning.desk.repository.common_dir)
    is_of_here = bool(tried or len(same) == 1) and entry.fields.get("machine") == here
    return None if is_settling and not is_of_here else entry


def _dues(planning: Planning, incident: Incident) -> tuple[Due, ...]:
    return due_for(incident, planning.rules.severity, planning.rules.settings)


def _draft(planning: Planning, incident: Incident, due: Due) -> Draft:
    commander = find_person(planning.rules.people, incident.commander)
    channels = carriers(planning.rules.settings, commander)
    message = planning.messages.reminder(
        incident, planning.by, due, planning.now, document=planning.document(incident), channels=channels
    )
    about = {"about": due.kind, "due": key_of(due).due, "to": incident.commander}
    return message_draft(Announcement(message, extra=about), planning.desk)
