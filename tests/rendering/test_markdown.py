"""Untrusted text in Markdown: whatever it is, it is shown as code, mentions nobody and breaks nothing."""

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from acmeinc.incident.text import clean_line, visible
from acmeinc.rendering.markdown import LONGEST, code, details, fenced, html_code, table

RENDER = MarkdownIt("commonmark", {"html": True}).enable("table")
TEXTS = st.text(max_size=40) | st.text("`|\\@<>&*_~[]()!#: \n-+a1", max_size=30)

HOSTILE = [
    "@acme/everyone",
    "a|b",
    "a\\|b",
    "`x` @team `",
    "```",
    "<img src=x onerror=alert(1)>",
    "</code></details><h1>hi</h1>",
    "[x](javascript:alert(1))",
    "![x](https://example.com/pixel.png)",
    "https://evil.example.com www.evil.example.com",
    "&lt;b&gt; &commat;team",
    "-->",
    "#1 !2 acme/x#3",
    "line\n\n# heading",
    "\u202eevil",
    "*a* _b_ ~~c~~",
    " spaces ",
    "",
    "–",
]


def shown(markdown: str) -> tuple[str, str]:
    """Return the text that stands in code, and the one that stands outside it."""
    html = RENDER.render(markdown)
    inside = "".join(re.findall(r"<code[^>]*>(.*?)</code>", html, re.S))
    outside = re.sub(r"<code[^>]*>.*?</code>", "", html, flags=re.S)
    return unescape(inside), unescape(outside)


@given(TEXTS)
@settings(max_examples=150)
@example("a|b\\|`c` @d")
def test_a_text_is_shown_as_it_is_and_as_code(text: str) -> None:
    """In a list and in a cell of a table; nothing of it stands outside."""
    told = visible(clean_line(text))
    for markdown in (f"- {code(text)}", table(("a", "b"), [(code(text), "x")])):
        inside, outside = shown(markdown)
        assert inside == (told if told else "")
        around = ("<ul>", "</ul>", "<li>", "</li>", "\n", "–" if not told else "")
        left = outside
        for piece in around:
            left = left.replace(piece, "") if piece else left
        assert left in ("", _EMPTY_TABLE)


_EMPTY_TABLE = (
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td></td><td>x</td></tr></tbody></table>"
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_mention_and_no_markup_stands_in_the_open(text: str) -> None:
    """Also where a forge looks for mentions in the source: they are in backticks or in numbers."""
    source = re.sub(r"`[^`]*`", "", code(text))
    assert not re.search(r"@\w", source)
    inside, outside = shown(f"a {code(text)} b")
    assert inside == visible(clean_line(text))
    assert re.fullmatch(r"<p>a –? ?b</p>\n", outside.replace("a  b", "a b"))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_summary_is_html_and_holds_nothing_else(text: str) -> None:
    block = details(html_code(text), "body")
    html = RENDER.render(block)
    summary = html[html.index("<summary>") + len("<summary>") : html.index("</summary>")]
    assert re.fullmatch(r"<code>[^<>`@|]*</code>", summary)
    assert unescape(summary[6:-7]) == visible(clean_line(text))
    assert "<p>body</p>" in html


@given(st.lists(TEXTS, max_size=5))
@settings(max_examples=100)
@example(["```", "</details>", "@team"])
@example(["~~~", "````"])
def test_a_block_holds_its_lines_and_nothing_gets_out(lines: list[str]) -> None:
    """Whatever the lines are, one block of code comes out, and the paragraph behind it."""
    lines = [line.replace("\n", " ").replace("\r", " ") for line in lines]
    html = RENDER.render(f"{fenced(lines, 'diff')}\n\nafter")
    assert html.count("<pre>") == 1
    assert html.endswith("</pre>\n<p>after</p>\n")


def test_what_is_long_is_cut_in_its_middle() -> None:
    assert len(code("x" * 1000)) == LONGEST + 2
    assert code("x" * 1000 + " owning team").endswith("x owning team`")
    assert "xx…xx" in code("x" * 1000)
    assert len(fenced(["x" * 1000]).split("\n")[1]) == LONGEST


def test_columns_of_numbers_stand_to_the_right() -> None:
    assert table(("what", "how many:"), [("a", "1")]) == "| what | how many |\n| --- | ---: |\n| a | 1 |"
