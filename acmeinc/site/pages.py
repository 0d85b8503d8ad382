"""The files of the public page, each made only when it is asked for.

A page's `stamp` stands for everything it is made of: a page whose stamp is the same need not be made again.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.site.announced import Announced, as_plain
from acmeinc.site.feeds import atom, rss
from acmeinc.site.model import Site
from acmeinc.site.shown import (
    component_values,
    incident_values,
    overall_values,
    page_of,
    recent_values,
    row_values,
    site_values,
)
from acmeinc.site.statuspage import answers

FOLDER = "site"
LAYOUT = f"{FOLDER}/layout.html"
FILES = ("style.css", "icon.svg")
"""What stands in `templates/site/` and is taken as it is."""
TEMPLATES = tuple(f"{name}.html" for name in ("layout", "home", "incident", "month", "history"))
"""What stands in `templates/site/` and is filled in."""
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""What a browser may do with a page: show it, with its own stylesheet and images, and nothing else."""
GUARD = 'http-equiv="Content-Security-Policy" content="{}"'.format(POLICY.replace("'", "&#39;"))
"""What has to stand in every page, as templates escape it."""

Render = Callable[[str, Mapping[str, Any]], str]
"""Fills in a template: its name (`site/home.html`) and what it can name."""


class Page(NamedTuple):
    """A file of the public page, below its folder. `make` returns its content; "" is the stamp of no page."""

    name: str
    stamp: str
    make: Callable[[], bytes]


class _Place(NamedTuple):
    """Where a page stands: the way back from it (`../`), its title, and what it is about in a sentence."""

    root: str
    title: str
    description: str = ""


class Press:
    """Makes the pages of a site with `render`; `design` stands for the templates and this version."""

    def __init__(self, site: Site, render: Render, design: str) -> None:
        self._site = site
        self._render = render
        self._about = site_values(site)
        self._design = _digest([design, site.time_zone, self._about])
        self._stamps = {known.id: _stamp_of(site, known) for known in site.incidents}

    def pages(self, files: Mapping[str, bytes]) -> Iterator[Page]:
        """Yield every file of the page, the first page first; `files` are those of `FILES`."""
        yield Page("index.html", "", self._home)
        for name, answer in answers(self._site):
            yield Page(name, "", lambda answer=answer: answer)  # type: ignore[misc]
        yield Page("history.atom", "", lambda: atom(self._site))
        yield Page("history.rss", "", lambda: rss(self._site))
        for name in FILES:
            yield Page(name, "", lambda name=name: files[name])  # type: ignore[misc]
        yield Page("history/index.html", "", self._history)
        months = list(self._site.months)
        for number, month in enumerate(months):
            newer = months[number - 1] if number else ""
            older = months[number + 1] if number + 1 < len(months) else ""
            yield self._month(month, newer, older)
        for known in self._site.incidents:
            yield self._incident(known)

    def _home(self) -> bytes:
        site = self._site
        overall = overall_values(site)
        values = {
            "overall": overall,
            "open": [{"html": self._article(known, "", 3)} for known in site.open],
            "components": [component_values(site, component) for component in site.components],
            "recent": recent_values(site),
            "updated": site.clock.shown(site.updated),
        }
        words = f"{site.title}: {overall['words'].lower()}."
        return self._framed("home.html", values, _Place("", site.title, words))

    def _history(self) -> bytes:
        years: dict[str, list[dict[str, Any]]] = {}
        for month, incidents in self._site.months.items():
            day = _first_of(month)
            named = {"link": f"{month}.html", "name": f"{day:%B}", "count": len(incidents)}
            years.setdefault(f"{day.year}", []).append(named)
        values = {"years": [{"year": year, "months": months} for year, months in years.items()]}
        return self._framed("history.html", values, _Place("../", f"History – {self._site.title}"))

    def _month(self, month: str, newer: str, older: str) -> Page:
        incidents = self._site.months[month]
        named = f"{_first_of(month):%B %Y}"

        def make() -> bytes:
            values = {
                "month": named,
                "incidents": [row_values(self._site, known, "../") for known in incidents],
                "newer": _neighbour(newer),
                "older": _neighbour(older),
            }
            return self._framed("month.html", values, _Place("../", f"{named} – {self._site.title}"))

        return Page(f"history/{month}.html", self._stamp(incidents, newer, older), make)

    def _incident(self, known: Announced) -> Page:
        def make() -> bytes:
            place = _Place("../", f"{known.title} – {self._site.title}", f"{known.title}: {known.phase}.")
            return self._framed("incident.html", self._incident_values(known, "../", 1), place)

        return Page(page_of(known), self._stamp([known]), make)

    def _article(self, known: Announced, root: str, level: int) -> Any:
        """Return an incident with all its updates, as a part of a page."""
        return self._filled("incident.html", {**self._incident_values(known, root, level), "root": root})

    def _incident_values(self, known: Announced, root: str, level: int) -> dict[str, Any]:
        return {"incident": incident_values(self._site, known, root), "level": level}

    def _framed(self, template: str, values: Mapping[str, Any], place: _Place) -> bytes:
        content = self._filled(template, {**values, "root": place.root})
        page: str = self._filled(
            "layout.html",
            {
                "content": content,
                "root": place.root,
                "title": place.title,
                "description": place.description or f"{place.title}.",
                "policy": POLICY,
            },
        )
        _refuse_unguarded(page)
        return page.encode()

    def _filled(self, template: str, values: Mapping[str, Any]) -> Any:
        from markupsafe import Markup

        # The templates escape what they are given (`rendering.sandbox`): what comes out of one is HTML.
        return Markup(self._render(f"{FOLDER}/{template}", {**values, "site": self._about}))

    def _stamp(self, incidents: Sequence[Announced], *others: str) -> str:
        """Return what stands for a page about `incidents`."""
        return _digest([self._design, [self._stamps[known.id] for known in incidents], others])


def _stamp_of(site: Site, known: Announced) -> str:
    """Return what stands for an incident, as all pages show it."""
    component = site.component(known)
    return _digest([as_plain(known), component.name if component else ""])


def _digest(parts: list[Any]) -> str:
    told = json.dumps(parts, check_circular=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _neighbour(month: str) -> dict[str, str]:
    """Return the link to another month, {} for none."""
    return {"link": f"{month}.html", "name": f"{_first_of(month):%B %Y}"} if month else {}


def _refuse_unguarded(page: str) -> None:
    """Raise BadData for a page that does not tell browsers what they may do with it."""
    if GUARD not in page:
        says = "the page has no Content-Security-Policy"
        hint = 'put it into <head>: <meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
        raise BadData([Problem(f"templates/{LAYOUT}", 0, 0, says, hint)])
