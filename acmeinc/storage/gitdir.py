"""What git's own folder says, read from its files: no process is started."""

import re
from pathlib import Path
from typing import NamedTuple

from acmeinc.errors import DiskFault

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_BRANCH = "ref: refs/heads/"

_IN_PROGRESS = {
    "MERGE_HEAD": "merge",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}


class GitDir(NamedTuple):
    """The git folders of a work tree: its own (`path`), and the one that all work trees share (`common`)."""

    path: Path
    common: Path

    @property
    def branch(self) -> str:
        """Return the checked-out branch, which may have no commit yet; "" when HEAD is detached."""
        head = _read(self.path / "HEAD")
        return head.removeprefix(_BRANCH) if head.startswith(_BRANCH) else ""

    @property
    def head(self) -> str:
        """Return the commit that is checked out, "" where there is none or no file of git's tells."""
        branch = self.branch
        sha = _read(self.common / "refs" / "heads" / branch) if branch else _read(self.path / "HEAD")
        if _SHA.fullmatch(sha):
            return sha
        return self._packed(f"refs/heads/{branch}") if branch else ""

    def ref(self, name: str) -> str:
        """Return the commit of `refs/…` where a file of its own holds it, else ""."""
        sha = _read(self.common / name)
        return sha if _SHA.fullmatch(sha) else ""

    def _packed(self, ref: str) -> str:
        lines = _read(self.common / "packed-refs").split("\n")
        return next((line[: -len(ref) - 1] for line in lines if line.endswith(f" {ref}")), "")

    @property
    def in_progress(self) -> str:
        """Return which of merge, rebase, cherry-pick, revert and bisect waits to be ended, else ""."""
        return next((what for name, what in _IN_PROGRESS.items() if (self.path / name).exists()), "")

    @property
    def ending(self) -> str:
        """Return how to end what is in progress, "" when nothing is."""
        what = self.in_progress
        if what == "bisect":
            return "git bisect reset"
        return f"git {what} --continue, or git {what} --abort" if what else ""


def find_git_dir(root: Path) -> GitDir | None:
    """Return the git folders of the work tree that `root` is in, or None outside every work tree."""
    folder = find_work_tree(root)
    if not folder:
        return None
    dot_git = folder / ".git"
    if dot_git.is_dir():
        return _git_dir(dot_git)
    named = _read(dot_git).removeprefix("gitdir:").strip()
    return _git_dir((folder / named).resolve())


def find_work_tree(root: Path) -> Path | None:
    """Return the top of the work tree that `root` is in, or None outside every work tree."""
    return next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), None)


def _git_dir(path: Path) -> GitDir:
    named = _read(path / "commondir")
    return GitDir(path, (path / named).resolve() if named else path)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""
    except OSError as error:
        raise DiskFault(error, f"{path} could not be read") from error
