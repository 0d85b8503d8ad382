"""The flags that say which incidents are meant, read."""

import re
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
    """Return what the flags of these names select; raises Usage for what is no date or no severity."""
    days = (_day(since, "--since"), _day(until, "--until"))
    return Selection(*days, _severity(severity), functionality or "", team or "")


def _severity(text: str | None) -> str:
    """Return the severity that is meant; one that the rules no longer have is asked for, too."""
    level = (text or "").upper()
    if level and not re.fullmatch("SEV[0-9]", level):
        raise Usage(f"--severity {text!r} is no severity", hint="--severity SEV1")
    return level


def _day(text: str | None, flag: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Usage(f"{flag} {text!r} is no date", hint=f"{flag} 2026-11-23") from None
