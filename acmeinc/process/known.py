"""Rules that were read before, as plain values to keep: reading YAML costs a third of a short command.

A text that was once read without a fault means the same the next time; `fingerprint` names the text together
with the shape of what it was read into.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from acmeinc.incident.digests import sha256
from acmeinc.process.settings import BusinessHours, ChannelSettings, PublicPage, Settings
from acmeinc.process.severity import Clocks, Condition, Level, RetrospectiveRule, SeverityRules

_TYPES: Mapping[str, Any] = {
    cls.__name__: cls
    for cls in (
        *(Condition, Level, Clocks, RetrospectiveRule, SeverityRules),
        *(BusinessHours, ChannelSettings, PublicPage, Settings),
    )
}
_SHAPE = ";".join(f"{name}({','.join(cls._fields)})" for name, cls in _TYPES.items())


def fingerprint(text: str) -> str:
    """Return what tells a rules file's text, and this version's way of reading it, from every other."""
    return sha256(f"{_SHAPE}\n{text}").hex()


def to_plain(value: Any) -> Any:
    """Return rules as plain JSON values."""
    name = type(value).__name__
    if name in _TYPES:
        return {"type": name, "value": [to_plain(part) for part in value]}
    if isinstance(value, timedelta):
        return {"type": "seconds", "value": value.total_seconds()}
    if isinstance(value, date):
        return {"type": "date", "value": value.isoformat()}
    if isinstance(value, frozenset | tuple):
        kind = "set" if isinstance(value, frozenset) else "tuple"
        return {"type": kind, "value": [to_plain(part) for part in value]}
    if isinstance(value, Mapping):
        return {"type": "map", "value": dict(value)}
    return value


def from_plain(plain: Any) -> Any:
    """Return the rules that `to_plain` was given; raises KeyError, TypeError or ValueError for others."""
    if not isinstance(plain, dict):
        return plain
    kind, value = plain["type"], plain["value"]
    if kind in _TYPES:
        return _TYPES[kind](*(from_plain(part) for part in value))
    return _MADE[kind](value)


_MADE: Mapping[str, Any] = {
    "seconds": lambda value: timedelta(seconds=value),
    "date": date.fromisoformat,
    "set": lambda value: frozenset(from_plain(part) for part in value),
    "tuple": lambda value: tuple(from_plain(part) for part in value),
    "map": dict,
}
