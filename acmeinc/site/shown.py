"""What the templates of the public page can name: plain text, lists and dicts, and safe HTML under `html`."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from acmeinc.site.announced import Announced, Post
from acmeinc.site.components import DAYS, OPERATIONAL, Component, Day
from acmeinc.site.model import Site
from acmeinc.site.times import long_day, zone_in_words
from acmeinc.site.words import as_html

RECENT = timedelta(days=14)
"""So far back the first page tells of incidents that are over."""

STATES = {
    OPERATIONAL: "Operational",
    "degraded_performance": "Degraded",
    "partial_outage": "Partial outage",
    "major_outage": "Major outage",
}
OVERALL = {
    "none": "All systems operational",
    "minor": "Degraded service",
    "major": "Partial outage",
    "critical": "Major outage",
}
_AS_STATE = dict(zip(OVERALL, STATES, strict=True))
_BAR_STEP, _BAR_HEIGHT = 10, 34
_HEIGHTS = dict(zip(STATES, (18, 24, 29, _BAR_HEIGHT), strict=True))


def site_values(site: Site) -> dict[str, Any]:
    """Return what every template knows as `site`."""
    return {
        "title": site.title,
        "organization": site.organization,
        "support": site.support,
        "url": site.url,
        "time_zone": zone_in_words(site.time_zone),
    }


def overall_values(site: Site) -> dict[str, str]:
    """Return how the whole is now: `state` and `words`."""
    return {"state": _AS_STATE[site.impact], "words": OVERALL[site.impact]}


def incident_values(site: Site, known: Announced, root: str, *, with_updates: bool = True) -> dict[str, Any]:
    """Return an incident; `root` leads from the page to the first one. Without updates it has the newest."""
    component = site.component(known)
    clock = site.clock
    posts = known.posts if with_updates else known.posts[:1]
    return {
        "id": known.id,
        "title": known.title,
        "link": f"{root}{page_of(known)}",
        "is_open": not known.ended,
        "component": component.name if component else "",
        "phase": known.phase.capitalize(),
        "state": known.worst.component if known.ended else known.state.component,
        "state_words": STATES[known.worst.component if known.ended else known.state.component],
        "begun": clock.shown(known.begun),
        "ended": clock.shown(known.ended),
        "until": clock.until(known.begun, known.ended),
        "next_update": clock.shown(known.next_update),
        "updates": [_update_values(site, post) for post in posts],
    }


def component_values(site: Site, component: Component) -> dict[str, Any]:
    """Return a component with its `days`, each of them a bar.

    `summary` says the same in words, `brief` in a few.
    """
    state = site.state(component)
    days = site.days(component)
    return {
        "id": component.id,
        "name": component.name,
        "state": state,
        "words": STATES[state],
        "summary": _summary(days),
        "brief": _brief(days),
        "days": [_day_values(number, day) for number, day in enumerate(days)],
    }


def recent_values(site: Site) -> list[dict[str, Any]]:
    """Return the days of the last two weeks on which incidents ended: `day`, and its `incidents`."""
    days: dict[date, list[Announced]] = {}
    for known in site.incidents:
        if known.ended and (day := site.clock.day_of(known.ended)) > site.today - RECENT:
            days.setdefault(day, []).append(known)
    return [
        {
            "day": long_day(day),
            "incidents": [incident_values(site, known, "", with_updates=False) for known in days[day]],
        }
        for day in sorted(days, reverse=True)
    ]


def row_values(site: Site, known: Announced, root: str) -> dict[str, Any]:
    """Return an incident as a line of a list: no updates."""
    values = incident_values(site, known, root, with_updates=False)
    del values["updates"]
    return values


def page_of(known: Announced) -> str:
    """Return where an incident has its page: `incidents/kctbh9vrtdwd.html`."""
    return f"incidents/{known.id}.html"


def _update_values(site: Site, post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "phase": post.phase.capitalize(),
        "at": site.clock.shown(post.at),
        "html": as_html(post.body),
    }


def _day_values(number: int, day: Day) -> dict[str, Any]:
    names = "; ".join(known.title for known in day.incidents)
    height = _HEIGHTS[day.state]
    return {
        "x": number * _BAR_STEP,
        "y": _BAR_HEIGHT - height,
        "height": height,
        "state": day.state,
        "words": f"{long_day(day.date)}: {STATES[day.state].lower()} ({names})" if names else "",
    }


def _brief(days: Sequence[Day]) -> str:
    """Return in a few words what the bars show."""
    bad = sum(1 for day in days if day.incidents)
    return f"{bad} {'day' if bad == 1 else 'days'} with incidents" if bad else "no incident"


def _summary(days: Sequence[Day]) -> str:
    """Return in words what the bars show."""
    bad = [day for day in days if day.incidents]
    if not bad:
        return f"No incident in the last {DAYS} days"
    worst = max((day.state for day in bad), key=list(STATES).index)
    count = f"{len(bad)} of the last {DAYS} days" if len(bad) > 1 else f"one of the last {DAYS} days"
    last = "today" if bad[-1] is days[-1] else f"on {long_day(bad[-1].date)}"
    return f"Incidents on {count}, the last {last}; at worst: {STATES[worst].lower()}"
