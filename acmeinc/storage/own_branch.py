"""Documents on a branch of their own (`branch: incidents`), where the default branch is protected.

Entries never wait for a review there, and the rules come from the default branch, which is merged in.
"""

from acmeinc.errors import Failed
from acmeinc.storage.git import Git
from acmeinc.storage.intent import git_at_work
from acmeinc.storage.new_commits import Maker
from acmeinc.storage.remote import Remote
from acmeinc.storage.replay import merged_tree
from acmeinc.storage.repository import Repository


def missing_switch(repository: Repository, branch: str) -> str:
    """Return how to get onto the branch that documents belong on, "" when nothing has to be typed.

    A branch that exists already holds other files, which only a switch brings here.
    """
    if not branch or repository.git_folders.branch == branch:
        return ""
    git = repository.git
    known = git.attempt("for-each-ref", "--format=%(refname)", f"refs/heads/{branch}", "refs/remotes")
    refs = known.stdout.split()
    exists = any(ref == f"refs/heads/{branch}" or _is_remote(ref, branch) for ref in refs)
    return f"git switch {branch}" if exists else ""


def where_documents_are(repository: Repository, branch: str) -> str:
    """Return the commit with the documents that are kept on a `branch` of their own.

    "" where the work tree has them: no such branch is set up or known, or it is checked out.
    """
    if not branch or repository.git_folders.branch == branch:
        return ""
    git = repository.git
    known = git.run("for-each-ref", "--format=%(refname)", f"refs/heads/{branch}", "refs/remotes")
    refs = [ref for ref in known.split() if not ref.startswith("refs/remotes/") or _is_remote(ref, branch)]
    # What was not pushed yet is newer than what the remote had last, else the remote is.
    newest = refs[0] if refs and all(_is_in(git, ref, refs[0]) for ref in refs) else (refs or [""])[-1]
    return git.run("rev-parse", newest).strip() if newest else ""


def go_to(repository: Repository, branch: str) -> str:
    """Check out the branch that documents belong on, made here and now, and return a sentence about it.

    No file is touched. "" when nothing was to be done; raises `Failed` where a switch is needed. To be called
    under the lock.
    """
    if not branch or repository.git_folders.branch == branch:
        return ""
    if switch := missing_switch(repository, branch):
        raise Failed(f"documents are kept on the branch {branch} here (acmeinc.yaml)", hint=switch)
    git = repository.git
    if git.attempt("check-ref-format", "--branch", branch).code:
        raise Failed(f"acmeinc.yaml: branch: {branch!r} is no name for a branch", hint="branch: incidents")
    with git_at_work(repository.git_dir, "branch"):
        if git.attempt("rev-parse", "--quiet", "--verify", "HEAD").code == 0:
            git.run("update-ref", f"refs/heads/{branch}", "HEAD", "")
        git.run("symbolic-ref", "-m", "acmeinc", "HEAD", f"refs/heads/{branch}")
    return f"Documents are kept on the branch {branch} (acmeinc.yaml): this clone is on it now."


def with_default_branch(maker: Maker, remote: Remote, commit: str, default: str) -> str:
    """Return `commit` with the remote's default branch merged in; itself when it has all of that already.

    Raises `Conflict`.
    """
    git, theirs = maker.git, remote.tracking(default)
    if not _has(git, theirs) or _is_in(git, theirs, commit):
        return commit
    if _is_in(git, commit, theirs):
        return git.run("rev-parse", theirs).strip()
    by_hand = f"git merge {remote.name}/{default}"
    tree = merged_tree(git, commit, theirs, by_hand)
    return maker.merge(tree, [commit, theirs], f"Take in the rules of {default}\n")


def _is_remote(ref: str, branch: str) -> bool:
    return ref.startswith("refs/remotes/") and ref.split("/", 3)[3:] == [branch]


def _has(git: Git, ref: str) -> bool:
    return git.attempt("rev-parse", "--quiet", "--verify", ref).code == 0


def _is_in(git: Git, commit: str, other: str) -> bool:
    return git.attempt("merge-base", "--is-ancestor", commit, other).code == 0
