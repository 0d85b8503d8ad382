"""Which two states of the rules a review compares, by what was asked and by where the branch came from."""

from collections.abc import Iterator
from typing import NamedTuple

from acmeinc.errors import Failed, NotFound
from acmeinc.storage.git import Git
from acmeinc.storage.gitdir import find_git_dir
from acmeinc.storage.repository import Repository, settings_of

_SHOWN = 10
_USUAL = ("main", "master")
_HINT = "git log --oneline -- severity.yaml, or in a shallow clone: git fetch --unshallow"


class Comparison(NamedTuple):
    """The commit `old`, the commit `new` ("" for the work tree), and in words what is compared with what."""

    old: str
    new: str
    told: str


def compared(repository: Repository, revision: str | None) -> Comparison:
    """Return what a revision means: `REV`, `REV..REV2`, `REV...REV2` as git does; None for the usual one.

    That is where the branch left the default branch, else HEAD, in both cases against the work tree. Raises
    `NotFound` for what git does not know, `Failed` where there is no commit yet.
    """
    git = repository.git
    if not revision:
        return _usual(repository)
    old, dots, new = revision.partition("...")
    if not dots:
        old, dots, new = revision.partition("..")
    if not dots:
        commit = commit_of(git, old)
        return Comparison(commit, "", f"the work tree with {_named(old, commit)}")
    ends = commit_of(git, old or "HEAD"), commit_of(git, new or "HEAD")
    base, told = ends[0], _named(old or "HEAD", ends[0])
    if dots == "...":
        base = _merge_base(git, *ends)
        if not base:
            raise NotFound(f"{old or 'HEAD'} and {new or 'HEAD'} have no commit in common", hint=_HINT)
        told = f"{base[:_SHOWN]}, where it left {old or 'HEAD'}"
    return Comparison(base, ends[1], f"{_named(new or 'HEAD', ends[1])} with {told}")


def commit_of(git: Git, revision: str) -> str:
    """Return the commit that a revision names; raises `NotFound` where git knows none."""
    asked = ("rev-parse", "--quiet", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    commit = git.attempt(*asked).stdout.strip()
    if not commit:
        raise NotFound(f"git knows no commit {revision!r} here", hint=_HINT)
    return commit


def _usual(repository: Repository) -> Comparison:
    git = repository.git
    head = git.attempt("rev-parse", "--quiet", "--verify", "HEAD").stdout.strip()
    if not head:
        raise Failed("this branch has no commit yet: there is nothing to compare with", hint="git commit")
    for ref in _origins(repository):
        if base := _merge_base(git, head, ref):
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


def _merge_base(git: Git, one: str, other: str) -> str:
    return git.attempt("merge-base", one, other).stdout.strip()


def _named(revision: str, commit: str) -> str:
    """Return a commit as it was asked for, and what it is."""
    return commit[:_SHOWN] if commit.startswith(revision) else f"{revision} ({commit[:_SHOWN]})"
