"""`acmeinc rules notice`: announce a merged change of the rules to the distribution list, once."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import NotDelivered
from acmeinc.incident.text import visible

if TYPE_CHECKING:
    from acmeinc.process.message import Message
    from acmeinc.steps.noticing import Noticed
    from acmeinc.storage.comparison import Comparison
    from acmeinc.storage.notices import Ledger, Notice


def rules_notice_command(
    ctx: typer.Context,
    revision: Annotated[
        str | None,
        typer.Argument(metavar="REV", help="a merged commit, or A..B [the newest that changes rules]"),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="send what was announced already, or may have been")
    ] = False,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Tell everyone who gets incident messages what a merged change of the rules changes, and why.

    The words are templates/rules_notice.txt, the way is that of mail. Each change is announced once, whoever
    does it: a record of it is kept beside the commit, here and at the remote. What broke off half-way may
    have arrived, and goes out again only with --again.

    \b
    Examples:
      acmeinc rules notice
      acmeinc rules notice 3f2a1bc --dry-run
      acmeinc rules notice v1..v2 --yes
    """
    app: App = ctx.obj
    from acmeinc.steps.noticing import notice_of, refuse_again, send_notice

    identity = app.identity
    change = _change(app, revision, ask=not dry_run)
    message = notice_of(app.planning, change, identity.config.get("remote.origin.url", ""))
    ledger, known = _known(app, change, again=again, ask=not dry_run)
    if dry_run:
        _foretell(app, change, message, known, as_json=as_json)
        return
    if not again:
        refuse_again(known, app.planning)
    if not yes and app.can_ask:
        from acmeinc.commands.preview import approve_message

        message = approve_message(app, message, [_address(app, change, message)])
    noticed = send_notice(app.planning, ledger, known, message, (identity.name, identity.email))
    _print(app, change, noticed, as_json=as_json)
    _raise_unsent(noticed)


def _change(app: App, revision: str | None, *, ask: bool) -> "Comparison":
    """Return the change to announce, which has to be merged; with `ask` by what the remote says now."""
    from acmeinc.steps.noticing import PATIENCE, change_to_announce, refuse_unmerged
    from acmeinc.storage.deadline import Deadline
    from acmeinc.storage.proposal import base_of

    base = base_of(app.repository, app.identity.config, Deadline.after(PATIENCE) if ask else None)
    change = change_to_announce(app.repository, revision)
    refuse_unmerged(app.repository, change, base)
    return change


def _known(app: App, change: "Comparison", *, again: bool, ask: bool) -> "tuple[Ledger, Notice]":
    """Return where notices are recorded, and what is known of this one.

    A remote that does not answer could know more: then nothing is sent, unless it is to be sent `again`.
    """
    from acmeinc.steps.noticing import PATIENCE
    from acmeinc.storage.deadline import Deadline
    from acmeinc.storage.notices import Ledger
    from acmeinc.storage.remote import Remote, Unreachable

    git, branch = app.repository.git, app.repository.git_folders.branch
    ledger = Ledger(git, Remote.of(git, app.identity.config, branch))
    try:
        return ledger, ledger.known(change.new, Deadline.after(PATIENCE) if ask else None)
    except Unreachable as unreachable:
        if not again:
            unreachable.hint = (
                "nothing was sent: whether somebody has announced it stands there (--again sends it)"
            )
            raise
        app.console.say(f"! {visible(str(unreachable))}; only this clone will know of it")
        alone = Ledger(git, None)
        return alone, alone.known(change.new, None)


def _address(app: App, change: "Comparison", message: "Message") -> str:
    from acmeinc.steps.noticing import dispatch_for

    return app.channel("email").address(dispatch_for(change.new, message, ""))


def _foretell(app: App, change: "Comparison", message: "Message", known: "Notice", *, as_json: bool) -> None:
    """Print what would be sent, and what is known of it here."""
    if as_json:
        state = known.state or "waiting"
        _dump(app, _told(change, message, _address(app, change, message), state) | {"dry_run": True})
        return
    from acmeinc.terminal.views import message_preview

    for line in message_preview(message, [_address(app, change, message)], app.console.width):
        app.console.out(line)
    if known.may_have_left:
        app.console.out(f"It was announced before, as far as is known here: {visible(known.state)}.")
    app.console.out("Nothing was sent (--dry-run).")


def _print(app: App, change: "Comparison", noticed: "Noticed", *, as_json: bool) -> None:
    delivered = noticed.delivered
    if noticed.alone:
        app.console.say(f"! the remote does not know of it, only this clone: {visible(noticed.alone)}")
    if as_json:
        told = _told(change, delivered.message, delivered.address, delivered.receipt.state)
        _dump(app, told | {"detail": delivered.receipt.detail or None, "dry_run": False})
        return
    from acmeinc.commands.destinations import message_results, ready_to_paste
    from acmeinc.terminal.views import result_lines

    for line in ready_to_paste([delivered]):
        app.console.out(line)
    results = message_results([delivered])
    for line in result_lines(results, app.console.width, piped=app.console.piped, ink=app.console.ink):
        app.console.out(line)


def _raise_unsent(noticed: "Noticed") -> None:
    receipt = noticed.delivered.receipt
    if receipt.state == "failed":
        hints = [receipt.hint, "acmeinc rules notice"]
        raise NotDelivered(f"the notice was not sent: {receipt.detail}", hint="\n".join(filter(None, hints)))
    if receipt.state == "unknown":
        told = f"the notice may have been sent: {receipt.detail}"
        raise NotDelivered(told, hint="look whether it arrived; if not: acmeinc rules notice --again")


def _told(change: "Comparison", message: "Message", to: str, state: str) -> dict[str, Any]:
    return {
        "commit": change.new,
        "before": change.old,
        "to": to,
        "subject": message.subject,
        "body": message.body,
        "state": state,
    }


def _dump(app: App, told: dict[str, Any]) -> None:
    from acmeinc.terminal.json_output import dump

    app.console.out(dump(told, app.console.encoding))
