"""`acmeinc report`: figures on the incidents of a time, kept promises first."""

from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.commands.selected import selection
from acmeinc.errors import Usage
from acmeinc.process.figures import Report
from acmeinc.process.selection import Selection
from acmeinc.steps.reporting import Source, report_on


def report_command(
    ctx: typer.Context,
    since: options.SinceOption = None,
    until: options.UntilOption = None,
    severity: options.SeverityOption = None,
    functionality: options.FunctionalityOption = None,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help="what a team owns")] = None,
    html: options.HtmlOption = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="print one figure a row, as CSV")] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Report on incidents: kept promises, how long it took, who carried the load.

    In a pipe one figure a row, with tabs. Every formula is in docs/reports.md.

    \b
    Examples:
      acmeinc report
      acmeinc report --since 2026-09-01 --severity SEV1
      acmeinc report --team Identity --csv > identity.csv
      acmeinc report --html report.html
    """
    app: App = ctx.obj
    forms = {"--html": html, "--csv": as_csv, "--json": as_json}
    asked = [flag for flag, wanted in forms.items() if wanted]
    if len(asked) > 1:
        raise Usage(f"{' and '.join(asked)} do not go together", hint=f"acmeinc report {asked[0]}")
    meant = selection(since, until, severity, functionality, team)
    source = Source(app.repository, app.rules, app.console.say, app.console.progress)
    report = report_on(source, meant, app.now())
    if html:
        from acmeinc.commands.page_file import put_page
        from acmeinc.site.report_page import Occasion, report_page

        settings = app.rules.settings
        put_page(app, html, report_page(report, Occasion(meant, settings.organization, settings.zone)))
        return
    app.console.out_exactly(_text(app, report, meant, as_csv=as_csv, as_json=as_json))


def _text(app: App, report: Report, meant: Selection, *, as_csv: bool, as_json: bool) -> str:
    """Return the report in the form that was asked for."""
    if as_json:
        from acmeinc.terminal.json_output import dump
        from acmeinc.terminal.report_json import report_json

        return dump(report_json(report, meant), app.console.encoding) + "\n"
    if as_csv:
        from acmeinc.terminal.report_rows import as_csv as csv_text

        return csv_text(report)
    if app.console.piped:
        from acmeinc.terminal.report_rows import as_lines

        return "".join(f"{line}\n" for line in as_lines(report))
    from acmeinc.terminal.report_view import Shown, report_text

    shown = Shown(report, meant, app.rules.settings.zone)
    return report_text(shown, app.console.width, color=app.console.ink.on) + "\n"
