"""Moving the checked-out branch to a commit that a sync made, the user's own changes left in place.

Staged and unstaged changes stay as they are; where they touch what comes in, nothing is moved at all.
"""

import re
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from acmeinc.errors import Failed
from acmeinc.storage.git import COMMIT_TIMEOUT, Finished, Git
from acmeinc.storage.intent import Intent, new_id, recorded
from acmeinc.storage.objects import Objects
from acmeinc.storage.placing import incoming_documents, place
from acmeinc.storage.repository import Repository
from acmeinc.storage.tips import head_of, record_tip

_TRIES = 20
_PAUSE_SECONDS = 0.05
_LOCKED = ".lock': File exists"
_REFUSED = re.compile(rf"{_LOCKED}|not uptodate|would be overwritten|would lose untracked")

Result = TypeVar("Result", Finished, Finished | None)


class InTheWay(Failed):
    """Changes that are not committed touch what comes in: `paths`, as git names them."""

    def __init__(self, paths: Sequence[str], words: str) -> None:
        told = ", ".join(paths) or words
        super().__init__(
            f"not taken in, because it would overwrite changes that are not committed: {told}",
            hint="commit or stash them, then: acmeinc sync",
        )
        self.paths = tuple(paths)


def take_in(repository: Repository, objects: Objects, old: str, new: str) -> bool:
    """Move the branch from `old` to `new`, with index and work tree; to be called under the lock.

    Returns False when the branch is not at `old` any more. Raises `InTheWay`, everything as it was.
    """
    if head_of(repository) != old:
        return False
    with recorded(repository.git_dir, Intent(new_id(), "sync", "", "", (), heads=(old, new))):
        refused = _bring(repository, objects, old, new)
        if not refused:
            _move(repository, old, new)
    if refused:
        raise _stopped(repository.git, objects.changed(old, new), refused)
    return True


def finish_taking_in(repository: Repository, old: str, new: str) -> bool:
    """Finish what a killed `take_in` began; return whether there was anything left to finish.

    Half-written files are only such as begin like the incoming ones; they are written again.
    """
    if head_of(repository) != old:
        return False
    git = repository.git
    with Objects(git) as objects:
        changed = objects.changed(old, new)
        if not _is_in_index(git, changed, new):
            _remove_half_written(repository, objects, old, new)
            if refused := _bring(repository, objects, old, new):
                raise _stopped(git, changed, refused)
    _move(repository, old, new)
    return True


def _bring(repository: Repository, objects: Objects, old: str, new: str) -> Finished | None:
    """Let index and work tree have what comes in; where git refuses, return how, everything as it was.

    Raises `Failed` when it broke off in the middle.
    """
    git, changed = repository.git, objects.changed(old, new)
    top = Git(repository.work_tree)
    documents = incoming_documents(top, objects, changed, old, new)
    others = len(documents) < len(changed)
    if others and (looked := _read_tree(git, old, new, "--dry-run")).code:
        return _only_refused(looked)
    if documents and (refused := _patiently(lambda: place(top, documents))):
        return _only_refused(refused)
    if others and (broken := _read_tree(git, old, new)).code:
        raise _broken_off(broken)
    return None


def uncommitted(git: Git, *, new: bool = True) -> list[str]:
    """Return the files that have changes, staged or not, and with `new` those that git does not know.

    Their paths are from the top of the work tree.
    """
    which = "all" if new else "no"
    listed = git.run("status", "--porcelain", "-z", "--no-renames", f"--untracked-files={which}")
    return [line[3:] for line in listed.split("\0") if line]


def _move(repository: Repository, old: str, new: str) -> None:
    record_tip(repository, new, base=old)
    repository.git.run("update-ref", "-m", "acmeinc sync", "HEAD", new, old)
    record_tip(repository, base=new)


def _read_tree(git: Git, old: str, new: str, *options: str) -> Finished:
    words = ("read-tree", *options, "-m", "-u", old, new)
    finished = _patiently(lambda: git.attempt(*words, timeout=COMMIT_TIMEOUT))
    # Perhaps only touched: git compares content once it is asked to.
    if "not uptodate" in finished.stderr and not git.attempt("update-index", "-q", "--refresh").code:
        finished = git.attempt(*words, timeout=COMMIT_TIMEOUT)
    return finished


def _patiently(run: Callable[[], Result]) -> Result:
    """Return what `run` returns, once no other git holds a lock, or after a while."""
    for _ in range(_TRIES):
        result = run()
        if not result or _LOCKED not in result.stderr:
            break
        time.sleep(_PAUSE_SECONDS)
    return result


def _only_refused(finished: Finished) -> Finished:
    """Return how git ended where it looked and changed nothing; raises `Failed` where it broke off."""
    if not _REFUSED.search(finished.stderr):
        raise _broken_off(finished)
    return finished


def _broken_off(finished: Finished) -> Failed:
    return Failed(
        f"not taken in, git broke off: {finished.why}",
        hint="mend what git names; the next acmeinc step takes it in",
    )


def _stopped(git: Git, changed: Sequence[str], finished: Finished) -> Failed:
    if _LOCKED in finished.stderr:
        return Failed(
            f"git is locked by another program: {finished.last_words}",
            hint="when that is done: acmeinc sync",
        )
    dirty = set(uncommitted(git))
    return InTheWay([path for path in changed if path in dirty], finished.last_words)


def _is_in_index(git: Git, changed: Sequence[str], new: str) -> bool:
    """Return whether the index holds what comes in already: git writes it last."""
    listed = git.run("diff-index", "--cached", "-z", "--name-only", "--no-renames", new)
    return not set(listed.split("\0")) & set(changed)


def _remove_half_written(repository: Repository, objects: Objects, old: str, new: str) -> None:
    """Remove what git has written half, or whole, of files that it writes in place."""
    top = Repository(repository.work_tree)
    changed = objects.changed(old, new)
    documents = incoming_documents(top.git, objects, changed, old, new)
    for path in set(changed) - {document.path for document in documents}:
        file, coming = top.locate(path), objects.at(new, path)
        if not coming or not file.is_file():
            continue
        whole = objects.text(coming.oid).encode("utf-8", "surrogateescape")
        if whole.startswith(file.read_bytes().replace(b"\r\n", b"\n")):
            file.unlink()
