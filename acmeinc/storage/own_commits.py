"""Which commits were made here by ourselves: they changed no document but those that we wrote."""

from contextlib import suppress

from acmeinc.errors import AcmeError
from acmeinc.storage.files import write_file
from acmeinc.storage.gitdir import GitDir

_NAME = "own-commits"
_KEPT = 100


def checked_out(folders: GitDir) -> str:
    """Return what tells that nothing else has been checked out: the commit, as a rule."""
    if commit := folders.head:
        return commit
    try:
        # Where references are in tables, each change of one makes another table.
        return (folders.common / "reftable" / "tables.list").read_text(encoding="ascii").replace("\n", " ")
    except (OSError, UnicodeDecodeError):
        return ""


def note_own(folders: GitDir, before: str, after: str) -> None:
    """Remember that we made the commit `after` when `before` was checked out, "" for none."""
    chain = _chain(folders)
    chain = [*(chain if chain[-1:] == [before] else [before]), after]
    # What is not remembered costs one look at every document, and nothing else.
    with suppress(AcmeError, OSError):
        write_file(folders.path / "acmeinc" / _NAME, "\n".join(chain[-_KEPT:]).encode(), durable=False)


def are_own(folders: GitDir, before: str, after: str) -> bool:
    """Return whether nothing but commits of our own led from `before` to `after`."""
    if before == after:
        return True
    chain = _chain(folders)
    return before in chain and after in chain[chain.index(before) :]


def _chain(folders: GitDir) -> list[str]:
    """Return the commits of the last steps, oldest first; the first is the one before them."""
    try:
        return (folders.path / "acmeinc" / _NAME).read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        return []
