"""What version control recorded of the incident documents: values that storage reads and checks judge."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


class Version(NamedTuple):
    """What a commit did to one file: its content `before`, in each parent, and `now`, by git's ids.

    "" stands for: no such file. Of a merge there are only the files that it has different from every parent.
    """

    path: str
    before: tuple[str, ...]
    now: str


class RecordedCommit(NamedTuple):
    """One commit; `versions` are the files it changed.

    `authored` is when its author made it, which stays when a sync makes it again; `committed` is when it was
    made last (both in seconds since 1970). `subject` is the first line of its message; `step` is the command
    that made it, "" for anything else; `entries` are the ids of those that it says it recorded.

    It `is_recovered` when it finishes a step that was interrupted, perhaps long before; it `is_lost` when
    acmeinc once saw it on this branch and it is no part of the branch any more.
    """

    sha: str
    parents: tuple[str, ...]
    author: str
    email: str
    authored: int
    committed: int
    is_signed: bool
    subject: str
    step: str = ""
    entries: tuple[str, ...] = ()
    is_recovered: bool = False
    versions: tuple[Version, ...] = ()
    is_lost: bool = False

    @property
    def is_by_hand(self) -> bool:
        """Return whether people made it without acmeinc, and not only by merging."""
        return not self.step and len(self.parents) < 2

    @property
    def when(self) -> datetime:
        """Return when it was recorded, in UTC."""
        return moment(self.authored)


class Signature(NamedTuple):
    """What git says of a signature: `verdict` is its letter (`G` good, `B` bad, …), `signer` whose it is."""

    verdict: str
    signer: str = ""


class Past(Protocol):
    """The past of a branch, as whoever keeps it tells it.

    `documents` are the files of the last commit: git's ids of their contents, by path. `uncommitted` are
    files that are otherwise now. `gone` are the ids of commits that acmeinc saw on this branch last, and of
    which nothing is left; `boundary` those of commits before which nothing is known in a shallow clone.
    """

    @property
    def documents(self) -> Mapping[str, str]: ...
    @property
    def uncommitted(self) -> Set[str]: ...
    @property
    def gone(self) -> Sequence[str]: ...
    @property
    def boundary(self) -> frozenset[str]: ...

    def commits(self) -> Iterator[RecordedCommit]:
        """Yield every commit that led there or is lost, each before those that it follows."""

    def contents(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents that have the given ids, in their order."""

    def signatures(self, commits: Sequence[RecordedCommit]) -> Mapping[str, Signature]:
        """Return what is known of the signatures of `commits`, by their ids."""


def moment(seconds: int) -> datetime:
    """Return a time of git's as a UTC time; git takes years that a calendar does not."""
    return datetime.fromtimestamp(min(max(seconds, 0), _LATEST), UTC)
