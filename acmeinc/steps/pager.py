"""Words to the pager: that somebody has taken over, and that it is over, so that it stops calling."""

from typing import Literal

from acmeinc.incident.model import Incident
from acmeinc.incident.text import clean_line
from acmeinc.process.message import Message
from acmeinc.process.paging import alerts
from acmeinc.process.settings import Settings
from acmeinc.steps.step import Announcement

_SUBJECTS = {"acknowledge": "Acknowledged", "resolve": "Over"}
_BODIES = {
    "acknowledge": "The pager is told that somebody has taken over; it stops calling.",
    "resolve": "The pager is told that this is over; it stops calling.",
}


def word_to_pager(
    action: Literal["acknowledge", "resolve"],
    incident: Incident,
    settings: Settings,
    *,
    paging_now: bool = False,
) -> tuple[Announcement, ...]:
    """Return the word to the pager about every page of the incident; () where no page went out through one.

    `paging_now` says that the step itself makes the first page. To be recorded before what people are told:
    theirs is the latest communication.
    """
    if settings.paging.via != "pagerduty" or not (paging_now or alerts(incident)):
        return ()
    subject = f"{_SUBJECTS[action]}: {clean_line(incident.headline)}"
    message = Message("pager", "responders", subject, _BODIES[action], ("paging",))
    return (Announcement(message, extra={"action": action}),)
