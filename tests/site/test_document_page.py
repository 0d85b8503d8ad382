"""The page of an incident document: everything that stands in it, for people, and nothing that acts."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from browser import WIDTHS, Browser
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from acmeinc.incident.entries import line_of
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import Reading, read
from acmeinc.site.document_page import Shown, document_page
from acmeinc.site.document_words import as_page

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
GOLDEN = Path(__file__).parents[1] / "golden" / "incident"


def page_of(text: str) -> str:
    """The page of a document."""
    return document_page(Shown(read(text), NOW, NEW_YORK, "Acme Corp"))


def html_of(markdown: str) -> str:
    """What becomes of Markdown in a document."""
    return str(as_page(parse(markdown)).html)


@pytest.fixture(scope="module")
def closed() -> str:
    """Return the document of an incident from its declaration to its end, reopened in between."""
    (file,) = GOLDEN.glob("inc-*.md")
    return file.read_text("utf-8")


def test_it_is_all_there(browser: Browser, closed: str, tmp_path: Path) -> None:
    """Read off the page at the width of a phone and of a desk; by day, by night and on paper."""
    file = tmp_path / "login.html"
    file.write_text(page_of(closed), encoding="utf-8")
    with browser.seeing(file, width=WIDTHS["phone"], color_scheme="dark") as sight:
        assert (sight.faults(), sight.overflow()) == ([], 0)
    with browser.seeing(file) as sight:
        assert (sight.faults(), sight.overflow(), sight.told, sight.loaded) == ([], 0, [], [file.as_uri()])
        assert sight.page.title() == "[inc-26-11-23-SEV-1] Login is down for all customers"
        compare(read(closed), sight.page)
        strip = sight.page.locator(".strip").inner_text()
        assert "closed" in strip and "mitigated − started" in strip
        sight.page.emulate_media(media="print")
        assert not sight.page.locator("nav").is_visible()
        assert sight.page.pdf().startswith(b"%PDF")


def compare(reading: Reading, page: Any) -> None:
    """Every entry, every section, every box of a document is on its page."""
    entries = page.locator("li.entry").all()
    told = {entry.locator("time").get_attribute("datetime") for entry in entries}
    assert len(entries) == len(reading.entries)
    assert told == {entry.at.isoformat() for entry in reading.entries.values() if entry.at}
    for kind in {entry.kind for entry in reading.entries.values()}:
        count = sum(entry.kind == kind for entry in reading.entries.values())
        assert page.locator(f"li.entry-{kind}").count() == count
    assert page.locator(".box.done").count() == len(reading.incident.ticked)
    assert page.locator(".box").count() == page.locator("li.task").count() == 25
    links = page.locator("nav a").all()
    assert [link.inner_text() for link in links] == page.locator("main h2").all_inner_texts()
    assert page.locator(links[-1].get_attribute("href")).inner_text() == "Links"
    words = page.locator("main").inner_text()
    retrospective = reading.incident.retrospective
    told_there = [
        *retrospective.went_well,
        *retrospective.wrong,
        *(one.text for one in retrospective.actions),
    ]
    assert told_there
    for said in (*told_there, reading.incident.impact, *reading.incident.customers):
        assert said in words
    assert "<!--" not in words and "acmeinc:" not in words and "uid:" not in words


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        pytest.param("a <!-- b --> c", "<p>a  c</p>", id="comment"),
        pytest.param("a\n\n<!-- b\n\nc -->\n\nd", "<p>a</p>\n<p>d</p>", id="comment-of-several-lines"),
        pytest.param("a <!-- b", "<p>a &lt;!-- b</p>", id="comment-without-an-end"),
        pytest.param("`<!-- b --> <br>`", "<p><code>&lt;!-- b --&gt; &lt;br&gt;</code></p>", id="in-code"),
        pytest.param("```\n<!-- b -->\n```", "<pre><code>&lt;!-- b --&gt;\n</code></pre>", id="in-a-fence"),
        pytest.param("    <!-- b -->", "<pre><code>&lt;!-- b --&gt;\n</code></pre>", id="in-indented-code"),
        pytest.param("a<br>b<BR />c", "<p>a<br>\nb<br>\nc</p>", id="line-breaks"),
        pytest.param("<b onclick='x'>a</b>", "<p>&lt;b onclick='x'&gt;a&lt;/b&gt;</p>", id="html-is-text"),
        pytest.param("&lt;script&gt;", "<p>&lt;script&gt;</p>", id="entities"),
        pytest.param("![a <b>](https://example.com/x.png)", "<p>a &lt;b&gt;</p>", id="an-image-is-its-words"),
        pytest.param(
            "[a](../../ownership.csv) [b](javascript:x)",
            '<p><a rel="noopener noreferrer nofollow">a</a> [b](javascript:x)</p>',
            id="links-lead-out-or-nowhere",
        ),
        pytest.param(
            "- [x] a <!-- step=b -->\n- [ ] c",
            '<ul>\n<li class="task"><span class="box done" role="img" aria-label="done:"></span> a </li>\n'
            '<li class="task"><span class="box open" role="img" aria-label="open:"></span> c</li>\n</ul>',
            id="boxes",
        ),
        pytest.param("- [y] a", "<ul>\n<li>[y] a</li>\n</ul>", id="no-box"),
        pytest.param(
            "- 2026-11-23 10:15:07 -05:00 **Ana <b>** x <!-- 01KAR3C7000000000000000000 kind=deploy -->",
            '<ul>\n<li class="entry entry-deploy"><time datetime="2026-11-23T10:15:07-05:00">2026-11-23 '
            '10:15:07 -05:00</time> <strong>Ana &lt;b&gt;</strong> <span class="kind">deploy</span> x </li>\n'
            "</ul>",
            id="an-entry",
        ),
        pytest.param(
            "- 2026-13-23 10:15:07 -05:00 x",
            '<ul>\n<li class="entry entry-note">2026-13-23 10:15:07 -05:00  <span class="kind">note</span>x'
            "</li>\n</ul>",
            id="a-time-that-is-none",
        ),
        pytest.param("| a |\n|---|\n| b<br>c |", None, id="a-table"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_becomes_of_it(markdown: str, html: str | None) -> None:
    """Comments go, breaks break, boxes and entries are shown, and the rest is CommonMark without HTML."""
    if html is None:
        html = "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n"
        html += "<tbody>\n<tr>\n<td>b<br>\nc</td>\n</tr>\n</tbody>\n</table>"
    assert html_of(markdown) == html


def test_a_message_has_its_subject() -> None:
    """Which only its comment holds, as JSON; what is no JSON is no subject."""
    fields = '01KAR3C7000000000000000000 kind=update subject="A \\"\\u003cb\\u003e\\""'
    html = html_of(f"- 2026-11-23 10:15:07 -05:00 **Ana** text <!-- {fields} -->")
    assert '<span class="kind">update</span><span class="subject">A "&lt;b&gt;"</span> text' in html
    fields = '01KAR3C7000000000000000000 kind="\\u003cb\\u003e x" subject="\\q"'
    html = html_of(f"- 2026-11-23 10:15:07 -05:00 **Ana** text <!-- {fields} -->")
    assert '<span class="kind">&lt;b&gt; x</span> text' in html


def test_sections_with_the_same_name_are_two() -> None:
    """Each with an id of its own, and its words without marks."""
    written = as_page(parse("## A `b`\n\n## A `b`\n\n### c\n"))
    assert [tuple(section) for section in written.sections] == [("section-1", "A b"), ("section-2", "A b")]
    assert '<h2 id="section-2">' in written.html


class Tags(HTMLParser):
    """Notes every tag, with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.seen.append((tag, dict(attrs)))


MARKUP = st.text(alphabet="<>!-/abr [](){}x:\\`~*_|#\n&;\"'=0", max_size=60)


@examples(max_examples=60)
@given(prose=MARKUP, words=MARKUP, name=MARKUP)
def test_nothing_ever_acts(prose: str, words: str, name: str) -> None:
    """Whatever people write, between the blocks or in an entry: no other tags, no address but of the web."""
    entry = Entry("01KAR3C7000000000000000000", NOW, name or "x", words, {"kind": "note", "subject": prose})
    for tag, attributes in Tags(html_of(f"{prose}\n\n{line_of(entry)}\n")).seen:
        assert tag not in ("script", "img", "style", "svg", "iframe", "form", "input", "link", "meta")
        assert set(attributes) <= {"href", "rel", "id", "class", "role", "aria-label", "datetime", "start"}
        assert re.match("https?://|mailto:", attributes.get("href") or "https://", re.IGNORECASE)


def test_a_damaged_document_is_shown_with_what_is_wrong(
    browser: Browser, closed: str, tmp_path: Path
) -> None:
    """And one that is no incident document at all is shown as it is."""
    file = tmp_path / "damaged.html"
    torn = closed.replace("<!-- /acmeinc:timeline -->", "<<<<<<< HEAD\n", 1)
    file.write_text(page_of(torn), encoding="utf-8")
    with browser.seeing(file) as sight:
        assert sight.page.locator(".notice").count() > 0
        assert "Retrospective done, incident closed" in sight.page.locator("main").inner_text()
    assert "<h1>An incident document</h1>" in page_of("nothing of the sort\n")


def test_its_policy_stops_what_somebody_planted(browser: Browser, closed: str, tmp_path: Path) -> None:
    """Were anything to get through both locks."""
    file = tmp_path / "planted.html"
    planted = '<script>document.title = "run"</script><img src="https://example.com/" onerror="alert(1)">'
    file.write_text(page_of(closed).replace("</main>", f"{planted}</main>"), encoding="utf-8")
    with browser.seeing(file) as sight:
        assert sight.page.title().startswith("[inc-26-11-23-SEV-1]")
        assert sight.loaded == [file.as_uri()]
        assert len([line for line in sight.told if "Content Security Policy" in line]) >= 2
