"""What the templates of the public page are tried with: pages of incidents that never happened."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from acmeinc.process.settings import Settings
from acmeinc.process.severity import PUBLIC_STATES
from acmeinc.site.announced import Announced, Post, public_id
from acmeinc.site.components import Component
from acmeinc.site.model import Site
from acmeinc.site.pages import FILES, GUARD, LAYOUT, Press

_NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
_HOSTILE = (
    "{{ 7*7 }}{% if a %}{# <script>alert('1')</script> \"quoted\" & \u202e\u202c 🚒 **b** https://x.example"
)


def page_samples(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Return by template everything that it is filled in with, for a page that has much to tell, and none.

    The values are JSON: what is safe HTML in the page is text here.
    """
    found: dict[str, list[dict[str, Any]]] = {}

    def fill_in(name: str, values: Mapping[str, Any]) -> str:
        found.setdefault(name, []).append(dict(values))
        return f"<meta {GUARD}>" if name == LAYOUT else "<p>what stands in the frame</p>"

    for site in (_eventful(settings), Site(settings, (), (), _NOW)):
        for page in Press(site, fill_in, "").pages(dict.fromkeys(FILES, b"")):
            page.make()
    return found


def _eventful(settings: Settings) -> Site:
    component = Component(public_id("component", "login"), "Login", frozenset({"login"}))
    calm = component._replace(id=public_id("component", "odd"), name=_HOSTILE, names=frozenset({"odd"}))
    incidents = (
        _incident(0, "Login", hours_ago=3),
        _incident(1, _HOSTILE, hours_ago=30),
        _incident(2, "Something", hours_ago=40, ended=True),
        _incident(0, "Login", hours_ago=24 * 40, ended=True),
        _incident(1, "Login", hours_ago=24 * 400, ended=True),
    )
    return Site(settings, (component, calm), incidents, _NOW)


def _incident(rank: int, affected: str, *, hours_ago: int, ended: bool = False) -> Announced:
    begun = _NOW - timedelta(hours=hours_ago)
    told = (("resolved" if ended else "identified", timedelta(minutes=45)), ("investigating", timedelta(0)))
    posts = tuple(
        Post(public_id("post", f"{hours_ago} {phase}"), begun + after, phase, _HOSTILE, PUBLIC_STATES[rank])
        for phase, after in told
    )
    if not ended:
        posts = (posts[0]._replace(next_update=begun + timedelta(hours=2)), *posts[1:])
    id_ = public_id("incident", f"{affected} {hours_ago}")
    return Announced(id_, f"{affected} is odd", affected, posts, posts[0].at if ended else None)
