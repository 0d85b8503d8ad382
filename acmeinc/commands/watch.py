"""`acmeinc watch`: the live board on the incident channel's screen."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Annotated

import typer

from acmeinc.app import App
from acmeinc.commands import options
from acmeinc.errors import AcmeError, Usage
from acmeinc.incident.model import OPEN_STATUSES
from acmeinc.process.schedule import due_for
from acmeinc.terminal.board import Card, Size, board_lines

TICK = timedelta(seconds=1)
READ_EVERY = 30
"""After so many ticks everything is read again: rules may have changed, and not every disk tells."""


def watch_command(
    ctx: typer.Context,
    incident: options.IncidentOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="do not ring when something falls due")
    ] = False,
) -> None:
    """Show a live board: open incidents, commander, countdowns, checklist, newest entries.

    It follows the documents as they change, turns amber five minutes before something is due, and rings once
    when it is. Ctrl-C ends it.

    \b
    Examples:
      acmeinc watch
      acmeinc watch -i login
      acmeinc watch --quiet
    """
    app: App = ctx.obj
    watch(app, app.incident_id(incident) if incident else "", quiet=quiet)


def watch(app: App, only: str = "", *, quiet: bool = False) -> None:
    """Show the board of the incident `only`, or of all, until Ctrl-C; raises Usage without a terminal."""
    if app.console.piped:
        raise Usage("the board needs a terminal", hint="acmeinc next")
    from acmeinc.storage.watching import beats
    from acmeinc.terminal.full_screen import full_screen

    board = _Board(app, only)
    board.read()
    with suppress(KeyboardInterrupt), full_screen(app.console):
        board.draw()
        for tick, changed in enumerate(beats(app.repository, TICK), 1):
            if changed or tick % READ_EVERY == 0:
                board.read()
            board.draw()
            if board.has_fallen_due() and not quiet:
                app.console.ask("\a")


class _Board:
    """What the screen shows, as it was read last."""

    def __init__(self, app: App, only: str) -> None:
        self._app = app
        self._only = only
        self._cards: list[Card] = []
        self._problem = ""
        self._zone: tzinfo = UTC
        self._rung: set[tuple[str, str, datetime]] = set()

    def read(self) -> None:
        """Read the rules and the documents again; what is wrong with them is told on the board."""
        try:
            self._app.read_rules_again()
            self._zone = self._app.rules.settings.zone
            self._cards = self._found()
            self._problem = ""
        except AcmeError as problem:
            self._problem = str(problem)

    def draw(self) -> None:
        """Draw the board as large as the screen is now."""
        from acmeinc.terminal.full_screen import draw

        console = self._app.console
        size = Size(console.width - 1, console.height - 1)
        lines = board_lines(self._cards, self._app.now(), self._zone, size, console.ink, self._problem)
        draw(console, lines)

    def has_fallen_due(self) -> bool:
        """Return whether something is due that was not when this was asked last."""
        now = self._app.now()
        late = {
            (due.incident, due.kind, due.due) for card in self._cards for due in card.dues if due.due <= now
        }
        new = late - self._rung
        self._rung |= late
        return bool(new)

    def _found(self) -> list[Card]:
        rules = self._app.rules
        readings = [self._app.reading(self._only)] if self._only else self._app.documents.unsettled()
        cards = (Card(r.incident, due_for(r.incident, rules.severity, rules.settings)) for r in readings)
        return [card for card in cards if self._only or card.dues or card.incident.status in OPEN_STATUSES]
