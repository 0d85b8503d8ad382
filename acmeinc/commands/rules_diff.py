"""`acmeinc rules diff`: what a change of the rules does, for whoever reviews it."""

from collections.abc import Iterator
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import AcmeError, BadData, RulesSayNo, Usage

if TYPE_CHECKING:
    from acmeinc.incident.model import Incident
    from acmeinc.incident.reading import Reading
    from acmeinc.process.rule_review import Review

FORMATS = ("text", "markdown", "json")
_OFTEN = 200


def rules_diff_command(
    ctx: typer.Context,
    revision: Annotated[
        str | None,
        typer.Argument(metavar="REV", help="a commit, A..B, A...B [where the branch began]"),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="text | markdown | json [by where it goes]"),
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Say what a change of the rules does: values, owners, times of open incidents, and last year replayed.

    Compared is the work tree with where the branch left the default branch, or with REV. A terminal shows
    text; a file or pipe gets the Markdown for a comment on the pull request. Exit 3 when the new rules cannot
    be read. Nothing is written.

    \b
    Examples:
      acmeinc rules diff
      acmeinc rules diff HEAD~3
      acmeinc rules diff origin/main...HEAD > comment.md
    """
    app: App = ctx.obj
    if form not in (None, *FORMATS):
        raise Usage(f"--format {form}: there is no such format", hint=f"use one of: {', '.join(FORMATS)}")
    shown = "json" if as_json else form or ("markdown" if app.console.piped else "text")
    review = review_now(app, revision)
    refused = None
    if review.problems:
        count = f"{len(review.problems)} problem{'' if len(review.problems) == 1 else 's'}"
        refused = RulesSayNo(f"the new rules cannot be used: {count}", hint="acmeinc check")
    print_review(app, review, shown, refused)
    if refused:
        raise refused


def review_now(app: App, revision: str | None) -> "Review":
    """Return what a change of the rules does, to the incidents as they are now."""
    from acmeinc.steps.reviewing import review_change
    from acmeinc.storage.comparison import compared

    comparison = compared(app.repository, revision)
    return review_change(app.repository, comparison, concerned_incidents(app), app.now())


def print_review(app: App, review: "Review", form: str, refused: AcmeError | None) -> None:
    """Print a review in one of the `FORMATS`; in JSON also why it is refused."""
    if form == "json":
        from acmeinc.terminal.json_output import dump, error_json
        from acmeinc.terminal.rules_output import review_json

        told = review_json(review) | (error_json(refused) if refused else {})
        app.console.out(dump(told, app.console.encoding))
        app.as_json = False  # one answer on stdout, which holds the error too
    elif form == "markdown":
        from acmeinc.rendering.rule_comment import rule_comment

        app.console.out_exactly(rule_comment(review))
    else:
        from acmeinc.terminal.rules_view import review_lines

        for line in review_lines(review, app.console.width, app.console.ink):
            app.console.out(line)


def concerned_incidents(app: App) -> "Iterator[Incident]":
    """Yield all incidents to which a change of the rules may do anything.

    Where documents have a branch of their own, they are those that stand there.
    """
    from acmeinc.process.rule_effects import may_concern
    from acmeinc.storage.own_branch import where_documents_are

    try:
        commit = where_documents_are(app.repository, app.rules.settings.branch)
    except BadData:
        commit = ""  # the review says what is wrong with the settings
    wanted = partial(may_concern, now=app.now())
    readings: Iterator[Reading] = app.incidents(wanted)
    if commit:
        from acmeinc.incident.reading import read
        from acmeinc.storage.rule_texts import documents_at

        documents = documents_at(app.repository.git, commit)
        readings = (read(text) for _, text in documents if wanted(text))
    for reading in _with_progress(app, readings):
        yield reading.incident


def _with_progress(app: App, readings: "Iterator[Reading]") -> "Iterator[Reading]":
    """Yield what is read, and tell how far that is once it takes more than a second."""
    begun, has_told = monotonic(), False
    for count, reading in enumerate(readings, 1):
        if not count % _OFTEN and monotonic() - begun > 1:
            app.console.progress(f"  reading the incidents: {count:,} …")
            has_told = True
        yield reading
    if has_told:
        app.console.progress("")
