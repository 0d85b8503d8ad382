"""Writing a file so that a crash, a full disk or a power cut leaves the old one or the new one, whole."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from acmeinc.errors import disk_faults

TEMPORARY = ".tmp~"
_LONGEST = 200
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_file(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Put `content` at `path`, all or nothing, and see it onto the disk; an existing file keeps its mode.

    What is not `durable` may be empty after a power cut. Missing folders are made. Raises `DiskFault` naming
    the path; the old file, or the new one, is whole then.
    """
    temporary = path.parent / f"{_prefix(path)}{os.getpid()}{TEMPORARY}"
    with disk_faults(f"{path} could not be written"):
        make_folder(path.parent)
        mode = _mode(path)
        try:
            _write_whole(temporary, content, mode, durable=durable)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        if durable:
            _sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make `folder` and its missing parents, each seen onto the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def sweep(path: Path) -> None:
    """Remove the temporary files that killed writers of `path` left beside it."""
    if not path.parent.is_dir():
        return
    with os.scandir(path.parent) as entries:
        left = [e.path for e in entries if e.name.startswith(_prefix(path)) and e.name.endswith(TEMPORARY)]
    for temporary in left:
        Path(temporary).unlink(missing_ok=True)


def _prefix(path: Path) -> str:
    name = path.name if len(os.fsencode(path.name)) <= _LONGEST else path.name[: _LONGEST // 4]
    return f".{name}."


def _mode(path: Path) -> int | None:
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found):
        raise OSError(errno.ELOOP, "it is a symbolic link")
    return stat.S_IMODE(found)


def _write_whole(temporary: Path, content: bytes, mode: int | None, *, durable: bool) -> None:
    # Writers hold the lock: a temporary file with our process number is left from an earlier process.
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, _FLAGS, 0o666), "wb") as file:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
