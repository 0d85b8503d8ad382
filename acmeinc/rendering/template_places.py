"""Where things stand in a template: Jinja2 knows lines only, and a fault is told with its column."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

_NO_CODE = ("comment_begin", "comment", "comment_end", "whitespace", "raw_begin", "raw_end", "data")
_TAG = ("variable_begin", "block_begin")
_TAG_END = ("variable_end", "block_end")
_NEVER_READ = ("comment_begin", "raw_begin")
_BLOCKS = ("if", "for")


class Place(NamedTuple):
    """A line and a column, both counted from 1; 0 where none can be named."""

    line: int
    column: int


class Word(NamedTuple):
    """A piece of a template: where it stands, what sort of piece it is to Jinja2, and its text."""

    place: Place
    sort: str
    text: str


class Source:
    """A template's text, taken apart as far as it can be read."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r", "\n")
        self._starts = [0, *(index + 1 for index, letter in enumerate(self._text) if letter == "\n")]
        self._read_to = 0
        self._pieces = list(self._read())
        self._words = [piece for piece in self._pieces if piece.sort not in _NO_CODE]

    def names(self, text: str, behind: str = "") -> list[Place]:
        """Return where the name `text` stands behind `.`, `|` or `is`; with "" behind none of them.

        Of a name with dots, where its first part stands.
        """
        wanted = ("name", text.partition(".")[0], behind)
        return [
            word.place
            for index, word in enumerate(self._words)
            if (word.sort, word.text, self._before(index)) == wanted
        ]

    def first(self, text: str, line: int) -> Place:
        """Return where `text` stands, by itself or in quotes, from `line` on; else the tag of that line."""
        for word in self._words:
            if word.place.line >= line and word.text.strip("'\"") == text:
                return word.place
        return self.tag(line)

    def tag(self, line: int) -> Place:
        """Return the first tag that begins in `line`, else the last one before it."""
        tags = [word.place for word in self._words if word.sort in _TAG and word.place.line <= line]
        return next((place for place in tags if place.line == line), tags[-1] if tags else Place(line, 0))

    def unread(self, environment: Environment) -> Place:
        """Return where a text goes wrong that is no template; what is never closed is told where it opens."""
        seen: list[Token] = []

        def seeing() -> Iterator[Token]:
            for token in environment.lexer.wrap(environment.lexer.tokeniter(self._text, None)):
                seen.append(token)
                yield token

        parser = Parser(environment, "")
        try:
            parser.stream = TokenStream(seeing(), None, None)
            parser.parse()
        except TemplateSyntaxError:
            pass
        count = sum(token.type != "data" for token in seen)
        if count == len(self._words) and self._read_to < len(self._text):
            return self._unreadable()
        return self._unclosed() if parser.stream.current.type == "eof" else self._words[count - 1].place

    def _unreadable(self) -> Place:
        """Return where what can be read ends; of a comment and of raw text, where it opens."""
        last = self._pieces[-1] if self._pieces else None
        return last.place if last and last.sort in _NEVER_READ else self._place(self._read_to)

    def _unclosed(self) -> Place:
        """Return where the last tag opens that has no end; else the innermost block."""
        opened: list[Place] = []
        for index, word in enumerate(self._words):
            name = self._words[index + 1].text if index + 1 < len(self._words) else ""
            if word.sort == "block_begin" and name in _BLOCKS:
                opened.append(word.place)
            elif word.sort == "block_begin" and name.removeprefix("end") in _BLOCKS and opened:
                opened.pop()
        tags = [word for word in self._words if word.sort in (*_TAG, *_TAG_END)]
        if opened and tags[-1].sort in _TAG_END:
            return opened[-1]
        return next((word.place for word in reversed(tags) if word.sort in _TAG), Place(0, 0))

    def _before(self, index: int) -> str:
        """Return the sign that says what sort of name stands at `index`."""
        words = [word.text for word in self._words[max(0, index - 2) : index]]
        if words == ["is", "not"]:
            return "is"
        return words[-1] if words and words[-1] in (".", "|", "is") else ""

    def _read(self) -> Iterator[Word]:
        try:
            for _, sort, text in Environment(keep_trailing_newline=True).lexer.tokeniter(self._text, None):
                start = self._text.find(text, self._read_to)  # white space that a `-` takes away is no piece
                self._read_to = start + len(text)
                yield Word(self._place(start), sort, text)
        except TemplateSyntaxError:
            return

    def _place(self, index: int) -> Place:
        line = bisect_right(self._starts, index)
        return Place(line, index - self._starts[line - 1] + 1)
