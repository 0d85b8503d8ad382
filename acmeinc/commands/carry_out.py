"""From a decided step to its last printed line: preview, perform, report."""

from difflib import unified_diff
from typing import NamedTuple

from acmeinc.app import App
from acmeinc.commands.report import print_brief, print_incident_json, print_outcome, print_unsaved
from acmeinc.errors import Cancelled, NotDelivered
from acmeinc.incident.document import Reading
from acmeinc.incident.names import path_of
from acmeinc.incident.text import visible
from acmeinc.steps.outgoing import dispatch_of
from acmeinc.steps.perform import foresee, perform
from acmeinc.steps.step import Announcement, Outcome, Step, Unsaved
from acmeinc.terminal.views import OWN_CHANNEL, message_preview

_ROOM_FOR_KEYS = 3


class How(NamedTuple):
    """How a step is carried out: `brief` says in two lines what it did, `quiet` says nothing."""

    dry_run: bool = False
    yes: bool = False
    as_json: bool = False
    brief: bool = False
    quiet: bool = False


def carry_out(app: App, step: Step, how: How, reading: Reading | None = None) -> Outcome | None:
    """Show what is about to leave the house, carry `step` out, and print what it did.

    Returns None after a dry run. Raises Cancelled when the preview is refused, NotDelivered when the step
    is saved but a message has not left.
    """
    if how.dry_run:
        _print_dry_run(app, step, reading, as_json=how.as_json)
        return None
    if step.announcements and not how.yes and app.can_ask:
        step = _approved(app, step)
    try:
        outcome = perform(step, app.desk)
    except Unsaved as failure:
        print_unsaved(app, failure.delivered)
        raise
    if not how.quiet:
        _print(app, outcome, how)
    stuck = [one for one in outcome.delivered if one.receipt.state in ("failed", "unknown")]
    if stuck:
        names = ", ".join(dict.fromkeys(one.channel for one in stuck))
        raise NotDelivered(f"saved, but not delivered: {names}", hint="acmeinc send")
    return outcome


def _print(app: App, outcome: Outcome, how: How) -> None:
    if how.brief and not how.as_json:
        print_brief(app, outcome)
    else:
        print_outcome(app, outcome, as_json=how.as_json)


def message_lines(app: App, step: Step) -> list[str]:
    """Return every message of `step` as it will be read."""
    lines: list[str] = []
    for announcement in step.announcements:
        to = [address for _, address in _receivers(app, step, announcement)]
        lines += [*message_preview(announcement.message, to, app.console.width), ""]
    return lines[:-1]


def _preview(app: App, step: Step) -> list[str]:
    """Return the messages of `step` in one screenful, the page last; long ones are cut at their end."""
    lines: list[str] = []
    for room in (None, *range(9, 2, -1)):
        lines = _shortened(app, step, room)
        if app.console.piped or len(lines) <= app.console.height - _ROOM_FOR_KEYS:
            break
    return lines


def _shortened(app: App, step: Step, room: int | None) -> list[str]:
    """Return the messages, of each body at most `room` lines."""
    lines = [""]
    for announcement in sorted(step.announcements, key=lambda one: one.message.kind == "page"):
        receivers = _receivers(app, step, announcement)
        to = [OWN_CHANNEL if name == "incident_chat" else address for name, address in receivers]
        lines += [*message_preview(announcement.message, to, app.console.width, room), ""]
    return lines[:-1]


def _approved(app: App, step: Step) -> Step:
    """Return the step with its messages as the person wants them; raises Cancelled on `q`."""
    while True:
        verdict = app.ask.preview(_preview(app, step))
        if verdict == "send":
            app.console.say()
            return step
        if verdict == "quit":
            raise Cancelled("cancelled; nothing was written or sent")
        step = step._replace(announcements=tuple(_edited(a) for a in step.announcements))


def _edited(announcement: Announcement) -> Announcement:
    message = announcement.message
    if message.audience == "responders":
        return announcement
    from acmeinc.terminal.editor import edit

    body = edit(message.body, comment=f"Subject: {message.subject}")
    return announcement._replace(message=message._replace(body=body))


def _receivers(app: App, step: Step, announcement: Announcement) -> list[tuple[str, str]]:
    """Return the channels that carry a message, each with the address it goes to."""
    foreseen = foresee(step._replace(announcements=(announcement,)), app.desk, None)
    entry = next(e for e in foreseen.recorded if e.is_communication)
    dispatch = dispatch_of(entry, foreseen.incident, app.link(path_of(step.incident_id)))
    return [(name, app.channel(name).address(dispatch)) for name in announcement.message.channels]


def _print_dry_run(app: App, step: Step, reading: Reading | None, *, as_json: bool) -> None:
    """Print what `step` would write and send; as JSON the incident as it would be, and the diff."""
    foreseen = foresee(step, app.desk, reading)
    path = path_of(step.incident_id)
    before = "" if step.template else app.repository.read(app.repository.root / path)
    diff = unified_diff(
        before.splitlines(keepends=True), foreseen.text.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    text = "".join(diff)
    if as_json:
        print_incident_json(app, foreseen.incident, path, also={"dry_run": True, "diff": text})
        return
    app.console.out(visible(text).rstrip("\n"))
    for change in step.files:
        app.console.out(f"+ {change.path}")
    for line in message_lines(app, step):
        app.console.out(line)
    app.console.out("Nothing was written or sent (--dry-run).")
