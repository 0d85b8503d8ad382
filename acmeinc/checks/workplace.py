"""Whether this machine and this clone can run an incident: git, who commits, the remote, what was left."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from acmeinc.process.clone import Clone
from acmeinc.process.finding import Finding
from acmeinc.process.time_input import short

OLDEST_GIT = (2, 38)
SKEW = timedelta(minutes=5)
"""A clock that is further behind than this stamps what happens wrongly."""

_OURS_FOR = timedelta(minutes=2)
"""No step holds a lock of git's for longer than a commit may take."""

_FIX = "acmeinc doctor --fix"


def machine_findings(clone: Clone) -> list[Finding]:
    """Return whether git is there, and knows who commits."""
    return [_git(clone.git), _identity(clone)]


def clone_findings(clone: Clone, now: datetime) -> list[Finding]:
    """Return what is to be said of the repository; outside of one, or without git, only that."""
    if not clone.root:
        told = "this folder is in no incident repository"
        return [Finding("repository", "repository", "missing", told, "acmeinc init incidents")]
    if not clone.is_under_git:
        told = f"{clone.root} is not under git"
        return [Finding("repository", "repository", "missing", told, "git init -b main")]
    return [
        Finding("repository", "repository", "ok", clone.root),
        _branch(clone),
        _remote(clone),
        _merging(clone),
        _driver(clone),
        _many(clone),
        _schemas(clone),
        _clock(clone, now),
        *_locks(clone),
        _interrupted(clone.interrupted),
    ]


def _git(version: str) -> Finding:
    wanted = ".".join(map(str, OLDEST_GIT))
    mend = f"install git {wanted} or newer"
    if not version:
        return Finding("machine", "git", "missing", "it is not installed", mend)
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GIT:
        return Finding("machine", "git", "wrong", f"{version} is too old", mend)
    return Finding("machine", "git", "ok", version)


def _identity(clone: Clone) -> Finding:
    if clone.who:
        return Finding("machine", "identity", "ok", clone.who)
    mend = 'git config --global user.name "Your Name"; git config --global user.email you@example.com'
    return Finding("machine", "identity", "missing", "git does not know who you are", mend)


def _branch(clone: Clone) -> Finding:
    if clone.unfinished:
        told = f"a git {clone.unfinished} is not finished here"
        return Finding("repository", "branch", "wrong", told, clone.ending)
    if not clone.branch:
        told = "no branch is checked out (detached HEAD)"
        return Finding("repository", "branch", "missing", told, "git switch main")
    if clone.switch:
        told = f"{clone.branch}, and acmeinc.yaml keeps documents on another one"
        return Finding("repository", "branch", "wrong", told, clone.switch)
    return Finding("repository", "branch", "ok", clone.branch)


def _remote(clone: Clone) -> Finding:
    if clone.remote:
        return Finding("repository", "remote", "ok", clone.remote)
    told = "what is written here stays on this machine"
    return Finding("repository", "remote", "missing", told, "git remote add origin URL", required=False)


def _merging(clone: Clone) -> Finding:
    if clone.merged_as == "union":
        return Finding("repository", "merging", "ok", "documents keep the lines of both sides")
    told = ".gitattributes does not say that documents keep the lines of both sides"
    return Finding("repository", "merging", "missing", told, _FIX)


def _driver(clone: Clone) -> Finding:
    if clone.driver == clone.wanted_driver:
        return Finding("repository", "merge driver", "ok", "documents merge by what they mean")
    if clone.driver:
        told = "it is that of another installation"
        return Finding("repository", "merge driver", "wrong", told, _FIX, required=False)
    told = "git merges documents line by line here"
    return Finding("repository", "merge driver", "missing", told, _FIX, required=False)


def _many(clone: Clone) -> Finding:
    if clone.minds_many:
        return Finding("repository", "many files", "ok", "git remembers the folders in which nothing is new")
    told = "git looks into every folder each time it is asked what is new"
    return Finding("repository", "many files", "missing", told, _FIX, required=False)


def _schemas(clone: Clone) -> Finding:
    if not clone.foreign_schemas:
        return Finding(
            "repository", "schemas", "ok", "editors know the rule files as this version reads them"
        )
    told = f"not those of this version: {', '.join(clone.foreign_schemas)}"
    return Finding("repository", "schemas", "wrong", told, _FIX, required=False)


def _clock(clone: Clone, now: datetime) -> Finding:
    if clone.newest is None:
        return Finding("repository", "clock", "ok", "there is no commit yet to compare it with")
    behind = clone.newest - now
    if behind <= SKEW:
        return Finding("repository", "clock", "ok", "not behind the newest commit")
    told = f"{short(behind)} behind the newest commit: this clock is wrong, or that of who made it"
    mend = "let the network set the clock of this machine"
    return Finding("repository", "clock", "wrong", told, mend, required=False)


def _locks(clone: Clone) -> Iterator[Finding]:
    left = [lock for lock in clone.locks if lock.age > _OURS_FOR]
    for lock in left:
        told = f"{lock.path} is {short(lock.age)} old, and stops every commit"
        yield Finding("repository", "locks", "wrong", told, f"when no git runs here: rm {lock.path}")
    if not left:
        told = f"none left; {clone.writer} is writing now" if clone.writer else "none left behind"
        yield Finding("repository", "locks", "ok", told)


def _interrupted(steps: int) -> Finding:
    if not steps:
        return Finding("repository", "steps", "ok", "none was broken off")
    told = f"{steps} {'was' if steps == 1 else 'were'} broken off; the next step finishes that first"
    return Finding("repository", "steps", "wrong", told, _FIX, required=False)
