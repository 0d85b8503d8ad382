"""`acmeinc publish`: the public status page, in customers' words."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options, questions
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview, Question
from acmeinc.errors import Usage
from acmeinc.incident.model import OPEN_STATUSES, Incident
from acmeinc.steps.updates import publish_step
from acmeinc.terminal.prompts import Choice

PHASES = ("investigating", "identified", "monitoring", "resolved")


def publish_command(
    ctx: typer.Context,
    message: Annotated[
        str | None, typer.Option("--message", "-m", metavar="TEXT", help="for customers")
    ] = None,
    phase: Annotated[
        str | None,
        typer.Option(
            "--phase", metavar="PHASE", help=" | ".join(PHASES), autocompletion=complete.public_phases
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="the public title")] = None,
    eta: options.EtaOption = None,
    incident: options.IncidentOption = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Post to the public status page. Only these words become public, nothing else of the incident.

    \b
    Examples:
      acmeinc publish
      acmeinc publish --phase identified \\
        -m "We have found the cause of the failed logins." --yes
    """
    app: App = ctx.obj
    app.refuse_unready()
    if phase and phase not in PHASES:
        raise Usage(f"--phase {phase!r} is not known", hint=f"use one of: {', '.join(PHASES)}")
    reading = app.open_incident(incident, (*OPEN_STATUSES, "resolved"))
    given = {"phase": phase, "message": message}
    with Interview(app, "publish", given, reading.incident.id, yes=yes) as interview:
        answers = interview.ask(_questions(reading.incident))
        step = publish_step(
            app.planning,
            reading,
            answers["message"],
            answers["phase"],
            app.time(at),
            title=title or "",
            eta=eta or "",
        )
        carry_out(app, step, How(dry_run=dry_run, yes=yes, as_json=as_json), reading)


def _questions(incident: Incident) -> list[Question]:
    likely = _likely(incident)
    choices = [Choice(phase, phase) for phase in PHASES]
    return [
        Question(
            "phase",
            "--phase",
            lambda ask: ask.choose("Which phase?", choices, default=likely),
            likely,
            usual=likely,
        ),
        questions.long("message", "--message", "What do we tell customers?"),
    ]


def _likely(incident: Incident) -> str:
    likely = {"identified": "identified", "mitigated": "monitoring", "resolved": "resolved"}
    return likely.get(incident.status, "investigating")
