"""`acmeinc checkin`: the check-in with the responders, before every update."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options, questions
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.words import spoken
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.incident.text import clean
from acmeinc.process.lifecycle import refuse_unless_open
from acmeinc.steps.updates import checkin_step


def checkin_command(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS…", help="the progress; - reads stdin")
    ] = None,
    incident: options.IncidentOption = None,
    impact_changed: Annotated[
        bool | None, typer.Option("--impact-changed/--impact-same", help="the impact is other than thought")
    ] = None,
    help_needed: Annotated[
        bool | None, typer.Option("--help-needed/--no-help", help="the responders are stuck or tired")
    ] = None,
    at: options.AtOption = None,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Record a check-in: progress, whether the impact changed, whether help is needed.

    Its words are the draft of the next update. Without a terminal both answers default to no.

    \b
    Examples:
      acmeinc checkin
      acmeinc checkin the rollback is running, half of the hosts are back
      acmeinc checkin nothing helps so far --help-needed
    """
    app: App = ctx.obj
    app.refuse_unready()
    reading = app.open_incident(incident, OPEN_STATUSES)
    refuse_unless_open(reading.incident, "checkin")
    text = spoken(app, "checkin", words) if words else None
    given = {"words": text, "impact_changed": impact_changed, "help_needed": help_needed}
    with Interview(app, "checkin", given, reading.incident.id) as interview:
        if not app.can_ask or words:
            interview.answers.setdefault("impact_changed", False)
            interview.answers.setdefault("help_needed", False)
        answers = interview.ask(
            [
                questions.long("words", "WORDS", "What is the progress?"),
                _yes_or_no("impact_changed", "--impact-changed", "Has the impact changed?"),
                _yes_or_no("help_needed", "--help-needed", "Do they need help?"),
            ]
        )
        step = checkin_step(
            reading,
            clean(answers["words"]),
            app.time(at),
            impact_changed=answers["impact_changed"],
            help_needed=answers["help_needed"],
        )
        carry_out(app, step, How(dry_run=dry_run, as_json=as_json, brief=True), reading)
    _suggest(app, f" -i {incident}" if incident else "", answers["impact_changed"], answers["help_needed"])


def _yes_or_no(name: str, flag: str, text: str) -> Question:
    return Question(name, flag, lambda ask: ask.confirm(text, default=False), "")


def _suggest(app: App, which: str, impact_changed: bool, help_needed: bool) -> None:
    """Say what the answers call for; `which` is the flag that names the incident, as it was typed."""
    if impact_changed:
        app.console.say(f'  the impact changed: acmeinc update{which} --severity SEV --because "…"')
    if help_needed:
        app.console.say(f'  help is needed: acmeinc escalate{which} --to leadership --because "…"')
