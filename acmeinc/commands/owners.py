"""Looking up an owner for a step: exactly, never by a near miss, with the fallback said."""

from acmeinc.app import App
from acmeinc.incident.text import visible
from acmeinc.process.ownership import Owner, find_owner


def owner_of(app: App, functionality: str) -> Owner | None:
    """Return who owns `functionality`; says when nobody does, what is meant perhaps, and who is paged."""
    match = find_owner(app.rules.owners, functionality)
    if match.matches:
        return match.matches[0]
    near = ", ".join(dict.fromkeys(owner.functionality for owner in match.suggestions))
    meant = f" Did you mean {visible(near)}?" if near else ""
    fallback = app.rules.settings.links.get("incident_oncall_rotation", "")
    app.console.say(f"! nobody is listed as the owner of {visible(functionality)}.{meant}")
    app.console.say(f"  The page goes to the incident on-call rotation: {visible(fallback) or 'not set up'}")
    return None
