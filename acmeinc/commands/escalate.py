"""`acmeinc escalate`: the on-call rotation, leadership, a team, or a vendor."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.questions import line
from acmeinc.errors import AcmeError, NotFound
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.incident.text import visible
from acmeinc.steps.escalation import Help, escalate_step, everyone, help_called
from acmeinc.terminal.prompts import Choice


def escalate_command(
    ctx: typer.Context,
    to: Annotated[
        str | None, typer.Option("--to", metavar="WHO", help="on-call, leadership, a team, or a vendor")
    ] = None,
    because: options.BecauseOption = None,
    incident: options.IncidentOption = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Ask for help, early. Without an open incident it only says how to reach them, and writes nothing.

    \b
    Examples:
      acmeinc escalate
      acmeinc escalate --to leadership --because "two hours without progress"
      acmeinc escalate --to "Northwind Payments" --because "cards time out"
    """
    app: App = ctx.obj
    with Interview(app, "escalate", {"to": to, "because": because}) as interview:
        with app.paging_by_hand((AcmeError,)):
            whom = _whom(everyone(app.rules))
        with app.paging_by_hand():
            asked = help_called(app.rules, interview.ask([whom])["to"])
        alone = not incident and not _any_open(app)
        _show(app, asked, app.console.out if alone and not as_json else app.console.say)
        if alone:
            if as_json:
                _print_json(app, asked)
            return
        app.refuse_unready()
        reading = app.open_incident(incident, OPEN_STATUSES)
        answers = interview.ask([whom, line("because", "--because", "Why?")])
        step = escalate_step(app.planning, reading, asked, answers["because"], app.time(at))
        carry_out(app, step, How(dry_run=dry_run, yes=yes, as_json=as_json), reading)


def _whom(names: Sequence[str]) -> Question:
    choices = [Choice(name, name) for name in names]
    return Question("to", "--to", lambda ask: ask.choose("Who can help?", choices), "leadership")


def _any_open(app: App) -> bool:
    return any(reading.incident.is_open for reading in app.documents.unsettled())


def _show(app: App, asked: Help, say: Callable[[str], None]) -> None:
    """Say how to reach them, before anything else."""
    if not asked.link:
        raise NotFound(f"no link is known for {asked.name}", hint="add it to acmeinc.yaml or ownership.csv")
    say(f"{visible(asked.name)}: {visible(asked.link)}")
    if asked.status_page:
        say(f"  their status page: {visible(asked.status_page)}")


def _print_json(app: App, asked: Help) -> None:
    """Print how to reach them; there is no incident to print."""
    from acmeinc.terminal.json_output import dump

    shown = {"to": asked.name, "link": asked.link, "status_page": asked.status_page, "incident": None}
    app.console.out(dump(shown, app.console.encoding))
