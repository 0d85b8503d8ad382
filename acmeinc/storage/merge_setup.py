"""Telling git how incident documents are merged (DESIGN §5).

`.gitattributes` says `merge=union`, which every git knows. A driver configured under that very name goes
before the built-in one: where it is registered documents merge by what they mean, elsewhere by git's union.
"""

import shlex
import sys
from pathlib import Path

from acmeinc.storage.commit import commit
from acmeinc.storage.git import Git
from acmeinc.storage.git_speed import is_told, quicken
from acmeinc.storage.intent import git_at_work
from acmeinc.storage.lock import locked
from acmeinc.storage.repository import Repository, settings_of
from acmeinc.storage.seed import ATTRIBUTES, write_attributes

NAME = "acmeinc: incident documents by what they mean"

_UNION = "git merge-file -q --union %A %O %B"
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from acmeinc.merge_driver import main; main()"
"""Starts the driver without what Python looks for at every start: it needs no other package."""
_A_DOCUMENT = "incidents/2026/11/inc-26-11-23-sev-1-any.md"
_TWO_INCIDENTS = 3
"""How `acmeinc-merge` ends when it refuses; whatever else is not 0 falls back to git's union."""


def driver_command() -> str:
    """Return the shell command that git runs to merge a document.

    It is this very installation, else whichever `acmeinc-merge` is on the PATH, else git's own union.
    """
    python, package = (_quoted(path) for path in (Path(sys.executable), Path(__file__).resolve().parents[2]))
    here = f"{python} -I -S -c '{_START}' {package} %O %A %B %P"
    return (
        f"if test -x {python}; then {here}; else acmeinc-merge %O %A %B %P; fi; "
        f"case $? in 0) ;; {_TWO_INCIDENTS}) exit 1 ;; *) {_UNION} ;; esac"
    )


def driver_config() -> tuple[str, ...]:
    """Return the arguments that make one call of git merge by what documents mean, set up or not."""
    return ("-c", f"merge.union.name={NAME}", "-c", f"merge.union.driver={driver_command()}")


def register(git: Git) -> None:
    """Write the driver into the configuration of the repository that `git` works in."""
    # The command first: a name without one is fatal to every merge.
    git.run("config", "merge.union.driver", driver_command())
    git.run("config", "merge.union.name", NAME)


def merged_as(git: Git) -> str:
    """Return how git merges an incident document, as its attributes say: `union` where that is set up."""
    return git.attempt("check-attr", "merge", "--", _A_DOCUMENT).stdout.strip().rpartition(": ")[2]


def set_up(repository: Repository) -> list[str]:
    """Register the driver where another or none is, tell git how documents merge, and return what was done.

    Where git is told nothing of many files, it is.

    The line in `.gitattributes` is committed. Raises `Failed`.
    """
    git, done = repository.git, []
    with locked(repository.common_dir), git_at_work(repository.git_dir, "set-up"):
        config = settings_of(git)
        if not is_told(config):
            quicken(git)
            done.append("git remembers the folders in which nothing is new")
        if config.get("merge.union.driver") != driver_command():
            register(git)
            done.append("the merge driver is registered")
        if merged_as(git) != "union":
            is_new = [] if (repository.root / ATTRIBUTES).exists() else [ATTRIBUTES]
            write_attributes(repository.root)
            commit(git, [ATTRIBUTES], "Say how incident documents merge\n", is_new)
            done.append(f"{ATTRIBUTES} says how documents merge, and is committed")
    return done


def _quoted(path: Path) -> str:
    """Return a path as a word of the shell in git's configuration, where % has a meaning."""
    return shlex.quote(path.as_posix()).replace("%", "%%")
