"""Moving the checked-out branch to a commit that a sync made, the user's own changes left in place.

Staged and unstaged changes stay as they are; where they touch what comes in, nothing is moved at all.
"""

import re
import time
from collections.abc import Sequence
from pathlib import Path

from acmeinc.errors import Failed
from acmeinc.storage.git import COMMIT_TIMEOUT, Finished, Git
from acmeinc.storage.intent import Intent, new_id, recorded
from acmeinc.storage.objects import Objects
from acmeinc.storage.repository import Repository
from acmeinc.storage.tips import record_tip

_TRIES = 20
_PAUSE_SECONDS = 0.05
_REFUSED = re.compile(r"\.lock': File exists|not uptodate|would be overwritten|would lose untracked")


class InTheWay(Failed):
    """Changes that are not committed touch what comes in: `paths`, as git names them."""

    def __init__(self, paths: Sequence[str], words: str) -> None:
        told = ", ".join(paths) or words
        super().__init__(
            f"not taken in, because it would overwrite changes that are not committed: {told}",
            hint="commit or stash them, then: acmeinc sync",
        )
        self.paths = tuple(paths)


def take_in(repository: Repository, old: str, new: str) -> bool:
    """Move the branch from `old` to `new`, with index and work tree; to be called under the lock.

    Returns False when the branch is not at `old` any more. Raises `InTheWay`, everything as it was.
    """
    if head_of(repository) != old:
        return False
    with recorded(repository.git_dir, Intent(new_id(), "sync", "", "", (), heads=(old, new))):
        finished = _read_tree(repository.git, old, new)
        if finished.code == 0:
            _move(repository, old, new)
        elif not _has_refused(finished):
            raise _broken_off(finished)
    if finished.code:
        raise _stopped(repository.git, old, new, finished)
    return True


def finish_taking_in(repository: Repository, old: str, new: str) -> bool:
    """Finish what a killed `take_in` began; return whether there was anything left to finish.

    Half-written files are only such as begin like the incoming ones; they are written again.
    """
    if head_of(repository) != old:
        return False
    git = repository.git
    if not _is_in_index(git, old, new):
        _remove_half_written(git, old, new)
        finished = _read_tree(git, old, new)
        if finished.code:
            raise _stopped(git, old, new, finished) if _has_refused(finished) else _broken_off(finished)
    _move(repository, old, new)
    return True


def head_of(repository: Repository) -> str:
    """Return the commit that is checked out, "" when there is none yet."""
    head = repository.git_folders.head
    return head or repository.git.attempt("rev-parse", "--quiet", "--verify", "HEAD").stdout.strip()


def uncommitted(git: Git, *, new: bool = True) -> list[str]:
    """Return the files that have changes, staged or not, and with `new` those that git does not know.

    Their paths are from the top of the work tree.
    """
    which = "all" if new else "no"
    listed = git.run("status", "--porcelain", "-z", "--no-renames", f"--untracked-files={which}")
    return [line[3:] for line in listed.split("\0") if line]


def _move(repository: Repository, old: str, new: str) -> None:
    record_tip(repository, new)
    repository.git.run("update-ref", "-m", "acmeinc sync", "HEAD", new, old)
    record_tip(repository)


def _read_tree(git: Git, old: str, new: str) -> Finished:
    for _ in range(_TRIES):
        finished = git.attempt("read-tree", "-m", "-u", old, new, timeout=COMMIT_TIMEOUT)
        if finished.code == 0:
            break
        if ".lock': File exists" in finished.stderr:
            time.sleep(_PAUSE_SECONDS)
        elif "not uptodate" in finished.stderr:
            # Perhaps only touched: git compares content once it is asked to.
            if git.attempt("update-index", "-q", "--refresh").code:
                return git.attempt("read-tree", "-m", "-u", old, new, timeout=COMMIT_TIMEOUT)
        else:
            break
    return finished


def _has_refused(finished: Finished) -> bool:
    """Return whether git looked, and changed nothing."""
    return bool(_REFUSED.search(finished.stderr))


def _broken_off(finished: Finished) -> Failed:
    return Failed(
        f"not taken in, git read-tree broke off: {finished.why}",
        hint="mend what git names; the next acmeinc step takes it in",
    )


def _stopped(git: Git, old: str, new: str, finished: Finished) -> Failed:
    if ".lock': File exists" in finished.stderr:
        return Failed(
            f"git is locked by another program: {finished.last_words}",
            hint="when that is done: acmeinc sync",
        )
    dirty = set(uncommitted(git))
    return InTheWay([path for path in changed_between(git, old, new) if path in dirty], finished.last_words)


def changed_between(git: Git, old: str, new: str) -> list[str]:
    """Return the files that differ between two commits, by their paths from the top of the work tree."""
    listed = git.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)
    return [path for path in listed.split("\0") if path]


def _is_in_index(git: Git, old: str, new: str) -> bool:
    """Return whether the index holds what comes in already: git writes it last."""
    listed = git.run("diff-index", "--cached", "-z", "--name-only", "--no-renames", new)
    return not set(listed.split("\0")) & set(changed_between(git, old, new))


def _remove_half_written(git: Git, old: str, new: str) -> None:
    top = _top_of(git)
    with Objects(git) as objects:
        for path in changed_between(git, old, new):
            file, coming = top.locate(path), objects.at(new, path)
            if not coming or not file.is_file():
                continue
            whole = objects.text(coming.oid).encode("utf-8", "surrogateescape")
            if whole.startswith(file.read_bytes().replace(b"\r\n", b"\n")):
                file.unlink()


def _top_of(git: Git) -> Repository:
    """Return the whole work tree, of which an incident repository may be a folder."""
    return Repository(Path(git.run("rev-parse", "--show-toplevel").rstrip("\n")))
