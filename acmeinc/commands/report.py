"""What a step prints when it is done: what changed, where each message went, what is due next."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from acmeinc.app import App
from acmeinc.incident.model import Incident
from acmeinc.incident.text import visible
from acmeinc.process.gates import evaluate
from acmeinc.process.message import Message
from acmeinc.process.metrics import durations, milestone_warnings
from acmeinc.process.schedule import due_for
from acmeinc.process.time_input import clock_label
from acmeinc.steps.step import Delivered, Outcome
from acmeinc.terminal.views import Result, next_lines, next_words, result_lines

_LABELS = {
    "paging": "paged",
    "email": "email",
    "chat": "chat",
    "incident_chat": "chat",
    "status_page": "status page",
    "calendar": "invitation",
}

_TOLD = {
    "severity": "severity",
    "facts": "recorded",
    "override": "override",
    "role": "role",
    "retro": "recorded",
}
"""By kind of entry: the word under which a step says that it recorded it."""


def print_outcome(app: App, outcome: Outcome, *, as_json: bool, previewed: bool) -> None:
    """Print what a step did.

    Messages that no channel carries are printed in full, unless just `previewed`.
    """
    for notice in outcome.notices:
        app.console.say(f"! {visible(notice)}")
    if as_json:
        print_incident_json(app, outcome.incident, outcome.path, also={"commit": outcome.commit})
        return
    if not previewed:
        for line in _ready_to_paste(outcome.delivered):
            app.console.out(line)
    results = [
        Result("document", outcome.path),
        *_changes(outcome),
        *_bridge(outcome),
        *_deliveries(outcome.delivered),
    ]
    for line in result_lines(results, app.console.width, piped=app.console.piped, ink=app.console.ink):
        app.console.out(line)
    for warning in milestone_warnings(outcome.incident.milestones):
        app.console.say(f"! {warning}")
    print_next(app, outcome.incident)


def print_unsaved(app: App, delivered: Sequence[Delivered]) -> None:
    """Say what left the house, and what a person has to carry, although nothing was saved."""
    for line in _ready_to_paste(delivered):
        app.console.say(line)
    ink = app.console.talk_ink
    for line in result_lines(_deliveries(delivered), app.console.width, piped=app.console.piped, ink=ink):
        app.console.say(line)


def print_brief(app: App, outcome: Outcome) -> None:
    """Print what was recorded, and what is due next, in a line each."""
    for notice in outcome.notices:
        app.console.say(f"! {visible(notice)}")
    zone = app.rules.settings.zone
    for entry in outcome.recorded:
        label = clock_label(entry.at or app.now(), zone, seconds=True)
        first, *more = visible(entry.text).split("\n")
        app.console.out(f"{app.console.ink.green('✓')} {label}  {first}")
        for line in more:
            app.console.out(f"  {' ' * len(label)}  {line}")
    dues = due_for(outcome.incident, app.rules.severity, app.rules.settings)
    if dues:
        app.console.out(f"  next: {next_words(dues[0], app.now(), zone)}")


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


def _ready_to_paste(delivered: Sequence[Delivered]) -> list[str]:
    """Return each message that somebody has to carry, and an empty line behind it."""
    printed: dict[str, list[Delivered]] = {}
    for one in delivered:
        if one.receipt.state != "sent":
            printed.setdefault(one.entry, []).append(one)
    lines = []
    for group in printed.values():
        to = dict.fromkeys(one.address for one in group if one.address)
        lines += [_pasted(group[0].message, list(to)), ""]
    return lines


def _pasted(message: Message, to: Sequence[str]) -> str:
    receivers = visible(", ".join(to))
    return f"To: {receivers}\nSubject: {visible(message.subject)}\n\n{visible(message.body)}"


def _changes(outcome: Outcome) -> list[Result]:
    """Return what was recorded besides the messages and their receipts."""
    told = (e for e in outcome.recorded if e.kind in _TOLD)
    return [Result(_TOLD[entry.kind], entry.text) for entry in told]


def _bridge(outcome: Outcome) -> list[Result]:
    declared = any(entry.kind == "declared" for entry in outcome.recorded)
    bridge = outcome.incident.links.bridge
    return [Result("bridge", bridge)] if declared and bridge else []


def _deliveries(delivered: Sequence[Delivered]) -> list[Result]:
    results: list[Result] = []
    for one in delivered:
        label = _LABELS.get(one.channel, one.channel)
        if one.receipt.state == "sent":
            results.append(Result(label, one.address, seconds=one.seconds))
        elif one.channel == "paging" and one.receipt.state == "printed":
            results.append(Result("page", f"{one.receipt.detail}; then acmeinc send --done", "open"))
        elif one.receipt.state == "printed":
            results.append(Result(label, f"printed above, for {one.address}", "open"))
        else:
            results.append(
                Result(label, f"{one.receipt.state}: {one.receipt.detail or one.address}", "failed")
            )
        results += [Result("by hand", todo, "open") for todo in one.by_hand]
    return results
