"""The write-ahead record: what a step is about to do, on disk before it does anything (DESIGN §6).

A record that nobody holds was left by a step that did not end; `recovery` finishes it.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from acmeinc.errors import AcmeError, DiskFault, disk_faults
from acmeinc.incident import ulid
from acmeinc.storage.files import TEMPORARY, write_file
from acmeinc.storage.git import COMMIT_TIMEOUT
from acmeinc.storage.lock import release, take

_TO_END = timedelta(seconds=30)
"""How long after its bound a git may still lock something, while it is being ended."""
_LONGEST = (COMMIT_TIMEOUT + _TO_END).total_seconds()


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

    `deliveries` name what is on its way while the record is held: `entry` and `channel`. The message names
    what only this step does (its entries), so that its commit can be told from every other. A sync changes no
    file of its own: it moves the branch, from the first of `heads` to the second. Without files and heads
    there is nothing to finish: git was at work, and may have left locks. `bound` are the seconds, counted
    from the record's time, in which a git of the step can have locked something.
    """

    id: str
    step: str
    incident: str
    message: str
    files: tuple[FileChange, ...]
    deliveries: tuple[Mapping[str, str], ...] = ()
    at: str = ""
    pid: int = 0
    heads: tuple[str, ...] = ()
    bound: float = _LONGEST

    @property
    def is_begun(self) -> bool:
        """Return whether there is something to finish."""
        return bool(self.files or self.heads)


class Record:
    """An intent on disk, held as long as its step lives; made, changed and ended under the lock.

    Raises `DiskFault` when it cannot be written: then nothing of it is left.
    """

    def __init__(self, git_dir: Path, intent: Intent) -> None:
        self._path = _folder(git_dir) / f"{intent.id}.json"
        try:
            self._handle = self._written(intent)
        except BaseException:
            drop(self._path)
            raise

    def becomes(self, intent: Intent) -> None:
        """Put another intent in the place of the one before, all or nothing."""
        handle = self._written(intent)
        release(self._handle)
        self._handle = handle

    def let_go(self) -> None:
        """Leave it to the next step to finish."""
        release(self._handle)

    def fail(self, error: AcmeError) -> None:
        """Leave it to the next step to finish, which `error` says then; every git of this one has ended."""
        if self._intent.is_begun:
            error.begun = True
            if isinstance(error, DiskFault):
                error.hint = f"{error.mend}; the next acmeinc step finishes this one"
        close(self._path, self._intent)
        release(self._handle)

    def end(self) -> None:
        """Remove it: what it was about is done."""
        # While it is held: nobody can take it for left behind. Windows removes only what nobody has open.
        drop(self._path)
        release(self._handle)
        if os.name == "nt":
            drop(self._path)

    def _written(self, intent: Intent) -> int:
        _write(self._path, intent)
        with disk_faults(f"{self._path} could not be opened"):
            handle = os.open(self._path, os.O_RDWR)
        take(handle)
        self._intent = intent
        return handle


@contextmanager
def recorded(git_dir: Path, intent: Intent) -> Iterator[Record]:
    """Keep `intent` on disk while the block runs, and drop it when the block ends well.

    When the block raises, or the process dies, the record stays for the next step to finish, and the error
    says that it was begun. To be used under the lock. Raises `DiskFault` when the record cannot be written.
    """
    record = Record(git_dir, intent)
    try:
        with disk_faults():
            yield record
    except AcmeError as error:
        record.fail(error)
        raise
    except BaseException:
        record.let_go()
        raise
    record.end()


@contextmanager
def git_at_work(git_dir: Path, step: str, bound: timedelta = COMMIT_TIMEOUT) -> Iterator[None]:
    """Keep a record that git is at work for `step`: the locks of one that dies are known to be ours then.

    To be entered under the lock, which need not be held to the end.
    """
    with recorded(git_dir, Intent(new_id(), step, "", "", (), bound=(bound + _TO_END).total_seconds())):
        yield


def reopen(path: Path, intent: Intent) -> None:
    """Note in a record that git goes to work again for a step that was broken off; raises `DiskFault`."""
    _write(path, intent._replace(bound=_LONGEST))


def close(path: Path, intent: Intent) -> None:
    """Note in a record that every git of its step has ended: what is locked from now on is not its own."""
    with suppress(DiskFault), disk_faults():
        begun = path.stat().st_mtime_ns
        _write(path, intent._replace(bound=(time.time_ns() - begun) / 1e9))
        os.utime(path, ns=(begun, begun))


def new_id() -> str:
    """Return an id for what no step's own clock is at hand for."""
    return ulid.make(time.time_ns() // 1_000_000, os.urandom(10))


def _write(path: Path, intent: Intent) -> None:
    content = json.dumps(_plain(intent), ensure_ascii=True, indent=1).encode()
    write_file(path, content, durable=intent.is_begun)


def drop(path: Path) -> None:
    """Remove a record whose step is done; one that the disk keeps, the next step finds to be complete."""
    with suppress(OSError):
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


def under_way(git_dir: Path) -> list[Intent]:
    """Return what living steps are about to do; to be used under the lock."""
    found = []
    for path in sorted(_folder(git_dir).glob("*.json")):
        if _is_held(path):
            with suppress(ValueError):
                found.append(read_intent(path))
    return found


def read_intent(path: Path) -> Intent:
    """Return the intent that a record holds; raises ValueError when it is not readable.

    One that a power cut has emptied was of a git at work: nothing else is written without seeing it onto the
    disk.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if not text:
            return Intent(path.stem, "git", "", "", ())
        kept = json.loads(text)
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
    """Return whether a living process holds the record, or has dropped it by now."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    if take(handle):
        release(handle)
        return not path.exists()
    os.close(handle)
    return True
