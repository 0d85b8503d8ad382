"""A message as the process wants it said, before any channel carries it."""

from datetime import datetime
from typing import NamedTuple


class Message(NamedTuple):
    """One message to somebody.

    `kind` is one of `COMMUNICATION_KINDS`; `audience` is `responders`, `stakeholders` or `public`;
    `channels` are the ids of the channels that carry it. `next_update` is when it promises the next one
    (UTC), None when it promises none.
    """

    kind: str
    audience: str
    subject: str
    body: str
    channels: tuple[str, ...]
    next_update: datetime | None = None
