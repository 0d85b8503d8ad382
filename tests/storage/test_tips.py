"""Tips: where a branch stood; what it has lost since is not forgotten by the next step."""

from collections.abc import Callable

from acmeinc.storage.repository import Repository
from acmeinc.storage.tips import head_of, lost_tips, record_tip, recorded_tips

GitCall = Callable[..., str]


def commit(git: GitCall, message: str) -> str:
    """Commit nothing, and return the commit."""
    git("commit", "-q", "--allow-empty", "-m", message)
    return git("rev-parse", "HEAD").strip()


def test_the_last_one_is_kept(repository: Repository, git: GitCall) -> None:
    first = head_of(repository)
    record_tip(repository, base="")
    second = commit(git, "more")
    record_tip(repository, base=first)
    assert (recorded_tips(repository, "main"), lost_tips(repository, "main")) == ((second,), ())


def test_commits_that_hands_made_meanwhile_are_no_loss(repository: Repository, git: GitCall) -> None:
    record_tip(repository, base="")
    by_hand = commit(git, "by hand")
    last = commit(git, "a step")
    record_tip(repository, base=by_hand)
    assert (recorded_tips(repository, "main"), lost_tips(repository, "main")) == ((last,), ())


def test_what_was_rewritten_is_kept_as_lost(repository: Repository, git: GitCall) -> None:
    first = commit(git, "recorded")
    record_tip(repository, base="")
    git("reset", "-q", "--hard", "HEAD~1")
    base = head_of(repository)
    second = commit(git, "a step")
    record_tip(repository, base=base)
    assert (recorded_tips(repository, "main"), lost_tips(repository, "main")) == ((second,), (first,))


def test_only_the_newest_losses_are_kept(repository: Repository, git: GitCall) -> None:
    base, lost = head_of(repository), []
    for number in range(22):
        lost.append(commit(git, f"recorded {number}"))
        record_tip(repository, base=base)
        git("reset", "-q", "--hard", base)
    assert lost_tips(repository, "main") == tuple(lost[1:21])


def test_a_sync_is_no_loss(repository: Repository, git: GitCall) -> None:
    """Between making commits again and moving the branch either of two may be the tip."""
    base = head_of(repository)
    old = commit(git, "mine")
    record_tip(repository, base=base)
    git("reset", "-q", "--hard", base)
    new = commit(git, "mine again")
    git("reset", "-q", "--hard", old)
    record_tip(repository, new, base=old)
    git("reset", "-q", "--hard", new)
    record_tip(repository, base=new)
    assert (recorded_tips(repository, "main"), lost_tips(repository, "main")) == ((new,), ())
