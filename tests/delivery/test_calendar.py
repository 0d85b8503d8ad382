"""The invitation is read back with a parser that did not write it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject

from acmeinc.delivery.calendar import invitation

START = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 15, 13, 7, tzinfo=UTC)


def invite(**changed: Any) -> str:
    """Return an invitation of Bo and Cy, with some arguments changed."""
    arguments: dict[str, Any] = {
        "uid": "01KAR4M3V7Q1ZP6T0B8C9D2E3F@acmeinc",
        "sequence": 0,
        "start": START,
        "minutes": 45,
        "summary": "Blameless retrospective: Login is down for all customers",
        "description": "Nobody is blamed here.\nAgenda: what went well; what could be improved, and how?",
        "location": "https://meet.example.com/inc-1",
        "organizer": ("Ana Ruiz", "ana@example.com"),
        "attendees": [("Bo Lind", "bo@example.com"), ("Cy, Support", "cy@example.com")],
        "zone_name": "America/New_York",
        "now": NOW,
    }
    return invitation(**(arguments | changed))


def test_another_parser_reads_the_whole_invitation() -> None:
    calendar = vobject.readOne(invite())
    event = calendar.vevent

    assert calendar.method.value == "REQUEST"
    assert event.uid.value == "01KAR4M3V7Q1ZP6T0B8C9D2E3F@acmeinc"
    assert event.sequence.value == "0"
    assert event.dtstart.value.astimezone(UTC) == START
    assert "\r\nDTSTART;TZID=America/New_York:20261124T103000\r\n" in invite()
    assert event.duration.value == timedelta(minutes=45)
    assert event.dtstamp.value == NOW
    assert event.summary.value == "Blameless retrospective: Login is down for all customers"
    assert event.description.value.startswith("Nobody is blamed here.\nAgenda: what went well; what could")
    assert event.location.value == "https://meet.example.com/inc-1"
    assert event.organizer.value == "mailto:ana@example.com"


def test_every_attendee_is_named_and_asked_to_answer() -> None:
    attendees = vobject.readOne(invite()).vevent.attendee_list

    assert [(one.value, one.params["CN"], one.params["RSVP"]) for one in attendees] == [
        ("mailto:bo@example.com", ["Bo Lind"], ["TRUE"]),
        ("mailto:cy@example.com", ["Cy, Support"], ["TRUE"]),
    ]


def test_a_cancellation_keeps_the_uid_and_raises_the_sequence() -> None:
    calendar = vobject.readOne(invite(sequence=2, cancelled=True))

    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.uid.value == "01KAR4M3V7Q1ZP6T0B8C9D2E3F@acmeinc"
    assert calendar.vevent.sequence.value == "2"


def test_the_file_is_small_folded_and_ends_its_lines_as_the_standard_says() -> None:
    text = invite()

    assert text.count("\n") == text.count("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert len(text) < 2000


def test_daylight_saving_time_is_kept_in_the_zone() -> None:
    summer = datetime(2026, 7, 1, 14, 0, tzinfo=UTC)

    event = vobject.readOne(invite(start=summer)).vevent

    assert event.dtstart.value.astimezone(UTC) == summer
    assert event.dtstart.value.hour == 10


def test_a_meeting_in_utc_needs_no_time_zone() -> None:
    text = invite(zone_name="UTC")

    assert "DTSTART:20261124T153000Z\r\n" in text
    assert "VTIMEZONE" not in text


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("Bo\r\nATTENDEE:mailto:eve@example.com", id="line-break"),
        pytest.param('Bo";CUTYPE="ROOM', id="quote"),
        pytest.param("Bo;RSVP=FALSE:mailto", id="separators"),
        pytest.param("Bo\x00\x1b[31m", id="control-characters"),
    ],
)
def test_a_name_cannot_add_anything_to_the_file(hostile: str) -> None:
    text = invite(
        attendees=[(hostile, "bo@example.com")],
        organizer=(hostile, "ana@example.com"),
        summary=hostile,
        location=hostile,
    )
    event = vobject.readOne(text).vevent

    assert [one.value for one in event.attendee_list] == ["mailto:bo@example.com"]
    assert set(event.attendee.params) == {"CN", "ROLE", "PARTSTAT", "RSVP"}
    assert event.organizer.value == "mailto:ana@example.com"
    assert "\x1b" not in text and "\x00" not in text
