"""`acmeinc owner`: who owns it, and how to reach them."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.errors import NotFound
from acmeinc.process.ownership import Vendor, find_owner
from acmeinc.terminal.owner_view import owner_lines


def owner_command(
    ctx: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY", help="a functionality or a service", autocompletion=complete.functionality
        ),
    ],
    as_json: options.JsonOption = False,
) -> None:
    """Say who owns a functionality or a service, and how to reach them. A near miss is only suggested.

    \b
    Examples:
      acmeinc owner login
      acmeinc owner billing-worker --json
    """
    app: App = ctx.obj
    text = " ".join(query)
    match = find_owner(app.rules.owners, text)
    vendors = _vendors(app, text)
    fallback = app.rules.settings.links.get("incident_oncall_rotation", "")
    nobody = None
    if not match.matches and not vendors:
        hint = f"page the on-call rotation: {fallback}"
        nobody = NotFound(f"nobody is listed as the owner of {text!r}", hint=hint)
    if as_json:
        from acmeinc.terminal.json_output import dump, error_json, owner_json

        payload = owner_json(match, fallback) | (error_json(nobody) if nobody else {})
        app.console.out(dump(payload, app.console.encoding))
        app.as_json = False  # one answer on stdout, which holds the error too
    elif app.console.piped and match.matches:
        from acmeinc.terminal.piped import owner_rows

        for line in owner_rows(match):
            app.console.out(line)
    else:
        for line in owner_lines(match, vendors, fallback, app.console.width):
            app.console.out(line)
    if nobody:
        raise nobody


def _vendors(app: App, query: str) -> list[Vendor]:
    """Return the vendors or their products that are called `query`."""
    wanted = query.strip().lower()
    return [v for v in app.rules.vendors if wanted in (v.vendor.lower(), v.product.lower())]
