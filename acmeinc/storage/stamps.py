"""What the file system says of the incident documents, without reading one: whether any may have changed.

A file whose stamp is the same has the same content, as git's own index has it: another time of change, of its
content or of its inode, another size or another inode tell of a change. Of what changed so lately that it may
change again within one tick of the clock, no stamp is kept.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple

from acmeinc.errors import disk_faults

INCIDENTS = "incidents"

_INCIDENT = re.compile(rf"{INCIDENTS}/\d+/\d+/inc-\d\d-\d\d-\d\d-[a-z0-9-]+\.md")
DOCUMENT = re.compile(r"(?:inc|bug)-\d\d-\d\d-\d\d-[a-z0-9-]+\.md")
_TICK_NS = 100_000_000
_COARSE_TICK_NS = 2_100_000_000


class Stamp(NamedTuple):
    """What tells that a file or folder is the one that was looked at; times are nanoseconds since 1970."""

    size: int
    modified: int
    changed: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        """Return the stamp of what `os.stat` found."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def kept(self, looked: int) -> "Stamp":
        """Return the stamp to keep by who `looked` then (nanoseconds): none where a change may not show.

        Some file systems keep whole seconds only.
        """
        newest = self.changed if self.changed > self.modified else self.modified
        if newest < looked - _COARSE_TICK_NS:
            return self
        tick = _TICK_NS if newest % 1_000_000 else _COARSE_TICK_NS
        return self if newest < looked - tick else NO_STAMP


NO_STAMP = Stamp(-1, 0, 0, 0)
"""The stamp of nothing: whoever keeps it looks again."""


class Folder(NamedTuple):
    """A folder that documents may be in: its stamp from before it was listed, its folders and documents.

    Both are named by their paths in the repository: `incidents/2026/11`.
    """

    path: str
    stamp: Stamp
    folders: tuple[str, ...] = ()
    documents: tuple[tuple[str, Stamp], ...] = ()


class Walk(NamedTuple):
    """What a walk through some folders found.

    `folders` are all that there are now, `months` those that were walked through and hold documents: the
    stamps of the incidents in each, as they are to be kept.
    """

    folders: Mapping[str, Stamp]
    months: Mapping[str, Mapping[str, Stamp]]


def walk(root: Path, known: Mapping[str, Stamp], paths: Iterable[str]) -> Walk:
    """Walk through the folders `paths`, and those in them that are not `known`; raises `DiskFault`."""
    looked, folders = time_ns(), dict(known)
    months: dict[str, Mapping[str, Stamp]] = {}
    waiting = list(dict.fromkeys(paths))
    while waiting:
        path = waiting.pop(0)
        folder = look_at(root, path)
        inner = folder.folders if folder else ()
        gone = [p for p in folders if folder_of(p) == path and p not in inner]
        for each in gone if folder else [path, *gone]:
            _forget(each, folders)
            _forget(each, months)
        if not folder:
            continue
        folders[path] = folder.stamp.kept(looked)
        if path.count("/") == 2:
            months[path] = {p: stamp.kept(looked) for p, stamp in folder.documents if "/inc-" in p}
        waiting += [p for p in inner if p not in folders]
    return Walk(folders, months)


def _forget(path: str, found: dict[str, Any]) -> None:
    for each in [p for p in found if p == path or p.startswith(f"{path}/")]:
        del found[each]


def is_incident(path: str) -> bool:
    """Return whether a path of the repository is one where documents of incidents are."""
    return _INCIDENT.fullmatch(path) is not None


def folder_of(path: str) -> str:
    """Return the folder that a path of the repository is in."""
    return path[: path.rfind("/")]


def stamp_of(root: Path, path: str) -> Stamp | None:
    """Return the stamp of a regular file, None where there is none."""
    try:
        found = (root / path).lstat()
    except OSError:
        return None
    return Stamp.of(found) if stat.S_ISREG(found.st_mode) else None


def is_as_it_was(root: Path, path: str, stamp: Stamp) -> bool:
    """Return whether the folder at `path` of a repository still has this stamp."""
    try:
        # A short command asks this of every month: no time for Path.
        return Stamp.of(os.stat(f"{root}/{path}")) == stamp  # noqa: PTH116
    except OSError:
        return False


def look_at_all(root: Path) -> Iterator[Folder]:
    """Yield every folder of documents, as it is; raises `DiskFault`."""
    waiting = [INCIDENTS]
    while waiting:
        folder = look_at(root, waiting.pop())
        if folder:
            waiting += folder.folders
            yield folder


def look_at(root: Path, path: str) -> Folder | None:
    """Return a folder of documents as it is, None where there is none; raises `DiskFault`.

    `path` is `incidents`, `incidents/2026` or `incidents/2026/11`; of symbolic links nothing is said.
    """
    place = root / path
    with disk_faults(f"{place} could not be read"):
        try:
            stamp = Stamp.of(place.stat())
            with os.scandir(place) as entries:
                if path.count("/") == 2:
                    return Folder(path, stamp, documents=tuple(_documents(path, entries)))
                folders = (e.name for e in entries if e.name.isdigit() and e.is_dir(follow_symlinks=False))
                return Folder(path, stamp, tuple(f"{path}/{name}" for name in folders))
        except (FileNotFoundError, NotADirectoryError):
            return None


def _documents(path: str, entries: "Iterator[os.DirEntry[str]]") -> Iterator[tuple[str, Stamp]]:
    is_document = DOCUMENT.fullmatch
    for entry in entries:
        if not is_document(entry.name):
            continue
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISREG(found.st_mode):
            yield f"{path}/{entry.name}", Stamp.of(found)
