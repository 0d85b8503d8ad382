"""One value of a rules file in YAML set or taken out, in place: every other byte stays as someone wrote it.

The parser says from where to where a value goes; no line is written anew that does not change. What comes out
is read again: if anything else than the one value differs, the edit is refused.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from acmeinc.errors import BadData, Usage
from acmeinc.process.rule_tree import Fields, Items, Text, Value, compose, nodes

Key = tuple[str, ...]

_BOM = "\ufeff"
_BY_HAND = "change it by hand, in a branch of your own"


def with_value(text: str, path: str, key: Key, value: str | Sequence[str]) -> str:
    """Return the text with `value`, a text or a list of texts, under `key`, which may be new.

    Raises BadData when the file is not sound YAML, Usage when the key names no place for such a value.
    """
    return _edited(text, path, key, value if isinstance(value, str) else list(value))


def without(text: str, path: str, key: Key) -> str:
    """Return the text without `key`; raises as `with_value` does, and Usage where there is no such key."""
    return _edited(text, path, key, None)


def value_at(text: str, path: str, key: Key) -> Any:
    """Return what stands under a key: a text, a list, a dict; None where there is no such key.

    Raises BadData when the file is not sound YAML.
    """
    found = _plain(_sound(text, path))
    for part in key:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _edited(text: str, path: str, key: Key, value: str | list[str] | None) -> str:
    wanted = _plain(_sound(text, path))
    mark = _BOM if text.startswith(_BOM) else ""
    edit = _Edit(text.removeprefix(_BOM), key)
    if isinstance(value, list):
        value = edit.in_order(value)
    after = mark + (edit.removed() if value is None else edit.set(value))
    _put(wanted, key, value)
    tree, problems = compose(after, path)
    if problems:
        raise BadData(problems)
    if tree is None or _filled(_plain(tree)) != _filled(wanted):
        raise Usage(f"{path}: {'.'.join(key)} cannot be changed in place", hint=_BY_HAND)
    return after


def _sound(text: str, path: str) -> Fields:
    tree, problems = compose(text, path)
    if tree is None or problems:
        raise BadData(problems)
    return tree


def _plain(value: Value) -> Any:
    """Return a value as plain dicts, lists and texts."""
    if isinstance(value, Fields):
        return {name: _plain(inner) for name, (_, inner) in value.entries.items()}
    return [_plain(item) for item in value.items] if isinstance(value, Items) else value.text


def _filled(value: Any) -> Any:
    """Return a plain value without what is empty: a key with nothing below it is text, list and group."""
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items()} or ""
    return value or ""


def _put(tree: Any, key: Key, value: str | list[str] | None) -> None:
    """Change a plain tree as the text is to be changed."""
    *groups, last = key
    for part in groups:
        if not tree.get(part):
            tree[part] = {}
        tree = tree[part]
    if value is None:
        del tree[last]
    else:
        tree[last] = value


class _Edit:
    """One edit of a text without a byte order mark, under one key."""

    def __init__(self, text: str, key: Key) -> None:
        self._text = text
        self._key = key
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._found: list[tuple[yaml.Node, yaml.Node]] = []
        """The pairs of key and value on the way to the place, as far as there are any."""
        node = self._root = nodes(text)
        for part in key:
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            pair = next(((name, inner) for name, inner in pairs if name.value == part), None)
            if pair is None:
                break
            self._found.append(pair)
            node = pair[1]

    def in_order(self, items: list[str]) -> list[str]:
        """Return items in the order in which they stand there, those that are new behind them."""
        node = self._found[-1][1] if len(self._found) == len(self._key) else None
        there = [item.value for item in node.value] if isinstance(node, yaml.SequenceNode) else []
        return list(dict.fromkeys([*(item for item in there if item in items), *items]))

    def set(self, value: str | list[str]) -> str:
        """Return the text with the value; raises Usage where a group of values stands."""
        if len(self._found) < len(self._key):
            return self._added(value)
        node = self._found[-1][1]
        if isinstance(node, yaml.MappingNode):
            raise Usage(f"{self._dotted()} is a group of values", hint=self._nearby())
        if isinstance(node, yaml.SequenceNode) and isinstance(value, list) and not node.flow_style and value:
            return self._with_items(node, value)
        return self._with_scalar(node, value)

    def removed(self) -> str:
        """Return the text without the key; raises Usage where there is none."""
        if len(self._found) < len(self._key):
            raise Usage(f"{self._dotted()} is not there, and cannot be taken out", hint=self._nearby())
        name, value = self._found[-1]
        parent = self._found[-2][1] if len(self._found) > 1 else self._root
        start, end = name.start_mark.index, self._end(value)
        if isinstance(parent, yaml.MappingNode) and parent.flow_style:
            before, after = self._text[:start], self._text[end:]
            if re.match(r"\s*,", after):
                return before + re.sub(r"^\s*,\s*", "", after)
            return re.sub(r"\s*,\s*$", "", before) + after
        return self._text[: self._line_start(start)] + self._text[self._line_end(end) :]

    def _with_scalar(self, node: yaml.Node, value: str | list[str]) -> str:
        start, end = node.start_mark.index, self._end(node)
        style = getattr(node, "style", None) or ""
        written = _written(value, style if style in "'\"" else "")
        colon = self._text.index(":", self._found[-1][0].end_mark.index)
        if start == colon + 1 or (isinstance(node, yaml.SequenceNode) and not node.flow_style):
            start, written = colon + 1, f" {written}"
        is_one_line = "\n" not in self._text[start:end]
        return self._text[:start] + written + self._behind(end, is_one_line * (len(written) - (end - start)))

    def _behind(self, end: int, longer: int) -> str:
        """Return what stands behind a value that gets so much longer: a comment stays where it is."""
        rest = self._text[end:]
        gap = re.match("  +(?=#)", rest)
        return " " * max(2, len(gap[0]) - longer) + rest[gap.end() :] if gap else rest

    def _with_items(self, node: yaml.SequenceNode, value: list[str]) -> str:
        """Return the text with a list of one item a line: the lines of those that stay are not touched."""
        spans = [(self._line_start(i.start_mark.index), self._line_end(self._end(i))) for i in node.value]
        dash = self._text[spans[0][0] : node.value[0].start_mark.index]
        there = [item.value for item in node.value]
        new = "".join(f"{dash}{_written(item)}{self._newline}" for item in value if item not in there)
        text, place = self._text, spans[-1][1]
        if not text[:place].endswith("\n"):
            new = self._newline + new.removesuffix(self._newline)
        text = text[:place] + new + text[place:]
        for name, (start, end) in reversed(list(zip(there, spans, strict=True))):
            text = text if name in value else text[:start] + text[end:]
        return text

    def _added(self, value: str | list[str]) -> str:
        """Return the text with a key that is new, behind its siblings."""
        parent = self._found[-1][1] if self._found else self._root
        rest = self._key[len(self._found) :]
        if isinstance(parent, yaml.MappingNode) and parent.flow_style:
            return self._added_in_line(parent, rest, value)
        if isinstance(parent, yaml.MappingNode) and parent.value:
            at, column = self._end(parent), parent.start_mark.column
        elif parent is None:
            at, column = len(self._text), 0
        elif isinstance(parent, yaml.ScalarNode) and not parent.value and not parent.style:
            name = self._found[-1][0]
            at, column = name.end_mark.index, name.start_mark.column + self._step()
        else:
            above = ".".join(self._key[: len(self._found)])
            raise Usage(f"{above} is one value, and no group", hint=f"set that: {above}=…")
        lines = []
        for depth, part in enumerate(rest):
            indent = " " * (column + depth * self._step())
            lines.append(f"{indent}{_written(part)}:")
        lines[-1] += f" {_written(value)}"
        place = self._line_end(at)
        before = self._text[:place]
        if before and not before.endswith("\n"):
            before += self._newline
        return before + "".join(line + self._newline for line in lines) + self._text[place:]

    def _added_in_line(self, parent: yaml.MappingNode, rest: Key, value: str | list[str]) -> str:
        at = parent.end_mark.index - 1
        written = "".join(f"{_written(part, flow=True)}: {'{' * (part is not rest[-1])}" for part in rest)
        written += _written(value, flow=True) + "}" * (len(rest) - 1)
        before = self._text[:at].rstrip()
        comma = ", " if parent.value and not before.endswith(",") else " " if parent.value else ""
        return before + comma + written + self._text[at:]

    def _end(self, node: yaml.Node) -> int:
        """Return where a node really ends: the mark of a block stands where the next one begins."""
        if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
            return self._end(node.value[-1][1])
        if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
            return self._end(node.value[-1])
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return start + len(self._text[start:end].rstrip())
        return int(end)

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        """Return where the line behind the one of `index` starts."""
        return self._text.find("\n", index) + 1 or len(self._text)

    def _step(self) -> int:
        """Return by how many columns the file indents."""
        inner = self._root.value if isinstance(self._root, yaml.MappingNode) else ()
        columns = (
            v.start_mark.column for _, v in inner if isinstance(v, yaml.MappingNode) and not v.flow_style
        )
        return next((column for column in columns if column), 2)

    def _dotted(self) -> str:
        return ".".join(self._key)

    def _nearby(self) -> str:
        """Return what can be named instead, as far as the key leads."""
        node, above = self._found[-1][1] if self._found else self._root, self._key[: len(self._found)]
        names = [str(name.value) for name, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        there = ", ".join(names) or "nothing"
        return f"there is {'.'.join(above)} with: {there}" if above else f"there is: {there}"


def _written(value: str | Sequence[str], style: str = "", *, flow: bool = False) -> str:
    """Return a text, or a list in one line, as YAML; in quotes as before, or where it needs them."""
    if not isinstance(value, str):
        return f"[{', '.join(_written(item, flow=True) for item in value)}]"
    if style == "'" and value.isprintable():
        return "'{}'".format(value.replace("'", "''"))
    if style == '"' or not _is_plain(value, flow):
        return json.dumps(value, ensure_ascii=not value.isprintable())
    return value


def _is_plain(value: str, flow: bool) -> bool:
    """Return whether YAML reads a text without quotes as just that text."""
    if not value.isprintable() or (flow and re.search(r"[\[\]{},]", value)):
        return False
    tree, problems = compose(f"k: {value}", "")
    read = tree.entries["k"][1] if tree and "k" in tree.entries else None
    return not problems and isinstance(read, Text) and read.text == value and value[:1] not in "'\"|>"
