"""Finishing what a killed step began, from its record: nothing is lost, nothing is done twice.

Every state a kill can leave was produced and repaired by test: half a step before its file, between file
and commit, within git, between commit and index. Without a record nothing is touched.
"""

import base64
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from acmeinc.errors import AcmeError, Failed, disk_faults
from acmeinc.storage.commit import commit, run_when_free, with_trailer
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.intent import FileChange, Intent, close, drop, left_behind, read_intent, reopen
from acmeinc.storage.repository import Repository
from acmeinc.storage.taking_in import InTheWay, finish_taking_in

AddEntries = Callable[[str, tuple[str, ...]], str]
"""Returns a document's text with entry lines added, those left out whose id it already has."""

_PATIENCE = timedelta(seconds=0.5)


class Recovered(NamedTuple):
    """One interrupted step: what it was (None when unreadable), what was done about it, whether it is done.

    `notice` is "" when there was nothing to do. A step that is not `done` keeps its record; its deliveries
    come back each time.
    """

    intent: Intent | None
    notice: str
    done: bool


def recover(repository: Repository, add_entries: AddEntries) -> list[Recovered]:
    """Finish every step that was interrupted here, oldest first; to be called under the lock.

    A step that still cannot be finished (its hook fails again) is reported and kept; it never stops another.
    """
    return [_finish(repository, path, add_entries) for path in left_behind(repository.git_dir)]


def _finish(repository: Repository, path: Path, add_entries: AddEntries) -> Recovered:
    try:
        intent = read_intent(path)
    except ValueError:
        aside = path.rename(path.with_suffix(".unreadable"))
        return Recovered(None, f"The record of an interrupted step is unreadable; kept as {aside}.", True)
    told = f"{_described(intent)} was interrupted"
    try:
        with disk_faults():
            outcome = _completed(repository, path, intent, add_entries)
            notice = f"{told}; {outcome}." if outcome else ""
    except InTheWay as error:
        # Somebody has changed those files since: the next sync goes on from there.
        notice = f"{told}: {error}"
    except AcmeError as error:
        close(path, intent)
        return Recovered(intent, f"{told} and is not finished yet: {error}", False)
    drop(path)
    return Recovered(intent, notice, True)


def _completed(repository: Repository, path: Path, intent: Intent, add_entries: AddEntries) -> str:
    """Finish what a record tells, and return in words what there was to do, "" for nothing."""
    cleared = _clear_leavings(repository, path, intent)
    if not intent.is_begun:
        return "the locks that git left are removed" if cleared else ""
    reopen(path, intent)
    if intent.heads:
        moved = finish_taking_in(repository, *intent.heads)
        return "what it brought is taken in now" if moved else "it was complete"
    committed = _is_committed(repository, intent)
    if not committed:
        _write_files(repository, intent, add_entries)
    _settle(repository, intent, wanted=not committed)
    return "it was complete" if committed else "what it recorded is saved and committed now"


def _described(intent: Intent) -> str:
    return f"{intent.step} of {intent.incident}" if intent.incident else f"A {intent.step}"


def _clear_leavings(repository: Repository, record: Path, intent: Intent) -> bool:
    """Remove what a killed step left half done; return whether git's locks were among it."""
    for change in intent.files:
        sweep(repository.locate(change.path))
    born, cleared = record.stat().st_mtime_ns, False
    for lock in git_locks(repository, with_talks=not intent.files):
        age = (lock.stat().st_mtime_ns - born) / 1e9
        if 0 <= age <= intent.bound and not _git_stays_at_work(repository):
            lock.unlink(missing_ok=True)
            cleared = True
    return cleared


def git_locks(repository: Repository, *, with_talks: bool = True) -> Iterator[Path]:
    """Yield the lock files that a killed git leaves: of a commit, and `with_talks` of talking to a remote."""
    folders = repository.git_folders
    own, refs = folders.path, folders.common / "refs"
    locks = [own / "index.lock", own / "HEAD.lock", refs / "heads" / f"{folders.branch}.lock"]
    locks += own.glob("next-index-*.lock")
    if with_talks:
        locks += [folders.common / f"{name}.lock" for name in ("packed-refs", "shallow", "config")]
        locks += [*(refs / "remotes").rglob("*.lock"), *(refs / "acmeinc").rglob("*.lock")]
    yield from (lock for lock in locks if lock.exists())


def _git_stays_at_work(repository: Repository) -> bool:
    """Return whether some git process runs in this work tree, and does not end in a moment.

    It has just been killed perhaps, and is on its way out.
    """
    deadline = time.monotonic() + _PATIENCE.total_seconds()
    while at_work := _git_is_at_work(repository):
        if time.monotonic() >= deadline:
            break
        time.sleep(0.02)
    return at_work


def _git_is_at_work(repository: Repository) -> bool:
    """Return whether some git process runs in this work tree, where the system can tell (Linux).

    git works at the top of it. Our own cannot: it would hold the lock that we hold.
    """
    here = (repository.work_tree, repository.common_dir)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().strip() == "git":
                folder = (process / "cwd").readlink()
                if any(folder.is_relative_to(place) for place in here):
                    return True
        except OSError:
            continue
    return False


def _is_committed(repository: Repository, intent: Intent) -> bool:
    """Return whether a commit since the step began has every line of its message (hooks may add some).

    Then nothing is written again: what somebody has changed since, such as a redaction, stands.
    """
    paths = [change.path for change in intent.files]
    if repository.git.attempt("rev-parse", "--quiet", "--verify", "HEAD").code:
        return False
    logged = repository.git.run("log", "-z", "--max-count=100", "--format=%ct%n%B", "--", *paths)
    began = (
        datetime.fromisoformat(intent.at).replace(microsecond=0)
        if intent.at
        else datetime.min.replace(tzinfo=UTC)
    )
    wanted = _lines(intent.message)
    for entry in logged.split("\0"):
        seconds, _, message = entry.partition("\n")
        if wanted <= _lines(message) and datetime.fromtimestamp(int(seconds), UTC) >= began:
            return True
    return False


def _lines(message: str) -> set[str]:
    return {line.strip() for line in message.splitlines() if line.strip()}


def _write_files(repository: Repository, intent: Intent, add_entries: AddEntries) -> None:
    for change in intent.files:
        path = repository.locate(change.path)
        if not path.exists():
            write_file(path, _whole(change))
        elif change.entries:
            before = repository.read(path)
            after = add_entries(before, change.entries)
            if after != before:
                write_file(path, after.encode())


def _whole(change: FileChange) -> bytes:
    if change.content_b64 is not None:
        return base64.b64decode(change.content_b64)
    if change.text is None:
        raise Failed(f"{change.path} is gone, so its new lines cannot be added (git can bring it back)")
    return change.text.encode()


def _settle(repository: Repository, intent: Intent, *, wanted: bool) -> None:
    """Bring the index in line with the last commit for the step's files, then commit them where `wanted`."""
    git = repository.git
    paths = [change.path for change in intent.files]
    run_when_free(git, "reset", "--quiet", "--", *paths, patience=_PATIENCE)
    if not wanted:
        return
    run_when_free(git, "add", "--force", "--intent-to-add", "--", *paths, patience=_PATIENCE)
    if git.attempt("diff", "--quiet", "--no-ext-diff", "--", *paths).code:
        commit(git, paths, with_trailer(intent.message, "Recovered", "yes"))
