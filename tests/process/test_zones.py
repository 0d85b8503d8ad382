"""Zones as people name them."""

from datetime import datetime, timedelta

import pytest

from acmeinc.errors import Usage
from acmeinc.process.zones import parse_zone


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Europe/Berlin", 2),
        ("UTC", 0),
        ("z", 0),
        ("EST", -5),
        ("edt", -4),
        ("+01:00", 1),
        ("-0530", -5.5),
        ("+2", 2),
        ("UTC+2", 2),
        (" America/New_York ", -4),
    ],
)
def test_a_zone_is_an_area_an_abbreviation_or_an_offset(name: str, hours: float) -> None:
    """In July, when EST is still EST."""
    assert datetime(2026, 7, 1, tzinfo=parse_zone(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", ["", "Mars/Base", "IST", "+15:00", "+01:60", "../../etc/passwd", "America", "Europe/Berlin\0"]
)
def test_anything_else_is_refused(name: str) -> None:
    """A name that stands for several zones, too."""
    with pytest.raises(Usage, match="is no time zone"):
        parse_zone(name)
