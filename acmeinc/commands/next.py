"""`acmeinc next`: what is due for every incident, soonest first."""

import time
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import Usage
from acmeinc.process.schedule import Due, due_for, overdue

TICK_SECONDS = 1.0
READ_EVERY = 10


def next_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="exit 3 when something is overdue")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="count down, and ring when something falls due")
    ] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Show what is due: messages, check-ins, status page, pages, retrospectives.

    \b
    Examples:
      acmeinc next
      acmeinc next --watch
      acmeinc next --exit-code || echo "something is overdue"
    """
    app: App = ctx.obj
    only = app.incident_id(incident) if incident else ""
    if watch:
        _watch(app, only)
        return
    dues = show_next(app, only, as_json=as_json)
    if exit_code and any(overdue(due, app.now()) for due in dues):
        raise typer.Exit(3)


def show_next(app: App, only: str = "", *, as_json: bool = False) -> list[Due]:
    """Print what is due, for the incident `only` or for all, and return it."""
    now = app.now()
    dues = _dues(app, only)
    if as_json:
        from acmeinc.terminal.json_output import dump, next_json

        app.console.out(dump(next_json(now, dues), app.console.encoding))
    elif app.console.piped:
        from acmeinc.terminal.piped import due_rows

        for line in due_rows(dues, now):
            app.console.out(line)
    else:
        _print_table(app, dues, now)
    return dues


def _dues(app: App, only: str) -> list[Due]:
    readings = [app.reading(only)] if only else app.incidents()
    rules = app.rules
    found = (due for r in readings for due in due_for(r.incident, rules.severity, rules.settings))
    return sorted(found, key=lambda due: due.due)


def _print_table(app: App, dues: list[Due], now: datetime) -> None:
    for line in _table(app, dues, now):
        app.console.out(line)


def _table(app: App, dues: list[Due], now: datetime) -> list[str]:
    from acmeinc.terminal.views import due_table

    zone = app.rules.settings.zone
    return due_table(dues, now, zone=zone, width=app.console.width, ink=app.console.ink)


def _watch(app: App, only: str) -> None:
    """Count down in place until Ctrl-C; the documents are read again every few seconds."""
    if app.console.piped:
        raise Usage("--watch needs a terminal", hint="acmeinc next")
    from acmeinc.terminal.full_screen import draw, full_screen

    rung: set[tuple[str, str, datetime]] = set()
    dues = _dues(app, only)
    with suppress(KeyboardInterrupt), full_screen(app.console):
        for beat in count(1):
            now = app.now()
            clock = f"{now.astimezone(app.rules.settings.zone):%H:%M:%S}"
            draw(app.console, [f"{clock}   ctrl-c ends", "", *_table(app, dues, now)])
            late = {(due.incident, due.kind, due.due) for due in dues if due.due <= now}
            if late - rung:
                app.console.ask("\a")
            rung |= late
            time.sleep(TICK_SECONDS)
            dues = _dues(app, only) if beat % READ_EVERY == 0 else dues
