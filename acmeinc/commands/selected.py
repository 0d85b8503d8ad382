"""The flags that say which incidents are meant, read."""

from datetime import date

from acmeinc.errors import Usage
from acmeinc.process.selection import Selection


def selection(
    since: str | None,
    until: str | None,
    severity: str | None,
    functionality: str | None,
    team: str | None = None,
) -> Selection:
    """Return what the flags of these names select; raises Usage for what is no date."""
    days = (_day(since, "--since"), _day(until, "--until"))
    return Selection(*days, (severity or "").upper(), functionality or "", team or "")


def _day(text: str | None, flag: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Usage(f"{flag} {text!r} is no date", hint=f"{flag} 2026-11-23") from None
