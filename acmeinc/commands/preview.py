"""What a step is about to do, shown before it does it: the messages to approve, the diff of a dry run."""

from collections.abc import Sequence
from difflib import unified_diff

from acmeinc.app import App
from acmeinc.commands.outcome import print_incident_json
from acmeinc.errors import Cancelled
from acmeinc.incident.names import path_of
from acmeinc.incident.reading import Reading
from acmeinc.incident.text import visible
from acmeinc.process.message import Message
from acmeinc.steps.outgoing import dispatch_of
from acmeinc.steps.perform import foresee
from acmeinc.steps.step import Announcement, Step
from acmeinc.terminal.views import OWN_CHANNEL, message_preview

_ROOM_FOR_KEYS = 3
_ROOM_AROUND = 8
_FEWEST_LINES = 5


def _message_lines(app: App, step: Step) -> list[str]:
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


def approved(app: App, step: Step) -> Step:
    """Return the step with its messages as the person wants them; raises Cancelled on `q`."""
    while not _sends(app, _preview(app, step)):
        step = step._replace(announcements=tuple(_edited(a) for a in step.announcements))
    return step


def approve_message(app: App, message: Message, to: Sequence[str]) -> Message:
    """Return a message of no incident as the person wants it; raises Cancelled on `q`."""
    room = None if app.console.piped else max(_FEWEST_LINES, app.console.height - _ROOM_AROUND)
    while not _sends(app, ["", *message_preview(message, to, app.console.width, room)]):
        message = _edited(Announcement(message)).message
    return message


def approve_issue(app: App, issue: Message, backlog: str) -> None:
    """Show the issue that recording a bug makes; raises Cancelled on `q`."""
    while not _sends(app, ["", *message_preview(issue, [backlog], app.console.width)]):
        app.console.say("  an issue is made as it is shown; change it in the tracker afterwards")


def _sends(app: App, shown: list[str]) -> bool:
    """Return whether what is shown may leave, False where it is to be edited; raises Cancelled on `q`."""
    verdict = app.ask.preview(shown)
    if verdict == "quit":
        raise Cancelled("cancelled; nothing was written or sent")
    if verdict == "send":
        app.console.say()
    return verdict == "send"


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


def print_dry_run(app: App, step: Step, reading: Reading | None, *, as_json: bool) -> None:
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
    for line in _message_lines(app, step):
        app.console.out(line)
    app.console.out("Nothing was written or sent (--dry-run).")
