"""Names: the title, the id, the file, the chat channel (DESIGN §2, "Names and severity changes").

The id is fixed at declaration; the title always shows the severity of now.
"""

import re
from collections.abc import Container
from datetime import datetime, tzinfo
from functools import lru_cache

from acmeinc.incident.model import Incident
from acmeinc.incident.text import clean_line

MAX_ID = 80
"""The longest channel name a chat service takes, with every suffix."""

ID = re.compile(r"(inc|bug)-(\d\d)-(\d\d)-(\d\d)-[a-z0-9-]+")

_DOCUMENT = re.compile(r"incidents/\d{4}/\d\d/(inc-\d\d-\d\d-\d\d-[a-z0-9-]+)\.md")


def title(incident: Incident) -> str:
    """Return `[inc-26-11-23-SEV-1] Login is down for all customers`, with the severity of now."""
    date = "-".join(incident.id.split("-")[1:4])
    headline = clean_line(incident.headline)
    return f"[inc-{date}-{_spaced(incident.severity).upper()}] {headline[:1].upper()}{headline[1:]}"


def incident_id(incident: Incident, declared: datetime, zone: tzinfo, taken: Container[str]) -> str:
    """Return the id of a new incident: date in `zone`, severity, slug; `-2`, `-3` when that is `taken`."""
    prefix = f"inc-{declared.astimezone(zone):%y-%m-%d}-{_spaced(incident.severity).lower()}"
    return unused(f"{prefix}-{slug(incident.headline) or 'incident'}", taken)


def bug_id(headline: str, decided: datetime, zone: tzinfo, taken: Container[str]) -> str:
    """Return the id of a decision that it was a bug: `bug-26-11-23-<slug>`."""
    return unused(f"bug-{decided.astimezone(zone):%y-%m-%d}-{slug(headline) or 'bug'}", taken)


def unused(name: str, taken: Container[str]) -> str:
    """Return `name` within `MAX_ID` characters, with the first ordinal that is not `taken`."""
    ordinal = 1
    while True:
        suffix = f"-{ordinal}" if ordinal > 1 else ""
        candidate = name[: MAX_ID - len(suffix)].rstrip("-") + suffix
        if candidate not in taken:
            return candidate
        ordinal += 1


def own_channel(incident: Incident) -> str:
    """Return the name, without `#`, of the chat channel made for the incident; "" for one named by hand."""
    name = (incident.links.chat or f"#{incident.id}").removeprefix("#")
    return name if ID.fullmatch(name) else ""


def slug(text: str) -> str:
    """Return `text` transliterated to lower case letters, digits, single hyphens; "" if nothing is left."""
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")


def folder_of(name: str) -> str:
    """Return the folder of an incident or bug below `incidents/`: `2026/11`.

    Raises ValueError when `name` is no id.
    """
    match = ID.fullmatch(name)
    if not match:
        raise ValueError(f"no incident id: {name!r}")
    return f"20{match[2]}/{match[3]}"


def path_of(name: str) -> str:
    """Return the path of an incident's document in its repository: `incidents/2026/11/inc-….md`.

    Raises ValueError when `name` is no id.
    """
    return f"incidents/{folder_of(name)}/{name}.md"


def document_at(path: str) -> str:
    """Return the id of the incident or bug whose document is at `path` of a work tree, "" for other files."""
    match = re.fullmatch(r"(?:.*/)?incidents/\d{4}/\d\d/((?:inc|bug)-\d\d-\d\d-\d\d-[a-z0-9-]+)\.md", path)
    return match[1] if match else ""


@lru_cache(maxsize=8192)
def incident_at(path: str) -> str:
    """Return the id of the incident whose document is at `path` in its repository, "" for any other file."""
    match = _DOCUMENT.fullmatch(path)
    return match[1] if match else ""


def _spaced(severity: str) -> str:
    return re.sub(r"(\D)(\d)", r"\1-\2", severity)
