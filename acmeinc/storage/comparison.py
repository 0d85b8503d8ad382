"""Which two states of the rules a review compares, by what was asked and by where the branch came from."""

from collections.abc import Iterator
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.storage.changes import commit_of, merge_base
from acmeinc.storage.gitdir import find_git_dir
from acmeinc.storage.repository import Repository, settings_of

_SHOWN = 10
_USUAL = ("main", "master")


class Comparison(NamedTuple):
    """The commit `old`, the commit `new` ("" for the work tree), and in words what is compared with what."""

    old: str
    new: str
    told: str


def compared(repository: Repository, revision: str | None) -> Comparison:
    """Return what a revision means: `REV`, `REV..REV2`, `REV...REV2` as git does; None for the usual one.

    That is where the branch left the default branch, else HEAD, in both cases against the work tree. Raises
    `NotFound` for what git does not know, `Failed` where there is no commit yet, or no git.
    """
    _ = repository.git_folders
    if not revision:
        return _usual(repository)
    old, dots, new = revision.partition("...")
    if not dots:
        old, dots, new = revision.partition("..")
    if not dots:
        commit = commit_of(repository, old)
        return Comparison(commit, "", f"the work tree with {_named(old, commit)}")
    old, new = old or "HEAD", new or "HEAD"
    start, end = commit_of(repository, old), commit_of(repository, new)
    if dots == "..":
        return Comparison(start, end, f"{_named(new, end)} with {_named(old, start)}")
    base = merge_base(repository, start, end)
    return Comparison(base, end, f"{_named(new, end)} with {base[:_SHOWN]}, where it left {old}")


def _usual(repository: Repository) -> Comparison:
    git = repository.git
    head = git.attempt("rev-parse", "--quiet", "--verify", "HEAD").stdout.strip()
    if not head:
        raise Failed("this branch has no commit yet: there is nothing to compare with", hint="git commit")
    for ref in _origins(repository):
        if base := git.attempt("merge-base", head, ref).stdout.strip():
            name = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
            if base != head:
                return Comparison(base, "", f"the work tree with {base[:_SHOWN]}, where it left {name}")
            break
    return Comparison(head, "", f"the work tree with {_named('HEAD', head)}")


def _origins(repository: Repository) -> Iterator[str]:
    """Yield the refs that the checked-out branch may have come from, the likeliest first."""
    folders = find_git_dir(repository.root)
    if not folders or not folders.branch:
        return
    git, branch, config = repository.git, folders.branch, settings_of(repository.git)
    remote = config.get(f"branch.{branch}.remote", "origin")
    default = git.attempt("symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD").stdout.strip()
    merge = config.get(f"branch.{branch}.merge", "").removeprefix("refs/heads/")
    names = [f"refs/remotes/{remote}/{name}" for name in (*_USUAL, *([merge] if merge else []))]
    local = [f"refs/heads/{name}" for name in _USUAL if name != branch]
    known = git.attempt("for-each-ref", "--format=%(refname)", "refs/heads", f"refs/remotes/{remote}")
    there = set(known.stdout.split())
    yield from (ref for ref in dict.fromkeys([default, *names, *local]) if ref in there)


def _named(revision: str, commit: str) -> str:
    """Return a commit as it was asked for, and what it is."""
    return commit[:_SHOWN] if commit.startswith(revision) else f"{revision} ({commit[:_SHOWN]})"
