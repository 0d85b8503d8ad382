"""What people wrote, as HTML: nothing in it acts, loads or leads back into the page."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acmeinc.site.words import as_html

TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>", id="lines"),
        pytest.param("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>", id="list"),
        pytest.param("**a** _b_ `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>", id="emphasis"),
        pytest.param("# a", "<p># a</p>", id="heading-is-text"),
        pytest.param("a\n===", "<p>a<br>\n===</p>", id="underlined-heading-is-text"),
        pytest.param("---", "<p>---</p>", id="rule-is-text"),
        pytest.param("![cat](https://e.example/c.png)", "<p>cat</p>", id="image-is-words"),
        pytest.param("![<b>](x)", "<p>&lt;b&gt;</p>", id="image-words-are-text"),
        pytest.param(
            "<b>x</b> &amp; <br>", "<p>&lt;b&gt;x&lt;/b&gt; &amp; &lt;br&gt;</p>", id="html-is-text"
        ),
        pytest.param(
            "<!-- 01KAR kind=note -->", "<p>&lt;!-- 01KAR kind=note --&gt;</p>", id="comment-is-text"
        ),
        pytest.param("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>", id="javascript"),
        pytest.param("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>", id="data"),
        pytest.param(
            "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", id="script"
        ),
        pytest.param("[x]: https://e.example\n[x]", "<p>[x]: {link}<br>\n[x]</p>", id="no-references"),
    ],
)
def test_words(text, html) -> None:
    """Markdown as far as an update needs it."""
    link = '<a href="https://e.example" rel="noopener noreferrer nofollow">https://e.example</a>'
    assert as_html(text) == html.replace("{link}", link)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("[x](https://e.example)", "https://e.example", id="named"),
        pytest.param(
            "see https://e.example/a?b=1&c=2.", "https://e.example/a?b=1&amp;c=2", id="in-a-sentence"
        ),
        pytest.param("[x](mailto:a@e.example)", "mailto:a@e.example", id="mail"),
        pytest.param("[x](incidents/secret.html)", None, id="into-the-page"),
        pytest.param("[x](//e.example)", None, id="without-scheme"),
        pytest.param("e.example and a@e.example", None, id="only-like-an-address"),
    ],
)
def test_links_lead_out_of_the_page_or_nowhere(text, address) -> None:
    """And are followed by nobody's referrer."""
    found = re.findall(r'href="([^"]*)"', as_html(text))
    assert found == ([address] if address else [])


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("<>\"'&/=: \n*_`[]()!#-.aehijnoprst"), max_size=60))
def test_whatever_is_written_only_the_allowed_tags_come_out(text) -> None:
    """With no attribute but an address and its `rel`."""
    for tag, rest in re.findall(r"<(/?[a-zA-Z!][^\s>]*)([^>]*)>", as_html(text)):
        assert tag.strip("/") in TAGS
        assert re.fullmatch(r'( href="(https?://|mailto:)[^"]*")?( rel="[a-z ]+")?', rest), rest
