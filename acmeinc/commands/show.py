"""`acmeinc show`: one incident, now or as it was recorded then."""

from datetime import datetime
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.commands.outcome import print_incident_json
from acmeinc.errors import Usage
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import read
from acmeinc.process.gates import evaluate
from acmeinc.process.metrics import durations
from acmeinc.process.schedule import due_for


def show_command(
    ctx: typer.Context,
    incident: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="id or a unique part of it [the open one]", autocompletion=complete.incidents
        ),
    ] = None,
    other: options.IncidentOption = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="as it was recorded then, from git")
    ] = None,
    as_json: options.JsonOption = False,
    html: options.HtmlOption = None,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="print it all at once")] = False,
) -> None:
    """Show an incident: a readable page in a terminal, the Markdown itself in a pipe.

    \b
    Examples:
      acmeinc show
      acmeinc show login
      acmeinc show login --at "yesterday 14:00"
      acmeinc show login > incident.md
      acmeinc show login --html login.html
    """
    app: App = ctx.obj
    if html and as_json:
        raise Usage("--html and --json do not go together", hint="acmeinc show --html FILE")
    incident_id = app.incident_id(incident or other, (*OPEN_STATUSES, "resolved"))
    path = path_of(incident_id)
    then = app.time_or_none(at)
    text = _text_at(app, path, then) if then else app.repository.read(app.repository.root / path)
    if html:
        _put_page(app, text, html, then or app.now())
        return
    if not as_json and app.console.piped:
        app.console.out_exactly(text)
        return
    reading = read(text)
    if as_json:
        print_incident_json(app, reading.incident, path)
        return
    for notice in reading.notices:
        app.console.say(f"! {notice}")
    from acmeinc.terminal.page_view import Page, page_text
    from acmeinc.terminal.pager import page

    rules, now = app.rules, app.now()
    dues = due_for(reading.incident, rules.severity, rules.settings)
    gates = evaluate(reading.incident, None, rules.severity, rules.settings, now)
    shown = Page(reading.incident, dues, gates, durations(reading.incident), now, rules.settings.zone)
    page(app.console, page_text(shown, app.console.width, color=app.console.ink.on), no_pager=no_pager)


def _put_page(app: App, text: str, file: str, as_of: datetime) -> None:
    from acmeinc.commands.page_file import put_page
    from acmeinc.site.document_page import Shown, document_page

    settings = app.rules.settings
    put_page(app, file, document_page(Shown(read(text), as_of, settings.zone, settings.organization)))


def _text_at(app: App, path: str, then: datetime) -> str:
    from acmeinc.storage.history import document_at

    return document_at(app.repository, app.repository.root / path, then)
