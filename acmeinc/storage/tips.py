"""Where each branch stood when acmeinc last wrote or synced, so that a rewritten history is seen (`audit`).

Kept in git's folder as `acmeinc/tips/BRANCH`, one commit a line: a sync makes unpushed commits again, and
until it is through either of two may be the tip.
"""

from contextlib import suppress

from acmeinc.errors import Failed, disk_faults
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.repository import Repository


def record_tip(repository: Repository, *also: str) -> None:
    """Remember where the checked-out branch stands; `also` names commits where it may stand in a moment."""
    folders = repository.git_folders
    tips = [tip for tip in (folders.head or _asked(repository), *also) if tip]
    if tips and folders.branch:
        # A tip that is not remembered makes one check of `audit` weaker; it must stop nobody.
        with suppress(Failed), disk_faults():
            kept = folders.common / "acmeinc" / "tips" / folders.branch
            sweep(kept)
            write_file(kept, "\n".join([*tips, ""]).encode())


def recorded_tips(repository: Repository, branch: str) -> tuple[str, ...]:
    """Return the commits of which the branch has to hold one, () when none was recorded."""
    try:
        content = (repository.common_dir / "acmeinc" / "tips" / branch).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(content.split())


def _asked(repository: Repository) -> str:
    return repository.git.attempt("rev-parse", "--quiet", "--verify", "HEAD").stdout.strip()
