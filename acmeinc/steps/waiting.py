"""What waits to leave the house: messages without a receipt, failed ones, pages that nobody got."""

from collections.abc import Sequence
from typing import NamedTuple

from acmeinc.incident.model import Delivery, Draft, Entry
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import deliveries
from acmeinc.process.checklist import tick, ticks_for_delivery
from acmeinc.steps.step import Step


class Waiting(NamedTuple):
    """One message on one channel that needs somebody: `delivery` says why."""

    incident: str
    entry: Entry
    delivery: Delivery

    @property
    def machine(self) -> str:
        """Return the clone that it is to leave from; "" for any."""
        return str(self.entry.fields.get("machine", ""))

    @property
    def may_go(self) -> bool:
        """Return whether it can be sent without a fear that it arrives twice: what a pager hears may."""
        state = self.delivery.state
        return state in ("waiting", "failed") or (state == "unknown" and self.delivery.channel == "paging")


def waiting_in(reading: Reading) -> list[Waiting]:
    """Return every delivery of the incident that is not done, oldest message first.

    An invitation waits no more once there is a later one: that one says all.
    """
    incident = reading.incident
    last = max((entry.id for entry in incident.communications if entry.kind == "invitation"), default="")
    return [
        Waiting(incident.id, entry, delivery)
        for entry in reversed(incident.communications)
        if entry.kind != "invitation" or entry.id == last
        for delivery in deliveries(incident, entry)
        if _waits(entry, delivery)
    ]


def _waits(entry: Entry, delivery: Delivery) -> bool:
    if delivery.state == "printed":
        return entry.kind == "page"
    return delivery.state != "sent"


def confirm_step(reading: Reading, carried: Sequence[Waiting], by: str) -> Step:
    """Return the step that records that somebody has carried messages by hand."""
    drafts = [_confirmed(one, reading, by) for one in carried]
    only_pages = all(one.entry.kind == "page" for one in carried)
    told = "page confirmed" if only_pages else "delivery confirmed"
    return Step("send", reading.incident.id, told, tuple(drafts))


def _confirmed(one: Waiting, reading: Reading, by: str) -> Draft:
    is_page = one.entry.kind == "page"
    what = str(one.entry.fields.get("to" if is_page else "subject", ""))
    told = "Paged by hand" if is_page else f"Carried by hand ({one.delivery.channel.replace('_', ' ')})"
    extra = {
        "message": one.entry.id,
        "channel": [one.delivery.channel],
        "state": "sent",
        "detail": f"confirmed by {by}",
    }
    ticked = ticks_for_delivery(one.entry.kind, str(one.entry.fields.get("phase", "")), first_public=False)
    adds = tick(reading.incident, *ticked)
    return Draft(f"{told}: {what}".rstrip(": "), "receipt", adds=adds, extra=extra)
