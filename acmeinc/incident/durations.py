"""The three durations of an incident's data (process: "Incident Data"), each with its formula."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple


class Duration(NamedTuple):
    """A duration between two milestones: `end` − `start`."""

    name: str
    label: str
    start: str
    end: str

    @property
    def formula(self) -> str:
        """Return the formula in words: `mitigated − started`."""
        return f"{self.end} − {self.start}"

    def of(self, milestones: Mapping[str, datetime]) -> timedelta | None:
        """Return the time between the two milestones; None while one of them is missing."""
        if self.start not in milestones or self.end not in milestones:
            return None
        return milestones[self.end] - milestones[self.start]


DURATIONS = (
    Duration("impact", "Customer impact", "started", "mitigated"),
    Duration("response", "Response", "investigating", "resolved"),
    Duration("total", "Total", "started", "resolved"),
)
