"""What a forge is given so that rules change by pull request: workflows, owners of the rules, forms."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from acmeinc import __version__
from acmeinc.errors import RulesSayNo
from acmeinc.storage.repository import Repository

FORGES: Mapping[str, str] = {"github": "GitHub", "gitlab": "GitLab"}
"""What can be asked for, and how it is called."""

_SOURCES = Path(__file__).parent / "forges"
_VERSION = b"acmeinc==VERSION"
"""Stands for this version in a workflow, which keeps to it until somebody changes that."""


class ForgeFiles(NamedTuple):
    """The files of a forge: those that are `missing`, by path, and those that are there and `different`."""

    missing: Mapping[str, bytes]
    different: tuple[str, ...]


def forge_files(repository: Repository, forge: str) -> ForgeFiles:
    """Return what `forge`, one of `FORGES`, needs in a repository; nothing that is there is to be changed.

    Raises RulesSayNo where the repository is a folder of another: a forge looks at the top only.
    """
    if repository.root != repository.work_tree:
        raise RulesSayNo(
            f"{repository.root} is a folder of {repository.work_tree}, and a forge looks only there",
            hint="make an incident repository of its own: acmeinc init incidents --forge " + forge,
        )
    wanted = dict(_wanted(forge))
    there = {path: (repository.root / path).read_bytes() for path in wanted if _is_there(repository, path)}
    return ForgeFiles(
        {path: content for path, content in wanted.items() if path not in there},
        tuple(path for path, content in there.items() if content != wanted[path]),
    )


def _is_there(repository: Repository, path: str) -> bool:
    return repository.locate(path).exists()


def _wanted(forge: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files by their paths: `github/…` is kept without the dot that it has in a repository."""
    for file in sorted(path for path in _SOURCES.rglob("*") if path.is_file()):
        path = file.relative_to(_SOURCES).as_posix()
        if path.startswith((f"{forge}/", f"{forge}-")):
            yield f".{path}", file.read_bytes().replace(_VERSION, f"acmeinc=={__version__}".encode())
