"""`acmeinc check`: what is wrong with the rules, the templates and the documents (ADR 26)."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import NotFound, RulesSayNo, Usage
from acmeinc.incident.text import visible
from acmeinc.steps.checking import check, with_dependents
from acmeinc.terminal.check_output import FORMATS, summary

if TYPE_CHECKING:
    from acmeinc.steps.checking import Checked


def _formats() -> list[str]:
    return list(FORMATS)


def check_command(
    ctx: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE…", help="only these, as a hook names them [all]")
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option("--changed-since", metavar="REV", help="only what changed since this branched off REV"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="warnings are exit 3, too")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=" | ".join(FORMATS), autocompletion=_formats)
    ] = "text",
    as_json: options.JsonOption = False,
) -> None:
    """Look for whatever is wrong with the rules files, the templates and the incident documents.

    Every problem is told in one run, with its place and what mends it; docs/check.md explains each. Exit 3
    when there is an error, with --strict also when there is a warning. Nothing is written.

    \b
    Examples:
      acmeinc check
      acmeinc check severity.yaml ownership.csv
      acmeinc check --changed-since origin/main --format github
      acmeinc check --format sarif > acmeinc.sarif
    """
    app: App = ctx.obj
    if form not in FORMATS:
        raise Usage(f"--format {form!r} is not known", hint=f"use one of: {', '.join(FORMATS)}")
    form = "json" if as_json else form
    app.as_json = form == "json"
    found = check(app.repository, app.now(), _wanted(app, files or [], changed_since))
    _print(app, found, form)
    told = summary(found.errors, found.warnings, found.files)
    if found.errors or (strict and found.warnings):
        raise RulesSayNo(told)
    app.console.say(told)


def _wanted(app: App, files: list[str], revision: str | None) -> Collection[str] | None:
    """Return the paths that are to be looked at, None for all."""
    if files and revision:
        raise Usage("name files, or --changed-since, not both", hint="acmeinc check --changed-since REV")
    if revision:
        from acmeinc.storage.changes import changed_since

        return with_dependents(changed_since(app.repository, revision))
    if files:
        return _named(app, files)
    return None


def _named(app: App, files: list[str]) -> list[str]:
    """Return the paths that were named; says which cannot be looked at: to a hook no error.

    Raises NotFound for one that is not there, and has not been deleted either: it was mistyped.
    """
    from acmeinc.storage.changes import has_been_there
    from acmeinc.storage.checked_files import inside

    found = []
    for name in files:
        paths = inside(app.repository, [name], Path.cwd())
        if not paths:
            app.console.say(f"! {visible(name)} is not in this repository")
        elif not os.path.lexists(name):
            if not has_been_there(app.repository, paths[0]):
                raise _mistyped(app, name)
            app.console.say(f"! {visible(name)} was deleted")
        found += paths
    return found


def _mistyped(app: App, name: str) -> NotFound:
    from difflib import get_close_matches

    from acmeinc.storage.checked_files import files_with_rules

    known = [os.path.relpath(app.repository.root / path) for path in files_with_rules(app.repository)]
    near = get_close_matches(name, known, n=1)
    hint = f"acmeinc check {visible(near[0])}" if near else "acmeinc check looks at all files"
    return NotFound(f"{visible(name)} is not there", hint=hint)


def _print(app: App, found: "Checked", form: str) -> None:
    from acmeinc.terminal import check_output

    if form == "text":
        width = None if app.console.piped else app.console.width
        lines = check_output.problem_lines(found.problems, app.console.ink, width)
    elif form == "github":
        lines = check_output.github_lines(found.problems, _folder(app))
    else:
        from acmeinc.terminal.json_output import dump

        told: Any = {"sarif": _sarif, "gitlab": _code_quality, "json": _json}[form](app, found)
        app.console.out(dump(told, app.console.encoding))
        return
    for line in lines:
        app.console.out(line)


def _json(_: App, found: "Checked") -> dict[str, Any]:
    from acmeinc.terminal.check_output import check_json

    return check_json(found.problems, found.files)


def _code_quality(app: App, found: "Checked") -> list[dict[str, Any]]:
    from acmeinc.terminal.code_quality import code_quality

    return code_quality(found.problems, found.texts, _folder(app))


def _sarif(app: App, found: "Checked") -> dict[str, Any]:
    from acmeinc import __version__
    from acmeinc.terminal.sarif import sarif_log

    return sarif_log(found.problems, found.texts, _folder(app), __version__)


def _folder(app: App) -> str:
    """Return the repository's folder in its work tree, "" or ending in `/`: forges know no other path."""
    inside = app.repository.root.relative_to(app.repository.work_tree).as_posix()
    return "" if inside == "." else f"{inside}/"
