"""Carrying messages that do not merely get printed: all channels at once, and never twice (DESIGN §6).

What leaves here is in git already. Before the first byte goes out, a record says that it may be on its way;
whoever finds that record after a kill records `unknown`, not that nothing was sent. The lock is free
meanwhile: a slow service delays nobody who writes.
"""

import os
import threading
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.errors import AcmeError, disk_faults
from acmeinc.incident.document import Written, record
from acmeinc.incident.model import Incident
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import deliveries
from acmeinc.steps.desk import Desk
from acmeinc.steps.outgoing import deliver, dispatch_of, receipt_drafts, with_receipt
from acmeinc.steps.perform import recover, shared
from acmeinc.steps.saving import Saving
from acmeinc.steps.standing import id_now, standing
from acmeinc.steps.step import Delivered, Outcome, Unsaved
from acmeinc.storage.intent import Intent, Record, under_way
from acmeinc.storage.lock import locked

ON_THE_WAY = "broken off while it was being sent"
_PATIENCE_SECONDS = 1.0

Which = Sequence[tuple[str, str]]
"""Deliveries, each the id of its message's entry and the name of its channel."""


def send_rest(outcome: Outcome, which: Which, desk: Desk) -> Outcome:
    """Deliver what a step left, and return what the step did altogether."""
    sent = _Sending(outcome.incident, which, desk).run()
    together = outcome._replace(
        path=sent.path,
        reading=sent.reading,
        recorded=(*outcome.recorded, *sent.recorded),
        delivered=(*outcome.delivered, *sent.delivered),
        notices=(*outcome.notices, *sent.notices),
    )
    return shared(together, desk)


def resend(incident: Incident, which: Which, desk: Desk) -> Outcome:
    """Deliver messages of an incident that waited, and record what became of them."""
    return shared(_Sending(incident, which, desk).run(), desk)


class _Load(NamedTuple):
    """What one channel is to carry, oldest first."""

    channel: Channel
    dispatches: list[Dispatch]


class _Sending:
    """Messages of one incident on their way."""

    def __init__(self, incident: Incident, which: Which, desk: Desk) -> None:
        self._incident = incident
        self._name = incident.id
        self._which = which
        self._desk = desk

    def run(self) -> Outcome:
        """Record that they leave, deliver them, record what became of them."""
        repository = self._desk.repository
        with locked(repository.common_dir, waiting=self._desk.say):
            notices = recover(repository)
            self._name = id_now(repository, self._incident)
            reading = standing(self._desk, self._name).reading
            loads = self._loads(reading)
            if not loads:
                return Outcome(path_of(self._name), "", reading, (), (), notices)
            try:
                kept = Record(repository.git_dir, self._broken_off(loads, reading))
            except AcmeError as failure:
                return self._not_begun(loads, reading, failure)
        delivered, stopped = _Carrying(loads, reading, self._desk).run()
        try:
            with disk_faults(), locked(repository.common_dir, waiting=self._desk.say):
                outcome = self._record(delivered, kept)
        except AcmeError as failure:
            kept.fail(failure)
            raise Unsaved(f"sent, but not recorded yet: {failure}", delivered, failure) from failure
        if stopped:
            raise stopped
        return outcome._replace(notices=(*notices, *outcome.notices))

    def _loads(self, reading: Reading) -> list[_Load]:
        """Return what each channel carries, the pager first; not what others have sent, or are sending."""
        document = self._desk.link(path_of(self._name))
        loads: dict[str, _Load] = {}
        others = self._taken(reading)
        which = (one for one in self._which if one not in others)
        for entry_id, name in sorted(which, key=lambda one: (one[1] != "paging", one[0])):
            load = loads.setdefault(name, _Load(self._desk.channel(name), []))
            load.dispatches.append(dispatch_of(reading.entries[entry_id], reading.incident, document))
        return list(loads.values())

    def _taken(self, reading: Reading) -> set[tuple[str, str]]:
        """Return what was sent by now, and what a living process is sending, as entries and channels."""
        entries = (reading.entries[entry_id] for entry_id in {entry_id for entry_id, _ in self._which})
        sent = {
            (entry.id, one.channel)
            for entry in entries
            for one in deliveries(reading.incident, entry)
            if one.state == "sent"
        }
        on_the_way = (one for other in under_way(self._desk.repository.git_dir) for one in other.deliveries)
        return sent | {(one["entry"], one["channel"]) for one in on_the_way}

    def _broken_off(self, loads: Iterable[_Load], reading: Reading) -> Intent:
        """Return what is to be recorded should nobody ever hear of these deliveries again."""
        unknown = [
            with_receipt(load.channel, dispatch, Receipt("unknown", ON_THE_WAY))
            for load in loads
            for dispatch in load.dispatches
        ]
        written = self._with_receipts(reading, unknown, self._desk)
        intent = self._saving(self._desk, "sending broken off").intent_of(written, written.recorded)
        return intent._replace(deliveries=tuple({"entry": d.entry, "channel": d.channel} for d in unknown))

    def _record(self, delivered: Sequence[Delivered], kept: Record) -> Outcome:
        desk = self._desk.later()
        self._name = id_now(desk.repository, self._incident)
        before = standing(desk, self._name)
        written = self._with_receipts(before.reading, delivered, desk)
        saving = self._saving(desk, "sent")._replace(files=before.others, gained=before.reading.by_hand)
        kept.becomes(saving.intent(written))
        sha = saving.save(written)
        kept.end()
        return Outcome(saving.path, sha, written.reading, written.recorded, tuple(delivered), written.notices)

    def _not_begun(self, loads: Iterable[_Load], reading: Reading, failure: AcmeError) -> Outcome:
        """Return that nothing left: without a record a message could go out twice. A page may."""
        delivered = [
            deliver(load.channel, dispatch)
            if load.channel.name == "paging"
            else with_receipt(load.channel, dispatch, Receipt("failed", f"not begun: {failure}"))
            for load in loads
            for dispatch in load.dispatches
        ]
        return Outcome(path_of(self._name), "", reading, (), tuple(delivered))

    def _with_receipts(self, reading: Reading, delivered: Iterable[Delivered], desk: Desk) -> Written:
        return record(reading, receipt_drafts(delivered, reading.incident), desk.moment)

    def _saving(self, desk: Desk, summary: str) -> Saving:
        return Saving(desk, "send", self._name, summary)


class _Carrying:
    """Every channel carries its messages, all channels at the same time."""

    def __init__(self, loads: Sequence[_Load], reading: Reading, desk: Desk) -> None:
        self._loads = loads
        self._reading = reading
        self._desk = desk
        self._carried: dict[tuple[str, str], Delivered] = {}

    def run(self) -> tuple[list[Delivered], KeyboardInterrupt | None]:
        """Return what became of each message, and the Ctrl-C of somebody who lost patience.

        They get an answer at once: what is still on its way is `unknown` then.
        """
        threads = [
            threading.Thread(target=self._carry, args=(load,), daemon=True, name=load.channel.name)
            for load in self._loads
        ]
        stopped: KeyboardInterrupt | None = None
        try:
            for thread in threads:
                thread.start()
            self._wait(threads)
        except KeyboardInterrupt as typed:
            stopped = typed
        return [
            self._carried.get((dispatch.entry, load.channel.name))
            or with_receipt(load.channel, dispatch, Receipt("unknown", ON_THE_WAY))
            for load in self._loads
            for dispatch in load.dispatches
        ], stopped

    def _carry(self, load: _Load) -> None:
        done: list[Delivered] = []
        for dispatch in load.dispatches:
            told = dispatch._replace(incident=self._incident_after(done)) if done else dispatch
            done.append(deliver(load.channel, told))
            self._carried[dispatch.entry, load.channel.name] = done[-1]

    def _incident_after(self, done: Sequence[Delivered]) -> Incident:
        """Return the incident as the next message of the channel has to see it: with the receipts so far."""
        moment = self._desk.moment._replace(entropy=os.urandom)
        return record(self._reading, receipt_drafts(done, self._reading.incident), moment).incident

    def _wait(self, threads: Sequence[threading.Thread]) -> None:
        """Wait for all; from the first second on show for whom."""
        threads[0].join(_PATIENCE_SECONDS)
        for thread in threads:
            if thread.is_alive():
                slow = (one.name.replace("_", " ") for one in threads if one.is_alive())
                self._desk.progress(f"  sending: {', '.join(slow)} …")
                thread.join()
        self._desk.progress("")
