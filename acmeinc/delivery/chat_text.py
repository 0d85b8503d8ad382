"""A message's words in the markup of a chat service: links stay links, and what people wrote stays text.

The messages of the process use three marks: `[text](address)`, lists of `* `, and bare addresses. Everything
else is text, and every service has its own idea of what has to be escaped in it.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from acmeinc.incident.text import visible
from acmeinc.process.message import Message

MENTION = re.compile(r"(?<![\w.+-])@(?=\w)")
"""The sign with which a name calls somebody, unlike that of an email address."""
CUT = "… (cut: the whole message stands in the incident document)"

_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]+)\]\((?P<to>[^\s()]+)\)|(?P<bare>https?://[^\s<>]*[^\s<>.,;:!?()'\"\]])"
)
_ADDRESS = re.compile(r"https?://|mailto:")
_NO_SPACE = "\u200b"


class Link(NamedTuple):
    """A link: `text` is what is shown, and is `url` where somebody wrote nothing but the address."""

    text: str
    url: str


class Markup(NamedTuple):
    """How a service wants it written: `plain` escapes text, `link` and `bold` get what is not escaped yet."""

    plain: Callable[[str], str]
    link: Callable[[Link], str]
    bold: Callable[[str], str]
    bullet: str = "* "

    def of(self, message: Message, text: str) -> str:
        """Return the message with `text` for its body: its subject in bold, where it says anything new."""
        subject = heading(message)
        return f"{self.bold(subject)}\n\n{self.body(text)}" if subject else self.body(text)

    def body(self, text: str) -> str:
        """Return `text` without any subject."""
        return "\n".join(self._line(line) for line in visible(text).split("\n"))

    def _line(self, line: str) -> str:
        bullet, rest = bulleted(line)
        written = (self.plain(p) if isinstance(p, str) else self.link(p) for p in pieces(rest))
        return (self.bullet if bullet else "") + "".join(written)


def heading(message: Message) -> str:
    """Return the subject in one line; "" for a reply, whose text says itself what it is about."""
    return "" if message.subject.startswith("Re: ") else visible(message.subject).replace("\n", " ")


def bulleted(line: str) -> tuple[bool, str]:
    """Return whether a line is an item of a list, and what it says."""
    return line.startswith("* "), line.removeprefix("* ")


def pieces(line: str) -> Iterator[str | Link]:
    """Yield the text and the links of one line. What leads to no address of the web is text."""
    end = 0
    for match in _LINK.finditer(line):
        yield from _text(line[end : match.start()])
        end = match.end()
        if match["bare"]:
            yield Link(match["bare"], match["bare"])
        elif is_address(match["to"]):
            yield Link(match["text"], match["to"])
        else:
            yield f"{match['text']} ({match['to']})"
    yield from _text(line[end:])


def is_address(text: str) -> bool:
    """Return whether `text` can be opened by whoever reads it, which the path of a file cannot."""
    return bool(_ADDRESS.match(text))


def cut_to_fit(text: str, fits: Callable[[str], bool]) -> str:
    """Return `text`, or as much of its beginning as `fits` together with the words that it is cut."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(text[:middle] + CUT) else (low, middle)
    return text[:low].rstrip() + CUT


def units(text: str) -> int:
    """Return how long services find a text: a character outside the basic plane counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def without_mentions(text: str) -> str:
    """Return `text` in which no `@name` calls anybody, for services that have no better way to say so."""
    return MENTION.sub(f"@{_NO_SPACE}", text).replace("<", f"<{_NO_SPACE}")


def _spelled_out(link: Link) -> str:
    return link.url if link.text == link.url else f"{without_mentions(link.text)}: {link.url}"


PLAIN = Markup(without_mentions, _spelled_out, without_mentions)
"""For services of which nobody knows what they make of markup."""


def _text(text: str) -> Iterator[str]:
    if text:
        yield text
