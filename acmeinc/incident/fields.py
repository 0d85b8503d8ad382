"""The fields of an incident: which there are, what sort of value each holds, and where it is shown.

A field's name is its path in the front matter, `milestones.detected`, and the key under which an entry
carries a new value. Everything that reads or draws a field asks this table.
"""

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime, tzinfo
from typing import Any, Literal, NamedTuple

from acmeinc.incident.model import MILESTONES, QUANTITIES, STATUSES, Action
from acmeinc.incident.text import clean, clean_line

Kind = Literal["text", "word", "time", "number", "list", "people", "actions"]

_SEVERITY = re.compile(r"SEV[0-9]")
_NUMBER = re.compile(r"[0-9]{1,6}")


class Field(NamedTuple):
    """One field: `kind` says how a value is read and written; `choices` limits it; `shown` in the header.

    `default` is its value while nothing set one.
    """

    name: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    shown: bool = True
    default: Any = ""

    @property
    def is_list(self) -> bool:
        """Return whether the field changes by element."""
        return self.kind in ("list", "people", "actions")


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("id", "word"),
        Field("uid", "word"),
        Field("severity", "word"),
        Field("status", "word", STATUSES),
        Field("functionality"),
        Field("state"),
        Field("audience"),
        Field("impact"),
        Field("quantity", "word", QUANTITIES, default="Unknown"),
        Field("customers", "list"),
        Field("commander"),
        Field("responders", "people"),
        Field("teams", "list"),
        Field("workarounds"),
        Field("remediation"),
        Field("summary"),
        Field("public_title"),
        Field("duplicate_of"),
        Field("time_zone", "word", default="UTC"),
        Field("links.chat"),
        Field("links.bridge"),
        Field("links.status_page"),
        Field("links.tickets", "list"),
        Field("links.customer_tickets", "list"),
        *(Field(f"milestones.{name}", "time") for name in MILESTONES),
        Field("retrospective.at", "time"),
        Field("retrospective.minutes", "number", default=45),
        Field("retrospective.sequence", "number", shown=False, default=0),
        Field("retrospective.impact", shown=False),
        Field("retrospective.went_well", "list", shown=False),
        Field("retrospective.improve", "list", shown=False),
        Field("retrospective.lucky", "list", shown=False),
        Field("retrospective.wrong", "list", shown=False),
        Field("retrospective.actions", "actions", shown=False),
        Field("retrospective.attendees", "list", shown=False),
        Field("ticked", "list", shown=False),
    )
}

CONSTANT = ("id", "uid")
"""Fields that name the incident itself: no edit changes them."""


def time_value(moment: datetime) -> str:
    """Return an aware `moment` as a field holds it: `2026-11-23T14:02:00Z`, whole seconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(value: str) -> datetime | None:
    """Return the UTC time that a field's value names, or None when it is empty or no time."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo and MINYEAR < moment.year < MAXYEAR else None


def accept(field: Field, value: object, zone: tzinfo | None) -> Any:
    """Return `value`, as a hand wrote it, in the form the field stores, or None when it cannot be read so.

    A time without an offset is in `zone`. An empty value empties the field.
    """
    return _ACCEPT[field.kind](field, value, zone)


def _accept_text(_field: Field, value: object, _zone: tzinfo | None) -> Any:
    return clean(value) if isinstance(value, str) else None


def _accept_word(field: Field, value: object, _zone: tzinfo | None) -> Any:
    if not isinstance(value, str):
        return None
    word = clean_line(value)
    if field.name == "severity":
        return word.upper() if _SEVERITY.fullmatch(word.upper()) else None
    if not field.choices or (field.default and not word):
        return word
    return next((choice for choice in field.choices if choice.lower() == word.lower()), None)


def _accept_time(_field: Field, value: object, zone: tzinfo | None) -> Any:
    if not isinstance(value, str):
        return None
    text = value.strip()
    if not text:
        return ""
    if re.fullmatch(r".*\d [+-]\d\d:?\d\d", text):
        text = text[::-1].replace(" ", "", 1)[::-1]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not MINYEAR < moment.year < MAXYEAR:
        return None
    return time_value(moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC))


def _accept_number(_field: Field, value: object, _zone: tzinfo | None) -> Any:
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value.strip()) else None


def _accept_list(_field: Field, value: object, _zone: tzinfo | None) -> Any:
    if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
        return None
    return [line for element in value if (line := clean_line(element))]


def _accept_maps(keys: tuple[str, ...]) -> Callable[[Field, object, tzinfo | None], Any]:
    def accept_maps(_field: Field, value: object, _zone: tzinfo | None) -> Any:
        if not isinstance(value, list):
            return None
        rows = [{keys[0]: row} if isinstance(row, str) else row for row in value]
        if not all(isinstance(row, dict) and row.get(keys[0]) for row in rows):
            return None
        return [{key: clean_line(str(row.get(key, ""))) for key in keys} for row in rows]

    return accept_maps


PEOPLE_KEYS = ("name", "role", "team")
ACTION_KEYS = ("text", "owner", "due", "link", "done")
_FIRST_KEYS = {"people": PEOPLE_KEYS[0], "actions": ACTION_KEYS[0]}

_ACCEPT: Mapping[Kind, Callable[[Field, object, tzinfo | None], Any]] = {
    "text": _accept_text,
    "word": _accept_word,
    "time": _accept_time,
    "number": _accept_number,
    "list": _accept_list,
    "people": _accept_maps(PEOPLE_KEYS),
    "actions": _accept_maps(ACTION_KEYS),
}


def action_row(action: Action) -> dict[str, str]:
    """Return an action item as an entry keeps it."""
    done = "yes" if action.done else ""
    return {"text": action.text, "owner": action.owner, "due": action.due, "link": action.link, "done": done}


def element_key(element: object) -> str:
    """Return what makes two elements of a list the same one: the text itself, or a map's first value."""
    if isinstance(element, dict):
        return str(element.get("name", element.get("text", "")))
    return str(element)


def fits(field: Field, value: object) -> bool:
    """Return whether `value`, found in an entry, is a value (or list element) that `field` can hold."""
    if field.kind in ("people", "actions"):
        return isinstance(value, dict) and isinstance(value.get(_FIRST_KEYS[field.kind]), str)
    if field.kind == "number":
        return isinstance(value, int)
    return isinstance(value, str)


def stored(name: str, value: Any) -> Any:
    """Return a value or list element of the field `name` as an entry keeps it: cleaned, times in UTC."""
    if isinstance(value, dict):
        return {key: clean_line(inner) if isinstance(inner, str) else inner for key, inner in value.items()}
    if not isinstance(value, str):
        return value
    kind = FIELDS[name].kind if name in FIELDS else "text"
    if kind == "time" and (moment := moment_of(value)):
        return time_value(moment)
    return clean(value) if kind == "text" else clean_line(value)
