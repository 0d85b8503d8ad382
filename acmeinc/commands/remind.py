"""`acmeinc remind`: for cron, a timer or a CI schedule: nobody forgets an update."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.carry_out import raise_unshared
from acmeinc.errors import AcmeError, NotDelivered, Usage, disk_faults
from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Draft
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import visible
from acmeinc.process.reminding import AHEAD, WHAT
from acmeinc.process.rule_file import parse_duration
from acmeinc.process.schedule import Due
from acmeinc.process.time_input import short
from acmeinc.steps.planning import Planning
from acmeinc.steps.reminding import Reminded, remind, remind_step
from acmeinc.steps.step import Delivered
from acmeinc.terminal.views import when_words


def remind_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    within: Annotated[
        str, typer.Option("--within", metavar="DURATION", help="how long before it is due")
    ] = short(AHEAD),
    sync: Annotated[
        bool, typer.Option("--sync", help="take in what others did before, and push before sending")
    ] = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Remind each commander of what is due soon or overdue: once for each duty, by mail and chat.

    It says nothing when there is nothing to say, so that cron mails nobody. What was reminded of stands in
    the document: with --sync, or `sync: auto`, two machines that look at the same time remind once.

    \b
    Examples:
      acmeinc remind
      acmeinc remind --within 10m --sync
      acmeinc remind --dry-run
    """
    app: App = ctx.obj
    ahead = parse_duration(within)
    if ahead is None:
        raise Usage(f"--within {within!r} is no duration", hint="acmeinc remind --within 10m")
    _ = app.identity
    planning = _sharing(app, wanted=sync) if not dry_run else app.planning
    readings = [app.reading(app.incident_id(incident))] if incident else list(app.documents.unsettled())
    if dry_run:
        _foretell(app, readings, ahead, as_json=as_json)
        return
    reminded, problems = _remind(planning, readings, ahead)
    try:
        with disk_faults():
            _show(app, reminded, as_json=as_json)
    except AcmeError as unwritten:
        from acmeinc.commands.outcome import say_delivered

        # It stands in the documents as printed, and will not be again: somebody has to see it.
        say_delivered(app, [told for one in reminded for _, told in one.told])
        raise NotDelivered(f"recorded, but {unwritten}", hint="acmeinc next") from unwritten
    for problem in problems[1:]:
        app.console.say(f"! {visible(str(problem))}")
    _raise_undelivered(reminded, problems)


def _sharing(app: App, *, wanted: bool) -> Planning:
    """Return what reminders are planned with; where they are shared, what others did is taken in first."""
    planning = app.planning
    desk = planning.desk._replace(share=app.share) if wanted else planning.desk
    if desk.share:
        synced = app.share(desk, after_step=False)
        if synced.why:
            app.console.say(f"! others may have reminded already: {visible(synced.why)}")
    return planning._replace(desk=desk)


def _remind(
    planning: Planning, readings: Iterable[Reading], ahead: timedelta
) -> tuple[list[Reminded], list[AcmeError]]:
    """Remind of every incident; what is wrong with one keeps nobody from hearing of the others."""
    reminded, problems = [], []
    for reading in readings:
        try:
            reminded.append(remind(planning, reading, ahead))
        except AcmeError as problem:
            problems.append(problem)
    return reminded, problems


def _raise_undelivered(reminded: Iterable[Reminded], problems: Iterable[AcmeError]) -> None:
    for problem in problems:
        raise problem
    for one in reminded:
        stuck = [told.channel for _, told in one.told if told.receipt.state in ("failed", "unknown")]
        if stuck:
            raise NotDelivered(
                f"not delivered: {', '.join(stuck)}", hint="acmeinc remind, when it works again"
            )
    for one in reminded:
        raise_unshared(one.unshared)


def _foretell(app: App, readings: Iterable[Reading], ahead: timedelta, *, as_json: bool) -> None:
    """Show what would be recorded, incident by incident."""
    from acmeinc.commands.preview import print_dry_run

    steps = [(reading, remind_step(app.planning, reading, ahead)) for reading in readings]
    foreseen = [(reading, step) for reading, step in steps if step]
    if as_json:
        _print_json(app, [_row(step.incident_id, entry) for _, step in foreseen for entry in step.drafts])
        return
    for reading, step in foreseen:
        print_dry_run(app, step, reading, as_json=False)


def _row(incident: str, draft: Draft) -> dict[str, Any]:
    extra = draft.extra
    return {
        "incident": incident,
        "kind": extra["about"],
        "due": extra["due"],
        "to": extra["to"],
        "deliveries": [{"channel": name, "state": "waiting", "detail": ""} for name in extra["channels"]],
    }


def _show(app: App, reminded: Iterable[Reminded], *, as_json: bool) -> None:
    if as_json:
        _print_json(app, [row for one in reminded for row in _rows(one)])
        return
    for one in reminded:
        for notice in one.notices:
            app.console.say(f"! {visible(notice)}")
        for due, told in one.told:
            _print(app, one, due, told)


def _rows(one: Reminded) -> list[dict[str, Any]]:
    """Return what became of the reminders of an incident, one row for each duty."""
    rows: dict[str, dict[str, Any]] = {}
    for due, told in one.told:
        row = rows.setdefault(
            told.entry,
            {
                "incident": one.incident.id,
                "kind": due.kind,
                "due": time_value(due.due),
                "to": one.incident.commander,
                "deliveries": [],
            },
        )
        receipt = told.receipt
        row["deliveries"].append({"channel": told.channel, "state": receipt.state, "detail": receipt.detail})
    return list(rows.values())


def _print_json(app: App, rows: Sequence[Mapping[str, Any]]) -> None:
    from acmeinc.terminal.json_output import dump

    app.console.out(dump({"reminded": list(rows)}, app.console.encoding))


def _print(app: App, one: Reminded, due: Due, told: Delivered) -> None:
    """Say what became of one reminder; what nobody carried is printed whole: who reads it has to."""
    what = f"{WHAT[due.kind]}, {when_words(due, app.now())}"
    if told.receipt.state == "printed":
        app.console.out(f"To: {visible(told.address)}")
        app.console.out(f"Subject: {visible(told.message.subject)}")
        app.console.out(f"\n{visible(told.message.body)}\n")
        return
    sent = told.receipt.state == "sent"
    mark = app.console.ink.green("✓") if sent else app.console.ink.red("✗")
    why = "" if sent else f" ({told.receipt.state}: {told.receipt.detail})"
    app.console.out(f"{mark} {visible(told.address)}: {what}{visible(why)}")
