"""What git remembers of a document, read by GitPython: 130 ms to import, so imported only when used."""

import os
import re
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from acmeinc.errors import NotFound
from acmeinc.storage.git import environment
from acmeinc.storage.repository import Repository

if TYPE_CHECKING:
    from git import Commit as GitCommit
    from git import Repo

_TRAILER = re.compile(r"([A-Za-z][A-Za-z-]*): (.*)")


class Commit(NamedTuple):
    """One commit: `when` it was made (UTC), its `subject`, and its trailers in order."""

    sha: str
    author: str
    when: datetime
    subject: str
    trailers: tuple[tuple[str, str], ...]
    email: str = ""


def document_at(repository: Repository, path: Path, when: datetime) -> str:
    """Return a document as it was recorded at the aware time `when`; raises `NotFound` when it was not there.

    The clock is that of the commits: an entry made later for an earlier time is not in it.
    """
    with _history(repository) as repo:
        for commit in _commits(repo, path):
            if commit.committed_datetime <= when:
                text = _text_in(repo, commit, path)
                if text is not None:
                    return text
                break
    raise NotFound(f"{repository.relative(path)} was not recorded at {when.isoformat(' ', 'seconds')}")


@contextmanager
def log_of(repository: Repository, path: Path) -> "Iterator[Iterator[Commit]]":
    """Give the commits that changed a file, or a file in a folder, newest first, as they are found.

    git looks no further than it is listened to: in a long history it finds the newest at once.
    """
    with _history(repository) as repo, closing(_commits(repo, path)) as commits:
        yield map(_told, commits)


@contextmanager
def _history(repository: Repository) -> "Iterator[Repo]":
    from git import Repo

    inherited = dict(os.environ)
    # GitPython obeys GIT_DIR and its kind from this process, and has no way to unset them.
    _set_environment(environment(inherited))
    try:
        with Repo(repository.root, search_parent_directories=True) as repo:
            yield repo
    finally:
        _set_environment(inherited)


def _set_environment(variables: dict[str, str]) -> None:
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    os.environ.update(variables)


def _commits(repo: "Repo", path: Path) -> "Generator[GitCommit, None, None]":
    if repo.head.is_valid():
        yield from repo.iter_commits("HEAD", paths=[_from_top(repo, path)])


def _from_top(repo: "Repo", path: Path) -> str:
    return path.relative_to(Path(str(repo.working_tree_dir)).resolve()).as_posix()


def _text_in(repo: "Repo", commit: "GitCommit", path: Path) -> str | None:
    try:
        blob = commit.tree / _from_top(repo, path)
    except KeyError:
        return None
    return bytes(blob.data_stream.read()).decode("utf-8", "replace")


def _told(commit: "GitCommit") -> Commit:
    message = str(commit.message)
    subject, _, rest = message.partition("\n")
    last = rest.strip().rpartition("\n\n")[2]
    trailers = tuple((m[1], m[2]) for line in last.split("\n") if (m := _TRAILER.fullmatch(line)))
    when = commit.committed_datetime.astimezone(UTC)
    name, email = str(commit.author.name or ""), str(commit.author.email or "")
    return Commit(commit.hexsha, name, when, subject, trailers, email)
