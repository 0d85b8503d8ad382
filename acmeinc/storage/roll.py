"""The roll: which incident documents there are, and which of them somebody still has to look at.

    roll = call_roll(repository, index)
    roll.unsettled          # the documents to read, newest first: all others are over and done
    roll.find("login")      # the ids that contain it

`next`, `log` and the like need no more of a long past, and no database for it. The roll is one file in git's
folder, a cache that is never trusted over the files: a folder whose stamp (`stamps.py`) is the same has the
same documents in it, whoever put them there; in one that has changed, the documents whose stamps differ are
read. Only a settled document that is edited in place changes no folder: it is looked at when git says that
something was committed which we did not commit, and by whatever asks the index (`index.py`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import time_ns
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from acmeinc.errors import AcmeError
from acmeinc.storage.caches import MADE_BY, cache_path
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.gitdir import GitDir, find_git_dir
from acmeinc.storage.own_commits import are_own
from acmeinc.storage.repository import Repository
from acmeinc.storage.stamps import INCIDENTS, NO_STAMP, Stamp, is_as_it_was, look_at

if TYPE_CHECKING:
    from acmeinc.storage.index import Index

ROLL = "roll"

_MANY = 40
"""From so many documents on the index is asked: it needs a start of its own, and has read most of them."""

_SETTLED, _UNSETTLED = "-", "!"
_GAP = b"\n\n"


class Roll(NamedTuple):
    """What the roll says; paths are those in the repository, `incidents/2026/11/inc-….md`.

    `head` tells what was checked out. `names` has a line for each id, newest first. `body` has a paragraph
    for each folder of documents: its path, then a line for each, which is its name, the numbers of its stamp,
    and whether it is settled.
    """

    head: str = ""
    folders: Mapping[str, Stamp] = MappingProxyType({})
    unsettled: tuple[str, ...] = ()
    names: bytes = b""
    body: memoryview = memoryview(b"")

    def ids(self) -> list[str]:
        """Return the id of every incident, newest first."""
        return self.names.decode().split()

    def find(self, part: str) -> list[str]:
        """Return the ids that fit: the one that is `part`, else every one that contains it, newest first."""
        wanted = part.strip().lower()
        found = [each for each in self.ids() if wanted in each] if wanted.encode() in self.names else []
        return [wanted] if wanted in found else found

    def starting(self, letters: str) -> str:
        """Return the ids that start with `letters`, each in its line, newest first.

        A shell asks at each Tab, and in order they stand together: there is no need to look at each.
        """
        if not letters:
            return self.names.decode()
        lines, start = b"\n%b\n" % self.names, f"\n{letters}".encode()
        first, last = lines.find(start), lines.rfind(start)
        return "" if first < 0 else lines[first + 1 : lines.index(b"\n", last + 1)].decode()

    def months(self) -> dict[str, str]:
        """Return the lines of each folder of documents."""
        paragraphs = (each.partition("\n") for each in bytes(self.body).decode().split("\n\n") if each)
        return {path: lines for path, _, lines in paragraphs}


_NOTHING = Roll()


def call_roll(
    repository: Repository, index: "Callable[[], Index] | None" = None, *, fresh: bool = False
) -> Roll:
    """Return the roll of a repository as its folders are now; raises `DiskFault`.

    `index` returns its index, which is asked when there is much to read; `fresh` forgets what was known.
    """
    file = cache_path(repository.root, ROLL)
    known = (_loaded(file) if file and not fresh else None) or _NOTHING
    looked = time_ns()
    git = find_git_dir(repository.root)
    head = _head(git) if git else ""
    changed = [
        path for path, stamp in known.folders.items() if not is_as_it_was(repository.root, path, stamp)
    ]
    if not known.folders or (git and not are_own(git, known.head, head)):
        changed = [INCIDENTS, *known.folders]
    elif not changed:
        return known
    roll = _Call(repository, known, looked).called(changed, index)._replace(head=head)
    if file and roll != known:
        # Who cannot keep it calls it again the next time.
        with suppress(AcmeError, OSError):
            sweep(file)
            write_file(file, _written(roll), durable=False)
    return roll


class _Call:
    """One look at folders that may have changed since the roll was `known`."""

    def __init__(self, repository: Repository, known: Roll, looked: int) -> None:
        self._repository = repository
        self._known = known
        self._looked = looked
        self._folders = dict(known.folders)
        self._found: dict[str, dict[str, Stamp]] = {}

    def called(self, paths: Iterable[str], index: "Callable[[], Index] | None") -> Roll:
        """Return the roll after a look at the folders `paths`, and at what is new in them."""
        waiting = list(dict.fromkeys(paths))
        while waiting:
            waiting += self._look(waiting.pop(0))
        months = self._known.months()
        known = {month: _known(month, months.get(month, "")) for month in self._found}
        stamps = {path: stamp for month in self._found.values() for path, stamp in month.items()}
        settled = {
            path: is_over
            for lines in known.values()
            for path, (stamp, is_over) in lines.items()
            if stamps.get(path) == stamp != NO_STAMP
        }
        settled |= self._read([path for path in stamps if path not in settled], index)
        elsewhere = self._folders.keys() - self._found
        unsettled = [path for path in self._known.unsettled if _folder(path) in elsewhere]
        unsettled += [path for path in stamps if not settled[path]]
        standing = {month: lines for month, lines in months.items() if month in self._folders}
        is_as_before = len(standing) == len(months) and all(
            known[month].keys() == found.keys() for month, found in self._found.items()
        )
        standing |= {month: _lines(found, settled) for month, found in self._found.items()}
        names = self._known.names if is_as_before else _names(standing.values())
        body = "\n\n".join(f"{month}\n{lines}".rstrip("\n") for month, lines in standing.items())
        return Roll("", self._folders, _newest_first(unsettled), names, memoryview(body.encode()))

    def _look(self, path: str) -> Sequence[str]:
        """Look at a folder, and return the folders in it that nobody has looked at."""
        folder = look_at(self._repository.root, path)
        inner = folder.folders if folder else ()
        gone = [p for p in self._folders if _folder(p) == path and p not in inner]
        for each in gone if folder else [path, *gone]:
            self._forget(each)
        if not folder:
            return ()
        self._folders[path] = folder.stamp.kept(self._looked)
        if path.count("/") == 2:
            self._found[path] = {
                p: stamp.kept(self._looked) for p, stamp in folder.documents if _id(p).startswith("inc-")
            }
        return [p for p in inner if p not in self._folders]

    def _forget(self, path: str) -> None:
        for each in [p for p in self._folders if p == path or p.startswith(f"{path}/")]:
            del self._folders[each]
            self._found.pop(each, None)

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


def _head(git: GitDir) -> str:
    """Return what tells that nothing else has been checked out."""
    if head := git.head:
        return head
    try:
        # Where references are in tables, each change of one makes another table.
        return (git.common / "reftable" / "tables.list").read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def _loaded(file: Path) -> Roll | None:
    """Return the roll as it was written, None where there is none that is whole."""
    try:
        content = file.read_bytes()
        end = content.find(_GAP)
        title, _, first = content[:end].partition(b"\n")
        rest = memoryview(content)[end + len(_GAP) :]
        if title != _title(first, rest):
            return None
        head, *lines = first.decode().split("\n")
    except (OSError, UnicodeDecodeError):
        return None
    folders, unsettled = {}, []
    for line in lines:
        path, *numbers = line.split(" ")
        if numbers:
            folders[path] = Stamp(*map(int, numbers))
        else:
            unsettled.append(path)
    names = content[end + len(_GAP) : content.find(_GAP, end + len(_GAP))]
    return Roll(head, folders, tuple(unsettled), names, rest[len(names) + len(_GAP) :])


def _written(roll: Roll) -> bytes:
    folders = (" ".join([path, *map(str, stamp)]) for path, stamp in roll.folders.items())
    first = "\n".join([roll.head.replace("\n", " "), *folders, *roll.unsettled]).encode()
    rest = b"".join([roll.names, _GAP, roll.body])
    return b"".join([_title(first, rest), b"\n", first, _GAP, rest])


def _title(first: bytes, rest: bytes | memoryview) -> bytes:
    return f"acmeinc roll {MADE_BY} {crc32(rest, crc32(first)):08x}".encode()


def _known(month: str, lines: str) -> dict[str, tuple[Stamp, bool]]:
    """Return the stamp of each document in a folder, and whether it is settled."""
    found = {}
    for line in filter(None, lines.split("\n")):
        name, *numbers, sign = line.split(" ")
        found[f"{month}/{name}"] = (Stamp(*map(int, numbers)), sign == _SETTLED)
    return found


def _lines(stamps: Mapping[str, Stamp], settled: Mapping[str, bool]) -> str:
    """Return the lines of a folder, the newest document first."""
    return "\n".join(
        " ".join([_name(p), *map(str, stamps[p]), _SETTLED if settled[p] else _UNSETTLED])
        for p in _newest_first(stamps)
    )


def _names(months: Iterable[str]) -> bytes:
    """Return the ids that stand in the lines of all folders, newest first."""
    lines = (line for month in months for line in month.split("\n") if line)
    ids = (line[: line.index(".md ")] for line in lines)
    return "\n".join(sorted(ids, reverse=True)).encode()


def _newest_first(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths, key=lambda path: (_name(path), path), reverse=True))


def _name(path: str) -> str:
    return path[path.rfind("/") + 1 :]


def _folder(path: str) -> str:
    return path[: path.rfind("/")]


def _id(path: str) -> str:
    return _name(path).removesuffix(".md")
