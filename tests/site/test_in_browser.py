"""The public status page in a real Chromium: sizes, themes, keyboard, print, and what must not run."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from announcements import Story, Told, at
from browser import WIDTHS, Sight

ODD = (
    "<script>document.title='x'</script> **b** https://docs.example.com/"
    + "a" * 90
    + " \u202eevil\u202c 🚒 שלום"
)

LOGIN = Story(
    "Login",
    "down",
    "SEV1",
    at("2026-11-23", "09:14"),
    [
        Told(0, "investigating", "We have detected a potential issue with Login."),
        Told(
            31,
            "identified",
            f"* one\n* two\n\n> quoted\n\n    code {'x' * 200}\n\n1. first\n\n`{'y' * 150}` {ODD}",
        ),
    ],
)
STORIES = (
    LOGIN,
    Story(
        "Search", "slow", "SEV3", at("2026-11-23", "07:00"), [Told(0, "investigating", "Slow.")], title=ODD
    ),
    Story(
        "Checkout",
        "failing",
        "SEV2",
        at("2026-11-19", "22:30"),
        [Told(0, "monitoring", "Better."), Told(200, "resolved", "The issue has now been resolved.")],
        "closed",
    ),
    Story("Reports", "w" * 120, "SEV2", at("2025-12-31", "23:59"), [Told(0, "resolved", "Over.")], "closed"),
)


@pytest.fixture(scope="module")
def pages(served) -> Any:
    """Serve a page with open incidents, past ones, and odd words."""
    with served(STORIES) as found:
        yield found


def is_calm(sight: Sight) -> None:
    """The browser complains of nothing, and nothing is wider than the window."""
    assert (sight.told, sight.overflow()) == ([], 0), sight.page.url


@pytest.mark.parametrize(("window", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_every_page_is_calm_and_accessible(browser, pages, window, scheme) -> None:
    """Nothing is wider than the window, nothing is complained of, axe finds nothing."""
    incidents = [name for name in pages.names if name.startswith("incidents/")]
    looked_at = {*pages.names} - {*incidents[:-1]} if window == "desktop" else {"index.html", incidents[0]}
    with browser.seeing(pages.address, width=WIDTHS[window], color_scheme=scheme) as sight:
        for name in pages.names:
            assert sight.page.goto(pages.address + name).ok
            is_calm(sight)
            if name in looked_at:
                assert sight.faults() == [], name
        assert {url.removeprefix(pages.address) for url in sight.loaded} - {*pages.names} <= {
            *("", "style.css", "icon.svg")
        }


def test_it_says_how_it_is_without_a_script(browser, pages) -> None:
    """JavaScript switched off: headline, states, next update, titles as they were published."""
    with browser.seeing(pages.address, java_script_enabled=False) as sight:
        page = sight.page
        assert page.locator("h1").inner_text() == "Major outage"
        shown = page.locator("article").first.inner_text()
        assert "Login is down" in shown and re.search("Next update by\n23 Nov 2026, 10:45 EST", shown)
        assert page.locator("article h3").nth(1).inner_text().startswith("<script>document.title")
        moment = page.locator("article time").first
        assert moment.get_attribute("datetime") == "2026-11-23T14:14:00Z"
        assert moment.get_attribute("title") == "2026-11-23 14:14 UTC"
        names = page.locator("section[aria-labelledby=components] h3").all_inner_texts()
        states = page.locator("section[aria-labelledby=components] .state").all_inner_texts()
        assert dict(zip(names, states, strict=True))["Checkout"] == "Operational"
        assert dict(zip(names, states, strict=True))["Login"] == "Major outage"
        is_calm(sight)


def test_the_bars_say_the_same_in_words(browser, pages) -> None:
    """Ninety of them, and a name for whoever does not see them."""
    with browser.seeing(pages.address) as sight:
        page = sight.page
        bars = page.get_by_role(
            "img", name="Incidents on 2 of the last 90 days, the last on 20 November 2026"
        )
        assert bars.count() == 1
        assert bars.locator("rect").count() == 90
        assert bars.locator("rect.partial_outage").count() == 2
        tall = bars.locator("rect.partial_outage").first.bounding_box()
        low = bars.locator("rect.operational").first.bounding_box()
        assert tall and low and tall["height"] > low["height"] > 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_are_painted(browser, pages, scheme) -> None:
    """The paper is light or dark, and the words stand out."""
    with browser.seeing(pages.address, color_scheme=scheme) as sight:
        page = sight.page
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", paper)[:3])) / 3
        assert brightness > 200 if scheme == "light" else brightness < 60


def test_everything_is_reached_by_keyboard(browser, pages) -> None:
    """Each link once, in the order of the page, with an outline to see."""
    with browser.seeing(pages.address) as sight:
        page = sight.page
        links = page.locator("a[href]").count()
        reached = []
        for _ in range(links):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate("[...document.querySelectorAll('a[href]')].indexOf(document.activeElement)")
            )
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert reached == list(range(links))


def test_links_lead_to_pages_and_back(browser, pages) -> None:
    """From the first page to an incident, the history, a month and back, as a visitor goes."""
    with browser.seeing(pages.address, width=WIDTHS["phone"]) as sight:
        page = sight.page
        page.get_by_role("link", name="Login is down").click()
        assert page.locator("h1").inner_text() == "Login is down"
        page.get_by_role("link", name="History").click()
        page.get_by_role("link", name="December").click()
        assert page.locator("h1").inner_text() == "December 2025"
        page.get_by_role("link", name="November 2026").click()
        page.get_by_role("link", name="Acme Corp status").click()
        assert page.locator("h1").inner_text() == "Major outage"
        is_calm(sight)


def test_it_prints(browser, pages) -> None:
    """Without what only a screen needs; a PDF can be made of it."""
    with browser.seeing(pages.address, color_scheme="dark") as sight:
        page = sight.page
        page.emulate_media(media="print")
        assert not page.locator("header nav").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.pdf()[:5] == b"%PDF-"


PLANTED = (
    "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
    "<img src=https://evil.example/x.png><link rel=stylesheet href=https://evil.example/x.css>"
    "<p id=p style='color: rgb(1, 2, 3)' onclick=\"document.title = 'taken'\">press</p>"
    "<iframe src=https://evil.example></iframe><form action=https://evil.example><button>go</button></form>"
)


@pytest.mark.parametrize("through", ["server", "file"])
def test_the_policy_stops_a_planted_script(browser, pages, tmp_path: Path, through: str) -> None:
    """Also where no server adds headers: script, handler, style, image, frame and form from elsewhere."""
    whole = (pages.folder / "index.html").read_text(encoding="utf-8")
    planted = tmp_path / "index.html"
    planted.write_text(whole.replace("<main>", f"<main>{PLANTED}"), encoding="utf-8")
    with browser.seeing("about:blank") as sight:
        page, address = sight.page, pages.address if through == "server" else planted.as_uri()
        if through == "server":
            body, kind = planted.read_text("utf-8"), "text/html; charset=utf-8"
            page.route(address, lambda route: route.fulfill(body=body, content_type=kind))
        page.goto(address)
        page.locator("#p").click()
        assert page.title() == "Acme Corp status"
        assert page.evaluate("getComputedStyle(document.querySelector('#p')).color") != "rgb(1, 2, 3)"
        page.evaluate("document.querySelector('form').requestSubmit()")
        page.wait_for_timeout(100)
        told = "\n".join(sight.told)
        for what in ("script", "event handler", "style", "image", "framing", "form-action"):
            assert re.search(f"(?i){what}", told), f"{what}: {told}"
        assert page.url.startswith(address)


def test_words_from_right_to_left_stay_in_their_place(browser, served) -> None:
    """A title that turns the direction does not turn the page around it."""
    story = LOGIN._replace(title="\u202eemit eht lla si nigoL", posts=[Told(0, "investigating", "שלום עולם")])
    with served([story]) as found, browser.seeing(found.address, width=WIDTHS["phone"]) as sight:
        page = sight.page
        assert page.locator(".words").evaluate("node => getComputedStyle(node).direction") == "rtl"
        assert page.locator(".facts").evaluate("node => getComputedStyle(node).direction") == "ltr"
        is_calm(sight)


# Real incidents, and every string that breaks programs.

SEVERITIES = {
    **dict.fromkeys(("critical", "down", "major-outage"), "SEV1"),
    **dict.fromkeys(("major", "disrupted", "partial-outage"), "SEV2"),
}
PHASES = {"Investigating": "investigating", "Resolved": "resolved", "Monitoring": "monitoring"}


def real_stories(folder: Path) -> list[Story]:
    """Return every real incident with its public updates, as if it had been published here."""
    lines = (folder / "real_incidents.jsonl").read_text("utf-8").splitlines()
    return [_story(json.loads(line)) for line in lines]


def _story(row: dict[str, Any]) -> Story:
    begun = _moment(row["created"])
    posts = []
    for update in row["updates"]:
        minutes = max(0, (_moment(update["ts"]) - begun) // timedelta(minutes=1))
        posts.append(Told(minutes, PHASES.get(update["status"], "identified"), update["text"]))
    severity = SEVERITIES.get(row["severity"], "SEV3")
    name = (row["affected"] or ["Login"])[0]
    return Story(name, "odd", severity, begun, posts, "closed", row["title"])


def _moment(text: str) -> Any:
    return at(text[:10], text[11:16] or "00:00")


def strings(folder: Path) -> list[str]:
    """Return the strings that break programs."""
    found: list[str] = json.loads((folder / "naughty_strings.json").read_text("utf-8"))
    return found


both = pytest.mark.parametrize(
    "every", [pytest.param(120, id="sample"), pytest.param(1, id="all", marks=pytest.mark.corpus)]
)


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param(slice(None, None, 120), id="sample"),
        *(
            pytest.param(slice(first, None, 8), id=f"all-{first + 1}-of-8", marks=pytest.mark.corpus)
            for first in range(8)
        ),
    ],
)
def test_real_incidents(browser, served, corpora, chosen) -> None:
    """Each has a page on which every word of every update can be read, on a phone and on a desktop."""
    stories = real_stories(corpora)[chosen]
    with served(stories) as found, browser.seeing(found.address) as sight:
        incidents = [name for name in found.names if name.startswith("incidents/")]
        assert len(incidents) == len(stories)
        for number, name in enumerate(found.names):
            sight.page.goto(found.address + name)
            for place, width in enumerate(WIDTHS.values()):
                sight.resize(width)
                is_calm(sight)
                assert (number - place) % 20 or sight.faults() == [], name


@both
def test_every_nasty_string_is_text(browser, served, corpora, every) -> None:
    """As a title, as an update, as the name of what is affected: shown, and nothing runs."""
    nasty = [text for text in strings(corpora)[:: max(1, every // 3)] if text.strip()]
    groups = [nasty[start : start + 20] for start in range(0, len(nasty), 20)]
    stories = [
        Story(
            group[0],
            group[-1],
            "SEV2",
            at("2026-11-23", "08:00") - timedelta(days=number),
            posts,
            title=group[0],
        )
        for number, group in enumerate(groups)
        for posts in [[Told(minute, "investigating", text) for minute, text in enumerate(group)]]
    ]
    with served(stories) as found, browser.seeing(found.address, width=WIDTHS["phone"]) as sight:
        assert sight.faults() == []
        for name in found.names:
            sight.page.goto(found.address + name)
            is_calm(sight)
            assert not {"script", "img", "iframe", "object", "embed", "form", "style"} & {
                *sight.page.evaluate(TAGS)
            }
            assert {*sight.page.evaluate(SCHEMES)} <= {"http:", "https:", "mailto:"}


ACTIVE = {"script", "img", "iframe", "object", "embed", "form", "input", "style", "link"}
TAGS = "[...document.querySelectorAll('main *')].map(node => node.localName)"
SCHEMES = "[...document.querySelectorAll('a[href]')].map(link => link.protocol)"
