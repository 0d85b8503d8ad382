"""`acmeinc site serve`: the public status page on this machine, built again when something changes."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acmeinc.app import App
from acmeinc.commands.site_build import OutOption, build, told
from acmeinc.errors import AcmeError
from acmeinc.incident.text import visible

if TYPE_CHECKING:
    from acmeinc.site.preview import Preview

PORT = 8321


def site_serve_command(
    ctx: typer.Context,
    port: Annotated[int, typer.Option("--port", metavar="PORT", help="0 takes any that is free")] = PORT,
    out: OutOption = None,
) -> None:
    """Show the public status page on this machine, and build it again whenever something changes.

    Nobody else can reach it. Load the page again in the browser to see what is new; Ctrl-C ends it.

    \b
    Examples:
      acmeinc site serve
      acmeinc site serve --port 0
    """
    app: App = ctx.obj
    from acmeinc.site.preview import Preview
    from acmeinc.storage.watching import changes

    built = build(app, out)
    with suppress(KeyboardInterrupt), Preview(built.folder, built.names, port) as preview:
        app.console.say(told(built))
        app.console.out(preview.address)
        for _ in changes(app.repository):
            _build_again(app, out, preview)
    app.console.say()  # behind the ^C of a terminal


def _build_again(app: App, out: Path | None, preview: "Preview") -> None:
    """Build what has changed; what stops that is told, and the page stays as it was."""
    try:
        app.read_rules_again()
        built = build(app, out)
    except AcmeError as problem:
        app.console.say(visible(str(problem)), "error:")
        return
    preview.names = frozenset(built.names)
    if built.written or built.removed:
        app.console.say(told(built))
