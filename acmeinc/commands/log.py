"""`acmeinc log`: a line in the timeline, without quotes and without questions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.words import entry_called, spoken
from acmeinc.errors import NotFound, Usage
from acmeinc.incident.model import LOG_KINDS, OPEN_STATUSES, Draft
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import clean
from acmeinc.steps.logging import attachment, log_step


def log_command(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS…", help="what happened; - reads stdin")
    ] = None,
    incident: options.IncidentOption = None,
    kind: Annotated[
        str,
        typer.Option(
            "--kind", "-k", metavar="KIND", help=" | ".join(LOG_KINDS), autocompletion=complete.log_kinds
        ),
    ] = "note",
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="who did it [you]", autocompletion=complete.people),
    ] = None,
    attach: Annotated[
        list[Path] | None,
        typer.Option("--attach", metavar="FILE", help="keep a file with the incident; repeat it"),
    ] = None,
    correct: Annotated[
        str | None,
        typer.Option("--correct", metavar="ENTRY", help="the id of the entry that this one replaces"),
    ] = None,
    redact: Annotated[
        list[str] | None,
        typer.Option("--redact", metavar="ENTRY", help="take a leaked secret out of that entry; repeat it"),
    ] = None,
    at: options.AtOption = None,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Add a line to the timeline of an incident: what was seen, tried, found or decided.

    Nothing is ever changed: a correction is a new entry, and the old one is struck through. Only a secret
    goes: --redact replaces the words of an entry by [redacted], and says where they still stand.

    \b
    Examples:
      acmeinc log rolled back deploy 4812
      acmeinc log --kind decision --at 14:05 we fail over to the other region
      acmeinc log --attach graph.png error rate since noon
      acmeinc log --correct 01KAR5ZK it was deploy 4813
      acmeinc log --redact 01KAR5ZK
    """
    app: App = ctx.obj
    app.refuse_unready()
    if kind not in LOG_KINDS:
        raise Usage(f"--kind {kind!r} is not known", hint=f"use one of: {', '.join(LOG_KINDS)}")
    how = How(dry_run=dry_run, as_json=as_json, brief=True)
    if redact:
        from acmeinc.commands.redaction import redact_entries

        if words or attach or correct:
            raise Usage("--redact takes no words", hint=f"acmeinc log --redact {redact[0]}")
        redact_entries(app, incident, redact, how)
        return
    text = spoken(app, "log", words)
    reading = app.open_incident(incident, (*OPEN_STATUSES, "resolved"))
    extra = {"corrects": entry_called(reading, correct)} if correct else {}
    draft = Draft(clean(text), kind, by=by or "", extra=extra)
    files = _attachments(app, reading, attach) if attach else []
    step = log_step(reading.incident, draft, files, app.time_or_none(at))
    carry_out(app, step, how, reading)


def _attachments(app: App, reading: Reading, files: Sequence[Path]) -> list[tuple[str, str]]:
    """Return path and base64 content of each file; none takes the place of one that is kept already."""
    from base64 import b64encode

    kept: dict[str, str] = {}
    try:
        for file in files:
            content = b64encode(file.read_bytes()).decode()
            path = attachment(
                reading.incident, file.name, lambda p: p in kept or app.repository.locate(p).exists()
            )
            kept[path] = content
    except OSError as problem:
        raise NotFound(
            f"{problem.filename}: {problem.strerror}",
            hint="nothing was recorded; name a file that can be read",
        ) from None
    return list(kept.items())
