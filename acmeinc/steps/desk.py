"""What a step works with."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.delivery.channel import Channel
from acmeinc.incident.document import Moment
from acmeinc.storage.repository import Repository

if TYPE_CHECKING:
    from acmeinc.storage.synced import Synced


class Desk(NamedTuple):
    """The repository, who records when, the channels, where documents are read."""

    repository: Repository
    moment: Moment
    channel: Callable[[str], Channel]
    link: Callable[[str], str]
    """Returns where a document can be read, given its path in the repository."""
    say: Callable[[str], None]
    progress: Callable[[str], None]
    """Shows what is waited for, in place of what was shown before; "" for nothing."""
    clock: Callable[[], datetime]
    """Returns the time of now: what was sent is recorded some seconds after `moment`."""
    branch: str = ""
    """The branch that documents are kept on, "" for the one that is checked out."""
    share: "Callable[[Desk], Synced] | None" = None
    """Pushes what was committed, within its bound; None where nobody asked for that."""

    def later(self) -> "Desk":
        """Return the same desk at the moment of now."""
        return self._replace(moment=self.moment._replace(now=self.clock()))
