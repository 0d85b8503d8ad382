"""The document of an incident as it stands, before a step records anything in it."""

from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.incident.model import Incident
from acmeinc.incident.names import path_of, unused
from acmeinc.incident.reading import Reading, read
from acmeinc.steps.desk import Desk
from acmeinc.storage.intent import FileChange
from acmeinc.storage.last_written import is_as_written
from acmeinc.storage.repository import Repository

_TWINS = 9
"""How many incidents of one id are looked at, when one of them was renamed."""


class Standing(NamedTuple):
    """The document as it reads now, and other documents that have to be written with it."""

    reading: Reading
    others: tuple[FileChange, ...] = ()


def standing(desk: Desk, incident_id: str) -> Standing:
    """Return the document; what acmeinc did not write is read in the light of git's versions."""
    repository, path = desk.repository, path_of(incident_id)
    text = repository.read(repository.root / path)
    reading = read(text)
    if is_as_written(repository.git_dir, path, text):
        return Standing(reading)
    from acmeinc.storage.versions import against_git

    try:
        known = against_git(repository.git, path, text)
    except Failed:
        # Nothing that is wrong with git may keep a page from going out.
        return Standing(reading)
    if known.text == text:
        return Standing(reading)
    meant = read(known.text)
    by_hand = tuple(e for e in meant.entries.values() if reading.entries.get(e.id) != e)
    notices = (*known.notices, *meant.notices)
    others = tuple(FileChange(other, text=content) for other, content in known.others.items())
    return Standing(meant._replace(by_hand=by_hand, notices=notices), others)


def id_now(repository: Repository, incident: Incident) -> str:
    """Return the id of an incident now: a sync renames one that was declared under the id of another."""
    taken: set[str] = set()
    for _ in range(_TWINS):
        name = unused(incident.id, taken)
        path = repository.path_of(name)
        if path.is_file() and read(repository.read(path)).incident.uid == incident.uid:
            return name
        taken.add(name)
    return incident.id
