"""Where each branch stood when acmeinc last wrote or synced, so that a rewritten history is seen (`audit`).

Kept in git's folder as `acmeinc/tips/BRANCH`, one commit a line: a sync makes unpushed commits again, and
until it is through either of two may be the tip. Tips that a rewritten history no longer holds are kept in
`acmeinc/lost-tips/BRANCH`: the next step must not wipe out the trace.
"""

from collections.abc import Sequence
from contextlib import suppress

from acmeinc.errors import Failed, disk_faults
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.git import Git
from acmeinc.storage.repository import Repository

_TIPS = "tips"
_LOST = "lost-tips"
_LOST_KEPT = 20


def head_of(repository: Repository) -> str:
    """Return the commit that is checked out, "" when there is none yet."""
    head = repository.git_folders.head
    return head or repository.git.attempt("rev-parse", "--quiet", "--verify", "HEAD").stdout.strip()


def record_tip(repository: Repository, *also: str, base: str) -> None:
    """Remember where the checked-out branch stands; `also` names commits where it may stand in a moment.

    `base` is where it stood before: whoever finds there what was recorded last has rewritten nothing.
    """
    folders = repository.git_folders
    tips = [tip for tip in (head_of(repository), *also) if tip]
    if tips and folders.branch:
        # A tip that is not remembered makes one check of `audit` weaker; it must stop nobody.
        with suppress(Failed), disk_faults():
            before = recorded_tips(repository, folders.branch)
            if base and before and not holds_one(repository.git, base, before):
                lost = [*lost_tips(repository, folders.branch), *before]
                _keep(repository, _LOST, folders.branch, list(dict.fromkeys(lost))[-_LOST_KEPT:])
            _keep(repository, _TIPS, folders.branch, tips)


def recorded_tips(repository: Repository, branch: str) -> tuple[str, ...]:
    """Return the commits of which the branch has to hold one, () when none was recorded."""
    return _kept(repository, _TIPS, branch)


def lost_tips(repository: Repository, branch: str) -> tuple[str, ...]:
    """Return the commits that the branch once held and that it lost before the last step, oldest first."""
    return _kept(repository, _LOST, branch)


def holds_one(git: Git, commit: str, tips: Sequence[str]) -> bool:
    """Return whether one of `tips` led to `commit`."""
    return commit in tips or any(
        git.attempt("merge-base", "--is-ancestor", tip, commit).code == 0 for tip in tips
    )


def _keep(repository: Repository, which: str, branch: str, tips: Sequence[str]) -> None:
    kept = repository.common_dir / "acmeinc" / which / branch
    sweep(kept)
    write_file(kept, "\n".join([*tips, ""]).encode())


def _kept(repository: Repository, which: str, branch: str) -> tuple[str, ...]:
    try:
        content = (repository.common_dir / "acmeinc" / which / branch).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(content.split())
