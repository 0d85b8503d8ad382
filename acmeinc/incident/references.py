"""What an entry says of other entries: it corrects, undoes, redacts, replaces, or delivers them."""

from collections.abc import Iterator, Mapping
from typing import Any

_REFERENCES = ("corrects", "entry", "message", "undoes", "redacts")


def references(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the ids that an entry's fields name, each behind the key that names it.

    An entry that was removed is named by the record of its removal, and need not be there.
    """
    for key, value in fields.items():
        is_reference = key in _REFERENCES or key.startswith("after.")
        if is_reference and (key != "entry" or fields.get("kind") != "removed"):
            for named in value if isinstance(value, list) else [value]:
                yield key, str(named)
