"""`acmeinc decide`: is it an incident, or a bug? (process: "Decide", within 10 minutes)"""

from datetime import datetime
from typing import Annotated, Any, NamedTuple

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options, questions
from acmeinc.commands.bugs import bug_json, print_bug, raise_unfiled, record_approved
from acmeinc.commands.carry_out import How, raise_unshared
from acmeinc.commands.declare import declare
from acmeinc.commands.facts import FactFlags
from acmeinc.commands.interview import Interview, Question, quoted
from acmeinc.commands.outcome import incident_payload
from acmeinc.commands.owners import owner_of
from acmeinc.errors import Usage
from acmeinc.incident.fields import time_value
from acmeinc.incident.text import clean, clean_line, visible
from acmeinc.process.decision import Decision, decide
from acmeinc.process.ownership import Owner
from acmeinc.process.people import suggest_commander
from acmeinc.process.time_input import format_local, short
from acmeinc.steps.bug import BugRecord
from acmeinc.terminal.layout import apart, wrap
from acmeinc.terminal.prompts import Choice

UNSURE = "unsure"


class _Found(NamedTuple):
    """What was answered and decided; `since` is when it was detected (UTC)."""

    answers: dict[str, str]
    decision: Decision
    owner: Owner | None
    since: datetime


def decide_command(
    ctx: typer.Context,
    functionality: options.FunctionalityOption = None,
    state: options.StateOption = None,
    audience: options.AudienceOption = None,
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition",
            metavar="ID",
            help="a condition that is true; repeat it",
            autocompletion=complete.conditions,
        ),
    ] = None,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="none is clearly true, but something is wrong")
    ] = False,
    severity: Annotated[
        str | None,
        typer.Option(
            "--severity",
            metavar="SEV|none",
            help="decided already; none: it is a bug",
            autocompletion=complete.severities,
        ),
    ] = None,
    commander: options.CommanderOption = None,
    detected: options.DetectedOption = None,
    impact: options.ImpactOption = None,
    no_declare: Annotated[
        bool, typer.Option("--no-declare", help="only decide, do not go on to declare")
    ] = False,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Decide whether it is an incident, how severe, and who owns and commands it.

    In doubt it is an incident: one that turns out to be a bug is closed quickly. A bug gets a record here
    and goes into the owner's backlog.

    \b
    Examples:
      acmeinc decide
      acmeinc decide --functionality Login --state down \\
        --condition core-unavailable
      acmeinc decide --functionality Login --state odd --unsure --no-declare
      acmeinc decide --functionality Login --state "slow in one browser" \\
        --severity none
    """
    app: App = ctx.obj
    app.refuse_unready()
    with app.paging_by_hand():
        since = app.time(detected)
        given: dict[str, Any] = {"functionality": functionality, "state": state, "audience": audience}
        given |= {"conditions": _given_conditions(app, condition, severity, unsure=unsure)}
    with Interview(app, "decide", given, yes=yes) as interview:
        with app.paging_by_hand():
            found = _found(app, interview, severity, clean(impact or ""), since)
            _say(app, found)
        how = How(dry_run, yes, as_json)
        commander = _settled(app, found, commander, how, no_declare=no_declare)
    if commander:
        _declare(app, found, commander, how)


def _found(app: App, interview: Interview, severity: str | None, impact: str, since: datetime) -> _Found:
    """Ask what is missing, and return what was found out."""
    answers = interview.ask(
        [questions.functionality(app), questions.state(), questions.audience(), _conditions(app)]
    )
    decision = _decision(app, answers["conditions"], severity)
    named = {name: clean_line(str(answers[name])) for name in ("functionality", "state", "audience")}
    owner = owner_of(app, named["functionality"])
    return _Found({**named, "impact": impact}, decision, owner, since)


def _settled(app: App, found: _Found, commander: str | None, how: How, *, no_declare: bool) -> str:
    """Record a bug or say how to declare; return who commands where it is to be declared now, else ""."""
    if found.decision.level is None:
        _bug(app, found, how)
        return ""
    named = _commander(app, commander, found.owner)
    if not no_declare and app.can_ask and app.ask.confirm("Declare it now?"):
        app.console.say()
        return named
    _hand_over(app, found, named, as_json=how.as_json)
    return ""


def _given_conditions(
    app: App, conditions: list[str] | None, severity: str | None, *, unsure: bool
) -> list[str] | None:
    """Return the conditions that flags state; None when they have to be asked for."""
    known = {c.id for level in app.rules.severity.levels for c in level.conditions}
    for condition in conditions or []:
        if condition not in known:
            raise Usage(
                f"{condition!r} is no condition of severity.yaml",
                hint=f"use one of: {', '.join(sorted(known))}",
            )
    if severity and severity.lower() != "none":
        app.rules.severity.level(severity)
    if severity or unsure:
        return [*(conditions or []), *([UNSURE] if unsure else ["decided"])]
    return conditions


def _conditions(app: App) -> Question:
    choices = [
        Choice(condition.id, f"{level.id}  {condition.text}")
        for level in app.rules.severity.levels
        for condition in level.conditions
    ]
    choices.append(Choice(UNSURE, "none of these, but something is wrong"))
    return Question(
        "conditions",
        "--condition",
        lambda ask: ask.check("Which of these are true?", choices) or ["none"],
        app.rules.severity.levels[0].conditions[0].id if app.rules.severity.levels[0].conditions else "ID",
    )


def _decision(app: App, conditions: list[str], severity: str | None) -> Decision:
    found = [condition for condition in conditions if condition not in (UNSURE, "decided", "none")]
    return decide(app.rules.severity, found, unsure=UNSURE in conditions, severity=severity)


def _commander(app: App, commander: str | None, owner: Owner | None) -> str:
    if commander:
        return clean_line(commander)
    suggested = suggest_commander(app.rules.people, owner.team if owner else "", app.identity.name)
    if not app.can_ask:
        return suggested
    names = [person.name for person in app.rules.people]
    whose = "you" if suggested == app.identity.name else "suggested"
    return app.ask.text("Commander", default=suggested, suggestions=names, hint=whose)


def _say(app: App, found: _Found) -> None:
    took, allowed = app.now() - found.since, app.rules.severity.clocks.decide
    late = f" (the process allows {short(allowed)})" if took > allowed else ""
    if app.can_ask:
        app.console.say()
    for line in apart(visible(found.decision.why), f"decided after {short(took)}{late}", app.console.width):
        app.console.say(line)
    if owner := found.owner:
        belongs = f"{visible(owner.functionality)} belongs to {visible(owner.team)}: {visible(owner.paging)}"
        for line in wrap(belongs, app.console.width):
            app.console.say(line)


def _hand_over(app: App, found: _Found, commander: str, *, as_json: bool) -> None:
    """Print the command that declares what was decided; nothing was written."""
    assert found.decision.level
    if as_json:
        _print_json(app, found, commander)
        return
    flags = {
        **{name: found.answers[name] for name in ("functionality", "state", "audience")},
        "severity": found.decision.level.id,
        "commander": commander,
        "detected": format_local(found.since, app.rules.settings.zone),
        "impact": found.answers["impact"] or "…",
    }
    words = (f"--{name} {quoted(visible(value))}" for name, value in flags.items() if value)
    app.console.out(f"acmeinc declare {' '.join(words)}")


def _declare(app: App, found: _Found, commander: str, how: How) -> None:
    """Go on to declare, with everything that was answered."""
    assert found.decision.level
    known = {name: answer for name, answer in found.answers.items() if answer}
    known |= {"severity": found.decision.level.id, "commander": clean_line(commander)}
    known["detected"] = time_value(found.since)
    quiet = how._replace(quiet=how.as_json and not how.dry_run)
    outcome = declare(app, {}, FactFlags({}), known=known, how=quiet)
    if how.as_json and outcome:
        incident = incident_payload(app, outcome.incident, outcome.path)
        _print_json(app, found, commander, incident={**incident, "commit": outcome.commit})


def _bug(app: App, found: _Found, how: How) -> None:
    answers = found.answers
    headline = (answers["functionality"], answers["state"], answers["audience"])
    record = BugRecord(*headline, found.since, found.decision.conditions, found.owner, answers["impact"])
    written = record_approved(app, record, how)
    if how.as_json:
        _print_json(app, found, bug=bug_json(written))
    elif how.dry_run:
        app.console.out(visible(written.text).rstrip("\n"))
        app.console.out("Nothing was written (--dry-run).")
    else:
        print_bug(app, record, written)
    raise_unfiled(written)
    raise_unshared(written.unshared)


def _print_json(
    app: App,
    found: _Found,
    commander: str = "",
    *,
    incident: dict[str, Any] | None = None,
    bug: dict[str, Any] | None = None,
) -> None:
    from acmeinc.terminal.json_output import dump, row_json

    decision = found.decision
    payload = {
        "decision": "incident" if decision.level else "bug",
        "severity": decision.level.id if decision.level else None,
        "conditions": list(decision.conditions),
        "owner": row_json(found.owner) if found.owner else None,
        "commander": commander or None,
        "decided_within_s": int((app.now() - found.since).total_seconds()),
        "incident": incident,
        "bug": bug,
    }
    app.console.out(dump(payload, app.console.encoding))
