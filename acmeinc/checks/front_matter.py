"""Whether the front matter says what the entries amount to: it is drawn from them (FORMAT.md)."""

from collections.abc import Sequence
from typing import Any

from acmeinc.incident import header, names
from acmeinc.incident.fields import FIELDS, element_key
from acmeinc.incident.model import Incident
from acmeinc.incident.names import incident_at
from acmeinc.incident.state import State
from acmeinc.process.audited import Kind, Trace

_BY_HAND = "edited by hand; the next step takes it in"


def has_right_seal(head: Sequence[str], state: State) -> bool:
    """Return whether a front matter, `head` being its lines, has one seal, that of what `state` says.

    Its values are not looked at: where they say anything else, the seal is broken, which only hands do.
    """
    return header.digests(head) == [header.seal_of(values_of(state))]


def front_matter(path: str, head: Sequence[str], state: State) -> list[Trace]:
    """Return where the front matter of the document at `path` disagrees with `state`; `head` are its lines.

    Whoever edits it by hand leaves its seal broken, and the next step records the edit. Behind a seal that
    holds only somebody who made the seal anew can have changed a value.
    """
    incident = incident_at(path)
    if not head:
        return [Trace("edited", f"the front matter is gone ({_BY_HAND})", incident, path)]
    kind: Kind = "front-matter" if header.is_sealed(head) else "edited"
    by_hand = "" if kind == "front-matter" else f" ({_BY_HAND})"
    found = disagreements(head, state).items()
    return [Trace(kind, f"{told}{by_hand}", incident, path, line_of(head, name)) for name, told in found]


def disagreements(head: Sequence[str], state: State) -> dict[str, str]:
    """Return in words what a front matter states otherwise than `state`, by field; `head` are its lines.

    The title counts only where the seal holds: otherwise nobody takes it in.
    """
    is_sealed = header.is_sealed(head)
    return {
        name: f"the front matter says {name}: {_word(stated)}, the entries say {_word(right)}"
        for name, stated, right in header.differences(head, values_of(state))
        if is_sealed or name in FIELDS
    }


def values_of(state: State) -> dict[str, Any]:
    """Return what a front matter states of `state`: the value of every field, and the title."""
    values = state.values()
    return {**values, "title": _title(values)}


def _title(values: dict[str, Any]) -> str:
    told = ("id", "uid", "severity", "status", "functionality", "state", "audience")
    return names.title(Incident(*(values[name] for name in told)))


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(element_key, value)) or "nothing"
    return str(value) if value not in ("", None) else "nothing"


def line_of(head: Sequence[str], field: str) -> int:
    """Return the number of the line that states a field, counted in the document; 0 when none does."""
    number = 2
    for chunk in header.chunks(head):
        if chunk.name in (field, field.partition(".")[0]) and (chunk.name == field or chunk.is_whole_group):
            return number
        number += len(chunk.lines)
    return 0
