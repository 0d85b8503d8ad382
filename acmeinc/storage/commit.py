"""One commit of the files a step wrote: hooks and signing honoured, nobody else's changes swept in.

Of all the ways to make a commit, `git commit --only` is the one that does all of that.
"""

import re
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from acmeinc.errors import Failed
from acmeinc.incident.text import clean_line, visible
from acmeinc.storage.git import COMMIT_TIMEOUT, Finished, Git
from acmeinc.storage.gitdir import find_git_dir
from acmeinc.storage.own_commits import note_own

LOCK_PATIENCE = timedelta(seconds=5)
_LONGEST_SUBJECT = 71
_BUSY = re.compile(r"Unable to create '(.+\.lock)': File exists|cannot lock ref")
_TRAILER = re.compile(r"[A-Za-z][A-Za-z-]*: ")


def commit_message(subject: str, trailers: Sequence[tuple[str, str]]) -> str:
    """Return a commit message: one line under 72 characters, then trailers; no text can add a line to it."""
    line = _one_line(subject) or "acmeinc"
    if len(line) > _LONGEST_SUBJECT:
        line = line[: _LONGEST_SUBJECT - 1].rstrip() + "…"
    rows = "".join(f"{key}: {_one_line(value)}\n" for key, value in trailers)
    return f"{line}\n\n{rows}" if rows else f"{line}\n"


def with_trailer(message: str, key: str, value: str) -> str:
    """Return `message` with one more trailer."""
    body = message.rstrip("\n")
    last = body.rpartition("\n\n")[2] if "\n\n" in body else ""
    joined = "\n" if last and all(_TRAILER.match(line) for line in last.split("\n")) else "\n\n"
    return f"{body}{joined}{key}: {_one_line(value)}\n"


def commit(git: Git, paths: Sequence[str], message: str, new_paths: Sequence[str] = ()) -> str:
    """Commit the files `paths` as they are in the work tree, and nothing else; return the commit's id.

    `new_paths` are those of them that git does not know yet, also where an ignore rule fits them. Raises
    `Failed` when a hook, signing or somebody's lock prevents it; the files stay as they are.
    """
    folders = find_git_dir(git.root)
    before = folders.head if folders else ""
    if new_paths:
        run_when_free(git, "add", "--force", "--intent-to-add", "--", *new_paths)
    run_when_free(
        git,
        *("-c", "maintenance.auto=false", "-c", "gc.auto=0", "-c", "core.fsync=committed"),
        *("commit", "--quiet", "--only", "--cleanup=whitespace", "--file=-", "--", *paths),
        stdin=message,
    )
    after = (folders.head if folders else "") or git.run("rev-parse", "HEAD").strip()
    if folders:
        note_own(folders, before, after)
    return after


def run_when_free(git: Git, *args: str, stdin: str = "", patience: timedelta = LOCK_PATIENCE) -> None:
    """Run git on what waits to be committed, again and again while another git holds a lock.

    Raises `Failed`, which names the lock after so much `patience`.
    """
    deadline = time.monotonic() + patience.total_seconds()
    while (finished := git.attempt(*args, stdin=stdin, timeout=COMMIT_TIMEOUT)).code:
        busy = _BUSY.search(finished.stderr)
        if not busy or time.monotonic() >= deadline:
            raise _locked(git, busy[1]) if busy and busy[1] else _uncommitted(finished)
        _pause()


def _pause() -> None:
    from random import uniform

    time.sleep(uniform(0.02, 0.15))


def _locked(git: Git, lock: str) -> Failed:
    path = git.root / lock
    return Failed(
        f"git is locked by {path}{_age(path)}; what was written is saved, but not committed",
        hint="if no git is running here (see: ps -e | grep git), delete that file\n"
        "the next acmeinc step commits what waits",
    )


def _age(path: Path) -> str:
    try:
        seconds = time.time() - path.stat().st_mtime
    except OSError:
        return ""
    return f", {seconds:.0f} seconds old" if seconds < 120 else f", {seconds / 60:.0f} minutes old"


def _uncommitted(finished: Finished) -> Failed:
    return Failed(
        f"what was written is saved, but git did not commit it:\n{finished.why}",
        hint="mend what git or its hook names; the next acmeinc step commits what waits",
    )


def _one_line(text: str) -> str:
    return visible(clean_line(text))
