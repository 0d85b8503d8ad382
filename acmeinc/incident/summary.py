"""What is kept of an incident, so that its document need not be read again: its fields and its words.

Both are plain values: `json` writes and reads them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from acmeinc.incident.fields import FIELDS
from acmeinc.incident.model import Entry, Incident
from acmeinc.incident.names import title
from acmeinc.incident.state import State, incident_in, incident_with

_EMPTY: Mapping[str, Any] = {name: [] if field.is_list else field.default for name, field in FIELDS.items()}


class Passage(NamedTuple):
    """Words that `search` looks through together: the title, a message, or an entry of the timeline.

    `entry` is the entry's id, "" for the title.
    """

    kind: str
    entry: str
    text: str


def passages(incident: Incident) -> Iterator[Passage]:
    """Yield what an incident says, in the order in which it is shown."""
    yield Passage("title", "", title(incident))
    for message in incident.communications:
        yield Passage(message.kind, message.id, f"{message.fields.get('subject', '')} {message.text}".strip())
    for entry in incident.timeline:
        yield Passage(entry.kind, entry.id, entry.text)


def matching(said: Iterable[Passage], words: Sequence[str]) -> list[Passage]:
    """Return the passages that hold all the `words`, which are in lower case, each anywhere in it."""
    found = []
    for passage in said:
        low = passage.text.lower()
        if all(word in low for word in words):
            found.append(passage)
    return found


def summarise(entries: Mapping[str, Entry]) -> tuple[dict[str, Any], Incident]:
    """Return what entries amount to: every field that holds something, by its name, and the incident."""
    state = State(entries)
    values = state.values()
    held = {name: value for name, value in values.items() if value != _EMPTY[name]}
    return held, incident_in(state, values)


def incident_of_values(values: Mapping[str, Any]) -> Incident:
    """Return the incident of which `summarise` returned the `values`, without its entries."""
    return incident_with({**_EMPTY, **values})
