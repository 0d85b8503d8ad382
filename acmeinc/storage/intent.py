"""The write-ahead record: what a step is about to do, on disk before it does anything (DESIGN §6).

A record that nobody holds was left by a step that did not end; `recovery` finishes it.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from acmeinc.storage.files import TEMPORARY, write_file
from acmeinc.storage.lock import release, take


class FileChange(NamedTuple):
    """What a step does to one file: `path` is relative to the repository, with `/`.

    A new file has its whole `text`, or its bytes in base64 (`content_b64`); a document that exists gets
    `entries`, the raw lines to add.
    """

    path: str
    text: str | None = None
    entries: tuple[str, ...] = ()
    content_b64: str | None = None

    @property
    def content(self) -> bytes:
        """Return the bytes of a new file."""
        if self.content_b64 is not None:
            from base64 import b64decode

            return b64decode(self.content_b64)
        return (self.text or "").encode()


class Intent(NamedTuple):
    """All that is needed to finish a step: `id` is a ULID, `at` RFC 3339, `message` the whole commit message.

    `deliveries` are kept and given back as they are. The message names what only this step does (its
    entries), so that its commit can be told from every other. A sync changes no file of its own: it moves the
    branch, from the first of `heads` to the second.
    """

    id: str
    step: str
    incident: str
    message: str
    files: tuple[FileChange, ...]
    deliveries: tuple[Mapping[str, Any], ...] = ()
    at: str = ""
    pid: int = 0
    heads: tuple[str, ...] = ()


class Record:
    """An intent on disk, held as long as its step lives; made, changed and ended under the lock.

    Raises `Failed` when it cannot be written.
    """

    def __init__(self, git_dir: Path, intent: Intent) -> None:
        self._path = _folder(git_dir) / f"{intent.id}.json"
        self._handle = self._written(intent)

    def becomes(self, intent: Intent) -> None:
        """Put another intent in the place of the one before, all or nothing."""
        handle = self._written(intent)
        release(self._handle)
        self._handle = handle

    def let_go(self) -> None:
        """Leave it to the next step to finish."""
        release(self._handle)

    def end(self) -> None:
        """Remove it: what it was about is done."""
        release(self._handle)
        drop(self._path)

    def _written(self, intent: Intent) -> int:
        write_file(self._path, json.dumps(_plain(intent), ensure_ascii=True, indent=1).encode())
        handle = os.open(self._path, os.O_RDWR)
        take(handle)
        return handle


@contextmanager
def recorded(git_dir: Path, intent: Intent) -> Iterator[Record]:
    """Keep `intent` on disk while the block runs, and drop it when the block ends well.

    When the block raises, or the process dies, the record stays for the next step to finish. To be used
    under the lock. Raises `Failed` when the record cannot be written.
    """
    record = Record(git_dir, intent)
    try:
        yield record
    except BaseException:
        record.let_go()
        raise
    record.end()


def drop(path: Path) -> None:
    """Remove a record whose step is done."""
    path.unlink(missing_ok=True)


def any_recorded(git_dir: Path) -> bool:
    """Return whether a step is going on here, or was broken off; touches nothing."""
    folder = _folder(git_dir)
    return folder.is_dir() and any(folder.glob("*.json"))


def left_behind(git_dir: Path) -> list[Path]:
    """Return the records that no living step holds, oldest first; to be used under the lock."""
    folder = _folder(git_dir)
    if not folder.is_dir():
        return []
    for half_written in folder.glob(f"*{TEMPORARY}"):
        half_written.unlink(missing_ok=True)
    return abandoned(git_dir)


def abandoned(git_dir: Path) -> list[Path]:
    """Return the records that no living step holds, oldest first; touches nothing."""
    return [path for path in sorted(_folder(git_dir).glob("*.json")) if not _is_held(path)]


def read_intent(path: Path) -> Intent:
    """Return the intent that a record holds; raises ValueError when it is not readable."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(FileChange(**{**file, "entries": tuple(file["entries"])}) for file in kept.pop("files"))
        deliveries, heads = tuple(kept.pop("deliveries")), tuple(kept.pop("heads", ()))
        return Intent(**kept, files=files, deliveries=deliveries, heads=heads)
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path} is not a readable record") from error


def _plain(intent: Intent) -> dict[str, Any]:
    return intent._asdict() | {"files": [change._asdict() for change in intent.files]}


def _folder(git_dir: Path) -> Path:
    # Each work tree has its own: the paths in a record are meant in the work tree that made it.
    return git_dir / "acmeinc" / "intents"


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    if take(handle):
        release(handle)
        return False
    os.close(handle)
    return True
