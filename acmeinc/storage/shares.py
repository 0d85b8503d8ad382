"""Work on many things, shared among as many processes as there are processors."""

import os
import pickle
from collections.abc import Callable, Sequence
from typing import BinaryIO, Generic, TypeVar

from acmeinc.errors import Failed

Thing = TypeVar("Thing")
Result = TypeVar("Result")

_WORTH_A_PROCESS = 50
"""How many things a process has to do to be worth starting."""


def shared(
    work: Callable[[Sequence[Thing]], list[Result]], things: Sequence[Thing], processes: int | None = None
) -> list[Result]:
    """Return what `work` returns for all `things`, in any order; raises what it raises.

    The processes are copies of this one: they know all that it knows, and give back what they found. Where
    the system cannot copy a process, this one does everything.
    """
    wanted = min(processes or os.cpu_count() or 1, len(things) // _WORTH_A_PROCESS)
    if wanted < 2 or not hasattr(os, "fork"):
        return work(things)
    helpers = [_start(work, things[number::wanted]) for number in range(1, wanted)]
    try:
        found = work(things[::wanted])
        for helper in helpers:
            found += helper.found()
    finally:
        for helper in helpers:
            helper.end()
    return found


class _Helper(Generic[Result]):
    """A process at work, and the pipe through which it gives back what it found."""

    def __init__(self, pid: int, pipe: BinaryIO) -> None:
        self._pid = pid
        self._pipe = pipe

    def found(self) -> list[Result]:
        """Wait for the process, and return what it found; raises what stopped it."""
        try:
            told = pickle.load(self._pipe)
        except EOFError:
            raise Failed("a process that did a part of the work broke off", hint="run it again") from None
        if isinstance(told, BaseException):
            raise told
        found: list[Result] = told
        return found

    def end(self) -> None:
        """See the process end; it ends by itself when nobody listens any more."""
        self._pipe.close()
        os.waitpid(self._pid, 0)


def _start(work: Callable[[Sequence[Thing]], list[Result]], things: Sequence[Thing]) -> "_Helper[Result]":
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Helper(pid, os.fdopen(reading, "rb"))
    # Nothing of the copy may reach the end of the program that it is a copy of.
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_done(work, things), pipe)
    finally:
        os._exit(0)


def _done(work: Callable[[Sequence[Thing]], list[Result]], things: Sequence[Thing]) -> object:
    try:
        return work(things)
    except BaseException as error:
        return error
