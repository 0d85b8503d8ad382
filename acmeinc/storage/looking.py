"""Which documents may have changed since all of them were looked at, without looking at each again.

A folder whose stamp (`stamps.py`) is the same has the same documents in it, whoever put them there. Only one
that is edited in place changes no folder. What is likely to change is watched: looked at every time. Of the
rest git is asked, whose own index knows the stamps of all files and compares them on all processors. When a
commit appears that is not ours, and where git has no word, each document is looked at.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from time import time_ns
from typing import NamedTuple

from acmeinc.errors import AcmeError
from acmeinc.storage.gitdir import find_git_dir
from acmeinc.storage.own_commits import are_own, checked_out
from acmeinc.storage.repository import Repository
from acmeinc.storage.stamps import INCIDENTS, Stamp, folder_of, is_as_it_was, is_incident, stamp_of, walk


class Seen(NamedTuple):
    """What was seen: the commit that was checked out, and every folder of documents.

    `strange` are the documents that were not as that commit has them.
    """

    commit: str
    folders: Mapping[str, Stamp]
    strange: Collection[str] = ()


class Look(NamedTuple):
    """What is seen `now`: the stamps of the `documents` that may have changed, None for one that has gone.

    All documents of `months` are among them.
    """

    now: Seen
    documents: Mapping[str, Stamp | None]
    months: Collection[str]


def folders_to_walk(root: Path, commit: str, folders: Mapping[str, Stamp]) -> list[str]:
    """Return which of the folders may have other documents in them than when `commit` was checked out."""
    git = find_git_dir(root)
    if not folders or (git and not are_own(git, commit, checked_out(git))):
        return [INCIDENTS, *folders]
    return [path for path, stamp in folders.items() if not is_as_it_was(root, path, stamp)]


def look_again(repository: Repository, before: Seen, watched: Iterable[str], *, fresh: bool) -> Look:
    """Return what may have changed since what was seen `before`; raises `DiskFault`.

    `watched` are the documents to look at in any case; if `fresh`, all are looked at.
    """
    root, git = repository.root, find_git_dir(repository.root)
    answer = _ask_git(repository) if git else None
    looked = time_ns()
    commit = checked_out(git) if git else ""
    changed = folders_to_walk(root, before.commit, before.folders)
    suspects = {*watched, *before.strange}
    strange = answer() if answer else None
    if strange is None or fresh:
        changed = [INCIDENTS, *before.folders]
    walked = walk(root, before.folders, changed)
    documents: dict[str, Stamp | None] = {
        path: stamp for found in walked.months.values() for path, stamp in found.items()
    }
    for path in suspects.union(strange or ()):
        if folder_of(path) not in walked.months:
            stamp = stamp_of(root, path)
            documents[path] = stamp.kept(looked) if stamp else None
    now = Seen(commit, walked.folders, strange or ())
    return Look(now, documents, walked.months.keys() | (before.folders.keys() - walked.folders.keys()))


def _ask_git(repository: Repository) -> Callable[[], Collection[str] | None]:
    """Ask git, which answers meanwhile, for the documents that are not as the commit has them.

    What is returned waits for the answer: None when git has no word.
    """
    try:
        answer = repository.git.ask("diff-index", "--name-only", "-z", "--relative", "HEAD", "--", INCIDENTS)
    except AcmeError:
        return lambda: None
    return lambda: _named(answer)


def _named(answer: Callable[[], str]) -> Collection[str] | None:
    try:
        return {path for path in answer().split("\0") if is_incident(path)}
    except AcmeError:
        return None
