"""`acmeinc sync`: pull, merge and push, with one's own uncommitted changes left in place."""

from datetime import timedelta
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import Failed, NotDelivered, Usage
from acmeinc.incident.text import visible
from acmeinc.steps.sharing import share_all
from acmeinc.storage.synced import BOUND, Synced, Wanted


def sync_command(
    ctx: typer.Context,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="how long the remote may take")
    ] = BOUND.total_seconds(),
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Share what is committed here and take in what others did; documents merge by what they mean.

    The history stays linear, and what you have staged or changed stays as it is. Whatever the remote does,
    nothing is lost: what could not be pushed is said, and goes with the next sync.

    \b
    Examples:
      acmeinc sync
      acmeinc sync --dry-run
      acmeinc sync --wait 60
    """
    app: App = ctx.obj
    if not 0 < wait <= 3600:
        raise Usage(f"--wait {wait:g}: seconds, up to an hour", hint="acmeinc sync --wait 60")
    wanted = Wanted(
        app.identity.config,
        app.rules.settings.branch,
        bound=timedelta(seconds=wait),
        dry_run=dry_run,
    )
    synced = share_all(app.desk, wanted)
    for notice in synced.notices:
        app.console.say(f"! {visible(notice)}")
    _print(app, synced, dry_run=dry_run, as_json=as_json)
    if synced.waiting:
        raise NotDelivered(synced.shortfall, hint=synced.hint)
    if synced.why:
        raise (NotDelivered if synced.pushed else Failed)(synced.why, hint=synced.hint)


def _print(app: App, synced: Synced, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        from acmeinc.terminal.json_output import dump

        told = {
            "remote": synced.remote or None,
            "pushed": synced.pushed,
            "received": synced.received,
            "waiting": synced.waiting,
            "problem": synced.why or None,
            "notices": list(synced.notices),
            "dry_run": dry_run,
        }
        app.console.out(dump(told, app.console.encoding))
    elif not synced.remote:
        app.console.out("Nothing to do: this repository has no remote.")
        app.console.out("  git remote add origin URL      to share it")
    elif not synced.why or synced.pushed:
        mark = "" if dry_run else f"{app.console.ink.green('✓')} "
        app.console.out(f"{mark}{synced.remote}: {_counted(synced, dry_run=dry_run)}")


def _counted(synced: Synced, *, dry_run: bool) -> str:
    """Return in words what went out and what came in."""
    if not synced.pushed and not synced.received:
        return "nothing new on either side"
    push, take = ("would push", "take in") if dry_run else ("pushed", "took in")
    commits = f"{synced.pushed} commit{'' if synced.pushed == 1 else 's'}"
    return f"{push} {commits}, {take} {synced.received}"
