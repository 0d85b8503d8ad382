"""Where each message went: a line for each, and the text of those that somebody has to carry."""

from collections.abc import Iterable, Sequence

from acmeinc.incident.text import visible
from acmeinc.process.message import Message
from acmeinc.steps.step import Delivered
from acmeinc.terminal.views import OWN_CHANNEL, Result

_LABELS = {
    "paging": "pager",
    "email": "email",
    "chat": "chat",
    "incident_chat": "chat",
    "status_page": "status page",
    "calendar": "invitation",
    "tracker": "ticket",
}


def page_results(delivered: Iterable[Delivered]) -> list[Result]:
    """Return what became of the pages: they stand before everything else."""
    return [_page(one) for one in delivered if one.message.kind == "page"]


def message_results(delivered: Iterable[Delivered]) -> list[Result]:
    """Return where every other message went, and at the end what is left to do by hand."""
    others = [one for one in delivered if one.message.kind != "page"]
    together: dict[tuple[str, str, str], list[Delivered]] = {}
    for one in others:
        label = _LABELS.get(one.channel, one.channel)
        together.setdefault((one.entry, label, one.receipt.state), []).append(one)
    results = [_message(label, group) for (_, label, _), group in together.items()]
    results += [
        Result(_LABELS.get(one.channel, one.channel), one.receipt.detail, "open")
        for one in others
        if one.receipt.state == "sent" and one.receipt.detail
    ]
    return results + [Result("by hand", todo, "open") for one in others for todo in one.by_hand]


def ready_to_paste(delivered: Iterable[Delivered]) -> list[str]:
    """Return each message that somebody has to carry, and an empty line behind it; to a pager none has."""
    printed: dict[str, list[Delivered]] = {}
    for one in delivered:
        if one.receipt.state != "sent" and one.message.kind != "pager":
            printed.setdefault(one.entry, []).append(one)
    lines = []
    for group in printed.values():
        to = dict.fromkeys(one.address for one in group if one.address)
        lines += [_pasted(group[0].message, list(to)), ""]
    return lines


def _pasted(message: Message, to: Sequence[str]) -> str:
    receivers = visible(", ".join(to))
    return f"To: {receivers}\nSubject: {visible(message.subject)}\n\n{visible(message.body)}"


def _page(one: Delivered) -> Result:
    if one.receipt.state == "sent":
        return Result("paged", one.address, seconds=one.seconds)
    by_hand = f"{one.receipt.detail}\nthen: acmeinc send --done"
    if one.receipt.state == "printed":
        return Result("page", by_hand, "open")
    return Result("page", f"{by_hand}\nor page again: acmeinc send", "failed")


def _arrived(one: Delivered) -> str:
    """Return where a message can be seen now: the link it got, else where it was sent."""
    remote = one.receipt.remote
    return remote if remote.startswith(("https://", "http://")) else one.address


def _message(label: str, group: Sequence[Delivered]) -> Result:
    state = group[0].receipt.state
    if group[0].message.kind == "pager" and state in ("sent", "printed"):
        subject = group[0].message.subject
        return Result(label, subject) if state == "sent" else Result(label, f"by hand: {subject}", "open")
    if state == "sent":
        return Result(label, ", ".join(_arrived(one) for one in group))
    if state == "printed" and group[0].channel == "status_page":
        # Nobody has to carry it: the site is made of the documents.
        return Result(label, f"on {group[0].address} after the next: acmeinc site build", "open")
    if state == "printed":
        names = (OWN_CHANNEL if one.channel == "incident_chat" else one.address for one in group)
        return Result(label, f"printed above, for {', '.join(names)}", "open")
    why = dict.fromkeys(one.receipt.detail or one.address for one in group)
    return Result(label, f"{state}: {', '.join(why)}", "failed")
