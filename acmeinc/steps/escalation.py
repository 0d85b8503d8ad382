"""Getting more help (process: "consider escalating to technical leadership")."""

from datetime import datetime
from typing import NamedTuple

from acmeinc.errors import NotFound
from acmeinc.incident.model import Draft
from acmeinc.incident.reading import Reading
from acmeinc.process.checklist import tick
from acmeinc.process.lifecycle import refuse_unless_open
from acmeinc.process.ownership import Owner, Vendor, find_owner
from acmeinc.process.paging import LEADERSHIP, ON_CALL
from acmeinc.process.rules import Rules
from acmeinc.steps.planning import Planning
from acmeinc.steps.step import Step

ROTATIONS = {
    "on-call": (ON_CALL, "incident_oncall_rotation"),
    "leadership": (LEADERSHIP, "leadership_oncall_rotation"),
}


class Help(NamedTuple):
    """Somebody to ask for help: who, and how to reach them. A vendor is called, not paged."""

    name: str
    link: str
    status_page: str = ""
    paged: bool = True


def help_called(rules: Rules, name: str) -> Help:
    """Return who `name` means: `on-call`, `leadership`, a team, a functionality's owner, or a vendor.

    Raises NotFound naming everyone who could be asked.
    """
    wanted = name.strip().lower()
    if wanted in ROTATIONS:
        label, link = ROTATIONS[wanted]
        return Help(label, rules.settings.links.get(link, ""))
    owner = _owner_called(rules, wanted)
    if owner:
        return Help(owner.team, owner.paging or rules.settings.links.get("incident_oncall_rotation", ""))
    vendor = _vendor_called(rules, wanted)
    if vendor:
        return Help(f"{vendor.vendor} ({vendor.product})", vendor.portal, vendor.status_page, paged=False)
    raise NotFound(
        f"there is nobody called {name!r} to escalate to", hint=f"use one of: {', '.join(everyone(rules))}"
    )


def everyone(rules: Rules) -> list[str]:
    """Return everyone who can be escalated to: the rotations, the teams, the vendors."""
    teams = (owner.team for owner in rules.owners if owner.team)
    vendors = (vendor.vendor for vendor in rules.vendors)
    return list(dict.fromkeys([*ROTATIONS, *teams, *vendors]))


def escalate_step(planning: Planning, reading: Reading, asked: Help, because: str, at: datetime) -> Step:
    """Return the step that pages for help (or says whom to call) and records why.

    Raises RulesSayNo unless the incident is open.
    """
    incident = reading.incident
    refuse_unless_open(incident, "escalate")
    text = f"Escalated to {asked.name}: {because}"
    adds = tick(incident, "escalation-considered")
    if asked.paged and asked.name not in (ON_CALL, *incident.teams):
        adds["teams"] = [asked.name]
    draft = Draft(text, "escalation", adds=adds, extra={"to": asked.name, "link": asked.link})
    owner = Owner(
        functionality=incident.functionality,
        service="",
        team=asked.name,
        paging=asked.link,
        backlog="",
        chat="",
        contact="",
        public=False,
        line=0,
    )
    pages = (planning.page(incident, owner, because),) if asked.paged else ()
    return Step("escalate", incident.id, "escalate", (draft,), pages, at=at)


def _owner_called(rules: Rules, wanted: str) -> Owner | None:
    team = next((owner for owner in rules.owners if owner.team.lower() == wanted), None)
    return team or next(iter(find_owner(rules.owners, wanted).matches), None)


def _vendor_called(rules: Rules, wanted: str) -> Vendor | None:
    return next((v for v in rules.vendors if wanted in (v.vendor.lower(), v.product.lower())), None)
