"""Where a local change of an incident document goes in the remote's tree, and what it becomes there.

Usually it merges into the document of the same path. Two incidents that were declared under one id are told
apart by their `uid`: the later one is renamed to `-2`, and both are kept (DESIGN §2).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from acmeinc.incident import names
from acmeinc.incident.merge import TwoIncidents, merge
from acmeinc.incident.prose import merge_lines
from acmeinc.incident.reading import read
from acmeinc.incident.renaming import renamed


class Versions(NamedTuple):
    """A document at `path` as the local commit found it (`base`, "" for new) and left it (`ours`), and as the
    remote has it (`theirs`)."""

    path: str
    base: str
    ours: str
    theirs: str


class Settled(NamedTuple):
    """The texts to write, by path, and where the local document lives now.

    `moved` is the remote's document that had to make room, as its old and its new path; `notice` a sentence
    for people.
    """

    texts: dict[str, str]
    path: str
    moved: tuple[str, str] = ("", "")
    notice: str = ""


def settle(versions: Versions, text_at: Callable[[str], str | None]) -> Settled:
    """Return what becomes of a document that both sides have changed.

    `text_at` gives the text of a document in the remote's tree by its path, None when there is none.
    """
    path, base, ours, theirs = versions
    name = _name(path)
    if name.startswith("bug-"):
        return _settled_bug(versions, text_at)
    try:
        return Settled({path: merge(base, ours, theirs).text}, path)
    except TwoIncidents:
        pass
    uid = read(ours).incident.uid
    for candidate in _ordinals(path):
        there = text_at(candidate)
        if there is None:
            return _apart(versions, candidate, uid)
        if read(there).incident.uid == uid:
            return Settled({candidate: merge(base, ours, there).text}, candidate)
    raise AssertionError("the ordinals never end")


def _apart(versions: Versions, free: str, uid: str) -> Settled:
    """Give the incident that was declared later the `free` path, and the earlier one its id."""
    path, _, ours, theirs = versions
    new_id = _name(free)
    notice = f"two incidents were declared as {_name(path)}: the later one is {new_id} now"
    if uid > read(theirs).incident.uid:
        return Settled({free: renamed(ours, new_id)}, free, notice=notice)
    texts = {free: renamed(theirs, new_id), path: ours}
    return Settled(texts, path, (path, free), notice)


def _settled_bug(versions: Versions, text_at: Callable[[str], str | None]) -> Settled:
    """Merge the record of a bug by line; two that were decided under one id are two records."""
    path, base, ours, theirs = versions
    if base:
        sides = (text.splitlines() for text in (base, ours, theirs))
        return Settled({path: "\n".join(merge_lines(*sides)) + "\n"}, path)
    for free in _ordinals(path):
        named = ours.replace(f"id: {_name(path)}\n", f"id: {_name(free)}\n", 1)
        if text_at(free) in (None, named):
            break
    notice = f"two bugs were decided as {_name(path)}: yours is {_name(free)} now"
    return Settled({free: named}, free, notice=notice)


def _name(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def _ordinals(path: str) -> Iterator[str]:
    """Yield the paths that follow `…/ID.md`: `…/ID-2.md`, `…/ID-3.md`, without end."""
    folder = path.rpartition("/")[0]
    taken = {_name(path)}
    while True:
        name = names.unused(_name(path), taken)
        taken.add(name)
        yield f"{folder}/{name}.md"
