"""Which incident entries are of: their `uid`, whatever its id and its document are called (DESIGN §2)."""

from collections.abc import Mapping

from acmeinc.incident.model import Entry


def uids_of(entries: Mapping[str, Entry]) -> set[str]:
    """Return the `uid`s that were declared; several when two incidents were made one by mistake."""
    return {str(entry.fields["uid"]) for entry in entries.values() if "uid" in entry.fields}


def are_apart(one: Mapping[str, Entry], other: Mapping[str, Entry]) -> bool:
    """Return whether the entries are of two incidents; those that declare none may be of any."""
    declared, also = uids_of(one), uids_of(other)
    return bool(declared and also and declared.isdisjoint(also))
