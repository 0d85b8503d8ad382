"""What a document states beside its recorded entries, before it is judged what of it is new."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from acmeinc.incident.fields import FIELDS, accept
from acmeinc.incident.model import Entry


class WrittenLine(NamedTuple):
    """A timeline line without an id; `near` is about when it happened, by its neighbours, if any."""

    text: str
    near: datetime | None


class Statement:
    """What a document states; times without an offset are in `zone`.

    `readings` are its entries as they stand there, `values` the values of fields that header and tables
    state, as often as they state them, `ticks` the boxes by step. `notices` are sentences for the user.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self.readings: list[Entry] = []
        self.written: list[WrittenLine] = []
        self.values: dict[str, list[Any]] = {}
        self.ticks: dict[str, list[bool]] = {}
        self.notices: list[str] = []

    def take(self, name: str, value: object, otherwise: str) -> bool:
        """Take `value` as what the field `name` is; where it cannot be, say what was done `otherwise`."""
        accepted = accept(FIELDS[name], value, self.zone)
        if accepted is None:
            said = "what stands there" if value is None else repr(value)
            self.notices.append(f"{name}: {said} is no value of this field; {otherwise}")
            return False
        self.values.setdefault(name, []).append(accepted)
        return True


def moments_near(readings: list[Entry | None]) -> list[datetime | None]:
    """Return for each line of a block, newest first, about when it happened.

    It is a second after the entry below it, else a second before the entry above it; None without either.
    """
    near: list[datetime | None] = []
    above: datetime | None = None
    for reading in readings:
        above = reading.at if reading and reading.at else above
        near.append(above - timedelta(seconds=1) if above else None)
    below: datetime | None = None
    for index in range(len(readings) - 1, -1, -1):
        reading = readings[index]
        below = reading.at if reading and reading.at else below
        if below:
            near[index] = below + timedelta(seconds=1)
    return near
