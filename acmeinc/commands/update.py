"""`acmeinc update`: reply-all to the first message, and a post in both chat channels."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options, questions
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.facts import FactFlags
from acmeinc.commands.interview import Interview, Question
from acmeinc.errors import Usage
from acmeinc.incident.model import OPEN_STATUSES, Incident
from acmeinc.process.lifecycle import refuse_unless_open
from acmeinc.process.severity import Level
from acmeinc.rendering.messages import NO_RESOURCES
from acmeinc.steps.updates import PHASES, Update, drafted_update, update_step
from acmeinc.terminal.prompts import Choice


def update_command(
    ctx: typer.Context,
    message: Annotated[
        str | None, typer.Option("--message", "-m", metavar="TEXT", help="where it stands")
    ] = None,
    phase: Annotated[
        str | None,
        typer.Option("--phase", metavar="PHASE", help=" | ".join(PHASES), autocompletion=complete.phases),
    ] = None,
    severity: options.SeverityOption = None,
    because: options.BecauseOption = None,
    incident: options.IncidentOption = None,
    resources: Annotated[
        str | None,
        typer.Option("--resources", metavar="TEXT", help="[No additional resources are required …]"),
    ] = None,
    functionality: options.FunctionalityOption = None,
    state: options.StateOption = None,
    audience: options.AudienceOption = None,
    impact: options.ImpactOption = None,
    quantity: options.QuantityOption = None,
    customer: options.CustomerOption = None,
    responder: options.ResponderOption = None,
    started: options.StartedOption = None,
    detected: options.DetectedOption = None,
    acknowledged: options.AcknowledgedOption = None,
    bridge: options.BridgeOption = None,
    chat: options.ChatOption = None,
    ticket: options.TicketOption = None,
    customer_ticket: options.CustomerTicketOption = None,
    workaround: options.WorkaroundOption = None,
    eta: options.EtaOption = None,
    summary: options.SummaryOption = None,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Send a stakeholder update: by mail to the first thread, to #incidents, to the incident's channel.

    A new severity is announced by it; what else has become known goes into the document with it.

    \b
    Examples:
      acmeinc update
      acmeinc update --phase identified \\
        -m "A key rotation broke sign-in; it is being rolled back." --yes
      acmeinc update --severity SEV2 --because "only new sessions fail" -m "…"
    """
    app: App = ctx.obj
    app.refuse_unready()
    flags = FactFlags(
        {
            "functionality": functionality,
            "state": state,
            "audience": audience,
            "impact": impact,
            "quantity": quantity,
            "links.bridge": bridge,
            "links.chat": chat,
            "workarounds": workaround,
            "remediation": eta,
            "summary": summary,
        },
        customer,
        responder,
        ticket,
        customer_ticket,
        started,
        detected,
        acknowledged,
    )
    if phase and phase not in PHASES:
        raise Usage(f"--phase {phase!r} is not known", hint=f"use one of: {', '.join(PHASES)}")
    reading = app.open_incident(incident, OPEN_STATUSES)
    refuse_unless_open(reading.incident, "update")
    level = app.rules.severity.level(severity) if severity else None
    facts, moment = flags.facts(app), app.time_or_none(at)
    given = {"message": message, "phase": phase, "because": because}
    with Interview(app, "update", given, reading.incident.id, yes=yes) as interview:
        if not app.can_ask and (draft := drafted_update(reading.incident)):
            interview.answers.setdefault("message", draft)
        answers = interview.ask(_questions(reading.incident, level))
        update = Update(
            answers["message"],
            moment or app.now(),
            answers["phase"],
            level,
            answers.get("because", ""),
            resources or NO_RESOURCES,
            facts,
        )
        step = update_step(app.planning, reading, update)
        carry_out(app, step, How(dry_run=dry_run, yes=yes, as_json=as_json), reading)


def _questions(incident: Incident, level: Level | None) -> list[Question]:
    now = incident.status if incident.status in PHASES else PHASES[0]
    labels = {
        "investigating": "investigating the issue",
        "identified": "has identified it",
        "mitigated": "has mitigated it",
    }
    options_ = [Choice(phase, labels[phase]) for phase in PHASES]
    asked = [
        Question(
            "phase",
            "--phase",
            lambda ask: ask.choose("The team is …", options_, default=now),
            now,
            usual="",
        ),
        questions.long("message", "--message", "Where does it stand?", drafted_update(incident)),
    ]
    if level and level.id != incident.severity:
        why = f"Why {level.id}, after {incident.severity}?"
        asked.append(questions.line("because", "--because", why))
    return asked
