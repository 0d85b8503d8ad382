"""Files of other programs, read within bounds: one file, a folder, or a zip that is never unpacked."""

import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

from acmeinc.errors import AcmeError, BadData, NotFound, Problem, Usage, disk_faults

_PASSED_OVER = (".git", "node_modules", "__pycache__", "__MACOSX")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SMALLER = "split it, or take the part that you need"


class Bounds(NamedTuple):
    """How much is read: bytes of one file, bytes of all files together, unpacked, and how many files."""

    file: int = 10_000_000
    all: int = 60_000_000
    files: int = 20_000


BOUNDS = Bounds()


class Foreign(NamedTuple):
    """What to import from: `label` as it was named, and the names of the files in it, with `/`, in order.

    Of a single file that is its own name. Nothing is read before it is asked for.
    """

    label: str
    names: tuple[str, ...]
    read: Callable[[str], bytes]
    is_file: bool = False

    def path(self, name: str) -> str:
        """Return a file as it is called in what is told: `export.zip/ops/2026-11-23.json`."""
        return self.label if self.is_file else f"{self.label.rstrip('/')}/{name}"

    def text(self, name: str, *, any_encoding: bool = False) -> str:
        """Return the text of a file, without a byte order mark; raises BadData where it is not UTF-8.

        With `any_encoding` what is not UTF-8 is taken for the encoding of old Windows programs: a chat log.
        """
        content = self.read(name)
        encoding = next((e for mark, e in _MARKS.items() if content.startswith(mark)), "utf-8")
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if any_encoding:
                return content.decode("cp1252", "replace")
            place = _place(content, error.start) if encoding != "utf-16" else (0, 0)
            raise _refused(self.path(name), "this is not UTF-8 text", "save it as UTF-8", *place) from None


def open_foreign(path: Path, bounds: Bounds = BOUNDS) -> Foreign:
    """Return the file, folder or zip at `path`; raises NotFound, and BadData for a zip that is broken."""
    label, budget = str(path), _Budget(bounds)
    with disk_faults(f"{path} could not be read"):
        if path.is_dir():
            return Foreign(label, _names_in(path, bounds), lambda name: budget.file(path / name))
        if not path.is_file():
            raise NotFound(f"there is no file {path}", hint="--from names a file, a folder or a zip")
        if zipfile.is_zipfile(path):
            return _opened_zip(path, budget, bounds)
    return Foreign(label, (path.name,), lambda _: budget.file(path), is_file=True)


def given(label: str, content: bytes, bounds: Bounds = BOUNDS) -> Foreign:
    """Return what was piped in, as a file; raises BadData for more than a file may be."""
    whole = _Budget(bounds).take(label, content)
    return Foreign(label, (label,), lambda _: whole, is_file=True)


class _Budget:
    """How much may still be read."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds, self._left = bounds, bounds.all

    def file(self, path: Path) -> bytes:
        """Return the content of a file."""
        with disk_faults(f"{path} could not be read"), path.open("rb") as file:
            return self.take(str(path), file.read(min(self._bounds.file, self._left) + 1))

    def take(self, path: str, content: bytes) -> bytes:
        """Return what was read, one byte more of it than is allowed being too much."""
        if len(content) > self._bounds.file:
            raise _refused(path, f"the file is larger than {_size(self._bounds.file)}", _SMALLER)
        if len(content) > self._left:
            raise _refused(path, f"more than {_size(self._bounds.all)} together", _SMALLER)
        self._left -= len(content)
        return content

    def member(self, archive: zipfile.ZipFile, path: str, name: str) -> bytes:
        """Return the content of a file in a zip; of a bomb no more than is allowed is unpacked."""
        try:
            with archive.open(name) as file:
                return self.take(path, file.read(min(self._bounds.file, self._left) + 1))
        except AcmeError:
            raise
        except _BROKEN as error:
            raise _refused(path, f"it cannot be unpacked: {error}", "make the zip anew") from None


def _names_in(folder: Path, bounds: Bounds) -> tuple[str, ...]:
    """Return the files below a folder; symbolic links are not followed."""
    found: list[str] = []
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        here = Path(where)
        found += [(here / name).relative_to(folder).as_posix() for name in files if _is_plain(here / name)]
        if len(found) > bounds.files:
            _refuse_so_many(folder, bounds)
    return tuple(sorted(found))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _opened_zip(path: Path, budget: _Budget, bounds: Bounds) -> Foreign:
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise _refused(str(path), f"it is no readable zip: {error}", "make the zip anew") from None
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > bounds.files:
        _refuse_so_many(path, bounds)
    for info in members:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise _refused(str(path), f"{info.filename} leads out of it", "do not trust this zip")
        if info.flag_bits & 1:
            raise _refused(str(path), "it is encrypted", "unpack it first, and name the folder")
    names = sorted(i.filename for i in members if not set(i.filename.split("/")) & {*_PASSED_OVER})
    return Foreign(str(path), tuple(names), lambda name: budget.member(archive, f"{path}/{name}", name))


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count:,} bytes"


def _refuse_so_many(path: Path, bounds: Bounds) -> NoReturn:
    raise Usage(f"{path} holds more than {bounds.files:,} files", hint="name the folder that you mean")


def _place(content: bytes, offset: int) -> tuple[int, int]:
    line = content.count(b"\n", 0, offset) + 1
    return line, offset - content.rfind(b"\n", 0, offset)


def _refused(path: str, message: str, hint: str, line: int = 0, column: int = 0) -> BadData:
    return BadData([Problem(path, line, column, message, hint)])
