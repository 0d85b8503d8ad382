"""`acmeinc next`: what is due for every incident, soonest first."""

from datetime import datetime
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.process.schedule import Due, due_for, overdue


def next_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="exit 3 when something is overdue")] = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="the live board: acmeinc watch")] = False,
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
        from acmeinc.commands.watch import watch as show_board

        show_board(app, only)
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
    readings = [app.reading(only)] if only else app.documents.unsettled()
    rules = app.rules
    found = (due for r in readings for due in due_for(r.incident, rules.severity, rules.settings))
    return sorted(found, key=lambda due: due.due)


def _print_table(app: App, dues: list[Due], now: datetime) -> None:
    from acmeinc.terminal.views import due_table

    zone, console = app.rules.settings.zone, app.console
    for line in due_table(dues, now, zone=zone, width=console.width, ink=console.ink):
        console.out(line)
