"""What a step prints when it is done: what changed, where each message went, what is due next."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from acmeinc.app import App
from acmeinc.commands.destinations import message_results, page_results, ready_to_paste
from acmeinc.incident.model import Incident
from acmeinc.incident.text import visible
from acmeinc.process.gates import evaluate
from acmeinc.process.metrics import durations, milestone_warnings
from acmeinc.process.people import not_invited
from acmeinc.process.schedule import due_for
from acmeinc.steps.step import Delivered, Outcome
from acmeinc.terminal.views import Result, next_lines, result_lines

_TOLD = {
    "severity": "severity",
    "facts": "recorded",
    "override": "override",
    "role": "role",
    "retro": "recorded",
}
"""By kind of entry: the word under which a step says that it recorded it."""


def print_outcome(app: App, outcome: Outcome, *, as_json: bool) -> None:
    """Print what a step did; before that, ready to paste, the messages that no channel carries."""
    for notice in outcome.notices:
        app.console.say(f"! {visible(notice)}")
    if as_json:
        print_incident_json(app, outcome.incident, outcome.path, also={"commit": outcome.commit})
        return
    for line in ready_to_paste(outcome.delivered):
        app.console.out(line)
    results = [
        *page_results(outcome.delivered),
        Result("document", outcome.path),
        *(Result("file", path) for path in outcome.files),
        *_changes(outcome),
        *_bridge(outcome),
        *message_results(outcome.delivered),
    ]
    for line in result_lines(results, app.console.width, piped=app.console.piped, ink=app.console.ink):
        app.console.out(line)
    for warning in milestone_warnings(outcome.incident.milestones, app.rules.settings.zone):
        app.console.say(f"! {warning}")
    print_next(app, outcome.incident)


def say_delivered(app: App, delivered: Sequence[Delivered]) -> None:
    """Say what left the house, and what a person has to carry, where that cannot be told as a result."""
    for line in ready_to_paste(delivered):
        app.console.say(line)
    ink, results = app.console.talk_ink, [*page_results(delivered), *message_results(delivered)]
    for line in result_lines(results, app.console.width, piped=app.console.piped, ink=ink):
        app.console.say(line)


def print_sent(app: App, outcome: Outcome, *, quiet: bool) -> None:
    """Print where each message went that had waited; before that, what no channel carries."""
    for notice in outcome.notices:
        app.console.say(f"! {visible(notice)}")
    if quiet:
        return
    printed = [one for one in outcome.delivered if one.receipt.state == "printed"]
    for line in ready_to_paste(printed):
        app.console.out(line)
    results = [*page_results(outcome.delivered), *message_results(outcome.delivered)]
    for line in result_lines(results, app.console.width, piped=app.console.piped, ink=app.console.ink):
        app.console.out(line)


def print_uninvited(app: App, outcome: Outcome | None) -> None:
    """Say which responders no invitation can reach: every responder is invited (process: "Who")."""
    if outcome and any(entry.kind == "invitation" for entry in outcome.recorded):
        for name in not_invited(app.rules.people, outcome.incident):
            app.console.say(f"! {visible(name)} has no address in people.csv: invite them by hand")


def print_next(app: App, incident: Incident) -> None:
    """Print the block that ends every step: what is due next for this incident."""
    dues = due_for(incident, app.rules.severity, app.rules.settings)
    app.console.out()
    lines = next_lines(
        incident.id,
        incident.severity,
        dues,
        app.now(),
        zone=app.rules.settings.zone,
        width=app.console.width,
        ink=app.console.ink,
    )
    for line in lines:
        app.console.out(line)


def print_incident_json(
    app: App, incident: Incident, path: str, *, also: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Print an incident as JSON, and `also` what a step has to say of itself: the first `commit` it made."""
    from acmeinc.terminal.json_output import dump

    app.console.out(dump(incident_payload(app, incident, path) | dict(also), app.console.encoding))


def incident_payload(app: App, incident: Incident, path: str) -> dict[str, Any]:
    """Return an incident as JSON holds it, with what is due, the durations and the gates."""
    from acmeinc.terminal.json_output import incident_json

    return incident_json(
        incident,
        path=path,
        durations=durations(incident),
        next_due=due_for(incident, app.rules.severity, app.rules.settings),
        gates=evaluate(incident, None, app.rules.severity, app.rules.settings, app.now()),
        now=app.now(),
    )


def _changes(outcome: Outcome) -> list[Result]:
    """Return what was recorded besides the messages and their receipts."""
    told = (e for e in outcome.recorded if e.kind in _TOLD)
    return [Result(_TOLD[entry.kind], entry.text) for entry in told]


def _bridge(outcome: Outcome) -> list[Result]:
    if not any(entry.kind == "declared" for entry in outcome.recorded):
        return []
    bridge = outcome.incident.links.bridge
    todo = "open a video bridge, then tell where:\nacmeinc update --bridge URL"
    return [Result("bridge", bridge) if bridge else Result("bridge", todo, "open")]
