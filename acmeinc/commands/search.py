"""`acmeinc search`: words in titles, timelines and messages."""

from collections.abc import Iterator
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.incident import names
from acmeinc.incident.model import Incident
from acmeinc.incident.text import visible
from acmeinc.terminal.layout import around


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
    wanted = [word.lower() for word in words]
    found = []
    for reading in app.incidents():
        if hits := list(_hits(reading.incident, wanted)):
            found.append((reading.incident, hits))
        if limit and len(found) == limit:
            break
    if as_json:
        from acmeinc.terminal.json_output import dump

        rows = [{"incident": i.id, "title": names.title(i), "matches": hits} for i, hits in found]
        app.console.out(dump({"found": rows}, app.console.encoding))
        return
    _print(app, found, wanted)


def _hits(incident: Incident, wanted: list[str]) -> Iterator[dict[str, str]]:
    texts = [("title", "", names.title(incident))]
    texts += [
        (e.kind, e.id, f"{e.fields.get('subject', '')} {e.text}".strip()) for e in incident.communications
    ]
    texts += [(e.kind, e.id, e.text) for e in incident.timeline]
    for kind, entry, text in texts:
        low = text.lower()
        if all(word in low for word in wanted):
            yield {"kind": kind, "entry": entry, "text": text}


def _print(app: App, found: list[tuple[Incident, list[dict[str, str]]]], wanted: list[str]) -> None:
    for incident, hits in found:
        app.console.out(app.console.ink.bold(incident.id))
        for hit in hits[:5]:
            label, text = f"  {hit['kind']}: ", visible(hit["text"]).replace("\n", " ")
            if not app.console.piped:
                text = around(text, wanted[0], app.console.width - len(label))
            app.console.out(label + text)
        if len(hits) > 5:
            app.console.out(f"  and {len(hits) - 5} more")
    if not found:
        app.console.say("Nothing found.")
