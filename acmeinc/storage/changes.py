"""What a pull request touches: the files that differ between where it branched off and the work tree."""

from acmeinc.errors import Failed, NotFound
from acmeinc.storage.repository import Repository

_FETCH = "git fetch --unshallow (in a workflow: actions/checkout with fetch-depth: 0)"


def changed_since(repository: Repository, revision: str) -> list[str]:
    """Return the paths of files changed since HEAD branched off `revision`, uncommitted and deleted ones too.

    Raises `NotFound` for a revision that git does not know, `Failed` when nothing is common to both.
    """
    _ = repository.git_folders
    base = merge_base(repository, commit_of(repository, revision), "HEAD")
    git = repository.git
    differing = git.run("diff", "--name-only", "--no-renames", "--relative", "-z", base, "--")
    untracked = git.run("ls-files", "--others", "--exclude-standard", "-z")
    return sorted({path for path in (*differing.split("\0"), *untracked.split("\0")) if path})


def commit_of(repository: Repository, revision: str) -> str:
    """Return the commit that a revision names; raises `NotFound` where git knows none."""
    git = repository.git
    found = git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.code:
        fetch = _FETCH if _is_shallow(repository) else "git fetch, then git branch --all shows what there is"
        raise NotFound(f"git knows no revision {revision!r}", hint=fetch)
    return found.stdout.strip()


def merge_base(repository: Repository, one: str, other: str) -> str:
    """Return the commit from which two went apart; raises `Failed` when nothing is common to both."""
    found = repository.git.attempt("merge-base", one, other)
    if found.code:
        hint = _FETCH if _is_shallow(repository) else "name a branch that this one was made from"
        raise Failed(f"{one} and {other} have no commit in common", hint=hint)
    return found.stdout.split()[0]


def _is_shallow(repository: Repository) -> bool:
    return repository.git.run("rev-parse", "--is-shallow-repository").strip() == "true"


def has_been_there(repository: Repository, path: str) -> bool:
    """Return whether git knows, or once knew, a file at `path`: what is missing there has been deleted."""
    asked = (("ls-files",), ("rev-list", "--max-count=1", "--all"))
    return any(repository.git.attempt(*words, "--", path).stdout for words in asked)


def is_as_committed(repository: Repository, name: str) -> bool:
    """Return whether a file of the repository is as the last commit has it, in the index too."""
    listed = repository.git.run("status", "--porcelain", "-z", "--untracked-files=all", "--", name)
    return not listed.strip("\0")
