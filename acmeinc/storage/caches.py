"""Where caches are kept: files in git's folder that can be deleted at any time."""

from pathlib import Path
from zlib import crc32

from acmeinc import __version__
from acmeinc.storage.gitdir import find_git_dir, find_work_tree

_LAYOUT = 4
"""To be raised with every change of what is kept of a document, and of how it is kept."""

MADE_BY = f"{__version__}/{_LAYOUT}"
"""What tells the caches of this version from those of others."""


def cache_path(root: Path, name: str) -> Path | None:
    """Return where a cache called `name` of the repository at `root` is kept; None outside every work tree.

    Each work tree has its own: their documents differ. So has each of several repositories in one.
    """
    folders, top = find_git_dir(root), find_work_tree(root)
    if not folders or not top:
        return None
    inner = root.relative_to(top).as_posix()
    suffix = "" if inner == "." else f"-{crc32(inner.encode('utf-8', 'surrogateescape')):08x}"
    stem, dot, extension = name.partition(".")
    return folders.path / "acmeinc" / f"{stem}{suffix}{dot}{extension}"
