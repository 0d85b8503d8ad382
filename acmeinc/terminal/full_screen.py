"""The whole terminal for a while, given back as it was."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from acmeinc.terminal.console import Console

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[?25h\x1b[?1049l"
_ENDS = ("SIGTERM", "SIGHUP", "SIGQUIT")
"""What tells a process to end, besides Ctrl-C, where the system knows it."""
_TOP, _END_OF_LINE, _BELOW = "\x1b[H", "\x1b[K", "\x1b[J"


@contextmanager
def full_screen(console: Console) -> Iterator[None]:
    """Lend the terminal, empty and without a cursor, until the block ends or the process is told to end.

    Told by a signal, the process ends with 128 and its number. What it was started to ignore (`nohup`) it
    goes on ignoring.
    """
    told: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        # Who waits for files to change passes on Ctrl-C, and no other exception of a handler.
        told.append(number)
        raise KeyboardInterrupt

    known = (getattr(signal, name) for name in _ENDS if hasattr(signal, name))
    heeded = [number for number in known if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in heeded}
    console.out_exactly(_ENTER)
    try:
        yield
    except KeyboardInterrupt:
        if told:
            raise SystemExit(128 + told[0]) from None
        raise
    finally:
        console.out_exactly(_LEAVE)
        for number, handler in before.items():
            signal.signal(number, handler)


def draw(console: Console, lines: Sequence[str]) -> None:
    """Show `lines` in place of what is there, as many as fit, without flicker."""
    shown = f"{_END_OF_LINE}\r\n".join(lines[: console.height - 1])
    console.out_exactly(f"{_TOP}{shown}{_END_OF_LINE}{_BELOW}")
