"""A change proposed on a branch of its own, made where nobody works: the checked-out branch, the work tree
and the index stay as they are.

Only `git commit` honours hooks and signing, and hooks look at files: so the change is committed in a work
tree of its own, which lives as long as that takes. The branch comes into being with the finished commit.
"""

import re
import shutil
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from acmeinc.errors import Failed, RulesSayNo, disk_faults
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.files import write_file
from acmeinc.storage.git import COMMIT_TIMEOUT, Git
from acmeinc.storage.lock import locked
from acmeinc.storage.remote import Remote, Unreachable, tip_of
from acmeinc.storage.repository import Repository

PROPOSING = "proposal-lock"
"""One at a time in a clone: whatever work tree of a proposal is left then, was left behind."""

_FOLDER = "acmeinc-proposal-"
_OURS = re.compile(rf"{_FOLDER}[a-z0-9_]{{8}}")
"""What `mkdtemp` calls it; a person may have a work tree of nearly that name."""
_USUAL = ("main", "master")
_TRIES = 50


class Base(NamedTuple):
    """What a change is proposed for: the `commit` of a `branch`, of a `remote` where there is one.

    `why` says why the remote was not asked for what is new, "" when it was.
    """

    commit: str
    branch: str
    remote: Remote | None = None
    why: str = ""

    @property
    def label(self) -> str:
        """Return how people are told of it: `origin/main`."""
        return self.remote.label if self.remote else self.branch


def base_of(repository: Repository, config: Mapping[str, str], deadline: Deadline | None) -> Base:
    """Return what a change is proposed for: the default branch of the remote, else the local one.

    Without a `deadline` the remote is not asked; it may have moved on. Raises `Failed` where there is no
    commit.
    """
    git, current = repository.git, repository.git_folders.branch
    remote, why = Remote.of(git, config, current), ""
    if remote and deadline:
        try:
            default = remote.default_branch(deadline)
            remote = remote._replace(branch=default or current)
            remote.fetch(deadline)
        except Unreachable as unreachable:
            why = str(unreachable)
    for base in _bases(git, remote, current):
        if base.commit:
            return base._replace(why=why)
    raise Failed("there is no commit yet that a change could be proposed for", hint="git commit")


def _bases(git: Git, remote: Remote | None, current: str) -> Iterator[Base]:
    """Yield what a change may be proposed for, as far as is known here, the likeliest first."""
    if remote:
        head = git.attempt("symbolic-ref", "--quiet", f"refs/remotes/{remote.name}/HEAD").stdout.strip()
        default = head.removeprefix(f"refs/remotes/{remote.name}/")
        for name in filter(None, dict.fromkeys([default, *_USUAL, remote.branch])):
            yield Base(tip_of(git, remote.tracking(name)), name, remote._replace(branch=name))
    for name in filter(None, dict.fromkeys([*_USUAL, current])):
        yield Base(tip_of(git, f"refs/heads/{name}"), name, remote and remote._replace(branch=name))
    yield Base(tip_of(git, "HEAD"), "HEAD", remote)


@contextmanager
def apart(repository: Repository, base: Base) -> Iterator[Repository]:
    """Give a repository with the files of `base` in a work tree of its own, which is gone afterwards."""
    git = repository.git
    with locked(repository.common_dir, PROPOSING):
        _sweep(git)
        prefix = git.run("rev-parse", "--show-prefix").removesuffix("\n")
        with disk_faults("no folder for a work tree could be made"):
            folder = Path(tempfile.mkdtemp(prefix=_FOLDER)).resolve()
        try:
            # No hook of a check-out: nobody has checked anything out.
            options = ("-c", f"core.hooksPath={folder}.none")
            added = ("worktree", "add", "--quiet", "--detach", str(folder), base.commit)
            git.run(*options, *added, timeout=COMMIT_TIMEOUT)
            yield Repository(folder / prefix)
        finally:
            _remove(git, folder)


def write_apart(there: Repository, texts: Mapping[str, str]) -> None:
    """Write files, by path, in a work tree of its own; raises `Failed` for a link, which leads elsewhere."""
    for path, text in texts.items():
        if (there.root / path).is_symlink():
            raise Failed(f"{path} is a symbolic link", hint="change the file that it leads to, by hand")
        write_file(there.root / path, text.encode("utf-8", "surrogateescape"))


def commit_apart(there: Repository, paths: Sequence[str], message: str) -> str:
    """Commit files that were written in a work tree of its own; return the commit.

    Raises `Failed` when a hook or signing prevents it: then nothing is left of it.
    """
    git = there.git
    git.run("add", "--", *paths)
    options = ("-c", "maintenance.auto=false", "-c", "gc.auto=0")
    asked = ("commit", "--quiet", "--cleanup=whitespace", "--file=-")
    done = git.attempt(*options, *asked, stdin=message, timeout=COMMIT_TIMEOUT)
    if done.code:
        raise Failed(
            f"git did not commit the change, and nothing is left of it:\n{done.why}",
            hint="mend what git or its hook names, then run this again",
        )
    return git.run("rev-parse", "HEAD").strip()


def make_branch(
    git: Git,
    commit: str,
    wanted: str,
    *,
    named: bool,
    remote: Remote | None,
    besides: Container[str] = (),
) -> str:
    """Make a branch of a commit and return its name: `wanted`, else with the first ordinal that is free.

    Names `besides` those that are known here are taken, too. Raises `RulesSayNo` where the name was chosen by
    a person (`named`) and is taken, or is none.
    """
    if git.attempt("check-ref-format", "--branch", wanted).code:
        raise RulesSayNo(f"{wanted!r} is no name for a branch", hint="--branch rules-more-updates")
    taken = _taken(git, remote)
    for name in [wanted] if named else [wanted, *(f"{wanted}-{number}" for number in range(2, _TRIES))]:
        if name in taken or name in besides:
            continue
        # The empty old value: only where no such branch is there yet.
        if not git.attempt("update-ref", "--create-reflog", f"refs/heads/{name}", commit, "").code:
            return name
    raise RulesSayNo(f"the branch {wanted} is there already", hint="name another one: --branch NAME")


def _taken(git: Git, remote: Remote | None) -> set[str]:
    """Return the names of the branches that are known here."""
    listed = git.run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes").split()
    there = f"refs/remotes/{remote.name}/" if remote else "refs/heads/"
    return {ref.removeprefix("refs/heads/").removeprefix(there) for ref in listed}


def _sweep(git: Git) -> None:
    """Remove what a proposal that was killed left behind."""
    for listed in git.run("worktree", "list", "--porcelain", "-z").split("\0\0"):
        first, *about = listed.split("\0")
        folder = Path(first.removeprefix("worktree "))
        if _OURS.fullmatch(folder.name) and "detached" in about:
            _remove(git, folder)


def _remove(git: Git, folder: Path) -> None:
    git.attempt("worktree", "remove", "--force", "--force", str(folder))
    shutil.rmtree(folder, ignore_errors=True)
