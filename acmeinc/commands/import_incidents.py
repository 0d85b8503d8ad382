"""`acmeinc import incidents`: the past that a status page has told, as closed documents."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from shlex import quote
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import imports, options
from acmeinc.commands.carry_out import raise_unshared
from acmeinc.commands.takeover import Takeover, print_takeover
from acmeinc.errors import NeedsAnswer, NotFound
from acmeinc.importing.cstate import looks_like_cstate, read_cstate
from acmeinc.importing.published import Published
from acmeinc.importing.severities import NONE, level_map, unmapped
from acmeinc.importing.statuspage import looks_like_statuspage, read_statuspage
from acmeinc.steps.adoption import Adopted, adopted, known_uids, sorted_out
from acmeinc.steps.bringing_in import BroughtIn, bring_in
from acmeinc.storage.foreign import Foreign
from acmeinc.terminal.progress import along
from acmeinc.terminal.prompts import Choice

FORMATS = ("cstate", "statuspage")
_CSTATE = (".md", ".markdown")


def import_incidents_command(
    ctx: typer.Context,
    path: imports.FromOption = None,
    file_format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help=" | ".join(FORMATS) + " [by its looks]")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="WORD=SEV", help="the severity of a word, or none; repeat it"),
    ] = None,
    zone: imports.ZoneOption = None,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Take over incidents that a status page has told: cState's issues, or Statuspage's incidents.json.

    Each becomes a closed document with the updates as they were published. Nothing is sent. Imported again,
    an incident is recognised. Maintenance and what is still open there is left out, and counted.

    \b
    Examples:
      acmeinc import incidents --from incidents.json --dry-run
      acmeinc import incidents --from status/content/issues --zone Europe/Berlin
      acmeinc import incidents --from all.json --map critical=SEV1 --map none=none
    """
    app: App = ctx.obj
    _ = app.identity
    foreign = imports.source(path, "incidents --from incidents.json")
    read_in = imports.zone_for(app, zone)
    published = _published(foreign, imports.one_of(file_format, FORMATS), read_in)
    levels = _levels(app, published, mapping or [])
    imports.say_zone(app, read_in, zone, sum(one.local_times for one in published))
    wanted, left = sorted_out(published, levels, known_uids(app.planning), app.planning)
    found = Takeover(_prepared(app, wanted, levels), left, levels)
    brought = BroughtIn() if dry_run or not found.adopted else bring_in(found.adopted, app.desk)
    print_takeover(app, found, brought, dry_run=dry_run, as_json=as_json)
    raise_unshared(brought.unshared)


def _published(foreign: Foreign, file_format: str, zone: tzinfo) -> list[Published]:
    """Return the incidents of every file of the format; raises BadData, NotFound where there are none."""
    if (file_format or _format_of(foreign)) == "cstate":
        names = [name for name in foreign.names if foreign.is_file or name.endswith(_CSTATE)]
        pages = imports.each(names, lambda n: read_cstate(foreign.text(n), foreign.path(n), n, zone))
        found = [page for page in pages if page]
    else:
        names = [name for name in foreign.names if foreign.is_file or name.endswith(".json")]
        files = imports.each(names, lambda n: read_statuspage(foreign.text(n), foreign.path(n), zone))
        found = [one for of_file in files for one in of_file]
    if not found:
        raise NotFound(
            f"there are no incidents in {foreign.label}", hint="--format cstate, or --format statuspage"
        )
    return found


def _format_of(foreign: Foreign) -> str:
    """Return the format that a file, or what is in a folder, looks like; raises NotFound."""
    for name in foreign.names:
        if name.endswith(_CSTATE) and looks_like_cstate(foreign.text(name)):
            return "cstate"
    if any(name.endswith(".json") for name in foreign.names) or (
        foreign.is_file and looks_like_statuspage(foreign.text(foreign.names[0]))
    ):
        return "statuspage"
    hint = "--from takes cState's content/issues, or incidents.json of a Statuspage"
    raise NotFound(f"{foreign.label} looks like no status page", hint=hint)


def _levels(app: App, published: Sequence[Published], said: Sequence[str]) -> Mapping[str, str]:
    """Return the level of each word that the page has for how bad it was; asks for those nobody knows."""
    levels = level_map(app.rules.severity, said)
    unknown = unmapped((one.level for one in published if not one.why_not), levels)
    if unknown and not app.can_ask:
        pairs = " ".join(f"--map {quote(word)}=SEV2" for word in unknown)
        raise NeedsAnswer(f"nobody knows how bad {', '.join(unknown)} is", hint=f"say it: {pairs}, or =none")
    choices = [Choice(level.id, level.id, level.name) for level in app.rules.severity.levels]
    choices.append(Choice(NONE, "no incident", "left out"))
    return levels | {word.lower(): app.ask.choose(f"How bad is `{word}`?", choices) for word in unknown}


def _prepared(app: App, wanted: Sequence[Published], levels: Mapping[str, str]) -> list[Adopted]:
    taken = {path.stem for path in app.repository.incident_paths()}
    written = adopted(wanted, levels, taken, app.planning)
    return list(along(written, "Reading", len(wanted), app.console.progress))
