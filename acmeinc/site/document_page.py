"""An incident document as one page: for a retrospective on a screen, and for paper."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from acmeinc.incident.durations import DURATIONS
from acmeinc.incident.model import Incident
from acmeinc.incident.names import title
from acmeinc.incident.reading import Reading
from acmeinc.process.time_input import format_local, short
from acmeinc.site.document_words import as_page
from acmeinc.site.sheet import sheet


class Shown(NamedTuple):
    """A document to show: as it was read, since when it stands like this, and in whose time that is told."""

    reading: Reading
    as_of: datetime
    zone: tzinfo
    organization: str = ""


def document_page(shown: Shown) -> str:
    """Return the page, whole: the document with every section, and what matters most above it."""
    return sheet("incident.html", _values(shown))


def _values(shown: Shown) -> Mapping[str, Any]:
    incident = shown.reading.incident
    written = as_page(shown.reading.document)
    return {
        "title": title(incident) if incident.id else "An incident document",
        "organization": shown.organization,
        "facts": list(_facts(incident, shown.zone)),
        "notices": shown.reading.notices,
        "sections": written.sections,
        "document": written.html,
        "made": {
            "local": format_local(shown.as_of, shown.zone),
            "iso": f"{shown.as_of:%Y-%m-%dT%H:%M:%SZ}",
            "utc": f"{shown.as_of:%Y-%m-%d %H:%M:%S} UTC",
        },
    }


def _facts(incident: Incident, zone: tzinfo) -> Iterator[tuple[str, str, str]]:
    """Yield what stands above the document: a name, what it is, and how that was worked out."""
    yield "Status", incident.status or "none", ""
    yield "Severity", incident.severity or "none", ""
    yield "Commander", incident.commander or "nobody yet", ""
    for duration in DURATIONS:
        length = duration.of(incident.milestones)
        if length is not None:
            yield duration.label, short(length), duration.formula
    if incident.retrospective.at:
        yield "Retrospective", format_local(incident.retrospective.at, zone), ""
