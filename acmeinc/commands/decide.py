"""`acmeinc decide`: is it an incident, or a bug? (process: "Decide", within 10 minutes)"""

from datetime import datetime
from typing import Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options, questions
from acmeinc.commands.carry_out import How
from acmeinc.commands.declare import declare
from acmeinc.commands.facts import FactFlags
from acmeinc.commands.interview import Interview, Question
from acmeinc.commands.owners import owner_of
from acmeinc.errors import Usage
from acmeinc.incident.text import clean_line, visible
from acmeinc.process.decision import Decision, decide
from acmeinc.process.ownership import Owner
from acmeinc.process.people import suggest_commander
from acmeinc.process.time_input import format_local, short
from acmeinc.process.tracker import new_issue_link
from acmeinc.steps.bug import BugRecord, record_bug
from acmeinc.terminal.prompts import Choice

UNSURE = "unsure"


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
      acmeinc decide --functionality Login --state down --condition core-unavailable
      acmeinc decide --functionality Login --state odd --unsure --no-declare
      acmeinc decide --functionality Login --state "slow in one browser" --severity none
    """
    app: App = ctx.obj
    given: dict[str, Any] = {"functionality": functionality, "state": state, "audience": audience}
    given |= {"conditions": _given_conditions(app, condition, severity, unsure=unsure)}
    with Interview(app, "decide", given) as interview:
        if not app.can_ask:
            interview.answers.setdefault("audience", "all customers")
        answers = interview.ask(
            [questions.functionality(app), questions.state(), questions.audience(), _conditions(app)]
        )
    since = app.time(detected)
    decision = _decision(app, answers["conditions"], severity)
    owner = owner_of(app, answers["functionality"])
    named = _commander(app, commander, owner)
    if decision.level is None:
        _bug(app, answers, decision, owner, since, dry_run=dry_run, as_json=as_json)
        return
    if not as_json:
        _say(app, decision, owner, since)
    go_on = not no_declare and (app.can_ask and app.ask.confirm("Declare it now?"))
    if not go_on:
        _hand_over(app, answers, decision, named, since, as_json=as_json, owner=owner)
        return
    flags = FactFlags(
        {"audience": answers["audience"], "commander": named},
        detected=format_local(since, app.rules.settings.zone),
    )
    declared = {
        **{n: answers[n] for n in ("functionality", "state")},
        "severity": decision.level.id,
        "impact": impact,
    }
    declare(app, declared, flags, how=How(dry_run, yes, as_json))


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
    return app.ask.text(
        "Commander", default=suggested, suggestions=[person.name for person in app.rules.people]
    )


def _say(app: App, decision: Decision, owner: Owner | None, since: datetime) -> None:
    took = app.now() - since
    late = " (more than the clock allows)" if took > app.rules.severity.clocks.decide else ""
    app.console.say(f"{visible(decision.why)}   decided after {short(took)}{late}")
    if owner:
        app.console.say(
            f"{visible(owner.functionality)} belongs to {visible(owner.team)}: {visible(owner.paging)}"
        )


def _hand_over(
    app: App,
    answers: dict[str, Any],
    decision: Decision,
    commander: str,
    since: datetime,
    *,
    as_json: bool,
    owner: Owner | None,
) -> None:
    """Print the command that declares what was decided; nothing was written."""
    assert decision.level
    if as_json:
        _print_json(app, decision, owner, commander, since)
        return
    when = format_local(since, app.rules.settings.zone)
    app.console.out(
        f'acmeinc declare --functionality "{visible(answers["functionality"])}" --state "{visible(answers["state"])}" '
        f'--audience "{visible(answers["audience"])}" --severity {decision.level.id} '
        f'--commander "{visible(commander)}" --detected "{when}" --impact "…"'
    )


def _bug(
    app: App,
    answers: dict[str, Any],
    decision: Decision,
    owner: Owner | None,
    since: datetime,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    record = BugRecord(
        answers["functionality"], answers["state"], answers["audience"], since, decision.conditions, owner
    )
    written = record_bug(app.planning, record, dry_run=dry_run)
    if as_json:
        _print_json(
            app,
            decision,
            owner,
            "",
            since,
            bug={"id": written.id, "path": written.path, "commit": written.commit},
        )
        return
    if dry_run:
        app.console.out(written.text.rstrip("\n"))
        app.console.out("Nothing was written (--dry-run).")
        return
    app.console.out(f"✓ a bug, no incident: {written.path}")
    if owner and owner.backlog:
        title = f"{answers['functionality']} is {answers['state']} for {answers['audience']}"
        app.console.out(
            f"  file it with {visible(owner.team)}: {new_issue_link(owner.backlog, title, 'Decided: no incident.')}"
        )


def _print_json(
    app: App,
    decision: Decision,
    owner: Owner | None,
    commander: str,
    since: datetime,
    *,
    bug: dict[str, str] | None = None,
) -> None:
    from acmeinc.terminal.json_output import dump, row_json

    app.console.out(
        dump(
            {
                "decision": "incident" if decision.level else "bug",
                "severity": decision.level.id if decision.level else None,
                "conditions": list(decision.conditions),
                "owner": row_json(owner) if owner else None,
                "commander": commander or None,
                "decided_within_s": int((app.now() - since).total_seconds()),
                "incident": None,
                "bug": bug,
            },
            app.console.encoding,
        )
    )
