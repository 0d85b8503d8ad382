"""What commands print when stdout is no terminal: one row a line, tabs between, nothing padded or shortened.

Times are RFC 3339 in UTC. A tab or newline inside a value becomes a space, so that columns hold.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from acmeinc.incident.fields import time_value
from acmeinc.incident.model import Incident
from acmeinc.incident.text import visible
from acmeinc.process.schedule import Due, overdue

if TYPE_CHECKING:
    from acmeinc.process.finding import Finding
    from acmeinc.process.ownership import OwnerMatch


def due_rows(dues: Sequence[Due], now: datetime) -> list[str]:
    """Return due, `due` or `overdue`, severity, incident, kind, detail; soonest first."""
    return [
        row(
            time_value(due.due),
            "overdue" if overdue(due, now) else "due",
            due.severity,
            due.incident,
            due.kind,
            due.detail,
        )
        for due in sorted(dues, key=lambda due: due.due)
    ]


def incident_rows(incidents: Iterable[Incident]) -> list[str]:
    """Return id, severity, status, commander, declared, headline."""
    return [
        row(
            incident.id,
            incident.severity,
            incident.status,
            incident.commander,
            _time(incident.milestones.get("declared")),
            incident.headline,
        )
        for incident in incidents
    ]


def owner_rows(match: "OwnerMatch") -> list[str]:
    """Return functionality, service, team, paging link, backlog, chat, contact; suggestions are no result."""
    return [
        row(o.functionality, o.service, o.team, o.paging, o.backlog, o.chat, o.contact) for o in match.matches
    ]


def finding_rows(findings: "Iterable[Finding]") -> list[str]:
    """Return state, `required` or `optional`, group, check, what was found, what to type."""
    return [
        row(f.state, "required" if f.required else "optional", f.group, f.check, f.told, f.mend)
        for f in findings
    ]


def _time(moment: datetime | None) -> str:
    return time_value(moment) if moment else ""


def row(*values: str) -> str:
    """Return the values as one line, with tabs between them."""
    return "\t".join(visible(value.replace("\t", " ").replace("\n", " ")) for value in values)
