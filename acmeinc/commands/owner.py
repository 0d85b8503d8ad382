"""`acmeinc owner`: who owns it, and how to reach them."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import complete, options
from acmeinc.errors import NotFound, Usage
from acmeinc.process.ownership import Vendor, find_owner
from acmeinc.terminal.owner_view import owner_lines


def owner_command(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY", help="a functionality or a service", autocompletion=complete.functionality
        ),
    ] = None,
    changed: Annotated[
        str | None,
        typer.Option(
            "--set", metavar="NAME", help="propose other cells for it", autocompletion=complete.functionality
        ),
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="its owning team")] = None,
    paging: Annotated[str | None, typer.Option("--paging", metavar="URL", help="its paging schedule")] = None,
    backlog: Annotated[str | None, typer.Option("--backlog", metavar="URL", help="its backlog")] = None,
    chat: Annotated[str | None, typer.Option("--chat", metavar="CHANNEL", help="its chat channel")] = None,
    contact: Annotated[str | None, typer.Option("--contact", metavar="TEXT", help="its contact")] = None,
    public: Annotated[
        str | None, typer.Option("--public", metavar="YES", help="yes or no: on the status page")
    ] = None,
    because: options.BecauseOption = None,
    branch: options.BranchOption = None,
    yes: options.ProposeOption = False,
    dry_run: options.DryRunOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Say who owns a functionality or a service, and how to reach them. A near miss is only suggested.

    With --set, propose other cells of ownership.csv for it, on a branch of its own, as acmeinc rules propose
    does: nothing changes but these cells, and nothing that you have checked out.

    \b
    Examples:
      acmeinc owner login
      acmeinc owner billing-worker --json
      acmeinc owner --set Login --team Identity \\
        --paging https://oncall.example.com/identity
    """
    app: App = ctx.obj
    cells = {"team": team, "paging": paging, "backlog": backlog, "chat": chat, "contact": contact}
    given = {name: value for name, value in {**cells, "public": public}.items() if value is not None}
    if changed is not None:
        from acmeinc.commands.owner_proposal import propose_owner
        from acmeinc.commands.proposal import Wanted

        how = Wanted(because or "", branch or "", yes=yes, dry_run=dry_run, as_json=as_json)
        propose_owner(app, " ".join([changed, *(query or ())]), given, how)
        return
    if given or not query:
        raise Usage(
            "owner needs to know of what", hint='acmeinc owner login, acmeinc owner --set "Login" --team …'
        )
    _show(app, " ".join(query), as_json=as_json)


def _show(app: App, text: str, *, as_json: bool) -> None:
    """Print who owns what is called `text`; raises NotFound where nobody does."""
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
