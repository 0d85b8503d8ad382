"""What has to be true before an incident may be called resolved (process: Mitigate and Resolve)."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from acmeinc.incident.model import Entry, Incident
from acmeinc.process.business_time import RetrospectiveWindow, retrospective_window
from acmeinc.process.settings import Settings
from acmeinc.process.severity import SeverityRules
from acmeinc.process.time_input import day_label, short


class Gate(NamedTuple):
    """One condition of resolution: its id, whether it is met, and why, or what is missing, for people."""

    id: str
    met: bool
    why: str


class Resolution(NamedTuple):
    """What someone resolving an incident states and proposes; `overrides` are reasons by gate id.

    `left` is how things are being left; where there are no next steps, `next_steps` says so.
    """

    durable: bool = False
    sign_off: bool = False
    retrospective: datetime | None = None
    left: str = ""
    next_steps: str = ""
    kudos: str = ""
    overrides: Mapping[str, str] = MappingProxyType({})


def evaluate(
    incident: Incident,
    proposal: Resolution | None,
    rules: SeverityRules,
    settings: Settings,
    now: datetime,
) -> tuple[Gate, ...]:
    """Return the gates of resolution in the order of the checklist, as they stand with `proposal`.

    An incident that is not resolved yet is taken as resolved `now`. A ticked box meets its gate; so does
    an override since the last reopening (process: Mitigate and Resolve).
    """
    proposal = proposal or Resolution()
    found = (
        _mitigated(incident, settings, now),
        _durable(incident, proposal),
        _signed_off(incident, proposal),
        _retrospective_scheduled(incident, proposal, rules, settings, now),
        _final_update(incident, proposal),
    )
    reasons = {**_recorded_overrides(incident), **proposal.overrides}
    return tuple(_overridden(gate, reasons.get(gate.id, "")) for gate in found)


def _overridden(gate: Gate, because: str) -> Gate:
    return Gate(gate.id, True, f"{_OVERRIDDEN}{because}") if because and not gate.met else gate


def _mitigated(incident: Incident, settings: Settings, now: datetime) -> Gate:
    at = incident.milestones.get("mitigated")
    if at is None:
        ticked = "mitigated" in incident.ticked
        return Gate("mitigated", ticked, "ticked" if ticked else "since when is customer impact over?")
    local, today = at.astimezone(settings.zone), now.astimezone(settings.zone).date()
    label = f"{local:%H:%M}" if local.date() == today else day_label(at, settings.zone)
    return Gate("mitigated", True, f"{label}, {short(max(now - at, timedelta(0)))} ago")


def _durable(incident: Incident, proposal: Resolution) -> Gate:
    if proposal.durable or "durable" in incident.ticked:
        return Gate("durable", True, "the fix lasts until a long-term solution")
    return Gate("durable", False, "will the fix last until a long-term solution?")


def _signed_off(incident: Incident, proposal: Resolution) -> Gate:
    commander = incident.commander or "the commander"
    if proposal.sign_off or "signed-off" in incident.ticked:
        return Gate("signed-off", True, f"{commander} has reviewed the document")
    return Gate("signed-off", False, f"{commander} reviews the document")


def _retrospective_scheduled(
    incident: Incident,
    proposal: Resolution,
    rules: SeverityRules,
    settings: Settings,
    now: datetime,
) -> Gate:
    """Return the gate of the retrospective; a time proposed now has to lie in the window, ticked or not."""
    gate = "retrospective-scheduled"
    at = proposal.retrospective or incident.retrospective.at
    window = _window(incident, rules, settings, now)
    if at is not None and window.holds(at):
        return Gate(gate, True, day_label(at, settings.zone))
    if gate in incident.ticked and proposal.retrospective is None:
        return Gate(gate, True, day_label(at, settings.zone) if at else "ticked")
    minutes = int(rules.retrospective.length.total_seconds()) // 60
    wanted = f"{minutes} min between {window.label(settings.zone)}"
    if at is None:
        return Gate(gate, False, wanted)
    wrong = "too early" if at < window.opens else "too late"
    return Gate(gate, False, f"{day_label(at, settings.zone)} is {wrong}: {wanted}")


def _window(
    incident: Incident, rules: SeverityRules, settings: Settings, now: datetime
) -> RetrospectiveWindow:
    """Return the window for the retrospective, with resolution `now` until the incident is resolved."""
    resolved = incident.milestones.get("resolved", now)
    mitigated = incident.milestones.get("mitigated", resolved)
    hours = settings.business_hours
    return retrospective_window(mitigated, resolved, rules.retrospective, hours, settings.zone)


def _final_update(incident: Incident, proposal: Resolution) -> Gate:
    if any(entry.kind == "resolution" for entry in _since_reopening(incident, incident.communications)):
        return Gate("final-update", True, "written")
    parts = {"how it is left": proposal.left, "next steps": proposal.next_steps, "kudos": proposal.kudos}
    missing = [name for name, text in parts.items() if not text.strip()]
    if not missing:
        return Gate("final-update", True, "ready to send")
    if "final-update" in incident.ticked:
        return Gate("final-update", True, "ticked")
    return Gate("final-update", False, f"missing: {', '.join(missing)}")


def _recorded_overrides(incident: Incident) -> Mapping[str, str]:
    """Return the recorded reason for each overridden gate; reopening forgets the ones before it.

    The line may say it whole, "Gate durable overridden: REASON", or be the reason alone.
    """
    return {
        str(entry.fields.get("gate", "")): entry.text.partition(_OVERRIDDEN)[2] or entry.text
        for entry in _since_reopening(incident, incident.timeline)
        if entry.kind == "override"
    }


def _since_reopening(incident: Incident, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries made after the newest reopening, oldest first; all when there was none."""
    reopenings = [_order(entry) for entry in incident.communications if entry.kind == "reopening"]
    reopened = max(reopenings, default=_NEVER)
    return sorted((entry for entry in entries if _order(entry) > reopened), key=_order)


_OVERRIDDEN = "overridden: "
_NEVER = (datetime.min.replace(tzinfo=UTC), "")


def _order(entry: Entry) -> tuple[datetime, str]:
    return (entry.at or _NEVER[0], entry.id)
