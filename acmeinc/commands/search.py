"""`acmeinc search`: words in titles, timelines and messages."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.incident.text import visible
from acmeinc.terminal.layout import around

if TYPE_CHECKING:
    from acmeinc.storage.index import Found


def search_command(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="all of them have to be in one line")],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help="at most N incidents, 0 for all")
    ] = 20,
    as_json: options.JsonOption = False,
) -> None:
    """Find incidents whose title, timeline or messages hold all the words, newest first.

    \b
    Examples:
      acmeinc search deploy rollback
      acmeinc search "session service" --json
    """
    app: App = ctx.obj
    found = list(islice(app.documents.index_told().search(words), limit or None))
    if as_json:
        from acmeinc.terminal.json_output import dump

        rows = [
            {"incident": one.incident, "title": one.title, "matches": [hit._asdict() for hit in one.passages]}
            for one in found
        ]
        app.console.out(dump({"found": rows}, app.console.encoding))
        return
    _print(app, found, words[0].lower())


def _print(app: App, found: "list[Found]", word: str) -> None:
    for one in found:
        app.console.out(app.console.ink.bold(one.incident))
        for hit in one.passages[:5]:
            label, text = f"  {hit.kind}: ", visible(hit.text).replace("\n", " ")
            if not app.console.piped:
                text = around(text, word, app.console.width - len(label))
            app.console.out(label + text)
        if len(one.passages) > 5:
            app.console.out(f"  and {len(one.passages) - 5} more")
    if not found:
        app.console.say("Nothing found.")
