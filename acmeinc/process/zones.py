"""Time zones as people name them at a terminal: an area, an abbreviation, an offset."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from acmeinc.errors import Usage
from acmeinc.process.time_input import WIDEST_OFFSET, ZONE_HOURS

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?", re.ASCII | re.IGNORECASE)


def parse_zone(text: str) -> tzinfo:
    """Return the zone that `Europe/Berlin`, `EST` or `+01:00` names; raises Usage for anything else.

    An abbreviation means its own offset all year, as it does behind a time.
    """
    name = text.strip()
    if name.lower() in ZONE_HOURS:
        return timezone(timedelta(hours=ZONE_HOURS[name.lower()]), name.upper())
    if offset := _OFFSET.fullmatch(name):
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if int(offset[3] or 0) < 60 and size <= WIDEST_OFFSET:
            return timezone(-size if offset[1] == "-" else size)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # Of a name that is none, zoneinfo raises one of these: it looks for a file of that name.
        hint = "use an area like Europe/Berlin, an offset like +01:00, UTC or EST"
        raise Usage(f"{text!r} is no time zone", hint=hint) from None
