"""The folder that a public page is built into: its own files, which it knows, and nobody else's.

Which files are its own stands in a list inside the folder, written before the first of them: a build that was
killed leaves a folder that the next one recognises.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from acmeinc.errors import RulesSayNo, disk_faults
from acmeinc.storage.files import write_file

LIST = ".acmeinc-site.json"
_IGNORE = ".gitignore"
_NAME = re.compile(r"[a-z0-9][A-Za-z0-9._-]*(?:/[a-z0-9][A-Za-z0-9._-]*)*")


class BuiltFolder:
    """The folder `path`, opened to be built into.

    Raises RulesSayNo when it holds files and is none that a page was built into before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = self._read_list()
        self.written = 0
        """How many files were written because they are new or say something else."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files that were built, with `/`."""
        return tuple(self._known)

    def expect(self, names: Iterable[str]) -> None:
        """Claim the files that are about to be written; raises RulesSayNo when one is somebody else's."""
        wanted = [name for name in names if name not in self._known]
        for folder in {folder for name in (*self._known, *wanted) for folder in _folders_of(name)}:
            if (self.path / folder).is_symlink():
                raise RulesSayNo(f"{self.path / folder} is a symbolic link", hint=f"rm {self.path / folder}")
        for name in wanted:
            if (self.path / name).exists():
                raise RulesSayNo(
                    f"{self.path / name} was not written by site build, and stands where a page goes",
                    hint="move it away, or build into another folder: acmeinc site build --out DIR",
                )
        self._known |= dict.fromkeys(wanted, "")
        self._write_list()

    def keep_out_of_git(self) -> None:
        """Have git ignore the folder, unless somebody has said already what git is to do with it."""
        if not (self.path / _IGNORE).exists():
            write_file(self.path / _IGNORE, b"*\n", durable=False)

    def is_current(self, name: str, stamp: str) -> bool:
        """Return whether the file was built from what `stamp` stands for, and is still there."""
        is_same = bool(stamp) and self._known.get(name) == stamp
        return is_same and os.path.isfile(f"{self.path}/{name}")  # noqa: PTH113 (asked for every page)

    def write(self, name: str, content: bytes, stamp: str) -> None:
        """Put `content` into a file, unless that is what it says already."""
        path = self.path / name
        if not _says(path, content):
            write_file(path, content, durable=False)
            self.written += 1
        self._known[name] = stamp

    def keep_only(self, names: Iterable[str]) -> int:
        """Remove what was built once and is no part of the page any more; return how many files went."""
        kept = set(names)
        gone = [name for name in self._known if name not in kept]
        with disk_faults(f"{self.path} could not be tidied"):
            for name in gone:
                (self.path / name).unlink(missing_ok=True)
                _remove_empty((self.path / name).parent, self.path)
                del self._known[name]
        self._write_list()
        return len(gone)

    def _read_list(self) -> dict[str, str]:
        with disk_faults(f"{self.path} could not be read"):
            if not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir())):
                return {}
            try:
                listed = json.loads((self.path / LIST).read_bytes())["files"]
            except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
                raise RulesSayNo(
                    f"{self.path} holds other files, and a page is built only into a folder of its own",
                    hint="name an empty one: acmeinc site build --out DIR",
                ) from None
        return _sound(listed)

    def _write_list(self) -> None:
        text = json.dumps({"files": self._known}, indent=0, sort_keys=True)
        if not _says(self.path / LIST, text.encode()):
            write_file(self.path / LIST, text.encode(), durable=False)


def digest_of(files: Mapping[str, bytes], *others: str) -> str:
    """Return what stands for the contents of files and for `others`."""
    digest = hashlib.sha256()
    named = (part for name in sorted(files) for part in (name.encode(), files[name]))
    for part in (*(text.encode() for text in others), *named):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _sound(listed: object) -> dict[str, str]:
    """Return the names of a list that lead to files inside the folder, whoever wrote it."""
    if not isinstance(listed, dict):
        return {}
    return {name: str(stamp) for name, stamp in listed.items() if _NAME.fullmatch(name)}


def _folders_of(name: str) -> Iterator[str]:
    """Yield every folder on the way to a file: `api`, `api/v2`."""
    parts = name.split("/")[:-1]
    yield from ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


def _says(path: Path, content: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
