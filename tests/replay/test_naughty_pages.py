"""Strings that break programs, on pages, in a real browser: they are text."""

import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from browser import WIDTHS, Browser
from made_report import LIMITS, NOW, at, incident

from acmeinc.incident.entries import line_of
from acmeinc.incident.model import Entry
from acmeinc.incident.reading import read
from acmeinc.incident.text import clean
from acmeinc.process.contribution import Share
from acmeinc.process.figures import figures
from acmeinc.process.selection import Selection
from acmeinc.site.document_page import Shown, document_page
from acmeinc.site.report_page import Occasion, report_page

UTC = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def strings(corpora: Path) -> list[str]:
    """Return what can be kept of each string."""
    found = json.loads((corpora / "naughty_strings.json").read_text("utf-8"))
    return [text for text in map(clean, found) if text]


def test_in_a_document(browser: Browser, strings: list[str], tmp_path: Path) -> None:
    """As words of an entry, as a name, as a subject."""
    entries = [
        Entry(f"01KAR3C7{number:018d}", NOW + timedelta(seconds=number), text, text, {"subject": text})
        for number, text in enumerate(strings)
    ]
    lines = "\n".join(map(line_of, entries))
    text = f"# Title\n\n<!-- acmeinc:timeline -->\n{lines}\n<!-- /acmeinc:timeline -->\n"
    file = tmp_path / "document.html"
    page = document_page(Shown(read(text), NOW, UTC))
    file.write_text(page, encoding="utf-8", errors="backslashreplace")
    with browser.seeing(file, width=WIDTHS["phone"]) as sight:
        assert sight.page.locator("script, img, iframe, svg, form, input").count() == 0
        assert (sight.told, sight.loaded, sight.overflow()) == ([], [file.as_uri()], 0)
        assert sight.page.title() == "An incident document"
        assert sight.page.locator("li.entry").count() == len(strings)
        subjects = sight.page.locator(".subject").all_text_contents()
        assert [subject.split() for subject in subjects] == [text.split() for text in strings]


def test_in_a_report(browser: Browser, strings: list[str], tmp_path: Path) -> None:
    """As functionality, as team, as somebody's name."""
    started = at(10, 6, 4)
    given = [
        incident(f"odd-{number}", "SEV1", "closed", started, (text, text))._replace(
            shares=(Share(text, True, (started,)),)
        )
        for number, text in enumerate(strings)
    ]
    report = figures(given, LIMITS, NOW, NOW.date())
    file = tmp_path / "report.html"
    file.write_text(
        report_page(report, Occasion(Selection(), "Acme Corp", UTC)),
        encoding="utf-8",
        errors="backslashreplace",
    )
    with browser.seeing(file, width=WIDTHS["phone"]) as sight:
        assert sight.page.locator("script, img, iframe, form, input").count() == 0
        assert (sight.told, sight.loaded, sight.overflow()) == ([], [file.as_uri()], 0)
        assert sight.page.title() == "Incident report – Acme Corp"
        names = set(sight.page.locator("figure").last.locator("tbody th").all_text_contents())
        assert len(names) == len(set(strings))
