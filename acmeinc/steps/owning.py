"""Rows that `ownership.csv` gains from elsewhere, committed on the branch that is checked out.

Rules change by pull request; a repository that is just being set up has nobody yet to review one.
"""

from acmeinc.errors import RulesSayNo, disk_faults
from acmeinc.steps.desk import Desk
from acmeinc.steps.perform import recover
from acmeinc.storage.changes import is_as_committed
from acmeinc.storage.commit import commit
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import git_at_work
from acmeinc.storage.lock import locked
from acmeinc.storage.tips import head_of, record_tip

NAME = "ownership.csv"


def refuse_unless_here(desk: Desk) -> None:
    """Raise RulesSayNo where no rule is committed: on the branch for documents, over half an edit."""
    repository = desk.repository
    if desk.branch and desk.branch == repository.git_folders.branch:
        told = f"the branch {desk.branch} is for documents (acmeinc.yaml), and rules change by pull request"
        raise RulesSayNo(told, hint="without --here it is proposed on a branch of its own")
    if not is_as_committed(repository, NAME):
        told = f"{NAME} has changes that are not committed"
        raise RulesSayNo(told, hint=f"git commit {NAME}")


def save_owners(desk: Desk, text: str, message: str) -> str:
    """Commit `ownership.csv` with this text, and nothing else; return the commit."""
    repository = desk.repository
    with disk_faults(), locked(repository.common_dir, waiting=desk.say):
        recover(repository)
        before, path = head_of(repository), repository.locate(NAME)
        is_new = not path.exists()
        with git_at_work(repository.git_dir, "import"):
            write_file(path, text.encode())
            sha = commit(repository.git, [NAME], message, [NAME] if is_new else [])
        record_tip(repository, base=before)
        return sha
