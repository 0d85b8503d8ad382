"""How long something that waits for others may take in all."""

import time
from datetime import timedelta
from typing import NamedTuple


class Deadline(NamedTuple):
    """A point of the monotonic clock, in seconds."""

    at: float

    @classmethod
    def after(cls, span: timedelta) -> "Deadline":
        """Return the deadline that is `span` from now."""
        return cls(time.monotonic() + span.total_seconds())

    @property
    def left(self) -> timedelta:
        """Return the time until it; never less than nothing."""
        return timedelta(seconds=max(self.at - time.monotonic(), 0.0))

    @property
    def passed(self) -> bool:
        """Return whether no time is left."""
        return time.monotonic() >= self.at
