"""Where the roll is kept: files in git's folder, each written whole or not at all, none ever trusted.

The head says what every short command asks, and names each other part by its checksum: a part with another
one was written by somebody else, or is damaged, and says nothing.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from zlib import crc32

from acmeinc.errors import AcmeError
from acmeinc.storage.caches import MADE_BY, cache_path
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.stamps import Stamp

_HEAD = "roll"
_PARTS = "roll.parts"
_NAMES = "names"
_SETTLED, _UNSETTLED = "-", "!"


class Listed(NamedTuple):
    """A folder of documents: its stamp, and the checksum of the part that tells what is in it."""

    stamp: Stamp
    checksum: int = 0


class Head(NamedTuple):
    """What every short command asks; paths are those in the repository, `incidents/2026/11/inc-….md`.

    `commit` tells what was checked out, `names` is the checksum of the part that has all ids. `unsettled` are
    the documents to look at, newest first.
    """

    commit: str = ""
    names: int = 0
    folders: Mapping[str, Listed] = MappingProxyType({})
    unsettled: tuple[str, ...] = ()


class Document(NamedTuple):
    """What the roll says of a document."""

    stamp: Stamp
    is_settled: bool


class RollFile:
    """The files of the roll of the repository at `root`; what cannot be kept is not: nothing here fails."""

    def __init__(self, root: Path) -> None:
        self._head = cache_path(root, _HEAD)
        self._parts = cache_path(root, _PARTS)

    def head(self) -> Head:
        """Return the head as it was kept, an empty one where there is none that is whole."""
        content = _content(self._head) if self._head else b""
        title, _, rest = content.partition(b"\n")
        if title != _title(rest):
            return Head()
        commit, names, *lines = rest.decode().split("\n")
        folders, unsettled = {}, []
        for line in lines:
            path, *numbers = line.split(" ")
            if numbers:
                *stamp, checksum = map(int, numbers)
                folders[path] = Listed(Stamp(*stamp), checksum)
            else:
                unsettled.append(path)
        return Head(commit, int(names), folders, tuple(unsettled))

    def keep_head(self, head: Head) -> None:
        """Keep the head; the parts that it names are kept before."""
        folders = (
            " ".join([path, *map(str, (*listed.stamp, listed.checksum))])
            for path, listed in head.folders.items()
        )
        rest = "\n".join([head.commit, str(head.names), *folders, *head.unsettled]).encode()
        if self._head:
            _write(self._head, b"%b\n%b" % (_title(rest), rest))

    def names(self, checksum: int) -> bytes | None:
        """Return a line for each id, newest first; None where that part is not there."""
        return self._part(_NAMES, checksum)

    def keep_names(self, names: bytes) -> int:
        """Keep all ids, and return the checksum."""
        return self._keep(_NAMES, names, 0)

    def documents(self, month: str, checksum: int) -> dict[str, Document]:
        """Return what is known of the documents in a folder, by path; nothing without its part."""
        found = {}
        for line in (self._part(_part_name(month), checksum) or b"").decode().splitlines():
            name, *numbers, sign = line.split(" ")
            found[f"{month}/{name}"] = Document(Stamp(*map(int, numbers)), sign == _SETTLED)
        return found

    def keep_documents(self, month: str, documents: Mapping[str, Document], kept: int) -> int:
        """Keep what is known of a folder, `kept` being the checksum of what was; return the checksum."""
        lines = (
            " ".join([name_of(path), *map(str, each.stamp), _SETTLED if each.is_settled else _UNSETTLED])
            for path, each in documents.items()
        )
        return self._keep(_part_name(month), "\n".join(lines).encode(), kept)

    def _part(self, name: str, checksum: int) -> bytes | None:
        content = _content(self._parts / name) if self._parts and checksum else b""
        return content if content and crc32(content) == checksum else None

    def _keep(self, name: str, content: bytes, kept: int) -> int:
        checksum = crc32(content)
        if checksum != kept and self._parts:
            _write(self._parts / name, content)
        return checksum


def name_of(path: str) -> str:
    """Return the name of the document at a path of the repository."""
    return path[path.rfind("/") + 1 :]


def _title(rest: bytes) -> bytes:
    return f"acmeinc roll {MADE_BY} {crc32(rest):08x}".encode()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _write(file: Path, content: bytes) -> None:
    # Who cannot keep it calls it again the next time.
    with suppress(AcmeError, OSError):
        sweep(file)
        write_file(file, content, durable=False)


def _part_name(month: str) -> str:
    """Return the name of the file of a month: `2026-11`."""
    return "-".join(month.split("/")[1:])
