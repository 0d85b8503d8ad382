"""The whole terminal for a while, given back as it was."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from acmeinc.terminal.console import Console

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[?25h\x1b[?1049l"
_TOP, _END_OF_LINE, _BELOW = "\x1b[H", "\x1b[K", "\x1b[J"


@contextmanager
def full_screen(console: Console) -> Iterator[None]:
    """Lend the terminal, empty and without a cursor, until the block ends or the process is told to end."""
    before = signal.signal(signal.SIGTERM, _end)
    console.out_exactly(_ENTER)
    try:
        yield
    finally:
        console.out_exactly(_LEAVE)
        signal.signal(signal.SIGTERM, before)


def draw(console: Console, lines: Sequence[str]) -> None:
    """Show `lines` in place of what is there, as many as fit, without flicker."""
    shown = f"{_END_OF_LINE}\r\n".join(lines[: console.height - 1])
    console.out_exactly(f"{_TOP}{shown}{_END_OF_LINE}{_BELOW}")


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
