"""`acmeinc audit`: what git history says about incidents, and whether somebody tampered with it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.errors import RulesSayNo

if TYPE_CHECKING:
    from acmeinc.process.audited import Audit


def audit_command(
    ctx: typer.Context,
    incident: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="id or a unique part of it [all]", autocompletion=complete.incidents
        ),
    ] = None,
    other: options.IncidentOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Read the whole history of one incident, step by step, or look through that of all.

    Says what was changed or taken out without a correction, a redaction or an undo, what hands did, what was
    written down long after it happened, and how far signatures can be checked. Exit 3 when something was
    tampered with. Nothing is written.

    \b
    Examples:
      acmeinc audit
      acmeinc audit login
      acmeinc audit --json
    """
    app: App = ctx.obj
    part = incident or other
    wanted = app.incident_id(part) if part else ""
    with _nothing_thrown_away():
        found = _audit(app, wanted)
        _print(app, found, whole=bool(wanted), as_json=as_json)
    if found.tampered:
        names = dict.fromkeys(trace.incident or "the repository" for trace in found.tampered)
        shown = next((f.commit for f in found.tampered if f.commit), None)
        hint = f"git show {shown.sha[:10]}" if shown else "git reflog"
        raise RulesSayNo(f"tampered with: {', '.join(names)}", hint=f"what was done: {hint}")


def _audit(app: App, wanted: str) -> "Audit":
    from acmeinc.storage.recorded_history import RecordedHistory

    past = RecordedHistory(app.repository)
    # git tells already, while this is imported.
    from acmeinc.checks.audit import audit
    from acmeinc.storage.shares import shared

    return audit(past, wanted, shared)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Look for no garbage meanwhile: of what a long history is made, all is kept until the end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Whatever is made next would have all of it looked through once.
        gc.freeze()
        if was_on:
            gc.enable()


def _print(app: App, found: "Audit", *, whole: bool, as_json: bool) -> None:
    if as_json:
        from acmeinc.terminal.audit_output import audit_json
        from acmeinc.terminal.json_output import dump

        app.console.out(dump(audit_json(found, whole=whole), app.console.encoding))
        return
    lines = _rows(found, whole=whole) if app.console.piped else _lines(app, found, whole=whole)
    if lines:
        app.console.out("\n".join(lines))


def _rows(found: "Audit", *, whole: bool) -> list[str]:
    from acmeinc.terminal.audit_output import audit_rows

    return list(audit_rows(found, whole=whole))


def _lines(app: App, found: "Audit", *, whole: bool) -> list[str]:
    from acmeinc.terminal.audit_view import audit_table, closing_line, story_lines, trace_lines

    zone, width, ink = app.rules.settings.zone, app.console.width, app.console.ink
    if whole:
        lines = story_lines(found.incidents[0], found.signatures, zone, width, ink)
    else:
        lines = audit_table(found, width, ink)
    return [*lines, *trace_lines(found, zone, width, ink), "", closing_line(found)]
