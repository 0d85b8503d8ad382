"""The retrospective's invitation as a calendar file (iCalendar, RFC 5545; sent as RFC 5546 says).

The entry of an invitation holds all that is needed to make its file once more, so that what is sent later
is the invitation of then: the file beside the document is always the newest one.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from acmeinc.errors import Failed
from acmeinc.incident import ulid
from acmeinc.incident.fields import moment_of, time_value
from acmeinc.incident.model import Incident
from acmeinc.incident.text import clean, clean_line
from acmeinc.process.message import Message
from acmeinc.process.people import invited
from acmeinc.process.rules import Rules

if TYPE_CHECKING:
    from icalendar import Event, vCalAddress

PRODUCT = "-//acmeinc//incident response//EN"
_ZONE_MARGIN = timedelta(days=366)


class Meeting(NamedTuple):
    """The retrospective as one invitation tells of it: its start, the number of this invitation, when the
    invitation was written, and whether it takes the others back. Times are aware."""

    start: datetime
    sequence: int
    written: datetime
    cancelled: bool = False

    @property
    def method(self) -> str:
        """Return what is asked of a calendar: `REQUEST` or `CANCEL`."""
        return "CANCEL" if self.cancelled else "REQUEST"

    @property
    def fields(self) -> dict[str, Any]:
        """Return what the entry of the invitation holds of it."""
        return {
            "sequence": self.sequence,
            "start": time_value(self.start),
            "method": self.method.lower(),
        }


def meeting_of(entry_id: str, fields: Mapping[str, Any], incident: Incident) -> Meeting:
    """Return the meeting that the entry of an invitation tells of; raises Failed when it names no time."""
    start = moment_of(str(fields.get("start", ""))) or incident.retrospective.at
    if not start:
        raise Failed("the invitation does not say when", hint="acmeinc retro --reschedule TIME")
    number = fields.get("sequence")
    sequence = number if isinstance(number, int) else incident.retrospective.sequence
    written = datetime.fromtimestamp(ulid.time_of(entry_id) // 1000, UTC)
    return Meeting(start, sequence, written, fields.get("method") == "cancel")


def invitation_file(meeting: Meeting, message: Message, incident: Incident, rules: Rules) -> str:
    """Return the calendar file that goes with an invitation, for everyone who responded."""
    settings = rules.settings
    return invitation(
        uid=f"{incident.uid}@acmeinc",
        sequence=meeting.sequence,
        start=meeting.start,
        minutes=incident.retrospective.minutes,
        summary=message.subject,
        description=message.body,
        location=incident.links.bridge,
        organizer=(settings.organization, settings.email.options.get("from", "incidents@example.com")),
        attendees=[(person.name, person.email) for person in invited(rules.people, incident)],
        zone_name=settings.time_zone,
        now=meeting.written,
        cancelled=meeting.cancelled,
    )


def invitation(
    *,
    uid: str,
    sequence: int,
    start: datetime,
    minutes: int,
    summary: str,
    description: str,
    location: str,
    organizer: tuple[str, str],
    attendees: Sequence[tuple[str, str]],
    zone_name: str,
    now: datetime,
    cancelled: bool = False,
) -> str:
    """Return the text of an `.ics` file that invites to a meeting, moves it, or cancels it.

    `start` and `now` are aware; people are pairs of name and email. A calendar takes the file for the same
    meeting when `uid` is the same, and for newer when `sequence` is higher: raise it with every change.
    """
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now)
    event.add("dtstart", start.astimezone(ZoneInfo(zone_name)))
    event.add("duration", timedelta(minutes=minutes))
    event.add("summary", clean_line(summary))
    event.add("description", clean(description))
    if location:
        event.add("location", clean_line(location))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    _add_people(event, organizer, attendees)

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    # Unbounded, the zone's history since 1970 is five times the size of the meeting.
    calendar.add_missing_timezones((start - _ZONE_MARGIN).date(), (start + _ZONE_MARGIN).date())
    return str(calendar.to_ical().decode())


def _add_people(event: "Event", organizer: tuple[str, str], attendees: Sequence[tuple[str, str]]) -> None:
    event.add("organizer", _address(*organizer))
    for name, email in attendees:
        attendee = _address(name, email)
        attendee.params["ROLE"] = "REQ-PARTICIPANT"
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        attendee.params["RSVP"] = "TRUE"
        event.add("attendee", attendee, encode=False)


def _address(name: str, email: str) -> "vCalAddress":
    from icalendar import vCalAddress

    address = vCalAddress(f"mailto:{clean_line(email)}")
    # A parameter cannot hold a double quote, not even an escaped one.
    address.params["CN"] = clean_line(name).replace('"', "'")
    return address
