"""JSON of other programs: every fault with its line and column, also what is well-formed and still wrong."""

import json
import re
from typing import Any, NamedTuple

from acmeinc.errors import BadData, Problem

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()

Key = str | int


class Json(NamedTuple):
    """A JSON file: what it says, its text, and how it is called in what is told."""

    value: Any
    text: str
    path: str

    def problem(self, message: str, hint: str, *keys: Key) -> Problem:
        """Return what is wrong with the value that `keys` lead to (`"incidents", 3, "created_at"`)."""
        line, column = _line_and_column(self.text, _offset_of(self.text, keys))
        return Problem(self.path, line, column, message, hint)


def parse_json(text: str, path: str) -> Json:
    """Return a JSON file; raises BadData with the place where it is none."""
    text = text.removeprefix("\ufeff")
    try:
        return Json(json.loads(text), text, path)
    except json.JSONDecodeError as error:
        message, hint = f"this is no JSON: {error.msg}", "download it again; it may have been cut off"
        raise BadData([Problem(path, error.lineno, error.colno, message, hint)]) from None
    except RecursionError:
        raise BadData(
            [Problem(path, 1, 1, "the JSON is nested too deep", "take the file as exported")]
        ) from None
    except ValueError as error:
        raise BadData([Problem(path, 1, 1, f"a number in it is too long: {error}", "")]) from None


def texts(value: object, *names: str) -> tuple[str, ...]:
    """Return the texts that an object has under `names`, "" for each that is absent or no text."""
    fields = value if isinstance(value, dict) else {}
    return tuple(found if isinstance(found := fields.get(name), str) else "" for name in names)


def text_in(value: object, name: str) -> str:
    """Return the text that an object has under `name`, "" when it is absent or no text."""
    return texts(value, name)[0]


def objects_in(value: object, name: str) -> list[dict[str, Any]]:
    """Return the objects of the list that an object has under `name`; what is none is passed over."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _offset_of(text: str, keys: tuple[Key, ...]) -> int:
    """Return where the value that `keys` lead to begins; of what is not there, where its parent does."""
    offset = _past_space(text, 0)
    for key in keys:
        inner = _member(text, offset, key) if isinstance(key, str) else _element(text, offset, key)
        if inner is None:
            return offset
        offset = inner
    return offset


def _member(text: str, offset: int, key: str) -> int | None:
    if text[offset : offset + 1] != "{":
        return None
    found = None
    position = _past_space(text, offset + 1)
    while text[position : position + 1] == '"':
        name, end = _DECODER.raw_decode(text, position)
        position = _past_space(text, _past_space(text, end) + 1)
        found = position if name == key else found
        position = _past_space(text, _DECODER.raw_decode(text, position)[1])
        position = _past_space(text, position + 1) if text[position : position + 1] == "," else position
    return found


def _element(text: str, offset: int, index: int) -> int | None:
    if text[offset : offset + 1] != "[":
        return None
    position = _past_space(text, offset + 1)
    while index and text[position : position + 1] not in ("]", ""):
        position = _past_space(text, _DECODER.raw_decode(text, position)[1])
        position = _past_space(text, position + 1)
        index -= 1
    return position


def _past_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
