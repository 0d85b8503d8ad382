"""An incident document as HTML: all that stands in it, for people (FORMAT.md, "For those who render it").

Comments are for machines and left out, `<br>` is a line break, boxes are shown ticked or not, and every
entry has its time, its kind and its words. Any other HTML is text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from acmeinc.incident.entries import TIME, parse_line, parse_time_text
from acmeinc.incident.model import Entry
from acmeinc.incident.parts import Block, Document
from acmeinc.site.words import reader, safe_html

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markupsafe import Markup

_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "br", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "span", "time"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "li": {"class"},
    "ol": {"start"},
    "span": {"class", "role", "aria-label"},
    "time": {"datetime"},
}
_BREAK = re.compile("<br ?/?>", re.IGNORECASE)
_BOX = re.compile(r"\[([ xX])\] ")
_BEGINNING = re.compile(rf"({TIME}) ")


class Section(NamedTuple):
    """A part of a document below a heading: the heading's id on the page, and its words."""

    id: str
    title: str


class Written(NamedTuple):
    """A document as HTML, without its title, and its sections."""

    html: "Markup"
    sections: tuple[Section, ...]


def as_page(document: Document) -> Written:
    """Return what stands in a document, all but its front matter and its title."""
    parts = [part for part in document.parts if not (isinstance(part, Block) and part.name == "title")]
    # A block stands apart from what is before and after it, as its markers did.
    text = "\n".join("".join(part.lines) for part in parts)
    env: dict[str, Any] = {"sections": []}
    html = safe_html(_markdown().render(text, env), _TAGS, _ATTRIBUTES)
    return Written(html, tuple(env["sections"]))


@cache
def _markdown() -> "MarkdownIt":
    reading = reader()
    reading.enable("table")
    reading.block.ruler.before(
        "table", "comment", _comment_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    reading.inline.ruler.before("autolink", "comment", _comment)
    reading.inline.ruler.before("autolink", "line_break", _line_break)
    reading.core.ruler.push("document", _for_people)
    for name in ("comment", "box", "when", "kind", "subject"):
        reading.add_render_rule(name, globals()[f"_{name}_html"])
    return reading


def _comment_lines(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Pass over a comment that fills its lines."""
    begins = state.bMarks[start] + state.tShift[start]
    closes = state.src.find("-->", begins + 4)
    if state.is_code_block(start) or not state.src.startswith("<!--", begins) or closes < 0:
        return False
    last = next((line for line in range(start, end) if state.eMarks[line] > closes), None)
    if last is None or state.src[closes + 3 : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
    return True


def _comment(state: "StateInline", silent: bool) -> bool:
    """Take a comment within a line, for what it says of its entry."""
    closes = state.src.find("-->", state.pos + 4)
    if not state.src.startswith("<!--", state.pos) or closes < 0:
        return False
    if not silent:
        state.push("comment", "", 0).content = state.src[state.pos + 4 : closes]
    state.pos = closes + 3
    return True


def _line_break(state: "StateInline", silent: bool) -> bool:
    found = _BREAK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _for_people(state: "StateCore") -> None:
    """Name the sections, and show boxes and entries."""
    for token, following in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "heading_open" and token.tag == "h2":
            section = Section(f"section-{len(state.env['sections']) + 1}", _words_of(following))
            token.attrSet("id", section.id)
            state.env["sections"].append(section)
    for item, content in _items(state.tokens):
        _show_item(item, content)


def _items(tokens: Sequence["Token"]) -> Iterator[tuple["Token", "Token"]]:
    """Yield each item of a list and its first words."""
    for number, token in enumerate(tokens[:-2]):
        if token.type == "list_item_open" and tokens[number + 2].type == "inline":
            yield token, tokens[number + 2]


def _show_item(item: "Token", content: "Token") -> None:
    children = content.children or []
    first = children[0] if children else None
    if first is None or first.type != "text":
        return
    if box := _BOX.match(first.content):
        item.attrSet("class", "task")
        first.content = first.content[box.end() :]
        children.insert(0, _made("box", box[1].strip()))
    elif begins := _BEGINNING.match(f"{first.content} "):
        entry = _entry(begins[1], children)
        item.attrSet("class", f"entry entry-{entry.kind}")
        first.content = first.content[begins.end() :]
        children.insert(0, _made("when", begins[1]))
        author = next((place for place, each in enumerate(children) if each.type == "strong_close"), 0)
        told = [_made("kind", entry.kind)]
        if subject := str(entry.fields.get("subject", "")):
            told.append(_made("subject", subject))
        children[author + 1 : author + 1] = told


def _entry(when: str, children: "Sequence[Token]") -> Entry:
    """Return what the comment of an entry says of it: its kind, and the subject of a message."""
    comments = "".join(f" <!--{child.content}-->" for child in children if child.type == "comment")
    return parse_line(f"- {when} **_**{comments}") or Entry("", None, "", "")


def _made(name: str, content: str) -> "Token":
    from markdown_it.token import Token

    return Token(name, "", 0, content=content)


def _words_of(heading: "Token") -> str:
    return "".join(child.content for child in heading.children or [] if child.type in ("text", "code_inline"))


def _comment_html(renderer: object, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    return ""


def _box_html(renderer: object, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    state = "done" if tokens[index].content else "open"
    return f'<span class="box {state}" role="img" aria-label="{state}:"></span> '


def _when_html(renderer: object, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    text = tokens[index].content
    moment = parse_time_text(text)
    return f'<time datetime="{moment.isoformat()}">{text}</time> ' if moment else f"{text} "


def _kind_html(renderer: object, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    from markupsafe import escape

    return f' <span class="kind">{escape(tokens[index].content.replace("_", " "))}</span>'


def _subject_html(renderer: object, tokens: "Sequence[Token]", index: int, options: Any, env: Any) -> str:
    from markupsafe import escape

    return f'<span class="subject">{escape(tokens[index].content)}</span>'
