"""The small part of YAML that a header is written in, read lexically.

The merge driver may import nothing but the standard library, and a YAML parser fails on what a union merge
leaves behind. Every plain scalar is text (`no`, `12:30` and `1.10` stay what they are). What is more than
this reads (anchors, tags, deep nesting) comes back as None and is left alone.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

_SIMPLE = re.compile(r"'([^']*)'|([A-Za-z0-9][^#]*)?")
"""What most values are: text without or within quotes."""

# Compiled when first used: most headers have no maps and no comments, and most commands write none.
_PLAIN = r"[A-Za-z][A-Za-z0-9 _./()-]*"
_NOT_TEXT = ("yes", "no", "on", "off", "true", "false", "null", "y", "n")
_TOKEN = r"""\s*(?:("(?:[^"\\]|\\.)*")|'((?:[^']|'')*)'|([\[\]{},])|((?:[^\[\]{},:]|:(?!\s|$))+)|(:))"""
_QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$"""
_KEY = r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[A-Za-z_][\w -]*):(?:\s+|$)"""
_ESCAPED = "<(?=!--)|[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
_TRAILING = r"""[^:]*:[ \t]+(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\[{].*[\]}]|[^'"\[{#|>][^#]*?)([ \t]+#.*)$"""


class _Unreadable(ValueError):
    """More than this reader reads."""


def read_value(lines: Sequence[str]) -> Any:
    """Return the value of `key: value`, which starts in the first line, or None when it is unreadable.

    It is text, or a list or dict of text.
    """
    first = lines[0].rstrip("\r\n").split(":", 1)[1].strip()
    if len(lines) == 1 and (simple := _SIMPLE.fullmatch(first)):
        return simple[1] or simple[2] or ""
    rest = [line.rstrip("\r\n") for line in lines[1:]]
    try:
        return _read(first, rest)
    except (_Unreadable, RecursionError):
        return None


def write_value(key: str, value: Any) -> list[str]:
    """Return the lines (without newline) of `key: value`; lists of dicts get one line an element."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [f"{key}:", *(f"  - {_flow(element)}" for element in value)]
    return [f"{key}: {_flow(value)}"]


def trailing_comment(line: str) -> str:
    """Return the comment behind the value of a `key: value  # comment` line, "" when there is none."""
    match = re.match(_TRAILING, line.rstrip("\r\n")) if "#" in line else None
    return match[1] if match else ""


def _read(first: str, rest: list[str]) -> Any:
    if first in ("|", "|-", "|+", ">", ">-", ">+"):
        return ("\n" if first[0] == "|" else " ").join(line.strip() for line in rest).strip()
    first = _without_comment(first)
    if first.startswith(("&", "*", "!")):
        raise _Unreadable
    if first:
        return _read_flow(" ".join([first, *(line.strip() for line in rest)]))
    rest = [line for line in rest if line.strip() and not line.lstrip().startswith("#")]
    if not rest:
        return ""
    return _read_list(rest) if rest[0].lstrip().startswith("-") else _read_map(rest)


def _read_list(lines: list[str]) -> list[Any]:
    indent = len(lines[0]) - len(lines[0].lstrip())
    items: list[list[str]] = []
    for line in lines:
        if line[:indent].strip() == "" and re.match(r"-(\s|$)", line[indent:]):
            items.append([" " * (indent + 2) + line[indent + 1 :].strip()])
        elif items:
            items[-1].append(line)
        else:
            raise _Unreadable
    return [
        _read_map(item) if re.match(_KEY, item[0].strip()) else _read(item[0].strip(), item[1:])
        for item in items
    ]


def _read_map(lines: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in lines:
        match = re.match(_KEY, line.strip())
        if not match:
            raise _Unreadable
        found[_unquoted(match[1])] = _read_flow(_without_comment(line.strip()[match.end() :]))
    return found


def _read_flow(text: str) -> Any:
    if text[:1] not in ("[", "{"):
        return _scalar(text)
    tokens = [match for match in re.finditer(_TOKEN, text) if match[0].strip()]
    value, position = _flow_value(tokens, 0)
    if position != len(tokens) and not text[tokens[position].start() :].lstrip().startswith("#"):
        raise _Unreadable
    return value


def _flow_value(tokens: list[re.Match[str]], at: int) -> tuple[Any, int]:
    token = _token(tokens, at)
    if token[3] == "[":
        return _flow_list(tokens, at + 1)
    if token[3] == "{":
        return _flow_map(tokens, at + 1)
    if token[3] or token[5]:
        raise _Unreadable
    return _token_text(token), at + 1


def _flow_list(tokens: list[re.Match[str]], at: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    while _token(tokens, at)[3] != "]":
        item, at = _flow_value(tokens, at)
        items.append(item)
        if _token(tokens, at)[3] == ",":
            at += 1
    return items, at + 1


def _flow_map(tokens: list[re.Match[str]], at: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while _token(tokens, at)[3] != "}":
        key = _token_text(_token(tokens, at))
        if not _token(tokens, at + 1)[5]:
            raise _Unreadable
        at += 2
        if _token(tokens, at)[3] in (",", "}"):
            found[key] = ""
        else:
            found[key], at = _flow_value(tokens, at)
        if _token(tokens, at)[3] == ",":
            at += 1
    return found, at + 1


def _token(tokens: list[re.Match[str]], at: int) -> re.Match[str]:
    if at >= len(tokens):
        raise _Unreadable
    return tokens[at]


def _token_text(token: re.Match[str]) -> str:
    if token[1] is not None:
        return _unquoted(token[1])
    return token[2].replace("''", "'") if token[2] is not None else (token[4] or "").strip()


def _scalar(text: str) -> str:
    quoted = re.match(_QUOTED, text) if text.startswith(("'", '"')) else None
    if quoted:
        return _unquoted(quoted[1])
    if text[:1] in ("&", "*", "!", "|", ">", "%", "@", "`", '"', "'"):
        raise _Unreadable
    return text


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            raise _Unreadable from None
    return text[1:-1].replace("''", "'") if text.startswith("'") else text


def _without_comment(text: str) -> str:
    if "#" not in text or text.startswith(("'", '"', "[", "{")):
        return text
    return re.sub(r"(^|\s+)#.*$", "", text).strip()


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_flow(element) for element in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    if re.fullmatch(_PLAIN, text) and not text.endswith(" ") and text.lower() not in _NOT_TEXT:
        return text
    # What looks like an entry's comment must not: a merge by text can put entries into a header.
    if text.isascii() and text.isprintable() and "<!--" not in text:
        return "'" + text.replace("'", "''") + "'"
    return re.sub(_ESCAPED, lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))
