"""`acmeinc milestone`: sets or corrects when something happened."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.errors import NeedsAnswer, Usage
from acmeinc.incident.model import MILESTONES, STATUSES
from acmeinc.process.metrics import milestone_warnings
from acmeinc.steps.logging import milestone_step
from acmeinc.terminal.prompts import Choice


def milestone_command(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help=" | ".join(MILESTONES), autocompletion=complete.milestones),
    ] = None,
    incident: options.IncidentOption = None,
    at: options.AtOption = None,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Set a milestone, or correct it; without --at it is now.

    \b
    Examples:
      acmeinc milestone started --at 08:58
      acmeinc milestone mitigated --at "10m ago"
    """
    app: App = ctx.obj
    app.refuse_unready()
    if not name and not app.can_ask:
        raise NeedsAnswer("milestone needs a name", hint=f"use one of: {', '.join(MILESTONES)}")
    name = (name or app.ask.choose("Which milestone?", [Choice(m, m) for m in MILESTONES])).replace("-", "_")
    if name not in MILESTONES:
        raise Usage(f"{name!r} is no milestone", hint=f"use one of: {', '.join(MILESTONES)}")
    reading = app.open_incident(incident, tuple(s for s in STATUSES if s not in ("downgraded", "duplicate")))
    step = milestone_step(reading.incident, name, app.time(at), app.rules.settings)
    outcome = carry_out(app, step, How(dry_run=dry_run, as_json=as_json, brief=True), reading)
    zone = app.rules.settings.zone
    for warning in milestone_warnings(outcome.incident.milestones, zone) if outcome else ():
        app.console.say(f"! {warning}")
