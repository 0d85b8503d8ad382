"""A rule file in YAML, read so that every value is the text someone typed and knows its place.

YAML's guesses are switched off: `no`, `12:30` and `1.10` stay text, and only a field that wants a
duration or a yes-or-no turns its text into one. Everything wrong is a `Problem`; nothing raises.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import yaml

from acmeinc.errors import Problem

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # a PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_DURATION = re.compile(
    r"(?=.)(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?", re.ASCII
)


class Text(NamedTuple):
    """A single value or a key, as typed; `line` and `column` count from 1."""

    text: str
    line: int
    column: int


class Items(NamedTuple):
    """A list, in the order of the file."""

    items: "tuple[Value, ...]"
    line: int
    column: int


class Fields(NamedTuple):
    """A mapping: each key's text with the key and its value."""

    entries: "dict[str, tuple[Text, Value]]"
    line: int
    column: int


Value = Text | Items | Fields


def parse_duration(text: str) -> timedelta | None:
    """Return the duration written like 90s, 20m, 2h50m or 1d; None when `text` is none."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def nearest(word: str, known: list[str]) -> str:
    """Return the one of `known` that `word` was probably meant to be, or ""."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    return next((folded[close] for close in get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)), "")


def choices(word: str, known: list[str]) -> str:
    """Return the hint for a `word` that is none of `known`: the probable one, or all of them."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else f"use one of: {', '.join(known)}"


def unreadable(text: str, path: str) -> list[Problem]:
    """Return why `text` cannot be read at all: too long, or with characters no text file has."""
    if len(text) > MAX_CHARACTERS:
        return [Problem(path, 0, 0, "the file is too long", "a rule file has at most 1 MB")]
    found = _UNREADABLE.search(text)
    if found is None:
        return []
    lines = re.split(r"\r\n|\r|\n", text[: found.start()])
    message, hint = _character(found.group()) + " is not allowed", "delete the invisible character"
    if "\ud800" <= found.group() <= "\udfff":
        message, hint = "this is not UTF-8 text", "save the file as UTF-8"
    return [Problem(path, len(lines), len(lines[-1]) + 1, message, hint)]


def _character(character: str) -> str:
    return f"the character U+{ord(character):04X}"


class _TooDeep(Exception):
    """The file nests deeper than any rule needs; holds where."""

    def __init__(self, mark: yaml.Mark) -> None:
        super().__init__()
        self.mark = mark


class _PlainLoader(_SafeLoader):
    """Composes nodes without guessing types, and stops before deep nesting exhausts the memory."""

    depth = 0

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH and parent is not None:
            raise _TooDeep(parent.start_mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return ""


class _Tree:
    """Turns composed nodes into values, refusing what a rule file has no use for."""

    def __init__(self, text: str, path: str, problems: list[Problem]) -> None:
        self.text = text
        self.path = path
        self.problems = problems
        self.refused: set[tuple[int, int]] = set()

    def value(self, node: yaml.Node) -> Value:
        """Return `node` as a value; what is refused is noted and read as well as can be."""
        place = node.start_mark.line + 1, node.start_mark.column + 1
        start = node.start_mark.index
        sign = self.text[start : start + 1] if node.end_mark.index > start else ""
        if sign == "!":
            self._refuse(place, "a tag is not allowed", "delete the word that starts with `!`")
        elif sign == "&":
            self._refuse(place, "an anchor is not allowed", "write the value out in each place")
            return Text("", *place)  # never entered: it may hold itself, or itself a billion times
        if isinstance(node, yaml.MappingNode):
            return Fields(self._entries(node), *place)
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.value(item) for item in node.value), *place)
        text: str = node.value
        if found := _UNREADABLE.search(text):
            message = f"an escape makes {_character(found.group())}, which is not allowed"
            self._refuse(place, message, "delete the escape")
            text = _UNREADABLE.sub("\ufffd", text)
        return Text(text, *place)

    def _entries(self, node: yaml.MappingNode) -> dict[str, tuple[Text, Value]]:
        entries: dict[str, tuple[Text, Value]] = {}
        for key_node, value_node in node.value:
            key = self.value(key_node)
            if not isinstance(key, Text):
                self._refuse(key[1:], "a key must be a text", "write `key: value`")
            elif key.text in entries:
                lines = f"lines {entries[key.text][0].line} and {key.line}"
                self._refuse(key[1:], f"`{key.text}` stands twice: {lines}", "keep one of them")
            else:
                entries[key.text] = (key, self.value(value_node))
        return entries

    def _refuse(self, place: tuple[int, int], message: str, hint: str) -> None:
        if place not in self.refused:  # an alias leads back to the anchor that was refused
            self.problems.append(Problem(self.path, *place, message, hint))
        self.refused.add(place)


# What the parser says (both of PyYAML's), what it means to someone who mends the file, and what to do.
_SYNTAX = (
    ("mapping values", "a `:` stands where none can", "check the indentation; quote a text that holds `: `"),
    ("unexpected end of stream", "a quoted text is never closed", "add the missing quote"),
    ("expected ',' or ']'", "a list that starts with `[` is not closed, or lacks a comma", "add `]` or `,`"),
    (
        "expected ',' or '}'",
        "a mapping that starts with `{` is not closed, or lacks a comma",
        "add `}` or `,`",
    ),
    ("alias", "an alias is not allowed", "write the value out; quote a text that starts with `*`"),
    ("another document", "a second document starts here", "delete the line `---`"),
    ("escape", "the quoted text holds an unknown escape", "write a backslash as `\\\\`"),
    ("decimal", "the quoted text holds an unknown escape", "write a backslash as `\\\\`"),
    ("tag", "a tag is not allowed", "delete the word that starts with `!`"),
    ("start any token", "a text cannot start with this character", "put quotes around the text"),
    ("expected key", "this does not fit the lines above", "check the indentation and the quotes"),
    ("block end", "this does not fit the lines above", "check the indentation and the quotes"),
)


def _syntax_problem(error: yaml.YAMLError, text: str, path: str) -> Problem:
    said = str(getattr(error, "problem", ""))
    found = next((row for row in _SYNTAX if row[0] in said), None)
    _, message, hint = found or ("", "this is not valid YAML", "check quotes, colons and indentation")
    mark = getattr(error, "problem_mark", None)
    if any(words in said for words in ("end of stream", "expected ','", "escape", "decimal")):
        mark = getattr(error, "context_mark", None) or mark  # where it opens, not where it went wrong
    if mark is None:
        return Problem(path, 0, 0, message, hint)
    if text[mark.index : mark.index + 1] == "\t":
        message, hint = "a tab stands where only spaces can", "indent with spaces"
    return Problem(path, mark.line + 1, mark.column + 1, message, hint)


def read_rule_file(text: str, path: str) -> "tuple[Section | None, list[Problem]]":
    """Return the file's top section and the faults found so far; the section adds its own to that list.

    None when the file cannot be read as YAML at all. An empty file is an empty section.
    """
    text = text.removeprefix("\ufeff")
    problems = unreadable(text, path)
    if problems:
        return None, problems
    try:
        node = yaml.compose(text, Loader=_PlainLoader)
    except yaml.YAMLError as error:
        return None, [_syntax_problem(error, text, path)]
    except _TooDeep as error:
        line, column = error.mark.line + 1, error.mark.column + 1
        return None, [Problem(path, line, column, f"more than {MAX_DEPTH} levels deep", "use fewer levels")]
    root = Fields({}, 0, 0) if node is None else _Tree(text, path, problems).value(node)
    if not isinstance(root, Fields):
        hint = "write one `key: value` on each line"
        return None, problems or [Problem(path, root.line, root.column, "the file is not a mapping", hint)]
    return Section(root._replace(line=0, column=0), path, problems), problems


class Section:
    """One mapping of a rule file: hands out each field as its type, noting every fault in `problems`.

    A field is known by being asked for. After a fault the default is returned, so that reading goes on;
    a field without a default is required.
    """

    def __init__(self, fields: Fields, path: str, problems: list[Problem]) -> None:
        self.line = fields.line
        self.column = fields.column
        self._entries = fields.entries
        self._known: list[str] = []
        self._path = path
        self._problems = problems

    def complain(self, place: "Text | Items | Fields | Section", message: str, hint: str) -> None:
        """Note what is wrong at `place`."""
        self._problems.append(Problem(self._path, place.line, place.column, message, hint))

    def value(self, name: str, *, required: bool) -> Value | None:
        """Return the field as it stands in the file; None when it does not."""
        self._known.append(name)
        if name in self._entries:
            return self._entries[name][1]
        if required:
            self.complain(self, f"`{name}` is missing", f"add a line `{name}: …`")
        return None

    def single(self, name: str, *, required: bool = False) -> Text | None:
        """Return the field's text in one line, with its place; None when it is absent, empty or no text."""
        value = self.value(name, required=required)
        if isinstance(value, Text):
            value = value._replace(text=" ".join(value.text.split()))
            if required and not value.text:
                self.complain(value, f"`{name}` is empty", f"write a text after `{name}:`")
            return value if value.text else None
        if value is not None:
            self.complain(value, f"`{name}` must be one text", f"write `{name}: …` in one line")
        return None

    def text(self, name: str, default: str | None = None) -> str:
        """Return the field's text."""
        found = self.single(name, required=default is None)
        return found.text if found else default or ""

    def choice(self, name: str, known: list[str], default: str) -> str:
        """Return the field's text, which has to be one of `known`."""
        found = self.single(name)
        if found is None or found.text in known:
            return found.text if found else default
        self.complain(found, f"`{name}` cannot be `{found.text}`", choices(found.text, known))
        return default

    def flag(self, name: str, default: bool) -> bool:
        """Return whether the field says `true`; `false` is the only other answer."""
        return self.choice(name, ["true", "false"], str(default).lower()) == "true"

    def duration(self, name: str, default: timedelta) -> timedelta:
        """Return the field's duration, longer than zero."""
        found = self.single(name)
        return self._duration(name, found) or default if found else default

    def cadence(self, name: str) -> timedelta | None:
        """Return how often something is due, None for `never`; the field is required."""
        found = self.single(name, required=True)
        return None if found is None or found.text == "never" else self._duration(name, found)

    def _duration(self, name: str, found: Text) -> timedelta | None:
        duration = parse_duration(found.text)
        if duration:
            return duration
        if duration is not None:
            self.complain(found, f"`{name}` must be longer than zero", "write a duration such as 30m")
            return None
        number = found.text.isdecimal() and found.text.isascii()
        hint = f"write {found.text}m for minutes" if number else "write a duration such as 30m, 2h50m or 1d"
        self.complain(found, f"`{name}` is `{found.text}`, which is no duration", hint)
        return None

    def items(self, name: str) -> tuple[Text, ...] | None:
        """Return the texts of a list; None when the field is absent or no list of texts."""
        value = self.value(name, required=False)
        if value is None:
            return None
        if not isinstance(value, Items):
            self.complain(value, f"`{name}` must be a list", f"write `{name}: [one, two]`")
            return None
        texts = tuple(item for item in value.items if isinstance(item, Text))
        if len(texts) < len(value.items):
            self.complain(value, f"`{name}` must be a list of texts", f"write `{name}: [one, two]`")
            return None
        return texts

    def section(self, name: str, *, required: bool = False) -> "Section":
        """Return the field's mapping; an empty one when it is absent or no mapping."""
        value = self.value(name, required=required)
        if value is None:
            unheard = [] if required else self._problems  # that it is missing has been said
            return Section(Fields({}, self.line, self.column), self._path, unheard)
        return self._inner(self._entries[name][0], value)

    def _inner(self, key: Text, value: Value) -> "Section":
        if isinstance(value, Fields):
            return Section(Fields(value.entries, key.line, key.column), self._path, self._problems)
        if isinstance(value, Text) and not value.text:
            return Section(Fields({}, key.line, key.column), self._path, self._problems)
        self.complain(value, f"`{key.text}` must be a mapping", "write `key: value` lines below it, indented")
        # Its fields are not there for this one reason: whatever the caller misses is not worth telling.
        return Section(Fields({}, key.line, key.column), self._path, [])

    def sections(self) -> "Iterator[tuple[Text, Section]]":
        """Yield every field that was not asked for as a mapping of its own."""
        for key, value in self._rest():
            yield key, self._inner(key, value)

    def texts(self, *, required: bool = False) -> "Iterator[tuple[Text, Text]]":
        """Yield every field that was not asked for as a text in one line."""
        for key, _ in self._rest():
            yield key, self.single(key.text, required=required) or Text("", key.line, key.column)

    def _rest(self) -> list[tuple[Text, Value]]:
        return [entry for name, entry in self._entries.items() if name not in self._known]

    def refuse_unknown(self) -> None:
        """Note every field that nobody asked for."""
        for key, _ in self._rest():
            self.complain(key, f"`{key.text}` is not a known field", choices(key.text, self._known))
