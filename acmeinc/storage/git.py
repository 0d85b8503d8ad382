"""The one door to the git program: a clean environment, a bound on every call, errors in plain words."""

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import IO, BinaryIO, NamedTuple

from acmeinc.errors import Failed
from acmeinc.incident.text import visible
from acmeinc.process.secret_shapes import names_a_secret

READ_TIMEOUT = timedelta(seconds=10)
COMMIT_TIMEOUT = timedelta(seconds=60)
"""The bound on a commit, in which the user's hooks run."""

SILENCE = timedelta(seconds=60)
"""The bound on the time in which a git that is listened to says nothing."""

_KEPT = re.compile(
    r"GIT_(?:(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)"
    r"|SSH|SSH_COMMAND|ASKPASS|EXEC_PATH|TRACE\w*)"
)
_FIXED = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
_SHOWN_LINES = 8
_SLICE = 0.2
_PIPE = 1 << 20
_CHUNK = 1 << 17


class Finished(NamedTuple):
    """What a git process left: its exit `code`, its output, and what it said on stderr."""

    code: int
    stdout: str
    stderr: str

    @property
    def last_words(self) -> str:
        """Return the last lines of stderr, fit for a terminal."""
        lines = [line for line in self.stderr.replace("\r", "\n").split("\n") if line.strip()]
        return visible("\n".join(lines[-_SHOWN_LINES:]))

    @property
    def why(self) -> str:
        """Return in words why it failed: the last lines of stderr, else of stdout, else how it ended."""
        if words := self.last_words or visible(self.stdout.strip()):
            return words
        return f"it was killed (signal {-self.code})" if self.code < 0 else f"exit code {self.code}"


def environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the variables git may see: no `GIT_*` that points elsewhere or sets dates, English messages.

    No secret of a channel either: a hook that prints its environment would tell it.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if (not name.startswith("GIT_") or _KEPT.fullmatch(name)) and not names_a_secret(name)
    }
    kept.pop("LANGUAGE", None)
    return kept | _FIXED


class Git:
    """Runs git in the folder `root`, and nowhere else; `variables` go to it besides the environment."""

    def __init__(self, root: Path, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        self.root = root
        self._variables = variables

    def given(self, variables: Mapping[str, str]) -> "Git":
        """Return the same door to git, with more environment variables."""
        return Git(self.root, {**self._variables, **variables})

    def run(self, *args: str, stdin: str = "", timeout: timedelta = READ_TIMEOUT) -> str:
        """Return what `git ARGS` printed; raises `Failed` with git's own last words when it fails."""
        return _output(self.attempt(*args, stdin=stdin, timeout=timeout), args)

    def ask(self, *args: str) -> Callable[[], str]:
        """Start `git ARGS`, and return what waits for its end and returns what `run` returns."""
        process = self.start(*args)
        return lambda: _output(_finished(process, args, "", READ_TIMEOUT), args)

    def attempt(self, *args: str, stdin: str = "", timeout: timedelta = READ_TIMEOUT) -> Finished:
        """Return how `git ARGS` ended, whatever its exit code; `Failed` when it cannot run or hangs."""
        return _finished(self.start(*args), args, stdin, timeout)

    def stream(self, *args: str, stdin: str = "") -> Iterator[bytes]:
        """Yield what `git ARGS` prints, as it comes; git starts at once, and waits for whoever listens.

        Raises `Failed` when it fails, or when it says nothing for so long that it must be stuck.
        """
        from tempfile import TemporaryFile

        # Files instead of pipes: nobody has to write and to listen meanwhile.
        said = TemporaryFile()  # noqa: SIM115
        with TemporaryFile() as given:
            given.write(stdin.encode("utf-8", "surrogateescape"))
            given.seek(0)
            return _stream(self.start(*args, stdin=given, stderr=said), args, said)

    def start(
        self, *args: str, stdin: int | BinaryIO = subprocess.PIPE, stderr: int | BinaryIO = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        """Return `git ARGS`, started, its streams being pipes; `Failed` when there is no git."""
        try:
            return subprocess.Popen(
                ["git", "-C", str(self.root), *args],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                pipesize=_PIPE,
                env={**environment(os.environ), **self._variables},
                # The lock (lock.py) is meant to be inherited: it stays taken while a git of ours lives.
                close_fds=False,
                # A session of its own: hooks can be stopped with git, and Ctrl-C does not reach half of them.
                start_new_session=True,
            )
        except FileNotFoundError:
            raise Failed("git is not installed", hint="install git 2.38 or newer") from None


def _output(finished: Finished, args: tuple[str, ...]) -> str:
    if finished.code:
        raise Failed(
            f"git {_verb(args)} failed: {finished.why}", hint="mend what git names, then run this again"
        )
    return finished.stdout


def _finished(
    process: subprocess.Popen[bytes], args: tuple[str, ...], stdin: str, timeout: timedelta
) -> Finished:
    try:
        stdout, stderr = _converse(process, stdin.encode("utf-8", "surrogateescape"), timeout)
    except subprocess.TimeoutExpired:
        _stop(process)
        raise _too_slow(args, timeout) from None
    except BaseException:
        _stop(process)
        raise
    return Finished(process.returncode, text_of(stdout), text_of(stderr))


def _converse(process: subprocess.Popen[bytes], data: bytes, timeout: timedelta) -> tuple[bytes, bytes]:
    """Return stdout and stderr once git itself has ended.

    Looked at in slices, because a hook may leave a background job that never closes its end of the pipes.
    """
    deadline = time.monotonic() + timeout.total_seconds()
    given: bytes | None = data
    while True:
        try:
            return process.communicate(given, timeout=_SLICE)
        except subprocess.TimeoutExpired as expired:
            given = None
            if process.poll() is not None:
                return _whole(expired.output, process.stdout), _whole(expired.stderr, process.stderr)
            if time.monotonic() >= deadline:
                raise


def _whole(read: bytes | None, pipe: IO[bytes] | None) -> bytes:
    """Return what was `read` of a stream of a git that has ended, and what still waits in its pipe.

    A computer that is busy or was asleep may let a slice pass between git's last word and our next look.
    """
    pieces = [read or b""]
    if pipe and not pipe.closed and os.name != "nt":
        os.set_blocking(pipe.fileno(), False)
        with suppress(BlockingIOError):
            while piece := os.read(pipe.fileno(), _CHUNK):
                pieces.append(piece)
    return b"".join(pieces)


def _stream(process: subprocess.Popen[bytes], args: tuple[str, ...], said: BinaryIO) -> Iterator[bytes]:
    assert process.stdout
    handle = process.stdout.fileno()
    try:
        while chunk := _chunk(handle, args):
            yield chunk
        process.wait(SILENCE.total_seconds())
    except subprocess.TimeoutExpired:
        raise _too_slow(args, SILENCE) from None
    finally:
        _stop(process)
        with said:
            said.seek(0)
            finished = Finished(process.returncode, "", text_of(said.read()))
    if finished.code:
        words = finished.last_words or f"exit code {finished.code}"
        raise Failed(f"git {_verb(args)} failed: {words}", hint="git fsck")


def _chunk(handle: int, args: tuple[str, ...]) -> bytes:
    if os.name != "nt" and not select.select([handle], [], [], SILENCE.total_seconds())[0]:
        raise _too_slow(args, SILENCE)
    return os.read(handle, _CHUNK)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End git and its hooks: gently, so that git removes its own lock files; then surely."""
    for name in ("SIGTERM", "SIGKILL") if process.poll() is None else ():
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, getattr(signal, name))
            else:
                process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)
    for pipe in (process.stdin, process.stdout, process.stderr):
        with suppress(OSError):
            if pipe:
                pipe.close()


def _too_slow(args: tuple[str, ...], timeout: timedelta) -> Failed:
    return Failed(
        f"git {_verb(args)} took longer than {timeout.total_seconds():g} seconds and was stopped",
        hint="a hook or commit signing may be waiting for something: run the git command by hand to see",
    )


def _verb(args: tuple[str, ...]) -> str:
    """Return the command among git's words: `commit`."""
    return next((arg for arg in args if not arg.startswith("-") and "=" not in arg), "")


def text_of(data: bytes) -> str:
    """Return what git wrote, as text; bytes that are no UTF-8 are kept as lone surrogates."""
    return data.decode("utf-8", "surrogateescape")
