"""`acmeinc undo`: the last step, taken back by a new one."""

from itertools import islice
from typing import Any

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.brief import print_brief
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.errors import Cancelled, NotFound, RulesSayNo
from acmeinc.incident.model import Entry
from acmeinc.incident.text import visible
from acmeinc.process.time_input import clock_label
from acmeinc.steps.step import Outcome
from acmeinc.steps.undoing import LastStep, disregard, last_step, undo_step
from acmeinc.steps.updates import Update, update_step
from acmeinc.storage.history import log_of

_LOOKED_AT = 200
"""How many of the newest commits are searched for a step of one's own when no incident is named."""


def undo_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    yes: options.YesOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Take back your last step: values return to what they were, its entries are struck through.

    Nothing is deleted, and what was sent stays sent: undo says what that is, and offers the correction to
    send. A step of somebody else, or one that another step followed, is not undone.

    \b
    Examples:
      acmeinc undo --dry-run
      acmeinc undo
      acmeinc undo -i login
    """
    app: App = ctx.obj
    _ = app.identity
    incident_id = app.incident_id(incident) if incident else _own_last_incident(app)
    reading = app.reading(incident_id)
    path = app.repository.path_of(incident_id)
    with log_of(app.repository, path) as commits:
        last = last_step(commits, reading)
    _refuse_of_others(app, last)
    step = undo_step(reading, last)
    if not (yes or dry_run or not app.can_ask or app.ask.confirm(f"Undo {_described(app, last)}?")):
        raise Cancelled("cancelled; nothing was changed")
    outcome = carry_out(app, step, How(dry_run=dry_run, as_json=as_json, quiet=True), reading)
    if outcome:
        _print(app, outcome, last, as_json=as_json)
        _correct(app, outcome, last, quiet=as_json)


def _own_last_incident(app: App) -> str:
    """Return the incident of the newest step that the user recorded; raises NotFound."""
    email = app.identity.email
    with log_of(app.repository, app.repository.root / "incidents") as commits:
        for commit in islice(commits, _LOOKED_AT):
            named = dict(commit.trailers)
            if "Incident" in named and commit.email == email and named.get("Step") != "undo":
                found = app.documents.named(named["Incident"])
                if len(found) == 1:
                    return found[0]
    raise NotFound("there is no step of yours to undo", hint="name the incident: acmeinc undo -i ID")


def _refuse_of_others(app: App, last: LastStep) -> None:
    if last.email != app.identity.email:
        raise RulesSayNo(
            f"undo: the last step here is {last.author}'s: {_described(app, last)}",
            hint="ask them to undo it, or correct what it says: acmeinc log --correct ENTRY",
        )


def _described(app: App, last: LastStep) -> str:
    return f"{visible(last.summary)} ({clock_label(last.when, app.rules.settings.zone)})"


def _print(app: App, outcome: Outcome, last: LastStep, *, as_json: bool) -> None:
    if not as_json:
        print_brief(app, outcome)
        return
    from acmeinc.commands.outcome import print_incident_json

    also: dict[str, Any] = {
        "commit": outcome.commit,
        "undone": {"step": last.name, "entries": [entry.id for entry in last.entries]},
        "sent": [
            {"id": entry.id, "kind": entry.kind, "channels": entry.fields.get("channels", [])}
            for entry in last.messages
        ],
    }
    print_incident_json(app, outcome.incident, outcome.path, also=also)


def _correct(app: App, outcome: Outcome, last: LastStep, *, quiet: bool) -> None:
    """Say what cannot be unsent; send the correction at once where somebody is there to say so."""
    for entry in last.messages:
        app.console.say(f"! cannot be unsent: {_sent(entry)}")
        app.console.say(f"  {_mend(entry, outcome.incident.id)}")
    to_stakeholders = [entry for entry in last.messages if entry.fields.get("audience") == "stakeholders"]
    to_stakeholders = [entry for entry in to_stakeholders if entry.kind != "invitation"]
    if not to_stakeholders:
        return
    words = disregard(to_stakeholders, clock_label(last.when, app.rules.settings.zone))
    if not outcome.incident.is_open:
        app.console.say(f"  reply to that thread: {visible(words)}")
    elif quiet or not app.can_ask or not app.ask.confirm("Send a correction to the stakeholders now?"):
        app.console.say(f'  acmeinc update -i {outcome.incident.id} -m "{visible(words)}"')
    else:
        step = update_step(app.planning, outcome.reading, Update(words, app.now()))
        carry_out(app, step, How())


def _sent(entry: Entry) -> str:
    subject = str(entry.fields.get("subject", "")) or entry.kind
    channels = ", ".join(str(channel) for channel in entry.fields.get("channels", []))
    return visible(f"{subject} ({channels})" if channels else subject)


def _mend(entry: Entry, incident_id: str) -> str:
    """Return what a person can do about a message that has left the house."""
    if entry.kind == "page":
        return f"tell them: {visible(str(entry.fields.get('to', 'whoever was paged')))}"
    if entry.kind == "pager":
        return "set it right in PagerDuty, where that matters"
    if entry.kind == "public":
        return f'correct the status page: acmeinc publish -i {incident_id} -m "…"'
    if entry.kind == "invitation":
        return f'send a new invitation when it is time: acmeinc retro -i {incident_id} --reschedule "…"'
    return "tell everyone who got it:"
