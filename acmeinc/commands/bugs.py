"""A bug that was decided on: recorded, filed with its owner where that is set up, and told."""

from typing import Any

from acmeinc.app import App
from acmeinc.commands.carry_out import How
from acmeinc.errors import NotDelivered
from acmeinc.incident.text import visible
from acmeinc.process.tracker import new_issue_link
from acmeinc.steps.bug import BugRecord, WrittenBug, issue_to_approve, record_bug


def record_approved(app: App, record: BugRecord, how: How) -> WrittenBug:
    """Record a bug and return it; an issue that this makes is shown before, to whoever can look at it."""
    issue = issue_to_approve(app.planning, record)
    if issue and record.owner and app.can_ask and not (how.yes or how.dry_run):
        from acmeinc.commands.preview import approve_issue

        approve_issue(app, issue, record.owner.backlog)
    return record_bug(app.planning, record, dry_run=how.dry_run)


def bug_json(written: WrittenBug) -> dict[str, Any]:
    """Return a recorded bug as JSON holds it; `ticket` is None where a person files it."""
    ticket = None
    if written.filed:
        receipt = written.filed.receipt
        ticket = {"state": receipt.state, "link": receipt.remote, "detail": receipt.detail}
    return {"id": written.id, "path": written.path, "commit": written.commit or None, "ticket": ticket}


def print_bug(app: App, record: BugRecord, written: WrittenBug) -> None:
    """Print where a bug is recorded, and the issue that was made or the link that makes one."""
    app.console.out(f"✓ a bug, no incident: {written.path}")
    app.console.out(f"  {visible(_whereabouts(record, written))}")


def _whereabouts(record: BugRecord, written: WrittenBug) -> str:
    owner, state = record.owner, written.filed.receipt.state if written.filed else ""
    if not owner or not owner.backlog:
        return "find its owner, file it in their backlog, and add them to ownership.csv"
    if written.filed and state == "sent":
        return f"filed with {owner.team}: {written.filed.receipt.remote}"
    if state == "unknown":
        return f"perhaps filed with {owner.team}: {owner.backlog}"
    title = f"{record.functionality} is {record.state} for {record.audience}"
    body = "\n\n".join(text for text in (record.impact, "Decided: no incident.") if text)
    return f"file it with {owner.team}: {new_issue_link(owner.backlog, title, body)}"


def raise_unfiled(written: WrittenBug) -> None:
    """Raise NotDelivered where a bug was to be filed, and nobody knows that it was."""
    if not written.filed or written.filed.receipt.state == "sent":
        return
    receipt = written.filed.receipt
    more = f"; {written.unshared}" if written.unshared else ""
    hint = (
        "acmeinc send"
        if receipt.state == "failed"
        else "acmeinc send --again looks for it before it files it"
    )
    raise NotDelivered(f"saved, but not filed; {receipt.state}: {receipt.detail}{more}", hint=hint)
