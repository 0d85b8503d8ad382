"""The incident documents of a repository, as commands look for them, however many there are."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from acmeinc.errors import AcmeError, NotFound
from acmeinc.incident.model import FINAL_STATUSES
from acmeinc.incident.reading import Reading, read
from acmeinc.storage.repository import Repository
from acmeinc.storage.roll import Roll, call_roll

if TYPE_CHECKING:
    from acmeinc.storage.index import Index

_QUIET_S = 1.0


class Documents:
    """Looks for documents; `say` is told which cannot be read, `progress` what is going on if it takes long.

    What is asked is answered as the files are then. `fresh` reads all of them, whatever is known of them.
    """

    def __init__(
        self,
        repository: Repository,
        say: Callable[[str], None],
        progress: Callable[[str], None],
        *,
        fresh: bool = False,
    ) -> None:
        self._repository = repository
        self._say = say
        self._progress = progress
        self._fresh = fresh
        self._index: Index | None = None

    def index(self) -> "Index":
        """Return what every document says."""
        from acmeinc.storage.index import Index

        progress = _Progress(self._progress)
        if self._index:
            self._index.refresh(progress=progress.told)
        else:
            self._index = Index.of(self._repository, fresh=self._fresh, progress=progress.told)
        progress.end()
        return self._index

    def index_told(self) -> "Index":
        """Return the same, and say which documents cannot be read: of those it says nothing."""
        index = self.index()
        for problem in index.problems():
            self._say(f"! {problem}")
        return index

    def roll(self) -> Roll:
        """Return which documents there are, and which somebody still has to look at."""
        return call_roll(self._repository, self.index, fresh=self._fresh)

    def unsettled(self) -> Iterator[Reading]:
        """Yield the incidents about which something is left to do, newest first.

        A document that cannot be read is said and left out.
        """
        return self._readings(self._repository.root / path for path in self.roll().unsettled)

    def every(self, wanted: Callable[[str], bool]) -> Iterator[Reading]:
        """Yield every incident whose text is `wanted`, newest first: that takes long where there are many."""
        return self._readings(iter(self._repository.incident_paths()), wanted)

    def named(self, part: str) -> list[str]:
        """Return the ids that fit: the one that is `part`, else every one that contains it, newest first."""
        wanted = part.strip().lower()
        with suppress(NotFound):
            if wanted.startswith("inc-") and self._repository.path_of(wanted).is_file():
                return [wanted]
        return self.roll().find(part)

    def in_status(self, statuses: Sequence[str]) -> dict[str, Reading | None]:
        """Return the incidents in one of `statuses` by id, newest first; None for one that is not read."""
        if not set(FINAL_STATUSES).intersection(statuses):
            return {r.incident.id: r for r in self.unsettled() if r.incident.status in statuses}
        incidents = (kept.incident for kept in self.index_told().documents() if not kept.problem)
        return {incident.id: None for incident in incidents if incident.status in statuses}

    def _readings(
        self, paths: Iterator[Path], wanted: Callable[[str], bool] = lambda _: True
    ) -> Iterator[Reading]:
        for path in paths:
            try:
                text = self._repository.read(path)
                if wanted(text):
                    yield read(text)
            except AcmeError as problem:
                self._say(f"! {problem}")


class _Progress:
    """Tells how many documents have been read, once that takes more than a second."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._begun = monotonic()
        self._has_told = False

    def told(self, done: int, total: int) -> None:
        if monotonic() - self._begun >= _QUIET_S:
            self._has_told = True
            self._tell(f"  reading the incidents: {done:,} of {total:,} …")

    def end(self) -> None:
        if self._has_told:
            self._tell("")
