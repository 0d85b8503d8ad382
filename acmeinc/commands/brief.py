"""What a small step prints: what was recorded, and what is due next, in a line each."""

from acmeinc.app import App
from acmeinc.incident.text import visible
from acmeinc.process.schedule import due_for
from acmeinc.process.time_input import clock_label
from acmeinc.steps.step import Outcome
from acmeinc.terminal.layout import wrap
from acmeinc.terminal.views import next_words


def print_brief(app: App, outcome: Outcome) -> None:
    """Print what was recorded, and what is due next, in a line each."""
    for notice in outcome.notices:
        app.console.say(f"! {visible(notice)}")
    zone = app.rules.settings.zone
    sent = {one.entry for one in outcome.delivered}
    for entry in outcome.recorded:
        if entry.id in sent or entry.fields.get("message") in sent:
            continue
        label = clock_label(entry.at or app.now(), zone, seconds=True)
        text = visible(entry.text)
        first, *more = (
            text.split("\n") if app.console.piped else wrap(text, app.console.width - len(label) - 4)
        )
        app.console.out(f"{app.console.ink.green('✓')} {label}  {first}")
        for line in more:
            app.console.out(f"  {' ' * len(label)}  {line}")
    for line in _sent(app, outcome):
        app.console.out(line)
    dues = due_for(outcome.incident, app.rules.severity, app.rules.settings)
    if dues:
        app.console.out(f"  next: {next_words(dues[0], app.now(), zone)}")


def _sent(app: App, outcome: Outcome) -> list[str]:
    """Return where the messages of a small step went: words to the pager."""
    if not outcome.delivered:
        return []
    from acmeinc.commands.destinations import message_results
    from acmeinc.terminal.views import result_lines

    results = message_results(outcome.delivered)
    return result_lines(results, app.console.width, piped=app.console.piped, ink=app.console.ink)
