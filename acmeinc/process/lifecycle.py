"""What an incident's status allows (process: its phases from "Declare" to the retrospective)."""

from acmeinc.errors import RulesSayNo
from acmeinc.incident.model import Incident


def refuse_unless_open(incident: Incident, step: str) -> None:
    """Raise RulesSayNo unless the incident is open."""
    if not incident.is_open:
        hint = f'acmeinc reopen -i {incident.id} --because "…"' if incident.status == "resolved" else ""
        raise RulesSayNo(f"{step}: the incident is {incident.status}, not open", hint=hint)
