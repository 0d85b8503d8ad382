"""`acmeinc reopen`: it is not over."""

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview
from acmeinc.commands.questions import line
from acmeinc.steps.closing import reopen_step


def reopen_command(
    ctx: typer.Context,
    because: options.BecauseOption = None,
    incident: options.IncidentOption = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Open a resolved incident again: gates are reset, the retrospective is cancelled, updates are due again.

    \b
    Examples:
      acmeinc reopen --because "logins fail again since 14:20"
    """
    app: App = ctx.obj
    app.refuse_unready()
    reading = app.open_incident(incident, ("resolved",))
    with Interview(app, "reopen", {"because": because}, reading.incident.id) as interview:
        answers = interview.ask([line("because", "--because", "Why is it open again?")])
        step = reopen_step(app.planning, reading, answers["because"], app.time(at))
        carry_out(app, step, How(dry_run=dry_run, yes=yes, as_json=as_json), reading)
