"""What programs read of the public page: the answers of Statuspage's public API, as files below `api/v2/`.

Their shape is the one that Statuspage publishes (`/api/v2/summary.json` and its neighbours), so that whatever
reads such a page reads this one. Texts are plain: nobody may take them for HTML.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from acmeinc.site.announced import RESOLVED, Announced, Post
from acmeinc.site.components import OPERATIONAL, Component
from acmeinc.site.model import Site
from acmeinc.site.shown import page_of

FOLDER = "api/v2"
MOST = 50
"""So many incidents `incidents.json` lists, the newest."""

_DESCRIPTIONS = {
    "none": "All Systems Operational",
    "minor": "Partially Degraded Service",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
}
_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def answers(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield every answer: its file and its content."""
    page = {"page": _page(site)}
    status = {"status": _status(site)}
    components = {"components": [_component(site, component) for component in site.components]}
    unresolved = {"incidents": _incidents(site, site.open)}
    told = {
        "summary": {**page, **components, **unresolved, "scheduled_maintenances": [], **status},
        "status": {**page, **status},
        "components": {**page, **components},
        "incidents": {**page, "incidents": _incidents(site, site.incidents[:MOST])},
        "incidents/unresolved": {**page, **unresolved},
        "scheduled-maintenances": {**page, "scheduled_maintenances": []},
        "scheduled-maintenances/upcoming": {**page, "scheduled_maintenances": []},
        "scheduled-maintenances/active": {**page, "scheduled_maintenances": []},
    }
    for name, answer in told.items():
        text = json.dumps(answer, ensure_ascii=False, indent=1).translate(_HTML)
        yield f"{FOLDER}/{name}.json", f"{text}\n".encode()


def _page(site: Site) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.title,
        "url": site.url.rstrip("/"),
        "time_zone": site.time_zone,
        "updated_at": _time(site.updated),
    }


def _status(site: Site) -> dict[str, str]:
    return {"indicator": site.impact, "description": _DESCRIPTIONS[site.impact]}


def _component(site: Site, component: Component) -> dict[str, Any]:
    incidents = site.incidents_of(component)
    return {
        "id": component.id,
        "name": component.name,
        "status": site.state(component),
        "created_at": _time(site.begun),
        "updated_at": _time(max((known.updated for known in incidents), default=site.begun)),
        "position": site.components.index(component) + 1,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": site.id,
        "group": False,
        "only_show_if_degraded": False,
    }


def _incidents(site: Site, incidents: Sequence[Announced]) -> list[dict[str, Any]]:
    return [_incident(site, known) for known in incidents]


def _incident(site: Site, known: Announced) -> dict[str, Any]:
    component = site.component(known)
    monitoring = [post.at for post in known.posts if post.phase == "monitoring"]
    return {
        "id": known.id,
        "name": known.title,
        "status": known.phase,
        "created_at": _time(known.begun),
        "updated_at": _time(known.updated),
        "monitoring_at": _time(monitoring[0]) if monitoring else None,
        "resolved_at": _time(known.ended),
        "impact": known.worst.impact if known.ended else known.state.impact,
        "shortlink": f"{site.url}{page_of(known)}",
        "started_at": _time(known.begun),
        "page_id": site.id,
        "incident_updates": [_update(known, number, component) for number in range(len(known.posts))],
        "components": [_component(site, component)] if component else [],
        "reminder_intervals": None,
    }


def _update(known: Announced, number: int, component: Component | None) -> dict[str, Any]:
    """Return a post; it says how the component was before it, by the post before."""
    post = known.posts[number]
    before = known.posts[number + 1] if number + 1 < len(known.posts) else None
    return {
        "id": post.id,
        "status": post.phase,
        "body": post.body,
        "incident_id": known.id,
        "created_at": _time(post.at),
        "updated_at": _time(post.at),
        "display_at": _time(post.at),
        "affected_components": [_affected(component, before, post)] if component else None,
        "deliver_notifications": False,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _affected(component: Component, before: Post | None, post: Post) -> dict[str, str]:
    return {
        "code": component.id,
        "name": component.name,
        "old_status": _state_after(before) if before else OPERATIONAL,
        "new_status": _state_after(post),
    }


def _state_after(post: Post) -> str:
    return OPERATIONAL if post.phase == RESOLVED else post.state.component


def _time(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z" if moment else None
