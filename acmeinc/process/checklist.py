"""Which items of the commander's checklist a step ticks (process: "Detailed process by milestone").

The words of the items are in `templates/incident.md`; here are their ids and when they are done.
"""

from typing import Any

from acmeinc.incident.model import Incident

PHASES: dict[str, tuple[str, ...]] = {
    "decide": ("severity-decided", "commander-named"),
    "declare": (
        "owner-paged",
        "document-created",
        "first-message",
        "incident-channel",
        "bridge-open",
        "status-page-first",
    ),
    "triage": (
        "timeline-kept",
        "chat-monitored",
        "severity-reviewed",
        "checked-in",
        "update-sent",
        "status-page-updated",
        "escalation-considered",
    ),
    "resolve": (
        "mitigated",
        "durable",
        "signed-off",
        "retrospective-scheduled",
        "final-update",
        "status-page-resolved",
    ),
    "retrospective": ("responders-invited", "agenda-covered", "actions-recorded", "retrospective-done"),
}

GATE_ITEMS = ("mitigated", "durable", "signed-off", "retrospective-scheduled", "final-update")
"""Items that are gates of `resolve`; reopening clears them."""

_DELIVERED = {
    "page": "owner-paged",
    "initial": "first-message",
    "update": "update-sent",
    "resolution": "final-update",
    "invitation": "responders-invited",
}


def ticks_for_delivery(kind: str, phase: str, *, first_public: bool) -> list[str]:
    """Return the items done once a message of `kind` has left; `phase` is that of a public post."""
    if kind != "public":
        return [_DELIVERED[kind]] if kind in _DELIVERED else []
    if phase == "resolved":
        return ["status-page-resolved"]
    return ["status-page-first" if first_public else "status-page-updated"]


def tick(incident: Incident, *items: str) -> dict[str, list[Any]]:
    """Return the change that ticks checklist items, those that are not ticked yet."""
    return {"ticked": [item for item in items if item not in incident.ticked]}
