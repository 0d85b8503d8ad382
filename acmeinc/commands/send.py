"""`acmeinc send`: what waits to leave the house, and sending it."""

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.carry_out import How, carry_out, raise_unshared
from acmeinc.errors import NotDelivered
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import visible
from acmeinc.steps.waiting import Waiting, confirm_step, waiting_in
from acmeinc.storage.machine import machine_of


def send_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    done: Annotated[
        bool, typer.Option("--done", help="confirm: what waits has been carried by hand")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="send also what may have arrived already")] = False,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="send also what waits on somebody else's machine")
    ] = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Show what waits, and try it again. A page that was printed waits until somebody confirms it.

    What broke off half-way may have arrived: it is shown, and sent again only with --again. What was written
    on another machine is to leave from there, unless you take it over.

    \b
    Examples:
      acmeinc send
      acmeinc send --done
      acmeinc send --again -i login
      acmeinc send --take-over
    """
    app: App = ctx.obj
    app.refuse_unready()
    asked = _Asked(done, again, take_over, as_json)
    readings = [app.reading(app.incident_id(incident))] if incident else app.documents.unsettled()
    stuck: list[Waiting] = []
    unshared = ""
    for reading in readings:
        waiting = waiting_in(reading)
        if waiting and dry_run:
            _foretell(app, reading, waiting, asked)
        elif waiting:
            waiting, unshared = _send(app, reading, waiting, asked)
        stuck += waiting
    if not incident:
        bugs, bugs_unshared = _file_bugs(app, asked, dry_run=dry_run)
        stuck += bugs
        unshared = unshared or bugs_unshared
    _show(app, stuck, asked)
    if stuck and not dry_run:
        raise NotDelivered(f"{len(stuck)} still waiting", hint=_hint(app, stuck))
    raise_unshared(unshared)


class _Asked(NamedTuple):
    """What was asked of `send`."""

    done: bool
    again: bool
    take_over: bool
    as_json: bool

    def to_send(self, app: App, waiting: Sequence[Waiting]) -> list[Waiting]:
        """Return what is to be sent now."""
        if self.done:
            return []
        is_mine = _is_here(app)
        ready = [one for one in waiting if one.may_go or (self.again and one.delivery.state == "unknown")]
        return [one for one in ready if self.take_over or is_mine(one)]

    def to_confirm(self, waiting: Sequence[Waiting]) -> list[Waiting]:
        """Return what somebody says to have carried by hand."""
        return list(waiting) if self.done else []


def _is_here(app: App) -> Callable[[Waiting], bool]:
    """Return what tells whether a message is to leave from this clone."""
    here = machine_of(app.repository.common_dir)
    return lambda one: one.machine in ("", here)


def _foretell(app: App, reading: Reading, waiting: Sequence[Waiting], asked: _Asked) -> None:
    """Show what confirming would write."""
    carried = asked.to_confirm(waiting)
    if carried and not asked.as_json:
        carry_out(app, confirm_step(reading, carried, app.identity.name), How(dry_run=True), reading)


def _send(app: App, reading: Reading, waiting: Sequence[Waiting], asked: _Asked) -> tuple[list[Waiting], str]:
    """Send what can be sent; return what still waits, and what was not pushed."""
    unshared = ""
    if ready := asked.to_send(app, waiting):
        from acmeinc.commands.outcome import print_sent
        from acmeinc.steps.sending import resend

        which = [(one.entry.id, one.delivery.channel) for one in ready]
        outcome = resend(reading.incident, which, app.desk)
        unshared = outcome.unshared
        print_sent(app, outcome, quiet=asked.as_json)
    if carried := asked.to_confirm(waiting):
        step = confirm_step(reading, carried, app.identity.name)
        carry_out(app, step, How(brief=True, quiet=asked.as_json))
    return waiting_in(app.reading(reading.incident.id)), unshared


def _file_bugs(app: App, asked: _Asked, *, dry_run: bool) -> tuple[list[Waiting], str]:
    """File the bugs that wait for their owner; return those that wait still, and what was not pushed."""
    from acmeinc.steps.filing import file_waiting, waiting_bugs

    waiting = waiting_bugs(app.repository)
    if not waiting or dry_run:
        return waiting, ""
    left, unshared = file_waiting(app.planning, again=asked.again, done=asked.done)
    filed = {one.incident for one in waiting} - {one.incident for one in left}
    for bug in () if asked.as_json else sorted(filed):
        app.console.out(f"✓ filed: {bug}")
    return left, unshared


def _show(app: App, waiting: Sequence[Waiting], asked: _Asked) -> None:
    if asked.as_json:
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
                "machine": one.machine or None,
            }
            for one in waiting
        ]
        app.console.out(dump({"waiting": rows}, app.console.encoding))
        return
    is_mine = _is_here(app)
    for one in waiting:
        app.console.out(f"! {one.entry.kind} ({one.delivery.channel}) {_state(one)}")
        app.console.out(f"    {one.incident}")
        if not is_mine(one):
            app.console.out(f"    waits on {visible(one.machine)}: {visible(one.entry.by)}")
    if not waiting:
        app.console.out("Nothing waits.")


def _state(one: Waiting) -> str:
    detail = visible(one.delivery.detail)
    return f"{one.delivery.state}: {detail}" if detail else one.delivery.state


def _hint(app: App, waiting: Sequence[Waiting]) -> str:
    if any(one.entry.kind == "page" and one.delivery.state == "printed" for one in waiting):
        return "page by hand, then: acmeinc send --done"
    if any(one.delivery.state == "unknown" for one in waiting):
        return "see whether it arrived: acmeinc send --done, or send it again: acmeinc send --again"
    if not any(map(_is_here(app), waiting)):
        return "it is to leave from there; to send it from here: acmeinc send --take-over"
    return "acmeinc send, or when somebody has carried it by hand: acmeinc send --done"
