"""What waits to leave the house: messages without a receipt, failed ones, pages only printed."""

from collections.abc import Sequence
from typing import NamedTuple

from acmeinc.incident.model import Delivery, Draft, Entry
from acmeinc.incident.reading import Reading
from acmeinc.incident.state import deliveries
from acmeinc.steps.step import Step


class Waiting(NamedTuple):
    """One message on one channel that needs somebody: `delivery` says why."""

    incident: str
    entry: Entry
    delivery: Delivery

    @property
    def is_page(self) -> bool:
        """Return whether it is a page that a person has to confirm."""
        return self.delivery.channel == "paging"


def waiting_in(reading: Reading) -> list[Waiting]:
    """Return every delivery of the incident that is not done, oldest message first."""
    incident = reading.incident
    return [
        Waiting(incident.id, entry, delivery)
        for entry in reversed(incident.communications)
        for delivery in deliveries(incident, entry)
        if _waits(entry, delivery)
    ]


def _waits(entry: Entry, delivery: Delivery) -> bool:
    if delivery.state == "printed":
        return entry.kind == "page"
    return delivery.state != "sent"


def confirm_step(reading: Reading, pages: Sequence[Waiting], by: str) -> Step:
    """Return the step that records that somebody has paged by hand."""
    ticked = [] if "owner-paged" in reading.incident.ticked else ["owner-paged"]
    drafts = [
        Draft(
            f"Paged by hand: {page.entry.fields.get('to', '')}".rstrip(": "),
            "receipt",
            adds={"ticked": ticked if index == 0 else []},
            extra={
                "message": page.entry.id,
                "channel": [page.delivery.channel],
                "state": "sent",
                "detail": f"confirmed by {by}",
            },
        )
        for index, page in enumerate(pages)
    ]
    return Step("send", reading.incident.id, "page confirmed", tuple(drafts))
