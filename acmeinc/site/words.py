"""What people wrote, as HTML that can be put into any page: Markdown, without anything that acts or loads."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markupsafe import Markup

_TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_SCHEMES = {"http", "https", "mailto"}
_WEB = re.compile("(?:https?://|mailto:)", re.IGNORECASE)


def as_html(text: str) -> "Markup":
    """Return Markdown as safe HTML: paragraphs, lists, emphasis, code and links out of the house.

    HTML in it is text. Headings and rules are the page's own; an image is the words that stand for it.
    """
    return safe_html(_markdown().render(text), _TAGS, {"a": {"href"}})


def safe_html(html: str, tags: set[str], attributes: dict[str, set[str]]) -> "Markup":
    """Return HTML with these tags and attributes alone, and links out of the house: a second lock."""
    import nh3
    from markupsafe import Markup

    clean = nh3.clean(
        html,
        tags=tags,
        attributes=attributes,
        attribute_filter=_only_the_web,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean.strip())


def reader() -> "MarkdownIt":
    """Return a reader of Markdown to which HTML is text, an address a link, and an image its words."""
    from markdown_it import MarkdownIt

    reading = MarkdownIt("commonmark", {"html": False, "linkify": True})
    reading.enable(["linkify", "strikethrough"])
    reading.disable(["html_block", "html_inline"])
    assert reading.linkify is not None
    reading.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    reading.add_render_rule("image", _alternative)
    return reading


@cache
def _markdown() -> "MarkdownIt":
    reading = reader()
    reading.options["breaks"] = True
    reading.disable(["heading", "lheading", "hr", "reference"])
    return reading


def _alternative(renderer: object, tokens: list, index: int, options: object, env: object) -> str:  # type: ignore[type-arg]
    """Return the words that stand for an image."""
    from markupsafe import escape

    return str(escape(tokens[index].content))


def _only_the_web(tag: str, attribute: str, value: str) -> str | None:
    """Return what an attribute says; None for an address that would lead into the page."""
    return value if attribute != "href" or _WEB.match(value) else None
