"""`acmeinc declare`: five questions and one preview, then everything that the process asks of "Declare"."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import options, questions
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.commands.facts import FactFlags
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.outcome import print_incident_json, print_next, say_delivered
from acmeinc.commands.owners import owner_of
from acmeinc.errors import AcmeError, RulesSayNo, disk_faults
from acmeinc.incident.fields import moment_of
from acmeinc.incident.model import OPEN_STATUSES, Draft, Incident
from acmeinc.incident.names import path_of
from acmeinc.incident.text import clean, clean_line, visible
from acmeinc.process.ownership import find_owner
from acmeinc.steps.declaration import Declaration, declaration_step, page_alone
from acmeinc.steps.facts import Facts
from acmeinc.steps.step import Outcome, Step


def declare_command(
    ctx: typer.Context,
    functionality: options.FunctionalityOption = None,
    state: options.StateOption = None,
    audience: options.AudienceOption = None,
    severity: options.SeverityOption = None,
    impact: options.ImpactOption = None,
    commander: options.CommanderOption = None,
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
    public_message: options.PublicMessageOption = None,
    new: Annotated[bool, typer.Option("--new", help="although an incident on it is open")] = False,
    at: options.AtOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Page the owner, write the incident document, and tell everyone who has to know.

    Asks for what is missing: what is affected, in what state, who notices, how bad, what customers see.

    \b
    Examples:
      acmeinc declare
      acmeinc declare --functionality Login --state down --severity SEV1 \\
        --impact "nobody can log in" --yes
      acmeinc declare --functionality Login --state slow --severity SEV2 \\
        --impact "20 s" --dry-run
    """
    app: App = ctx.obj
    flags = FactFlags(
        {
            "audience": audience,
            "commander": commander,
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
    given = {"functionality": functionality, "state": state, "severity": severity, "impact": impact}
    how = How(dry_run, yes, as_json)
    declare(app, given, flags, public_message=public_message or "", new=new, at=at, how=how)


def declare(
    app: App,
    given: Mapping[str, Any],
    flags: FactFlags,
    *,
    known: Mapping[str, str] = MappingProxyType({}),
    public_message: str = "",
    new: bool = False,
    at: str | None = None,
    how: How,
) -> Outcome | None:
    """Ask what is missing, and declare; `how` says how to carry it out.

    `given` are answers by flag, `known` those of an earlier step, who may have named the commander and
    the time of detection (as a field holds it) too. Returns what that did; None after a dry run, and where
    the person joins an open incident instead.
    """
    app.refuse_unready()
    with app.paging_by_hand():
        begun, facts = app.time(at), flags.facts(app)
        if given.get("severity"):
            app.rules.severity.level(given["severity"])
        given = {**given, "audience": flags.texts.get("audience")}
    with Interview(app, "declare", given, known=known, yes=how.yes) as interview:
        with app.paging_by_hand():
            answers = _answers(app, interview, how, new=new)
            if not answers:
                return None
            detected = moment_of(str(answers.get("detected", ""))) or begun
            declaration = _declaration(app, answers, facts, begun if at else app.now(), detected)
        step = _step(app, declaration._replace(public_message=public_message), how)
        return carry_out(app, step, how)


def _answers(app: App, interview: Interview, how: How, *, new: bool) -> dict[str, Any]:
    """Return the answers to all questions; {} when the person joins an incident that is open on it."""
    asked = _questions(app)
    answers = interview.ask(asked[:2] if app.can_ask else asked)
    if not new and (already := _open_on(app, answers["functionality"])) and _joined(app, already, how):
        return {}
    return interview.ask(asked)


def _questions(app: App) -> list[Question]:
    return [
        questions.functionality(app),
        questions.state(),
        questions.audience(),
        questions.severity(app),
        questions.impact(),
    ]


def _declaration(
    app: App, answers: Mapping[str, Any], facts: Facts, moment: datetime, detected: datetime
) -> Declaration:
    level = app.rules.severity.level(answers["severity"])
    owner = owner_of(app, answers["functionality"])
    texts = {n: answers[n] for n in ("functionality", "state", "audience", "impact")}
    if owner and owner.functionality.lower() == clean_line(answers["functionality"]).lower():
        texts["functionality"] = owner.functionality
    stated = {name: clean(text) for name, text in texts.items()}
    commander = answers.get("commander") or app.identity.name
    facts = facts._replace(sets={"commander": commander, **facts.sets, **stated})
    detected = moment_of(facts.sets.get("milestones.detected", "")) or detected
    return Declaration(level, facts, moment, detected, owner)


def _step(app: App, declaration: Declaration, how: How) -> Step:
    """Return the step that declares; where a template prevents it, the page goes out all the same."""
    with app.paging_by_hand():
        taken = set(app.documents.roll().ids())
        planning = app.planning
    try:
        with disk_faults():
            return declaration_step(planning, declaration, taken)
    except AcmeError:
        if declaration.level.page and not how.dry_run:
            with app.paging_by_hand():
                say_delivered(app, [page_alone(planning, declaration, taken)])
        raise


def _open_on(app: App, functionality: str) -> Incident | None:
    """Return the open incident on the same functionality, if there is one."""
    owners = find_owner(app.rules.owners, functionality).matches
    names = {functionality, *(name for owner in owners for name in (owner.functionality, owner.service))}
    same = {clean_line(name).lower() for name in names if name}
    for reading in app.documents.unsettled():
        incident = reading.incident
        if incident.status in OPEN_STATUSES and incident.functionality.lower() in same:
            return incident
    return None


def _joined(app: App, incident: Incident, how: How) -> bool:
    """Return whether the person joins the open incident instead; without a terminal nobody can say so."""
    if not app.can_ask:
        what = f"{incident.functionality} already has an open incident: {incident.id} ({incident.severity})"
        raise RulesSayNo(what, hint=f"acmeinc show {incident.id}, or --new if it is another one")
    app.console.say(
        f"! an incident on it is open ({incident.severity}), commanded by {visible(incident.commander)}:"
    )
    app.console.say(f"  {visible(incident.id)}")
    if not app.ask.confirm("Join it?"):
        return False
    responder = {"name": app.identity.name, "role": "responder", "team": ""}
    names = [r.name for r in incident.responders]
    if app.identity.name not in (*names, incident.commander):
        draft = Draft(f"{app.identity.name} joined", "role", adds={"responders": [responder]})
        carry_out(app, Step("declare", incident.id, "joined", (draft,)), how)
    elif how.as_json:
        print_incident_json(app, incident, path_of(incident.id))
    else:
        print_next(app, incident)
    return True
