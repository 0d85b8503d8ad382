"""`acmeinc resolve`: the gates, the final update, the invitation to the retrospective."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options, questions
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.outcome import print_uninvited
from acmeinc.errors import NeedsAnswer, Usage
from acmeinc.incident.fields import moment_of, time_value
from acmeinc.incident.model import OPEN_STATUSES, Incident
from acmeinc.incident.reading import Reading
from acmeinc.process.business_time import retrospective_window, suggested_time
from acmeinc.process.checklist import GATE_ITEMS
from acmeinc.process.gates import Gate, Resolution, evaluate
from acmeinc.process.lifecycle import refuse_unless_open
from acmeinc.process.time_input import format_local, parse_future_time
from acmeinc.steps.closing import Ending, GatesUnmet, resolve_step
from acmeinc.terminal.prompts import Prompter
from acmeinc.terminal.views import gate_lines


def resolve_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    durable: Annotated[
        bool, typer.Option("--durable", help="the fix lasts until a long-term solution")
    ] = False,
    sign_off: Annotated[
        bool, typer.Option("--sign-off", help="the commander has reviewed the document")
    ] = False,
    retro: Annotated[
        str | None,
        typer.Option("--retro", metavar="TIME", help='"tomorrow 10:30": when the retrospective is'),
    ] = None,
    left: Annotated[str | None, typer.Option("--left", metavar="TEXT", help="how things are left")] = None,
    next_steps: Annotated[
        str | None, typer.Option("--next-steps", metavar="TEXT", help='what follows, or "none"')
    ] = None,
    kudos: Annotated[str | None, typer.Option("--kudos", metavar="TEXT", help="thanks to whom")] = None,
    customer: options.CustomerOption = None,
    customers_notified: Annotated[
        str | None,
        typer.Option("--customers-notified", metavar="TEXT", help="how impacted customers were told"),
    ] = None,
    public_message: options.PublicMessageOption = None,
    override: Annotated[
        list[str] | None,
        typer.Option("--override", metavar="GATE", help="pass a gate that is not met; repeat it"),
    ] = None,
    because: options.BecauseOption = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Resolve an incident: every gate is met, or overridden with a reason that is recorded.

    Sends the final update and the invitation to the 45-minute retrospective, and says resolved where posted.

    \b
    Examples:
      acmeinc resolve
      acmeinc resolve --durable --sign-off --retro "tomorrow 10:30" \\
          --left "Old key is back." --next-steps "Alert on age." --kudos Identity
    """
    app: App = ctx.obj
    app.refuse_unready()
    reading = app.open_incident(incident, OPEN_STATUSES)
    refuse_unless_open(reading.incident, "resolve")
    begun = app.time(at)
    given = {
        "durable": durable or None,
        "sign_off": sign_off or None,
        "retro": _retro(app, retro),
        "left": left,
        "next_steps": next_steps,
        "kudos": kudos,
    }
    overrides = _overrides(override, because)
    with Interview(app, "resolve", given, reading.incident.id) as interview:
        answers = interview.answers
        if app.can_ask:
            _refuse_unmitigated(app, reading.incident, overrides, begun)
            answers = interview.ask(_questions(app, reading.incident, overrides, begun))
        resolution = Resolution(
            durable=bool(answers.get("durable")),
            sign_off=bool(answers.get("sign_off")),
            retrospective=moment_of(str(answers.get("retro", ""))),
            left=str(answers.get("left", "")),
            next_steps=str(answers.get("next_steps", "")),
            kudos=str(answers.get("kudos", "")),
            overrides=overrides,
        )
        moment = begun if at else app.now()
        ending = Ending(
            resolution, moment, list(customer or []), customers_notified or "", public_message or ""
        )
        how = How(dry_run, yes, as_json)
        _resolve(app, reading, ending, how)


def _resolve(app: App, reading: Reading, ending: Ending, how: How) -> None:
    try:
        step = resolve_step(app.planning, reading, ending)
    except GatesUnmet as unmet:
        _show_gates(app, unmet.gates)
        raise
    print_uninvited(app, carry_out(app, step, how, reading))


def _refuse_unmitigated(app: App, incident: Incident, overrides: dict[str, str], moment: datetime) -> None:
    """Raise GatesUnmet before five questions are asked for nothing: no answer of theirs ends the impact."""
    rules = app.rules
    gates = evaluate(incident, Resolution(overrides=overrides), rules.severity, rules.settings, moment)
    if not gates[0].met:
        _show_gates(app, gates)
        raise GatesUnmet(gates, incident.id)


def _show_gates(app: App, gates: Sequence[Gate]) -> None:
    app.console.say("This incident cannot be resolved yet:")
    for line in gate_lines(gates, app.console.width, app.console.talk_ink):
        app.console.say(line)


def _questions(app: App, incident: Incident, overrides: dict[str, str], moment: datetime) -> list[Question]:
    """Return a question for each gate that is not met yet, and for each part of the final update."""
    rules, said = app.rules, Resolution(overrides=overrides)
    met = {g.id for g in evaluate(incident, said, rules.severity, rules.settings, moment) if g.met}
    asked: list[Question] = []
    if "durable" not in met:
        asked.append(_confirm("durable", "Will the fix last until a long-term solution?"))
    if "signed-off" not in met:
        asked.append(_confirm("sign_off", f"Has {incident.commander} reviewed the document?"))
    if "retrospective-scheduled" not in met:
        asked.append(_retrospective(app, incident, moment))
    asked.append(questions.line("left", "--left", "How are things left?"))
    asked.append(questions.line("next_steps", "--next-steps", "What are the next steps?", hint='or "none"'))
    teams = ", ".join(incident.teams)
    asked.append(questions.line("kudos", "--kudos", "Who deserves thanks?", default=teams))
    return asked


def _confirm(name: str, text: str) -> Question:
    return Question(name, f"--{name.replace('_', '-')}", lambda ask: ask.confirm(text, default=False), "")


def _retrospective(app: App, incident: Incident, moment: datetime) -> Question:
    """Return the question when the retrospective is; a civil time in its window is there to accept."""
    settings, rule = app.rules.settings, app.rules.severity.retrospective
    hours, zone = settings.business_hours, settings.zone
    mitigated = incident.milestones.get("mitigated", moment)
    window = retrospective_window(mitigated, moment, rule, hours, zone)
    suggested = f"{suggested_time(window, hours, zone).astimezone(zone):%Y-%m-%d %H:%M:%S}".removesuffix(
        ":00"
    )

    def outside(text: str) -> str | None:
        try:
            inside = window.holds(parse_future_time(text, app.now(), zone))
        except Usage as wrong:
            return str(wrong)
        return None if inside else f"between {window.label(zone)}, please"

    def when(ask: Prompter) -> str:
        text = ask.text("When is the retrospective?", default=suggested, validate=outside)
        return _retro(app, text, known=text == suggested)

    return Question("retro", "--retro", when)


def _retro(app: App, text: str | None, *, known: bool = False) -> str:
    """Return the time of the retrospective as a field holds it; says how it was understood unless `known`."""
    if not text:
        return ""
    zone = app.rules.settings.zone
    when = parse_future_time(text, app.now(), zone)
    if not known:
        app.console.say(f"  retrospective: {format_local(when, zone)}")
    return time_value(when)


def _overrides(gates: list[str] | None, because: str | None) -> dict[str, str]:
    for gate in gates or []:
        if gate not in GATE_ITEMS:
            raise Usage(f"{gate!r} is no gate", hint=f"use one of: {', '.join(GATE_ITEMS)}")
    if gates and not because:
        raise NeedsAnswer(
            "an override needs a reason: --because", hint=f'--override {gates[0]} --because "…"'
        )
    return dict.fromkeys(gates or [], because or "")
