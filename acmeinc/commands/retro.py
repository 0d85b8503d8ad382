"""`acmeinc retro`: the agenda of the blameless retrospective, its action items, and the end."""

from collections.abc import Sequence
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.outcome import print_uninvited
from acmeinc.errors import Usage
from acmeinc.incident.reading import Reading
from acmeinc.process.time_input import format_local, parse_future_time
from acmeinc.process.tracker import new_issue_link
from acmeinc.steps.retrospective import (
    QUESTIONS,
    Agenda,
    action_from,
    reschedule_step,
    retro_step,
    unanswered,
)
from acmeinc.steps.step import Outcome
from acmeinc.terminal.prompts import MORE, Prompter, Validate


def _answers(flag: str, text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(flag, metavar="TEXT", help=text)
    return option


def retro_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    impact: Annotated[
        list[str] | None, _answers("--impact", "the final assessment of customer impact")
    ] = None,
    went_well: Annotated[list[str] | None, _answers("--went-well", "what went well; repeat it")] = None,
    improve: Annotated[list[str] | None, _answers("--improve", "what could be improved; repeat it")] = None,
    lucky: Annotated[list[str] | None, _answers("--lucky", "where we got lucky; repeat it")] = None,
    wrong: Annotated[list[str] | None, _answers("--wrong", "what we were wrong about; repeat it")] = None,
    action: Annotated[
        list[str] | None,
        typer.Option("--action", metavar='"TEXT | OWNER | DUE | LINK"', help="an action item; repeat it"),
    ] = None,
    attendee: Annotated[
        list[str] | None, typer.Option("--attendee", metavar="NAME", help="repeat it")
    ] = None,
    done: Annotated[
        bool, typer.Option("--done", help="the retrospective is done: close the incident")
    ] = False,
    reschedule: Annotated[
        str | None,
        typer.Option("--reschedule", metavar="TIME", help="move it; the invitation goes out again"),
    ] = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Record the retrospective: five questions, action items, who attended. --done closes the incident.

    Nobody is blamed: ask how it made sense at the time. Action items are welcome, not required.

    \b
    Examples:
      acmeinc retro
      acmeinc retro --went-well "paged within 2 minutes" \\
        --action "Alert on key age | Bo Lind | 2026-12-04"
      acmeinc retro --reschedule "wed 10:00"
      acmeinc retro --done
    """
    app: App = ctx.obj
    app.refuse_unready()
    reading = app.open_incident(incident, ("resolved",))
    how = How(dry_run, yes, as_json)
    given = {"impact": impact, "went_well": went_well, "improve": improve, "lucky": lucky, "wrong": wrong}
    said = bool(done or action or attendee or any(given.values()))
    if reschedule:
        if said:
            raise Usage("--reschedule stands alone", hint='first: acmeinc retro --reschedule "wed 10:00"')
        _reschedule(app, reading, reschedule, how)
        return
    with Interview(
        app, "retro", {**given, "actions": action, "attendees": attendee}, reading.incident.id
    ) as interview:
        answers = interview.answers
        if app.can_ask and not said:
            answers = interview.ask(_questions(app, reading))
            done = app.ask.confirm("Is the retrospective done? This closes the incident", default=False)
        agenda = Agenda(
            app.time(at),
            {name: answers[name] for name in QUESTIONS if answers.get(name)},
            [action_from(text) for text in answers.get("actions", [])],
            answers.get("attendees", []),
            done,
        )
        step = retro_step(app.planning, reading, agenda)
        _say_links(app, carry_out(app, step, how._replace(brief=not step.announcements), reading), agenda)


def _say_links(app: App, outcome: Outcome | None, agenda: Agenda) -> None:
    """Say how to file the new action items, those that have no link and that nobody filed for us."""
    if not outcome:
        return
    owner = app.planning.owner(outcome.incident)
    filed = {entry.fields.get("action") for entry in outcome.recorded if entry.kind == "ticket"}
    for action in agenda.actions:
        if owner and owner.backlog and not action.link and action.text not in filed:
            known = (action.owner, action.due, app.link(outcome.path))
            link = new_issue_link(owner.backlog, action.text, "\n\n".join(text for text in known if text))
            app.console.say(f"  file the action item: {link}")


def _reschedule(app: App, reading: Reading, text: str, how: How) -> None:
    zone = app.rules.settings.zone
    when = parse_future_time(text, app.now(), zone)
    app.console.say(f"  retrospective: {format_local(when, zone)}")
    step = reschedule_step(app.planning, reading, when)
    print_uninvited(app, carry_out(app, step, how, reading))


def _questions(app: App, reading: Reading) -> list[Question]:
    incident = reading.incident
    app.console.say("One answer a line; an empty line goes on. Systems, not people: nobody is blamed.")
    asked = [_several(name, f"--{name.replace('_', '-')}", QUESTIONS[name]) for name in unanswered(incident)]
    action = "Action items?  TEXT | OWNER | DUE | LINK"
    asked.append(_several("actions", "--action", action, validate=_wrong_action))
    people = [person.name for person in app.rules.people]
    asked.append(_several("attendees", "--attendee", "Who attended?", people))
    return asked


def _wrong_action(text: str) -> str | None:
    """Return what is wrong with an action item; None for one that can be recorded, and for none."""
    try:
        _ = action_from(text) if text else None
    except Usage as wrong:
        return f"{wrong}: {wrong.hint}"
    return None


def _several(
    name: str, flag: str, text: str, suggestions: Sequence[str] = (), validate: Validate | None = None
) -> Question:
    """Return a question that is asked again until the answer is empty."""

    def ask_all(ask: Prompter) -> list[str]:
        given: list[str] = []
        while answer := ask.text(MORE if given else text, suggestions=suggestions, validate=validate):
            given.append(answer)
        return given

    return Question(name, flag, ask_all)
