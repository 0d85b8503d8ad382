"""Work on many things, shared among as many processes as there are processors."""

import os
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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
    return [found for batch in shared_out(work, things, len(things) or 1, processes) for found in batch]


def shared_out(
    work: Callable[[Sequence[Thing]], list[Result]],
    things: Sequence[Thing],
    together: int,
    processes: int | None = None,
) -> Iterator[list[Result]]:
    """Yield the same, each time what `work` returns for so many things `together`, as soon as it is found.

    The processes go on meanwhile.
    """
    wanted = min(processes or os.cpu_count() or 1, len(things) // _WORTH_A_PROCESS)
    if wanted < 2 or not hasattr(os, "fork"):
        yield from _in_turn(work, things, together)
        return
    helpers = [_start(work, things[number::wanted], together) for number in range(wanted)]
    waiting = deque(helpers)
    try:
        while waiting:
            found = waiting[0].found()
            if found is None:
                waiting.popleft()
            else:
                waiting.rotate(-1)
                yield found
    finally:
        for helper in helpers:
            helper.end()


class _Helper(Generic[Result]):
    """A process at work, and the pipe through which it gives back what it found."""

    def __init__(self, pid: int, pipe: BinaryIO) -> None:
        self._pid = pid
        self._pipe = pipe

    def found(self) -> list[Result] | None:
        """Wait for what the process finds next, and return it, None at the end; raises what stopped it."""
        try:
            told = pickle.load(self._pipe)
        except EOFError:
            raise Failed("a process that did a part of the work broke off", hint="run it again") from None
        if isinstance(told, BaseException):
            raise told
        found: list[Result] | None = told
        return found

    def end(self) -> None:
        """See the process end; it ends by itself when nobody listens any more."""
        self._pipe.close()
        os.waitpid(self._pid, 0)


def _start(
    work: Callable[[Sequence[Thing]], list[Result]], things: Sequence[Thing], together: int
) -> "_Helper[Result]":
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return _Helper(pid, os.fdopen(reading, "rb"))
    # Nothing of the copy may reach the end of the program that it is a copy of.
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            for told in _told(work, things, together):
                pickle.dump(told, pipe)
                pipe.flush()
    finally:
        os._exit(0)


def _told(
    work: Callable[[Sequence[Thing]], list[Result]], things: Sequence[Thing], together: int
) -> Iterator[object]:
    """Yield what a helper gives back: what it finds, and None when that is all, or what stopped it."""
    try:
        yield from _in_turn(work, things, together)
        yield None
    except Exception as error:
        yield error


def _in_turn(
    work: Callable[[Sequence[Thing]], list[Result]], things: Sequence[Thing], together: int
) -> Iterator[list[Result]]:
    for start in range(0, len(things), together):
        yield work(things[start : start + together])
