"""What was said in a chat: what every format of chat is read into."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Said(NamedTuple):
    """One message: when (UTC), who, as the source calls them, and the words.

    `names` are other names of theirs, by which people.csv may know them. `key` is what tells it from every
    other, "" where only its time, author and words do. `order` is its place within its second, 0 to 999.
    """

    at: datetime
    by: str
    text: str
    source: str
    where: str
    line: int
    names: tuple[str, ...] = ()
    key: str = ""
    order: int = 0


class Chat(NamedTuple):
    """What was read, oldest first, and why how many lines are no message.

    `local_times` are those that name no zone; `notes` are sentences about what had to be understood somehow.
    """

    said: tuple[Said, ...] = ()
    passed_over: tuple[str, ...] = ()
    local_times: int = 0
    notes: tuple[str, ...] = ()


def together(chats: Iterable[Chat]) -> Chat:
    """Return what several files say, oldest first; a message that stands in two of them counts once."""
    said: dict[tuple[object, ...], Said] = {}
    passed_over: list[str] = []
    notes: list[str] = []
    local = 0
    for chat in chats:
        for one in chat.said:
            said.setdefault((one.key,) if one.key else (one.where, one.line), one)
        passed_over += chat.passed_over
        notes += chat.notes
        local += chat.local_times
    ordered = sorted(said.values(), key=lambda one: (one.at, one.order))
    return Chat(tuple(ordered), tuple(passed_over), local, tuple(dict.fromkeys(notes)))


class InOrder:
    """Counts messages of one second, so that they keep their order: their times alone do not tell it."""

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._count = 0

    def next(self, at: datetime) -> int:
        """Return the place of one more message within its second, at most 999."""
        self._count = self._count + 1 if at == self._at else 0
        self._at = at
        return min(self._count, 999)
