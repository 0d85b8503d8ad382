"""Which incidents nobody has to look at again, however long the past gets."""

from acmeinc.incident.model import Incident
from acmeinc.incident.state import all_deliveries
from acmeinc.process.schedule import unconfirmed_pages


def is_settled(incident: Incident) -> bool:
    """Return whether nothing is left to do: it is final, every page is confirmed, every message is out.

    Of such an incident neither `next` nor `send` says anything.
    """
    if not incident.is_final or unconfirmed_pages(incident):
        return False
    return all(
        delivery.state == "sent" or (delivery.state == "printed" and message.kind != "page")
        for message, delivery in all_deliveries(incident)
    )
