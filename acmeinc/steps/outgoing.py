"""What leaves the house: messages as entries, deliveries through channels, receipts as entries."""

import time
from collections.abc import Iterable, Sequence

from acmeinc.delivery.channel import Channel, Dispatch, Receipt
from acmeinc.errors import AcmeError
from acmeinc.incident.fields import moment_of, time_value
from acmeinc.incident.model import Draft, Entry, Incident
from acmeinc.process.checklist import ticks_for_delivery
from acmeinc.process.message import Message
from acmeinc.process.paging import not_paged
from acmeinc.steps.desk import Desk
from acmeinc.steps.step import Announcement, Delivered
from acmeinc.storage.machine import machine_of

DONE = ("sent", "printed")
_VERBS = {"sent": "sent", "printed": "printed", "failed": "NOT sent", "unknown": "perhaps sent"}
_SUBJECTS = {
    "page": "Page",
    "initial": "First message",
    "update": "Update",
    "public": "Status page post",
    "resolution": "Resolution",
    "reopening": "Reopening notice",
    "downgrade": "Closing notice",
    "closing": "Last word",
    "invitation": "Invitation",
    "pager": "Word to the pager",
    "ticket": "Ticket",
    "reminder": "Reminder",
}


def message_draft(announcement: Announcement, desk: Desk) -> Draft:
    """Return the entry that holds a message: its body is the text, the rest machine fields.

    What a channel carries is to leave from one `machine`: where it was written.
    """
    message = announcement.message
    extra = {
        "audience": message.audience,
        "subject": message.subject,
        "channels": list(message.channels),
        **announcement.extra,
    }
    if message.next_update:
        extra["next_update"] = time_value(message.next_update)
    if not all(desk.channel(name).prints for name in message.channels):
        extra["machine"] = machine_of(desk.repository.common_dir)
    return Draft(message.body, message.kind, sets=announcement.sets, extra=extra)


def message_of(entry: Entry) -> Message:
    """Return the message that a communication entry holds."""
    fields = entry.fields
    return Message(
        entry.kind,
        str(fields.get("audience", "")),
        str(fields.get("subject", "")),
        entry.text,
        tuple(str(channel) for channel in fields.get("channels", [])),
        moment_of(str(fields.get("next_update", ""))),
    )


def dispatch_of(entry: Entry, incident: Incident, document: str) -> Dispatch:
    """Return the message of a communication entry, ready for a channel."""
    return Dispatch(message_of(entry), incident, entry.id, document, entry.fields)


def deliver(channel: Channel, dispatch: Dispatch) -> Delivered:
    """Give a message to a channel and return what became of it; never raises.

    Of what breaks in a way that nobody foresaw it cannot be told how far it got.
    """
    begun = time.monotonic()
    try:
        receipt = channel.deliver(dispatch)
    except AcmeError as failure:
        receipt = Receipt("failed", str(failure), hint=failure.hint)
    except Exception as fault:
        receipt = Receipt("unknown", f"{type(fault).__name__} in the channel")
    return _delivered(channel, dispatch, receipt)._replace(seconds=time.monotonic() - begun)


def with_receipt(channel: Channel, dispatch: Dispatch, receipt: Receipt) -> Delivered:
    """Return a message with what became of it, the channel not having been asked."""
    told = _delivered(channel, dispatch, receipt)
    return told if receipt.state == "printed" else told._replace(by_hand=())


def _delivered(channel: Channel, dispatch: Dispatch, receipt: Receipt) -> Delivered:
    """Return what became of a message; of a page that nobody is known to have got, how to page by hand."""
    message = dispatch.message
    if message.kind == "page" and receipt.state != "sent":
        why = f" ({receipt.detail})" if receipt.detail and receipt.state != "printed" else ""
        receipt = receipt._replace(detail=f"{not_paged(dispatch.link)}{why}")
    to, steps = channel.address(dispatch), channel.by_hand(dispatch)
    return Delivered(message, dispatch.entry, channel.name, to, receipt, by_hand=steps)


def receipt_drafts(delivered: Iterable[Delivered], incident: Incident) -> list[Draft]:
    """Return one receipt for each message and state, naming the channels, and ticking what is done now.

    What was only printed is told together; whatever left, or was to leave, has a receipt of its own.
    """
    together: dict[tuple[str, ...], list[Delivered]] = {}
    for one in delivered:
        channel = "" if one.receipt.state == "printed" else one.channel
        together.setdefault((one.entry, one.receipt.state, channel), []).append(one)
    return [_receipt_draft(group, incident) for group in together.values()]


def _receipt_draft(group: Sequence[Delivered], incident: Incident) -> Draft:
    message, receipt = group[0].message, group[0].receipt
    told = {"message": group[0].entry, "channel": [one.channel for one in group], "state": receipt.state}
    extra = {**receipt.notes, **told}
    addresses = ", ".join(dict.fromkeys(one.address for one in group if one.address))
    subject = _SUBJECTS.get(message.kind, message.kind)
    text = f"{subject} {_VERBS[receipt.state]}: {addresses or 'nobody named'}"
    if message.kind == "page" and receipt.state != "sent":
        text = f"{receipt.detail or 'NOT PAGED'} ({addresses})"
    elif receipt.state != "printed" and receipt.detail:
        text += f" ({receipt.detail})"
    if receipt.detail and (receipt.state != "printed" or message.kind == "page"):
        extra["detail"] = receipt.detail
    if receipt.remote:
        extra["remote"] = receipt.remote
    ticked = [*receipt.adds.get("ticked", []), *_ticks(message, receipt, group[0].entry, incident)]
    return Draft(text, "receipt", sets=receipt.sets, adds={**receipt.adds, "ticked": ticked}, extra=extra)


def _ticks(message: Message, receipt: Receipt, entry: str, incident: Incident) -> list[str]:
    if receipt.state not in DONE or (message.kind == "page" and receipt.state == "printed"):
        return []
    public = [e for e in incident.communications if e.kind == "public"]
    phase = next((str(e.fields.get("phase", "")) for e in public if e.id == entry), "")
    ticks = ticks_for_delivery(message.kind, phase, first_public=len(public) <= 1)
    return [tick for tick in ticks if tick not in incident.ticked]
