"""A bar that fills while something takes its time."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_LENGTH = 24
_BETWEEN_SECONDS = 0.1


def bar(what: str, done: int, total: int) -> str:
    """Return how far `what` is, as one line: `Reading  [######······]  1,200 of 10,000`; "" for nothing."""
    if not total:
        return ""
    filled = _LENGTH * done // total
    return f"{what}  [{'#' * filled}{'·' * (_LENGTH - filled)}]  {done:,} of {total:,}"


def along(
    items: Iterable[Item], what: str, total: int, show: Callable[[str], None], patience: float = 1.0
) -> Iterator[Item]:
    """Yield `items`, and after so many seconds of `patience` show how far they are; nothing stays of that."""
    due = time.monotonic() + patience
    is_shown = False
    try:
        for done, item in enumerate(items):
            if (now := time.monotonic()) >= due:
                show(bar(what, done, total))
                due, is_shown = now + _BETWEEN_SECONDS, True
            yield item
    finally:
        if is_shown:
            show("")
