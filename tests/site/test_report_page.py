"""The page of a report, in a real browser: what is seen, what is heard, what is never run."""

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from browser import WIDTHS, Browser
from made_report import HOSTILE, LIMITS, NOW, at, incident, quarterly_report

from acmeinc.process.contribution import Share
from acmeinc.process.figures import figures
from acmeinc.process.selection import Selection
from acmeinc.site.report_page import Occasion, report_page

OCCASION = Occasion(Selection(), "Acme Corp", ZoneInfo("America/New_York"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the quarterly report."""
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(report_page(quarterly_report(), OCCASION), encoding="utf-8")
    return file


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_everybody_can_read_it(browser: Browser, page: Path, width: str, scheme: Any) -> None:
    """At the width of a phone and of a desk, by day and by night, with every table open."""
    with browser.seeing(page, width=WIDTHS[width], color_scheme=scheme) as sight:
        sight.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert sight.faults() == []
        assert sight.overflow() == 0
        assert sight.told == []
        assert sight.loaded == [page.as_uri()]


def test_every_chart_says_what_it_shows_and_has_its_table(browser: Browser, page: Path) -> None:
    """For those who do not see it: a title, a description, and the figures in a table."""
    with browser.seeing(page) as sight:
        charts = sight.page.get_by_role("img").all()
        figures_ = sight.page.locator("figure").all()
        assert len(charts) == len(figures_) == 7
        for chart, figure in zip(charts, figures_, strict=True):
            named = chart.get_attribute("aria-labelledby").split()
            told = [sight.page.locator(f"[id='{name}']").text_content().strip() for name in named]
            assert all(told) and told[0] == figure.locator("figcaption").text_content()
            figure.locator("summary").click()
            assert figure.locator("tbody tr").first.is_visible()


def test_the_figures_are_those_of_the_report(browser: Browser, page: Path) -> None:
    """Read off the page."""
    with browser.seeing(page) as sight:
        cards = sight.page.locator("section").first.locator(".cards > li")
        assert [" ".join(card.inner_text().split()).split(" Worst")[0] for card in cards.all()] == [
            "Stakeholders 62 % 5 of 8 on time",
            "Status page 100 % 2 of 2 on time",
            "Check-in 50 % 2 of 4 on time, 1 never kept",
        ]
        bar = sight.page.locator(".cards .share").first.locator(".on-time")
        whole = sight.page.locator(".cards .share").first
        assert bar.bounding_box()["width"] / whole.bounding_box()["width"] == pytest.approx(0.625, abs=0.01)
        table = sight.page.get_by_role("region", name="Kept promises by commander").inner_text()
        assert HOSTILE.replace("\x1b", "") in table.replace("\x1b", "")


def test_it_prints_with_its_tables(browser: Browser, page: Path) -> None:
    """On paper nobody can open them."""
    with browser.seeing(page, color_scheme="dark") as sight:
        sight.page.emulate_media(media="print", color_scheme="light")
        assert sight.page.locator("details tbody tr").first.is_visible()
        assert not sight.page.locator("summary").first.is_visible()
        assert sight.page.pdf().startswith(b"%PDF")


PLANTED = (
    '<script>document.title = "run"</script><img src="https://example.com/x.png" onerror="document.title=1">'
)


def test_its_policy_stops_what_somebody_planted(browser: Browser, page: Path, tmp_path: Path) -> None:
    """Were anything to get through the escaping: no script runs, nothing is loaded, no style is taken."""
    planted = tmp_path / "planted.html"
    text = page.read_text("utf-8")
    bad_style = "<style>body { display: none }</style>"
    planted.write_text(text.replace("<main>", f"<main>{PLANTED}{bad_style}", 1), encoding="utf-8")
    with browser.seeing(planted) as sight:
        assert sight.page.title() == "Incident report – Acme Corp"
        assert sight.page.locator("h1").is_visible()
        assert sight.loaded == [planted.as_uri()]
        assert len([line for line in sight.told if "Content Security Policy" in line]) >= 3


def test_names_are_text(browser: Browser, tmp_path: Path) -> None:
    """Whatever stands in them: in tables, in charts, in the titles of bars."""
    names = (
        PLANTED,
        "</title></svg><script>document.title = 'run'</script>",
        "{{ 7 * 7 }}",
        "\u202eevil",
        "a" * 300,
    )
    given = [
        incident(f"odd-{number}", "SEV1", "closed", at(10, number + 1, 4), (name, name))._replace(
            shares=(Share(name, True, (at(10, number + 1, 4),)),)
        )
        for number, name in enumerate(names)
    ]
    report = figures(given, LIMITS, NOW, NOW.date())
    occasion = Occasion(Selection(functionality=PLANTED, team=names[1]), names[1], ZoneInfo("UTC"))
    file = tmp_path / "names.html"
    file.write_text(report_page(report, occasion), encoding="utf-8")
    with browser.seeing(file, width=WIDTHS["phone"]) as sight:
        assert sight.page.title() == f"Incident report – {names[1]}"
        assert sight.page.locator("script, img").count() == 0
        assert sight.told == []
        assert sight.overflow() == 0
        assert sight.faults() == []
        for name in names:
            assert name in sight.page.locator("body").text_content()


def test_nothing_happened(browser: Browser, tmp_path: Path) -> None:
    """A page that says so."""
    file = tmp_path / "empty.html"
    file.write_text(report_page(figures([], LIMITS, NOW, NOW.date()), OCCASION), encoding="utf-8")
    with browser.seeing(file) as sight:
        assert "There is nothing to report." in sight.page.locator("main").inner_text()
        assert sight.faults() == []


def test_it_is_one_file_without_a_script() -> None:
    """Nothing refers to anything outside of it, and every id stands once."""
    text = report_page(quarterly_report(), OCCASION)
    assert re.findall(r"<script|<link|<img|\sstyle=|\son\w+=|https?:", text) == []
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
