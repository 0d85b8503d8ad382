"""Being told when incident documents change, by the operating system."""

from collections.abc import Iterator
from datetime import timedelta

from acmeinc.storage.repository import Repository

_SETTLED_MS = 150
_LOOK_MS = 50


def beats(repository: Repository, every: timedelta) -> Iterator[bool]:
    """Yield at least once `every` so often, without end: whether an incident document has changed meanwhile.

    A work tree on a network may tell nothing: whoever has to know looks from time to time all the same.
    Raises KeyboardInterrupt on Ctrl-C.
    """
    from watchfiles import watch

    folder = repository.root / "incidents"
    folder.mkdir(exist_ok=True)
    changes = watch(
        folder,
        watch_filter=lambda _change, path: path.endswith(".md"),
        debounce=_SETTLED_MS,
        step=_LOOK_MS,
        rust_timeout=int(every.total_seconds() * 1000),
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    for changed in changes:
        yield bool(changed)
