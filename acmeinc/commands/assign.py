"""`acmeinc assign`: who commands, who responds in which role."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.questions import line
from acmeinc.errors import Usage
from acmeinc.incident.model import OPEN_STATUSES, ROLES
from acmeinc.steps.facts import responder_from
from acmeinc.steps.logging import assign_step
from acmeinc.terminal.prompts import Choice


def assign_command(
    ctx: typer.Context,
    role: Annotated[
        str | None, typer.Argument(metavar="ROLE", help=" | ".join(ROLES), autocompletion=complete.roles)
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="no quotes needed", autocompletion=complete.people),
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="[from people.csv]")] = None,
    incident: options.IncidentOption = None,
    at: options.AtOption = None,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Hand over the command, or give a responder a role. Due times stay as they are.

    \b
    Examples:
      acmeinc assign commander Bo Lind
      acmeinc assign scribe Cleo Park --team Support
    """
    app: App = ctx.obj
    app.refuse_unready()
    if role and role not in ROLES:
        raise Usage(f"{role!r} is no role", hint=f"use one of: {', '.join(ROLES)}")
    reading = app.open_incident(incident, (*OPEN_STATUSES, "resolved"))
    with Interview(
        app, "assign", {"role": role, "name": " ".join(name or [])}, reading.incident.id
    ) as interview:
        people = [person.name for person in app.rules.people]
        choices = [Choice(each, each) for each in ROLES]
        answers = interview.ask(
            [
                Question("role", "ROLE", lambda ask: ask.choose("Which role?", choices), "commander"),
                line("name", "NAME", "Who?", people),
            ]
        )
        person = responder_from(f"{answers['name']}:{answers['role']}:{team or ''}", app.rules.people)
        step = assign_step(reading.incident, answers["role"], person, app.time_or_none(at))
        carry_out(app, step, How(dry_run=dry_run, as_json=as_json, brief=True), reading)
