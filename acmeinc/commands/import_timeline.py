"""`acmeinc import timeline`: what was said in a chat, as lines of an incident's timeline."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import chats, imports, options
from acmeinc.commands.carry_out import How, carry_out
from acmeinc.errors import Cancelled, Usage
from acmeinc.importing.said import Chat
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import clean_line, visible
from acmeinc.process.time_input import clock_label, day_label, format_local, parse_time
from acmeinc.steps.step import Outcome
from acmeinc.steps.transcript import MOST, Line, Wanted, lines_of, transcript_step
from acmeinc.terminal.layout import shorten
from acmeinc.terminal.prompts import Choice

_LONGEST = 200
"""How much of a line is shown where it is chosen."""


def import_timeline_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    path: Annotated[
        Path | None,
        typer.Option("--from", metavar="PATH", help="the file, folder or zip to import from; - reads stdin"),
    ] = None,
    file_format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help=f"{' | '.join(chats.FORMATS)} [by its looks]"),
    ] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="NAME", help="of a Slack export [the incident's own]")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="nothing before that")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME", help="nothing after that")] = None,
    match: Annotated[
        list[str] | None,
        typer.Option("--match", metavar="TEXT", help="only lines with that in them; repeat it"),
    ] = None,
    select: Annotated[bool, typer.Option("--select", help="choose the lines from a list")] = False,
    zone: imports.ZoneOption = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="of the first line, where none says it")
    ] = None,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Take what was said into the timeline: a Slack export, a log of IRC, or chat copied out of a window.

    Each message is an entry with its author and its time. What is there already is recognised: imported
    before, or logged by hand. What looks like a secret is taken out, and told.

    \b
    Examples:
      acmeinc import timeline --from a.zip --since 09:00 --until 11:00 --select
      acmeinc import timeline --from "#ops.log" --zone Europe/Berlin --match key
      acmeinc import timeline --from - --date 2026-11-23 < pasted.txt
    """
    app: App = ctx.obj
    _ = app.identity
    asked = imports.one_of(file_format, chats.FORMATS)
    reading = app.open_incident(incident, (*OPEN_STATUSES, "resolved"))
    read_in = imports.zone_for(app, zone)
    first = _date(day) or _began(app, reading).astimezone(read_in).date()
    origin, chat = chats.read_chat(
        app, path, chats.Reading(asked, channel or "", read_in, first, reading.incident)
    )
    imports.say_zone(app, read_in, zone, chat.local_times)
    wanted = Wanted(_time(app, reading, since), _time(app, reading, until), tuple(match or ()))
    said = [one for one in chat.said if wanted.holds(one)]
    lines = lines_of(said, reading, app.rules.people, app.now())
    new = [line for line in lines if not line.is_known]
    if select:
        new = _selected(app, new)
    _refuse_so_many(new)
    for told in _worth_a_look(chat, new):
        app.console.say(f"! {told}")
    left = _left(chat, len(said), lines)
    if not new:
        _print_nothing(app, reading, left, as_json=as_json)
        return
    step = transcript_step(reading.incident, new, origin)
    outcome = carry_out(app, step, How(dry_run=dry_run, as_json=as_json, quiet=True), reading)
    _print(app, outcome, len(new), left, as_json=as_json)


def _began(app: App, reading: Reading) -> datetime:
    """Return the earliest milestone of an incident; now where it has none."""
    return min(reading.incident.milestones.values(), default=app.now())


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Usage(f"--date {text!r} is no date", hint="--date 2026-11-23") from None


def _time(app: App, reading: Reading, text: str | None) -> datetime | None:
    """Return the time that a bound names: a bare `09:00` is the last one before the incident was over."""
    if not text:
        return None
    zone = app.rules.settings.zone
    over = reading.incident.milestones.get("resolved", app.now())
    moment = parse_time(text, over, zone)
    app.console.say(f"  {text} is {format_local(moment, zone)}")
    return moment


def _selected(app: App, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that were marked; raises NeedsAnswer where nobody can mark any, Cancelled for none."""
    if not lines:
        return []
    marked = set(app.ask.check("Which lines?", _choices(lines, app.rules.settings.zone)))
    if not marked:
        raise Cancelled("no line was chosen; nothing was written")
    return [line for line in lines if line.draft.id in marked]


def _choices(lines: Sequence[Line], zone: tzinfo) -> list[Choice]:
    """Return the lines as they stand in the list: when, with the day where there are several, who, what."""
    days = {line.said.at.astimezone(zone).date() for line in lines}
    label = day_label if len(days) > 1 else clock_label
    return [
        Choice(
            line.draft.id,
            f"{label(line.said.at, zone)}  {line.draft.by}: {shorten(clean_line(line.draft.text), _LONGEST)}",
        )
        for line in lines
    ]


def _refuse_so_many(lines: Sequence[Line]) -> None:
    if len(lines) > MOST:
        hint = "say which: --since and --until, --match, or --select"
        raise Usage(f"{len(lines):,} lines are more than a timeline can tell ({MOST})", hint=hint)


def _worth_a_look(chat: Chat, lines: Sequence[Line]) -> list[str]:
    """Return what a person has to know: how something was understood, and what was taken out where."""
    told = [visible(note) for note in chat.notes]
    for line in lines:
        for what in line.secrets:
            where = f"{line.said.where}:{line.said.line}" if line.said.line else line.said.where
            told.append(visible(f"{where}: {what} was taken out; revoke it, the chat has it still"))
    return told


def _left(chat: Chat, wanted: int, lines: Sequence[Line]) -> dict[str, int]:
    """Return why how many lines are not taken in."""
    reasons = {
        "not asked for": len(chat.said) - wanted,
        "in the future: is the zone right?": wanted - len(lines),
        "there already": sum(line.is_known for line in lines),
        **Counter(chat.passed_over),
    }
    return {why: number for why, number in reasons.items() if number}


def _print(app: App, outcome: Outcome | None, count: int, left: dict[str, int], *, as_json: bool) -> None:
    told = "1 line" if count == 1 else f"{count} lines"
    if outcome and as_json:
        from acmeinc.commands.outcome import print_incident_json

        also: dict[str, Any] = {"commit": outcome.commit, "imported": count, "left_out": left}
        print_incident_json(app, outcome.incident, outcome.path, also=also)
    elif outcome:
        mark = app.console.ink.green("✓")
        app.console.out(f"{mark} {told} in the timeline of {outcome.incident.id}")
    elif not as_json:
        app.console.out(f"{told} to import.")
    if not as_json:
        for why, number in left.items():
            app.console.out(f"  {number} left out: {visible(why)}")


def _print_nothing(app: App, reading: Reading, left: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        from acmeinc.commands.outcome import print_incident_json

        also: dict[str, Any] = {"commit": None, "imported": 0, "left_out": left}
        print_incident_json(app, reading.incident, path_of(reading.incident.id), also=also)
        return
    app.console.out("Nothing to import.")
    for why, number in left.items():
        app.console.out(f"  {number} left out: {visible(why)}")
