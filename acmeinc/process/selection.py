"""Which incidents are meant: those of a time, a severity, a functionality."""

from datetime import date
from typing import NamedTuple, Protocol


class Named(Protocol):
    """What can be selected: an incident, or what stands for one."""

    @property
    def id(self) -> str:
        """Return the incident's id."""
        ...

    @property
    def severity(self) -> str:
        """Return its severity of now."""
        ...

    @property
    def functionality(self) -> str:
        """Return what is affected."""
        ...


class Selection(NamedTuple):
    """The incidents declared from `since` to `until`, both days included, with their severity of now.

    None and "" limit nothing; a functionality and its owning team are named by a part of their names, in any
    case of letters.
    """

    since: date | None = None
    until: date | None = None
    severity: str = ""
    functionality: str = ""
    team: str = ""

    def holds(self, incident: Named) -> bool:
        """Return whether an incident is meant, as far as it tells by itself: not who owns what is affected.

        One whose id tells no day is meant as long as no day is asked for.
        """
        if self.severity and incident.severity != self.severity:
            return False
        if self.functionality.lower() not in incident.functionality.lower():
            return False
        if self.since is None and self.until is None:
            return True
        declared = declared_on(incident.id)
        return declared is not None and (self.since or date.min) <= declared <= (self.until or date.max)


def declared_on(incident_id: str) -> date | None:
    """Return the day in an incident's id; None when it tells none."""
    try:
        return date.fromisoformat("20" + "-".join(incident_id.split("-")[1:4]))
    except ValueError:
        return None
