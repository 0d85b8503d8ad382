r"""Untrusted text, made safe for one Markdown line and brought back exactly (FORMAT.md, "An entry").

`clean` is applied once, at input. After that `decode(encode(text)) == text` for every text.
"""

import re
from functools import lru_cache

# Compiled when first used, which most commands never do: nothing of this is in a printable text.
_LINE_BREAKS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_C0 = "[\x00-\x09\x0e-\x1f\x7f]"
_UNKEEPABLE = "[\x80-\x9f\ud800-\udfff\ufeff]"
_CONTROL = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"

_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)")
_NAME_MARKS = re.compile(r"[*`\\]")
_ENCODED = re.compile(r"(?<!\\)<br ?/?>|\\<|&(lt|gt|amp|#\d{1,3});")
_SPECIAL = re.compile("[&<~`\\\\]")
_NAMED_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_CELL_PIPE = re.compile(r"\\\|")


def clean(text: str) -> str:
    """Return `text` as it can be kept: one kind of newline, control characters made visible, ends trimmed."""
    if text.isprintable():
        return text.strip(" ")
    text = re.sub(_LINE_BREAKS, "\n", text).replace("\t", "    ")
    text = re.sub(_C0, _picture, text)
    text = re.sub(_UNKEEPABLE, "\ufffd", text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n").strip(" ")


def clean_line(text: str) -> str:
    """Return `text` cleaned and on one line, for names, titles and list elements."""
    return clean(text).replace("\n", " ").strip()


def visible(text: str) -> str:
    r"""Return `text` fit for a terminal: control and direction characters as ^C or \u form, newlines kept."""
    return text if text.replace("\n", "").isprintable() else re.sub(_CONTROL, _caret, text)


def encode(text: str) -> str:
    """Return cleaned `text` as one physical Markdown line."""
    if not _SPECIAL.search(text):
        return text.replace("\n", "<br>")
    return "<br>".join(_encode_line(line) for line in text.split("\n"))


def decode(text: str) -> str:
    """Return what `encode` was given; understands what formatters make of it (`<br />`, `\\<`)."""
    return _ENCODED.sub(_decoded, text) if "<" in text or "&" in text else text


@lru_cache(maxsize=256)
def encode_name(name: str) -> str:
    """Return a person's name as it stands between `**` and `**`."""
    return _NAME_MARKS.sub(_as_number, encode(name.replace("\n", " ")))


def encode_cell(text: str) -> str:
    """Return `text` as one table cell."""
    return encode(text).replace("|", "\\|")


def decode_cell(cell: str) -> str:
    """Return what a table cell says."""
    return decode(_CELL_PIPE.sub("|", cell.strip()))


def encode_element(text: str) -> str:
    """Return one element of a list in a table cell, its commas escaped."""
    return encode_cell(text).replace(",", "&#44;")


def decode_elements(cell: str) -> list[str]:
    """Return the elements of a list cell: separated by commas or by line breaks."""
    return [decode_cell(part) for part in split_elements(cell)]


def split_elements(cell: str) -> list[str]:
    """Return the elements of a list cell as they stand there, still encoded."""
    return [part for part in re.split(r"<br ?/?>|,", cell) if part.strip()]


def _encode_line(line: str) -> str:
    if "&" in line:
        line = _ENTITY_LIKE.sub("&amp;", line)
    line = line.replace("<", "&lt;").replace("~~", "&#126;&#126;")
    if line.count("`") % 2 or "``" in line:
        line = line.replace("`", "&#96;")
    return line[:-1] + "&#92;" if line.endswith("\\") else line


def _decoded(match: re.Match[str]) -> str:
    entity = match[1]
    if entity is None:
        return "<" if match[0] == "\\<" else "\n"
    if entity in _NAMED_ENTITIES:
        return _NAMED_ENTITIES[entity]
    character = chr(int(entity[1:]))
    return character if character.isprintable() else match[0]


def _picture(match: re.Match[str]) -> str:
    return "\u2421" if match[0] == "\x7f" else chr(0x2400 + ord(match[0]))


def _as_number(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _caret(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20 or code == 0x7F:
        return "^" + chr(code ^ 0x40)
    return f"\\u{code:04x}"
