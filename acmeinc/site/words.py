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
    import nh3
    from markupsafe import Markup

    return Markup(
        nh3.clean(
            _markdown().render(text),
            tags=_TAGS,
            attributes={"a": {"href"}},
            attribute_filter=_only_the_web,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
        ).strip()
    )


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    reader.enable(["linkify", "strikethrough"])
    reader.disable(["heading", "lheading", "hr", "reference", "html_block", "html_inline"])
    assert reader.linkify is not None
    reader.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    reader.add_render_rule("image", _alternative)
    return reader


def _alternative(renderer: object, tokens: list, index: int, options: object, env: object) -> str:  # type: ignore[type-arg]
    """Return the words that stand for an image."""
    from markupsafe import escape

    return str(escape(tokens[index].content))


def _only_the_web(tag: str, attribute: str, value: str) -> str | None:
    """Return an address that leads out of the page; None for what would lead into it."""
    return value if attribute == "rel" or _WEB.match(value) else None
