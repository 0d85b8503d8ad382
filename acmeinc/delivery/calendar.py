"""The retrospective's invitation as a calendar file (iCalendar, RFC 5545; sent as RFC 5546 says)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from acmeinc.incident.text import clean, clean_line

if TYPE_CHECKING:
    from icalendar import Event, vCalAddress

PRODUCT = "-//acmeinc//incident response//EN"
_ZONE_MARGIN = timedelta(days=366)


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
