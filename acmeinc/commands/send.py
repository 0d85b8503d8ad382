"""`acmeinc send`: what waits to leave the house, and sending it."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.carry_out import How, carry_out, raise_unshared
from acmeinc.errors import NotDelivered
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import visible
from acmeinc.steps.perform import resend
from acmeinc.steps.waiting import Waiting, confirm_step, waiting_in


def send_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    done: Annotated[
        bool, typer.Option("--done", help="confirm: the pages that were printed have gone out")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="send also what may have arrived already")] = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Show what waits, and try it again. A page that was printed waits until somebody confirms it.

    What broke off half-way may have arrived: it is shown, and sent again only with --again.

    \b
    Examples:
      acmeinc send
      acmeinc send --done
      acmeinc send --again -i login
    """
    app: App = ctx.obj
    _ = app.identity
    readings = [app.reading(app.incident_id(incident))] if incident else app.incidents()
    stuck: list[Waiting] = []
    unshared = ""
    for reading in readings:
        waiting = waiting_in(reading)
        if waiting and dry_run:
            _foretell(app, reading, waiting, done=done, quiet=as_json)
        elif waiting:
            waiting, unshared = _send(app, reading, waiting, _Asked(done, again, as_json))
        stuck += waiting
    _show(app, stuck, as_json=as_json)
    if stuck and not dry_run:
        raise NotDelivered(f"{len(stuck)} still waiting", hint=_hint(stuck))
    raise_unshared(unshared)


class _Asked(NamedTuple):
    """What was asked of `send`."""

    done: bool
    again: bool
    as_json: bool


def _printed_pages(waiting: Sequence[Waiting]) -> list[Waiting]:
    return [one for one in waiting if one.is_page and one.delivery.state == "printed"]


def _foretell(app: App, reading: Reading, waiting: Sequence[Waiting], *, done: bool, quiet: bool) -> None:
    """Show what confirming the pages would write."""
    pages = _printed_pages(waiting)
    if done and pages and not quiet:
        carry_out(app, confirm_step(reading, pages, app.identity.name), How(dry_run=True), reading)


def _send(app: App, reading: Reading, waiting: Sequence[Waiting], asked: _Asked) -> tuple[list[Waiting], str]:
    """Send what can be sent; return what still waits, and what was not pushed."""
    unshared = ""
    states = ("waiting", "failed", "unknown") if asked.again else ("waiting", "failed")
    ready = [one for one in waiting if one.delivery.state in states]
    if ready:
        which = [(one.entry.id, one.delivery.channel) for one in ready]
        unshared = resend(reading.incident.id, which, app.desk).unshared
    pages = _printed_pages(waiting)
    if asked.done and pages:
        carry_out(app, confirm_step(reading, pages, app.identity.name), How(brief=True, quiet=asked.as_json))
    return waiting_in(app.reading(reading.incident.id)), unshared


def _show(app: App, waiting: Sequence[Waiting], *, as_json: bool) -> None:
    if as_json:
        from acmeinc.terminal.json_output import dump, rfc3339

        rows = [
            {
                "incident": one.incident,
                "entry": one.entry.id,
                "kind": one.entry.kind,
                "channel": one.delivery.channel,
                "state": one.delivery.state,
                "at": rfc3339(one.delivery.at),
                "detail": one.delivery.detail,
            }
            for one in waiting
        ]
        app.console.out(dump({"waiting": rows}, app.console.encoding))
        return
    for one in waiting:
        detail = visible(one.delivery.detail)
        app.console.out(f"! {one.entry.kind} ({one.delivery.channel}) {one.delivery.state}: {detail}")
        app.console.out(f"    {one.incident}")
    if not waiting:
        app.console.out("Nothing waits.")


def _hint(waiting: Sequence[Waiting]) -> str:
    if any(one.is_page and one.delivery.state == "printed" for one in waiting):
        return "page by hand, then: acmeinc send --done"
    if any(one.delivery.state == "unknown" for one in waiting):
        return "it may have arrived; if not: acmeinc send --again"
    return "acmeinc send"
