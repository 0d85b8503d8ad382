"""Entries as text: one physical line each (FORMAT.md, "An entry is one line").

`line_of` writes an entry, `parse_line` reads one back, also after a Markdown formatter or a merge tool has
been over it. Parsing is cached by line: the sides of a merge share most of theirs.
"""

import json
import re
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from functools import lru_cache
from typing import Any

from acmeinc.incident import ulid
from acmeinc.incident.digests import sha256
from acmeinc.incident.model import Entry
from acmeinc.incident.text import clean, clean_line, decode, encode, encode_name

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d"
_WORD = r"[a-z]+(?:[_-][a-z]+)*"
_COMMENT = re.compile(rf"<!-- +({ulid.PATTERN})((?: [^<>]*?)?) *-->")
_VISIBLE = re.compile(
    rf"^(?:(?:[-*+]|\d+[.)])[ \t]+)?(?:\[[ xX]\] )?(~~)?({TIME}) +(\*\*|__)(.+?)\3(?:[ \t]+|$)(.*)$",
    re.S,
)
_FIELD = re.compile(rf'\s*([a-z][a-z_.]*)=(?:({ulid.PATTERN}|{_WORD}|"[^"\\]*")(?=\s|$))?')
_BARE_WHOLE = re.compile(rf"{ulid.PATTERN}|{_WORD}")
UNREAD = "unread"
"""The field under which the rest of a comment is kept that could not be read."""
_JSON_WORDS = ("true", "false", "null")
_UNSAFE_JSON = "--|[<>`$\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]"
_ESCAPED_PUNCTUATION = re.compile(r"\\([!-/:-@\[-`{-~])")
_BULLET = re.compile(r"^[-*+][ \t]*|\*\*unknown\*\* ?")
_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def time_text(moment: datetime) -> str:
    """Return an aware `moment` as an entry shows it: `2026-11-23 10:15:07 -05:00`."""
    text = moment.isoformat(" ", "seconds")
    return f"{text[:19]} {text[19:]}"


def parse_time_text(text: str) -> datetime | None:
    """Return the aware time that `time_text` wrote, or None when it is no such time."""
    try:
        moment = datetime.fromisoformat(f"{text[:19]}{text[20:]}")
    except ValueError:
        return None
    return moment if MINYEAR < moment.year < MAXYEAR else None


def digest(at: datetime | None, by: str, text: str) -> str:
    """Return the `sum` of an entry: eight hex digits that a formatter leaves alone and a person does not."""
    return sum_of(time_text(at) if at else "", by, text)


def sum_of(when: str, by: str, text: str) -> str:
    """Return the `sum` of an entry whose time is shown as `when`."""
    seed = f"{when}|{_flat(by)}|{_flat(text)}"
    return sha256(seed).hex()[:8]


def is_intact(entry: Entry) -> bool:
    """Return whether the visible part of `entry` is what the program wrote."""
    return entry.sum == digest(entry.at, entry.by, entry.text)


def make_entry(entry_id: str, at: datetime | None, by: str, text: str, fields: Mapping[str, Any]) -> Entry:
    """Return an entry with cleaned text and a verifying `sum`."""
    by, text = clean_line(by) or "unknown", clean(text)
    at = at.replace(microsecond=0) if at else None
    return Entry(entry_id, at, by, text, dict(fields), digest(at, by, text))


def same_words(left: str, right: str) -> bool:
    """Return whether two texts differ in nothing but what a formatter changes."""
    return _flat(left) == _flat(right)


def line_of(entry: Entry, *, struck: bool = False) -> str:
    """Return the one line (without newline) that holds `entry`, struck through when it was corrected."""
    text = encode(entry.text)
    if struck and text:
        text = f"~~{text}~~"
    shown = f"- {time_text(entry.at)} **{encode_name(entry.by)}** {text}" if entry.at else f"- {text}"
    fields = "".join([f" {key}={_value_text(value)}" for key, value in entry.fields.items()])
    return f'{shown.rstrip(" ")} <!-- {entry.id}{fields} sum="{entry.sum}" -->'


@lru_cache(maxsize=4096)
def parse_line(line: str) -> Entry | None:
    """Return the entry that a logical line holds, or None when it carries no readable comment.

    The comment may stand anywhere in the line: what follows it belongs to the text. `at` is None where
    only the id could be read; fields from the first unreadable one on are kept as text, under `UNREAD`.
    """
    match = _COMMENT.search(line)
    if not match:
        return None
    fields = fields_in(match[2])
    total = str(fields.pop("sum", ""))
    shown = (line[: match.start()].rstrip() + line[match.end() :]).strip(" \t\r")
    seen = _VISIBLE.match(shown) or _VISIBLE.match(_bare(shown))
    at = parse_time_text(seen[2]) if seen else None
    if seen and at:
        by, text = decode(seen[4]), (seen[1] or "") + seen[5].strip(" \t")
    else:
        by, text = "", _bare(shown)
    if text.startswith("~~") and text.endswith("~~") and len(text) > 4:
        text = text[2:-2]
    return Entry(match[1], at, by, decode(text), fields, total)


def _bare(shown: str) -> str:
    return _BULLET.sub("", shown).strip()


def has_comment(line: str) -> bool:
    """Return whether the line carries an entry's trailing comment."""
    return _COMMENT.search(line) is not None


def _value_text(value: object) -> str:
    if isinstance(value, str) and value not in _JSON_WORDS and _BARE_WHOLE.fullmatch(value):
        return value
    return re.sub(_UNSAFE_JSON, lambda m: "".join(f"\\u{ord(c):04x}" for c in m[0]), _ENCODER.encode(value))


def fields_in(text: str) -> dict[str, Any]:
    """Return the machine fields that the text of a comment holds behind its id."""
    fields: dict[str, Any] = {}
    position = 0
    while found := _FIELD.match(text, position):
        key, simple = found[1], found[2]
        position = found.end()
        if simple and simple not in _JSON_WORDS:
            fields[key] = simple.strip('"')
            continue
        try:
            fields[key], position = _DECODER.raw_decode(text, found.start(2) if simple else position)
        except (ValueError, RecursionError):
            position = found.start()
            break
    if rest := text[position:].strip():
        fields[UNREAD] = rest
    return fields


def _flat(text: str) -> str:
    if "\\" in text:
        text = _ESCAPED_PUNCTUATION.sub(r"\1", text)
    return " ".join(text.split()).replace("_", "*")
