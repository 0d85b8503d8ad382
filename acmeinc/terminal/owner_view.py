"""Who owns what, and how to reach them."""

from collections.abc import Mapping, Sequence

from acmeinc.incident.text import visible
from acmeinc.process.ownership import Owner, OwnerMatch, Vendor
from acmeinc.terminal.layout import hanging, pad, wrap


def owner_lines(match: OwnerMatch, vendors: Sequence[Vendor], fallback: str, width: int) -> list[str]:
    """Return who owns a functionality and how to reach them; a near miss is only suggested.

    `fallback` is the link to the incident on-call rotation, for when nobody is found.
    """
    lines = [line for owner in match.matches for line in [*_owner_block(owner, width), ""]]
    lines += [line for vendor in vendors for line in [*_vendor_block(vendor, width), ""]]
    if lines:
        return lines[:-1]
    if match.suggestions:
        lines = ["Nothing by that name. Did you mean:"]
        lines += [
            f"  {visible(o.functionality)} ({visible(o.service)}), {visible(o.team)}"
            for o in match.suggestions
        ]
    else:
        lines = ["Nothing by that name."]
    return [
        *lines,
        *wrap(f"Unclear who owns it? Page the incident on-call rotation: {visible(fallback)}", width),
    ]


def _owner_block(owner: Owner, width: int) -> list[str]:
    details = {
        "service": owner.service,
        "page": owner.paging,
        "backlog": owner.backlog,
        "chat": owner.chat,
        "contact": owner.contact,
    }
    return [f"{visible(owner.functionality)} belongs to {visible(owner.team)}", *_details(details, width)]


def _vendor_block(vendor: Vendor, width: int) -> list[str]:
    details = {"team": vendor.team, "support": vendor.portal, "status": vendor.status_page}
    return [f"{visible(vendor.product)} by {visible(vendor.vendor)}", *_details(details, width)]


def _details(details: Mapping[str, str], width: int) -> list[str]:
    return [
        line
        for label, value in details.items()
        if value
        for line in hanging(pad(label, 9), visible(value), width)
    ]
