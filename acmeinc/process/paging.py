"""Pages: who can be paged, what is said of a page that nobody got, and under which key a pager knows it.

A pager takes two pages with one key for the same alert and wakes nobody for the second. So the first page of
an incident has the incident's uid for its key, and every other one a key of its own.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.incident.model import Delivery, Entry, Incident
from acmeinc.incident.state import deliveries

if TYPE_CHECKING:
    from acmeinc.process.ownership import Owner

ON_CALL = "incident on-call rotation"
LEADERSHIP = "technical leadership"
LONGEST_KEY = 255

_ON_ITS_WAY = ("waiting", "unknown")


class Alert(NamedTuple):
    """A page as the pager knows it: by its `key`."""

    page: Entry
    key: str

    @property
    def to(self) -> str:
        """Return the team or rotation that was paged."""
        return str(self.page.fields.get("to", ""))


def not_paged(link: str) -> str:
    """Return how to make a page by hand that nobody is known to have got."""
    return f"NOT PAGED: open {link or 'the paging schedule'}"


def everyone_paged(owners: "Iterable[Owner]") -> list[str]:
    """Return every team and rotation that a page can go to, each once."""
    return list(dict.fromkeys([*(owner.team for owner in owners if owner.team), ON_CALL, LEADERSHIP]))


def alert_key(incident: Incident, page: str) -> str:
    """Return the key of the page with this entry id: the one it went under before, if it did.

    The first page is the one that was recorded first, whatever time it is dated.
    """
    pages = {entry.id: entry for entry in incident.communications if entry.kind == "page"}
    if page in pages and (known := _paging(incident, pages[page]).remote):
        return known
    key = incident.uid if page == min(pages, default=page) else f"{incident.uid}-{page}"
    return key[-LONGEST_KEY:]


def alerts(incident: Incident, before: str = "") -> tuple[Alert, ...]:
    """Return the pages that went out through a pager, or may have, oldest first.

    With `before`, an entry's id, only those that were recorded before it: who acknowledges a page has not
    acknowledged the next one.
    """
    pages = (entry for entry in incident.communications if entry.kind == "page")
    return tuple(
        Alert(page, alert_key(incident, page.id))
        for page in sorted(pages, key=lambda page: page.id)
        if (not before or page.id < before) and _may_ring(_paging(incident, page))
    )


def _may_ring(delivery: Delivery) -> bool:
    """Return whether the pager has the page, or may have: one that a person made by hand has no key there."""
    return bool(delivery.remote) or delivery.state in _ON_ITS_WAY


def _paging(incident: Incident, page: Entry) -> Delivery:
    found = (delivery for delivery in deliveries(incident, page) if delivery.channel == "paging")
    return next(found, Delivery("paging", "waiting"))
