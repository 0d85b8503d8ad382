"""The roll: which incident documents there are, and which of them somebody still has to look at.

    roll = call_roll(repository, index)
    roll.unsettled          # the documents to read, newest first: all others are over and done
    roll.find("login")      # the ids that contain it

`next`, `log` and the like need no more of a long past, and no database for it. The roll is kept in git's
folder, a cache that is never trusted over the files: a folder whose stamp (`stamps.py`) is the same has the
same documents in it, whoever put them there; in one that has changed, the documents whose stamps differ are
read. Only a settled document that is edited in place changes no folder: it is looked at when git says that
something was committed which we did not commit, and by whatever asks the index (`index.py`).

A step changes one month, so each month is a file of its own. A short command reads one file, the head: it has
the stamp of each folder, and what is unsettled.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from acmeinc.errors import AcmeError
from acmeinc.storage.gitdir import find_git_dir
from acmeinc.storage.looking import folders_to_walk
from acmeinc.storage.own_commits import checked_out
from acmeinc.storage.repository import Repository
from acmeinc.storage.roll_file import Document, Head, Listed, RollFile, name_of
from acmeinc.storage.stamps import NO_STAMP, Stamp, Walk, folder_of, walk

if TYPE_CHECKING:
    from acmeinc.storage.index import Index

_MANY = 40
"""From so many documents on the index is asked: it needs a start of its own, and has read most of them."""


class Roll:
    """What the roll says: `unsettled` are the paths of the documents to look at, newest first."""

    def __init__(self, repository: Repository, file: RollFile, head: Head) -> None:
        self._repository = repository
        self._file = file
        self._head = head
        self.unsettled = head.unsettled

    def ids(self) -> list[str]:
        """Return the id of every incident, newest first."""
        return self._names.decode().split()

    def find(self, part: str) -> list[str]:
        """Return the ids that fit: the one that is `part`, else every one that contains it, newest first."""
        wanted = part.strip().lower()
        found = [each for each in self.ids() if wanted in each] if wanted.encode() in self._names else []
        return [wanted] if wanted in found else found

    def starting(self, letters: str) -> str:
        """Return the ids that start with `letters`, each in its line, newest first.

        A shell asks at each Tab, and in order they stand together: there is no need to look at each.
        """
        if not letters:
            return self._names.decode()
        lines, start = b"\n%b\n" % self._names, f"\n{letters}".encode()
        first, last = lines.find(start), lines.rfind(start)
        return "" if first < 0 else lines[first + 1 : lines.index(b"\n", last + 1)].decode()

    @cached_property
    def _names(self) -> bytes:
        """Return a line for each id, newest first."""
        kept = self._file.names(self._head.names)
        return _names_in(self._repository) if kept is None else kept


def call_roll(
    repository: Repository, index: "Callable[[], Index] | None" = None, *, fresh: bool = False
) -> Roll:
    """Return the roll of a repository as its folders are now; raises `DiskFault`.

    `index` returns its index, which is asked when there is much to read; `fresh` forgets what was known.
    """
    file = RollFile(repository.root)
    kept = file.head()
    known = Head() if fresh else kept
    git = find_git_dir(repository.root)
    commit = checked_out(git) if git else ""
    stamps = {path: listed.stamp for path, listed in known.folders.items()}
    changed = folders_to_walk(repository.root, known.commit, stamps)
    if not changed:
        return Roll(repository, file, known)
    walked = walk(repository.root, stamps, changed)
    called = _Call(repository, file, known).called(walked, index)._replace(commit=commit)
    # The index may have doubted it meanwhile, or another process called it.
    if called != known and file.head() == kept:
        file.keep_head(called)
    return Roll(repository, file, called)


def doubt(root: Path, paths: Iterable[str]) -> None:
    """Forget what the roll of the repository at `root` says of the documents at `paths`.

    They changed, and their folders do not tell.
    """
    file, doubted = RollFile(root), set(paths)
    head = file.head()
    folders = dict(head.folders)
    for month in {folder_of(path) for path in doubted} & folders.keys():
        checksum = folders[month].checksum
        known = file.documents(month, checksum)
        left = {path: each for path, each in known.items() if path not in doubted}
        folders[month] = Listed(NO_STAMP, file.keep_documents(month, left, checksum))
    if folders != head.folders:
        file.keep_head(head._replace(folders=folders))


class _Call:
    """What is made of a walk through folders that may have changed since the roll was `known`."""

    def __init__(self, repository: Repository, file: RollFile, known: Head) -> None:
        self._repository = repository
        self._file = file
        self._known = known

    def called(self, walked: Walk, index: "Callable[[], Index] | None") -> Head:
        """Return the roll as it is now; keep its parts."""
        checksums = {path: listed.checksum for path, listed in self._known.folders.items()}
        known = {month: self._file.documents(month, checksums.get(month, 0)) for month in walked.months}
        now = self._judged(walked.months, known, index)
        unsettled = [p for p in self._known.unsettled if folder_of(p) in walked.folders.keys() - now]
        for month, documents in now.items():
            unsettled += [path for path, each in documents.items() if not each.is_settled]
            checksums[month] = self._file.keep_documents(month, documents, checksums.get(month, 0))
        folders = {path: Listed(stamp, checksums.get(path, 0)) for path, stamp in walked.folders.items()}
        is_as_before = folders.keys() == self._known.folders.keys() and all(
            known[month].keys() == documents.keys() for month, documents in now.items()
        )
        names = self._known.names if is_as_before else self._file.keep_names(_names_in(self._repository))
        return Head("", names, folders, _newest_first(unsettled))

    def _judged(
        self,
        months: Mapping[str, Mapping[str, Stamp]],
        known: Mapping[str, Mapping[str, Document]],
        index: "Callable[[], Index] | None",
    ) -> dict[str, dict[str, Document]]:
        """Return what is to be said of the documents that were found, by month."""
        settled = {
            path: each.is_settled
            for month, documents in known.items()
            for path, each in documents.items()
            if months[month].get(path) == each.stamp != NO_STAMP
        }
        unknown = [path for found in months.values() for path in found if path not in settled]
        settled |= self._read(unknown, index)
        return {
            month: {path: Document(stamp, settled[path]) for path, stamp in found.items()}
            for month, found in months.items()
        }

    def _read(self, paths: Sequence[str], index: "Callable[[], Index] | None") -> dict[str, bool]:
        """Return whether each document is settled; one that cannot be read is not."""
        if len(paths) < _MANY:
            return {path: self._is_settled(path) for path in paths}
        from acmeinc.storage.index import Index

        asked = index() if index else Index.of(self._repository)
        settled = {kept.path: kept.is_settled for kept in asked.documents()}
        return {path: settled.get(path, False) for path in paths}

    def _is_settled(self, path: str) -> bool:
        # Most of the time nothing is to be read.
        from acmeinc.incident.reading import read
        from acmeinc.process.settled import is_settled

        try:
            return is_settled(read(self._repository.read(self._repository.root / path)).incident)
        except AcmeError:
            return False


def _newest_first(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: (name_of(path), path), reverse=True))


def _names_in(repository: Repository) -> bytes:
    """Return a line for each id of an incident that has a document, newest first."""
    return "\n".join(sorted((path.stem for path in repository.incident_paths()), reverse=True)).encode()
