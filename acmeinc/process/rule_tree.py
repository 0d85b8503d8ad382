"""A YAML rule file as a tree in which every value is the text someone typed and knows its place.

YAML's guesses are switched off: `no`, `12:30` and `1.10` stay text. Tags, anchors, repeated keys, deep
nesting and secrets are refused. Everything wrong is a `Problem`; nothing raises, and no secret is told.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import yaml

from acmeinc.errors import Problem
from acmeinc.process.rule_text import MAX_CHARACTERS, UNREADABLE, character, cut, unreadable
from acmeinc.process.secret_shapes import HIDDEN, REVOKE, secrets_in

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # a PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

Node = TypeVar("Node")

MAX_DEPTH = 20
LONGEST = 200_000
"""How many characters a file may have: reading YAML takes far more time and memory than reading a table."""


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


def compose(text: str, path: str) -> tuple[Fields | None, list[Problem]]:
    """Return the mapping that the file is, and the faults found in its form; an empty file is an empty one.

    None when the file cannot be read as YAML at all.
    """
    text = text.removeprefix("\ufeff")
    node, problems = _composed(text, path, LONGEST, lambda: yaml.compose(text, Loader=_PlainLoader))
    if problems:
        return None, problems
    root = Fields({}, 0, 0) if node is None else _Tree(text, path, problems).value(node)
    if not isinstance(root, Fields):
        hint = "write one `key: value` on each line"
        place, told = (root.line, root.column), "the file is not a mapping"
        return None, problems or [Problem(path, *place, told, hint, rule="yaml-type")]
    return root._replace(line=0, column=0), problems


def nodes(text: str) -> yaml.Node | None:
    """Return the nodes of a text without a byte order mark that `compose` finds sound; None of an empty one.

    The marks of a node say from where to where it goes.
    """
    return yaml.compose(text, Loader=_PlainLoader)


def compose_all(text: str, path: str) -> tuple[list[Fields], list[Problem]]:
    """Return the mappings of a file of several documents, those in a list at its top too, and the faults."""
    text = text.removeprefix("\ufeff")
    composed, problems = _composed(
        text, path, MAX_CHARACTERS, lambda: list(yaml.compose_all(text, Loader=_PlainLoader))
    )
    tree = _Tree(text, path, problems)
    values = [tree.value(node) for node in composed or [] if node is not None]
    listed = [item for value in values for item in (value.items if isinstance(value, Items) else (value,))]
    return [value for value in listed if isinstance(value, Fields)], problems


def _composed(
    text: str, path: str, longest: int, read: Callable[[], Node]
) -> tuple[Node | None, list[Problem]]:
    """Return what `read` makes of a text; None with the fault where that is no YAML at all."""
    if problems := unreadable(text, path, longest):
        return None, problems
    try:
        return read(), []
    except yaml.YAMLError as error:
        return None, [_syntax_problem(error, text, path)]
    except _TooDeep as error:
        place, told = (error.mark.line + 1, error.mark.column + 1), f"more than {MAX_DEPTH} levels deep"
        return None, [Problem(path, *place, told, "use fewer levels", rule="yaml-depth")]


_LINE_END = re.compile("\r\n|\r|\n")


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
            hint = "delete the word that starts with `!`"
            self._refuse(place, "a tag is not allowed", hint, rule="yaml-tag")
        elif sign == "&":
            hint = "write the value out in each place"
            self._refuse(place, "an anchor is not allowed", hint, rule="yaml-anchor")
            return Text("", *place)  # never entered: it may hold itself, or itself a billion times
        if isinstance(node, yaml.MappingNode):
            return Fields(self._entries(node), *place)
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(self.value(item) for item in node.value), *place)
        text: str = node.value
        if found := UNREADABLE.search(text):
            message = f"an escape makes {character(found.group())}, which is not allowed"
            self._refuse(place, message, "delete the escape", rule="file-character")
            text = UNREADABLE.sub("\ufffd", text)
        for secret in secrets_in(text):
            self._refuse(place, secret.told, REVOKE, rule="secret")
            text = HIDDEN
        return Text(text, *place)

    def _entries(self, node: yaml.MappingNode) -> dict[str, tuple[Text, Value]]:
        entries: dict[str, tuple[Text, Value]] = {}
        for key_node, value_node in node.value:
            key = self.value(key_node)
            if not isinstance(key, Text):
                self._refuse(key[1:], "a key must be a text", "write `key: value`", rule="yaml-type")
            elif key.text in entries:
                lines = f"lines {entries[key.text][0].line} and {key.line}"
                told = f"`{key.text}` stands twice: {lines}"
                self._refuse(key[1:], told, "keep one of them", rule="yaml-duplicate-key")
            else:
                entries[key.text] = (key, self.value(value_node))
        return entries

    def _refuse(self, place: tuple[int, int], message: str, hint: str, *, rule: str) -> None:
        if place not in self.refused:  # an alias leads back to the anchor that was refused
            self.problems.append(Problem(self.path, *place, cut(message), hint, rule=rule))
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
    key, message, hint = found or ("", "this is not valid YAML", "check quotes, colons and indentation")
    rule = {"alias": "yaml-anchor", "tag": "yaml-tag"}.get(key, "yaml-syntax")
    mark = getattr(error, "problem_mark", None)
    if any(words in said for words in ("end of stream", "expected ','", "escape", "decimal")):
        mark = getattr(error, "context_mark", None) or mark  # where it opens, not where it went wrong
    lines = _LINE_END.split(text)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if line >= len(lines):  # libyaml means the end of the text
        line, column = len(lines) - 1, len(lines[-1])
    before, behind = lines[line][:column], lines[line][column:]
    if behind.startswith("\t"):
        message, hint = "a tab stands where only spaces can", "indent with spaces"
    elif key == "mapping values" and ": " not in before:
        column -= len(before.lstrip(" "))
        message, hint = "this line is indented too far", "indent it like its neighbours"
    return Problem(path, line + 1, column + 1, message, hint, rule=rule)
