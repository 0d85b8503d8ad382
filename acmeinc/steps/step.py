"""What a step is about to do, and what it did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from acmeinc.errors import AcmeError, Failed
from acmeinc.incident.model import Draft, Entry, Incident
from acmeinc.incident.reading import Reading
from acmeinc.storage.intent import FileChange

if TYPE_CHECKING:
    from acmeinc.delivery.channel import Receipt
    from acmeinc.process.message import Message


class Announcement(NamedTuple):
    """A message together with what sending it changes: `sets` are new values of the incident's fields,
    `extra` machine fields of the message itself (`phase`, and of a page `to` and `link`)."""

    message: "Message"
    sets: Mapping[str, Any] = MappingProxyType({})
    extra: Mapping[str, Any] = MappingProxyType({})


class Step(NamedTuple):
    """One step, asked and decided, before anything is written.

    `name` is the command's; `summary` what the commit says after the incident's id. `template` is the text
    of a document that is new; "" records in the one that is there. `files` go into the same commit. `at` is
    when it happened, for every draft and message that says nothing else; None is the moment of recording.
    `redacts` are the ids of entries whose words are taken out.
    """

    name: str
    incident_id: str
    summary: str
    drafts: tuple[Draft, ...]
    announcements: tuple[Announcement, ...] = ()
    template: str = ""
    files: tuple[FileChange, ...] = ()
    at: datetime | None = None
    redacts: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Return whether it says anything to people: a word to the pager alone needs nobody's approval."""
        return any(announcement.message.kind != "pager" for announcement in self.announcements)


class Delivered(NamedTuple):
    """What became of one message on one channel.

    `seconds` is what it took, `by_hand` what a person has to do besides.
    """

    message: "Message"
    entry: str
    channel: str
    address: str
    receipt: "Receipt"
    seconds: float = 0.0
    by_hand: tuple[str, ...] = ()


class Unsaved(Failed):
    """The step could not be saved; `delivered` is what left the house, or was made ready to, all the same."""

    def __init__(self, message: str, delivered: Sequence[Delivered], because: AcmeError) -> None:
        super().__init__(message, hint=because.hint)
        self.delivered = tuple(delivered)
        self.begun = because.begun


class Outcome(NamedTuple):
    """What a step did: the document's `path` and `reading` now, its first `commit`, what it recorded.

    `files` are the paths of what else it wrote: attachments, the invitation. `unshared` says what was not
    pushed, and why; "" where nothing is missing.
    """

    path: str
    commit: str
    reading: Reading
    recorded: tuple[Entry, ...]
    delivered: tuple[Delivered, ...] = ()
    notices: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    unshared: str = ""

    @property
    def incident(self) -> Incident:
        """Return the incident as it is now."""
        return self.reading.incident
