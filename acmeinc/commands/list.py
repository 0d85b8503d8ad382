"""`acmeinc list`: incidents by status, severity, functionality, date."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.selected import selection
from acmeinc.errors import Usage
from acmeinc.incident.model import FINAL_STATUSES, STATUSES, Incident
from acmeinc.incident.text import clean_line, visible


def list_command(
    ctx: typer.Context,
    status: Annotated[
        list[str] | None,
        typer.Option("--status", metavar="STATUS", help=" | ".join(STATUSES) + "; repeat it"),
    ] = None,
    severity: options.SeverityOption = None,
    functionality: options.FunctionalityOption = None,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    every: Annotated[bool, typer.Option("--all", "-a", help="closed ones too")] = False,
    bugs: Annotated[bool, typer.Option("--bugs", help="what was decided to be a bug, instead")] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="at most N, 0 for all")] = 0,
    as_json: options.JsonOption = False,
) -> None:
    """List incidents, newest first: those that still need somebody, or all.

    \b
    Examples:
      acmeinc list
      acmeinc list --all --severity SEV1 --since 2026-11-01
      acmeinc list --status resolved --json
      acmeinc list --bugs
    """
    app: App = ctx.obj
    for wanted in status or []:
        if wanted not in STATUSES:
            raise Usage(f"--status {wanted!r} is not known", hint=f"use one of: {', '.join(STATUSES)}")
    everything = every or bool(status or since or until)
    meant = selection(since, until, severity, functionality)
    if bugs:
        _print_bugs(app, limit, as_json=as_json)
        return
    past = bool(set(status).intersection(FINAL_STATUSES)) if status else everything
    fitting = (i for i in _incidents(app, past=past) if _fits(i, status or [], everything) and meant.holds(i))
    _print(app, list(islice(fitting, limit or None)), as_json=as_json)


def _incidents(app: App, *, past: bool) -> Iterator[Incident]:
    """Yield the incidents about which something is left to do, newest first; all of them with the `past`."""
    if past:
        yield from (kept.incident for kept in app.documents.index_told().documents() if not kept.problem)
    else:
        yield from (reading.incident for reading in app.documents.unsettled())


def _fits(incident: Incident, statuses: list[str], everything: bool) -> bool:
    if statuses:
        return incident.status in statuses
    return everything or incident.status not in FINAL_STATUSES


def _print(app: App, incidents: list[Incident], *, as_json: bool) -> None:
    if as_json:
        from acmeinc.terminal.json_output import dump, list_json

        app.console.out(dump(list_json(incidents), app.console.encoding))
        return
    if app.console.piped:
        from acmeinc.terminal.piped import incident_rows

        lines = incident_rows(incidents)
    else:
        from acmeinc.terminal.views import incident_table

        lines = incident_table(incidents, app.console.width)
    for line in lines:
        app.console.out(line)


def _print_bugs(app: App, limit: int, *, as_json: bool) -> None:
    from acmeinc.storage.bugs import known_bugs

    bugs = list(known_bugs(app.repository))[: limit or None]
    if as_json:
        from acmeinc.terminal.json_output import dump

        app.console.out(dump({"bugs": [bug._asdict() for bug in bugs]}, app.console.encoding))
        return
    for bug in bugs:
        what = f"{bug.functionality} is {bug.state} for {bug.audience}"
        columns = (bug.id, bug.owning_team or "-", bug.decided_by, what)
        app.console.out(("\t" if app.console.piped else "  ").join(visible(clean_line(c)) for c in columns))
    if not bugs and not app.console.piped:
        app.console.out("No bugs.")
