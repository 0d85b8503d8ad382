"""`acmeinc downgrade`: it was a bug, or a duplicate of another incident."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview
from acmeinc.commands.questions import line
from acmeinc.errors import RulesSayNo
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.process.tracker import new_issue_link
from acmeinc.steps.closing import downgrade_step


def downgrade_command(
    ctx: typer.Context,
    because: options.BecauseOption = None,
    duplicate_of: Annotated[
        str | None,
        typer.Option(
            "--duplicate-of",
            metavar="ID",
            help="the incident that goes on",
            autocompletion=complete.incidents,
        ),
    ] = None,
    incident: options.IncidentOption = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Close an incident as a bug in the owner's backlog: a closing notice, no retrospective, no metrics.

    \b
    Examples:
      acmeinc downgrade --because "one browser extension, no customer affected"
      acmeinc downgrade -i checkout --duplicate-of login --because "same outage"
    """
    app: App = ctx.obj
    app.refuse_unready()
    reading = app.open_incident(incident, (*OPEN_STATUSES, "resolved"))
    other = app.incident_id(duplicate_of) if duplicate_of else ""
    if other == reading.incident.id:
        raise RulesSayNo("an incident is no duplicate of itself", hint="acmeinc list")
    with Interview(app, "downgrade", {"because": because}, reading.incident.id) as interview:
        answers = interview.ask([line("because", "--because", "Why is it no incident?")])
        step = downgrade_step(app.planning, reading, answers["because"], app.time(at), other)
        outcome = carry_out(app, step, How(dry_run=dry_run, yes=yes, as_json=as_json), reading)
    owner = app.planning.owner(reading.incident)
    by_itself = outcome and any(entry.kind == "ticket" for entry in outcome.recorded)
    if outcome and owner and owner.backlog and not (other or by_itself):
        link = new_issue_link(owner.backlog, reading.incident.headline, answers["because"])
        app.console.say(f"  file the bug: {link}")
