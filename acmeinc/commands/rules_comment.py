"""`acmeinc rules comment`: what `rules diff` says, as the one comment on a pull request."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import NotFound, Usage, disk_faults

FORGES = ("github", "gitlab")
_LONGEST = 65_000
_WIDEST = 4
"""Bytes that a character takes at most: no more is read than a comment may have, of a device neither."""
_MARKER = re.compile("<!-- acmeinc:[a-z-]+ -->")


def rules_comment_command(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="what `rules diff` wrote; - reads stdin")],
    forge: Annotated[str, typer.Option("--forge", metavar="FORGE", help=" | ".join(FORGES))],
    project: Annotated[str, typer.Option("--project", metavar="NAME", help="where it is: acme/incidents")],
    number: Annotated[
        int, typer.Option("--number", metavar="N", min=1, help="the number of the pull request")
    ],
    as_json: options.JsonOption = False,
) -> None:
    """Put what `rules diff` says on the pull request: as one comment, which is changed from then on.

    For a workflow: the token is in ACMEINC_GITHUB_TOKEN or ACMEINC_GITLAB_TOKEN, and where the forge is not
    the usual one, its address in ACMEINC_GITHUB_URL or ACMEINC_GITLAB_URL. No repository is needed.

    \b
    Examples:
      acmeinc rules comment comment.md --forge github \\
        --project acme/incidents --number 12
      acmeinc rules diff | acmeinc rules comment - --forge gitlab \\
        --project 42 --number 7
    """
    from acmeinc.delivery.discussion import Discussion

    app: App = ctx.obj
    if forge not in FORGES:
        raise Usage(f"--forge {forge}: there is no such forge", hint=f"use one of: {', '.join(FORGES)}")
    text = _text(file)
    if not _MARKER.match(text) or len(text) > _LONGEST:
        raise Usage(
            f"{file} holds nothing that acmeinc wrote for a pull request",
            hint=_WRITE_IT,
        )
    done = Discussion(forge, project, number, app.secrets).keep(text)
    if as_json:
        from acmeinc.terminal.json_output import dump

        app.console.out(dump({"project": project, "number": number, "comment": done}, app.console.encoding))
    else:
        app.console.out(f"✓ the comment on {project} {number} is {_DONE[done]}")


def _text(file: str) -> str:
    if file != "-" and not Path(file).exists():
        raise NotFound(f"there is no file {file}", hint=_WRITE_IT)
    most = _LONGEST * _WIDEST + 1
    with disk_faults(f"{file} could not be read"):
        if file == "-":
            content = sys.stdin.buffer.read(most)
        else:
            with Path(file).open("rb") as there:
                content = there.read(most)
    return content.decode("utf-8", "replace")


_WRITE_IT = "acmeinc rules diff origin/main...HEAD > comment.md"

_DONE = {"made": "made", "changed": "changed", "unchanged": "as it was"}
