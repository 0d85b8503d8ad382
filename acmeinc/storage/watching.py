"""Being told when incident documents and rules change, by the operating system."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from acmeinc.storage.repository import Repository

_SETTLED_MS = 150
_LOOK_MS = 50
_BEGUN_MS = 500
_FOLDERS = ("incidents", "templates")
_RULES = (".yaml", ".csv")


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


def changes(repository: Repository) -> Iterator[None]:
    """Yield each time a document, a rules file or a template has changed, without end.

    The first time is soon after the beginning: what changed just before was not seen. Raises
    KeyboardInterrupt on Ctrl-C.
    """
    from watchfiles import watch

    def is_read(_change: object, path: str) -> bool:
        folder, _, rest = Path(path).relative_to(repository.root).as_posix().partition("/")
        return folder in _FOLDERS if rest else folder.endswith(_RULES)

    beginning = True
    for changed in watch(
        repository.root,
        watch_filter=is_read,
        debounce=_SETTLED_MS,
        step=_LOOK_MS,
        rust_timeout=_BEGUN_MS,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if changed or beginning:
            yield
        beginning = False
