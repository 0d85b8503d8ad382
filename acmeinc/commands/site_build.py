"""`acmeinc site build`: the public status page as files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import RulesSayNo
from acmeinc.incident.text import visible

if TYPE_CHECKING:
    from acmeinc.steps.site import Built

OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="the folder to build into [site/ of the repository]"),
]


def site_build_command(
    ctx: typer.Context,
    out: OutOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Build the public status page: what was published, as pages, feeds and JSON for Statuspage's clients.

    Only the words of public posts, their titles and the names of public components leave the house. What has
    not changed is not made again.

    \b
    Examples:
      acmeinc site build
      acmeinc site build --out /var/www/status
    """
    app: App = ctx.obj
    built = build(app, out)
    if as_json:
        from acmeinc.terminal.json_output import dump

        app.console.out(dump(_as_json(built), app.console.encoding))
    else:
        app.console.out(told(built))
    if built.left_out:
        raise RulesSayNo(
            "the page is built, and may lack an incident that goes on",
            hint="git restore what was damaged here; what is wrong: acmeinc check",
        )


def build(app: App, out: Path | None) -> "Built":
    """Build the page into `out`, or into the repository's own folder for it, showing how far it is."""
    from acmeinc.steps.site import Builder, build_site
    from acmeinc.terminal.progress import bar

    def progress(what: str, done: int, total: int) -> None:
        app.console.progress(bar(what, done, total))

    builder = Builder(app.repository, app.rules, app.console.say, progress)
    try:
        built = build_site(builder, out.resolve() if out else None, app.now())
    finally:
        app.console.progress("")
    for path in built.left_out:
        app.console.say(f"! {visible(path)}: no entry of it can be read, and the page says nothing of it")
    return built


def told(built: "Built") -> str:
    """Return what a build did, in two lines."""
    files = f"{built.written:,} written, {built.unchanged:,} as they were"
    removed = f", {built.removed:,} removed" if built.removed else ""
    named = "incident" if built.incidents == 1 else "incidents"
    return f"✓ site        {built.folder}\n  {built.incidents:,} {named}; files: {files}{removed}"


def _as_json(built: "Built") -> dict[str, object]:
    return {
        "folder": str(built.folder),
        "incidents": built.incidents,
        "written": built.written,
        "unchanged": built.unchanged,
        "removed": built.removed,
        "left_out": list(built.left_out),
    }
