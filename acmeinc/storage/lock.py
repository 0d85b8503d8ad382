"""One writer at a time: a lock that waits its turn and that the kernel frees when its holder dies."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from acmeinc.errors import Failed, disk_faults
from acmeinc.storage.files import make_folder

WRITING = "lock"
SYNCING = "sync-lock"
PATIENCE = timedelta(seconds=30)
_QUIET = 1.0

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30

    def take(handle: int, *, wait: bool = False) -> bool:
        """Take the lock on an open file; return whether that worked (always, when it may `wait`)."""
        while True:
            os.lseek(handle, _FAR, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                return True
            except OSError:
                if not wait:
                    return False
                time.sleep(0.05)

    def release(handle: int) -> None:
        """Free the lock and close the file."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)

else:
    import fcntl

    def take(handle: int, *, wait: bool = False) -> bool:
        """Take the lock on an open file; return whether that worked (always, when it may `wait`)."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(handle: int) -> None:
        """Free the lock, also for children that inherited it, and close the file."""
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def _say_nothing(_text: str) -> None:
    """Wait in silence."""


@contextmanager
def locked(
    common_dir: Path,
    name: str = WRITING,
    *,
    waiting: Callable[[str], None] = _say_nothing,
    patience: timedelta = PATIENCE,
) -> Iterator[None]:
    """Hold the repository's lock `name` while the block runs: `WRITING`, or `SYNCING` with a remote.

    `waiting` is told once when it takes more than a second. Raises `Failed` naming the holder when it takes
    longer than `patience`. The lock file is never deleted: whoever waits holds it open.
    """
    path = common_dir / "acmeinc" / name
    handle = _open(path)
    if not take(handle):
        _queue(handle, waiting, patience)
    try:
        # Inherited by git, and only by git (git.py): a commit that outlives us keeps others out. A transfer
        # that outlives us may hang for ever, and must keep nobody out.
        os.set_inheritable(handle, name == WRITING)
        _sign(handle)
        yield
    finally:
        release(handle)


def holder(common_dir: Path) -> str:
    """Return who writes in this repository now, "" when nobody does; touches nothing."""
    path = common_dir / "acmeinc" / WRITING
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    if take(handle):
        release(handle)
        return ""
    try:
        return _holder(handle)
    finally:
        os.close(handle)


class _Turn(threading.Thread):
    """Waits for the lock in the kernel's own queue.

    Asking again and again starves under load (someone else is always quicker) and an alarm signal reaches
    only the main thread; a thread that waits is fair, can be left, and does not keep the program from ending.
    """

    def __init__(self, handle: int) -> None:
        super().__init__(daemon=True)
        self._handle = handle
        self._deciding = threading.Lock()
        self._left = False
        self.ended = threading.Event()
        self.error: OSError | None = None

    def run(self) -> None:
        """Wait until the lock is ours; give it back at once when nobody wants it any more."""
        try:
            take(self._handle, wait=True)
        except OSError as error:
            self.error = error
        with self._deciding:
            if self._left:
                os.close(self._handle)
            self.ended.set()

    def leave(self) -> bool:
        """Leave the queue; return False when the lock came in the same moment."""
        with self._deciding:
            self._left = not self.ended.is_set()
            return self._left


def _queue(handle: int, waiting: Callable[[str], None], patience: timedelta) -> None:
    turn = _Turn(handle)
    turn.start()
    try:
        bound = patience.total_seconds()
        if not turn.ended.wait(min(_QUIET, bound)):
            waiting(f"Waiting for {_holder(handle)} to finish writing here.")
            turn.ended.wait(bound - _QUIET)
        came_too_late = turn.leave()
    except BaseException:
        if not turn.leave():
            release(handle)
        raise
    if came_too_late:
        raise Failed(
            f"{_holder(handle)} has been writing here for more than {patience.total_seconds():g} seconds",
            hint="wait for it, or end it if it hangs (it or a git command it started), then run this again",
        )
    if turn.error:
        os.close(handle)
        raise Failed(f"the repository could not be locked: {turn.error.strerror}") from turn.error


def _open(path: Path) -> int:
    with disk_faults(f"{path} could not be opened"):
        make_folder(path.parent)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


def _sign(handle: int) -> None:
    # A full disk must not stop anyone here: the number only serves the message to those who wait.
    with suppress(OSError):
        os.lseek(handle, 0, os.SEEK_SET)
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())


def _holder(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    pid = os.read(handle, 20).decode("ascii", "replace").strip()
    return f"another acmeinc (process {pid})" if pid.isdigit() else "another acmeinc"
