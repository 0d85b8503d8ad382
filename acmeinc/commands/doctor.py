"""`acmeinc doctor`: what an incident needs, and whether it is there (process: "Prerequisites")."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from acmeinc.app import App
from acmeinc.checks.channels import channel_finding
from acmeinc.checks.document_names import unseen_findings
from acmeinc.checks.fiction import fiction_findings
from acmeinc.checks.prerequisites import prerequisite_findings
from acmeinc.checks.secrets import secret_findings
from acmeinc.checks.workplace import clone_findings, machine_findings
from acmeinc.commands import options
from acmeinc.errors import AcmeError, NotFound, RulesSayNo
from acmeinc.incident.text import visible
from acmeinc.process.finding import Finding, stopping
from acmeinc.storage.examination import examine
from acmeinc.storage.repository import Repository

if TYPE_CHECKING:
    from acmeinc.delivery.needs import Setup


def doctor_command(
    ctx: typer.Context,
    live: Annotated[
        bool, typer.Option("--live", help="ask the remote and every channel; nobody is troubled")
    ] = False,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help="mend what this clone can mend itself: merging, schemas, broken-off steps"
        ),
    ] = False,
    as_json: options.JsonOption = False,
) -> None:
    """Look for whatever an incident needs: what is in order, missing or wrong, and what mends it.

    Exit 3 when something that the process requires is missing or wrong. Without --live nothing is asked of
    the network, and no command that gives a secret is run.

    \b
    Examples:
      acmeinc doctor
      acmeinc doctor --live
      acmeinc doctor --fix
    """
    app: App = ctx.obj
    repository = _repository(app)
    if fix and repository:
        _mend(app, repository)
    findings = _findings(app, repository, live=live)
    _show(app, findings, live=live, as_json=as_json)
    if broken := stopping(findings):
        names = ", ".join(dict.fromkeys(finding.check for finding in broken))
        raise RulesSayNo(f"to be mended before an incident: {names}", hint=broken[0].mend)


def _repository(app: App) -> Repository | None:
    try:
        return app.repository
    except NotFound:
        return None


def _mend(app: App, repository: Repository) -> None:
    """Mend what needs no decision: how git deals with documents, old schemas, steps that were broken off."""
    from acmeinc.storage.merge_setup import set_up
    from acmeinc.storage.schemas import renew_schemas

    try:
        _ = app.identity
        for mend in (set_up, renew_schemas):
            for done in mend(repository):
                app.console.say(f"✓ {done}")
    except AcmeError as problem:
        app.console.say(f"! {visible(str(problem))}")
        app.console.say(visible(f"  {problem.hint}"))


def _findings(app: App, repository: Repository | None, *, live: bool) -> list[Finding]:
    clone = examine(repository, _branch(app))
    findings = [*machine_findings(clone), *clone_findings(clone, app.now())]
    if not repository or not clone.git:
        return findings
    setups = _setups(app, live=live)
    findings += _prerequisites(app)
    findings += [channel_finding(name, *setup) for name, setup in setups.items()]
    findings += _files(repository)
    return _asked(app, findings, setups) if live else findings


def _branch(app: App) -> str:
    """Return the branch that documents belong on; "" where the settings do not say, or cannot be read."""
    try:
        return app.rules.settings.branch
    except AcmeError:
        return ""


def _prerequisites(app: App) -> list[Finding]:
    from acmeinc.rendering.templates import FOLDER, TEMPLATES
    from acmeinc.steps.checking import check

    faults = [
        fault for fault in check(app.repository, app.now(), [FOLDER]).problems if fault.level == "error"
    ]
    return prerequisite_findings(app.rules, faults, len(TEMPLATES))


def _setups(app: App, *, live: bool) -> "dict[str, Setup]":
    """Return how each channel is set up; nothing where the settings cannot be read, which has been said."""
    from acmeinc.delivery.needs import CHANNELS, setup_of

    try:
        return {name: setup_of(name, app.rules, app.secrets, run=live) for name in CHANNELS}
    except AcmeError:
        return {}


def _files(repository: Repository) -> list[Finding]:
    from acmeinc.storage.checked_files import unseen_documents
    from acmeinc.storage.rule_versions import rule_files, rule_versions

    return [
        *secret_findings(rule_versions(repository)),
        *fiction_findings(rule_files(repository)),
        *unseen_findings(unseen_documents(repository)),
    ]


def _asked(app: App, findings: Sequence[Finding], setups: "Mapping[str, Setup]") -> list[Finding]:
    """Return the findings with what came back from the remote, and from every channel that is set up."""
    from acmeinc.commands.probes import ask_all, channel_question, remote_question

    sound = {(finding.group, finding.check): finding for finding in findings if finding.state == "ok"}
    questions = {
        name: channel_question(app, name, setup.via)
        for name, setup in setups.items()
        if ("channels", name.replace("_", " ")) in sound
    }
    if remote := sound.get(("repository", "remote")):
        questions["remote"] = remote_question(app, remote)
    answers = {(finding.group, finding.check): finding for finding in ask_all(app, questions)}
    return [answers.get((finding.group, finding.check), finding) for finding in findings]


def _show(app: App, findings: Sequence[Finding], *, live: bool, as_json: bool) -> None:
    if as_json:
        from acmeinc.terminal.json_output import dump, findings_json

        app.console.out(dump(findings_json(findings) | {"live": live}, app.console.encoding))
    elif app.console.piped:
        from acmeinc.terminal.piped import finding_rows

        for row in finding_rows(findings):
            app.console.out(row)
    else:
        from acmeinc.terminal.finding_view import finding_lines, summary

        for line in finding_lines(findings, app.console.width, app.console.ink):
            app.console.out(line)
        app.console.out()
        app.console.out(summary(findings))
