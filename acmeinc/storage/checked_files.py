"""The files that have rules to keep: which there are, and their texts, each bounded and never followed."""

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from acmeinc.errors import BadData, DiskFault, NotFound, Problem
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import RULES
from acmeinc.storage.stamps import DOCUMENT, INCIDENTS

FOLDERS = ("templates/", "incidents/")
"""Where there are files with rules, besides the top."""

LARGEST = 16_000_000
"""How many bytes a file may have to be looked into."""

_BEGINNING = 1_000
"""How many bytes hold what a document says of itself first."""

_DOCUMENT = re.compile(r"(?:inc|bug)-.*\.md", re.DOTALL | re.IGNORECASE)
"""What is meant to be a document, however it is called: a name that no step looks for is told."""

_SEEN = re.compile(rf"{INCIDENTS}/\d+/\d+/{DOCUMENT.pattern}")
"""The paths of documents that steps look for."""


def files_with_rules(repository: Repository, folders: Collection[str] = FOLDERS) -> list[str]:
    """Return the paths of all rules files that are there, and of what is in those `folders`, whatever it is.

    A folder that cannot be looked into is one of them.
    """
    root, closed, found = repository.root, list[Path](), list[Path]()
    if "templates/" in folders:
        found += [path for path in _templates(root / "templates", closed) if not path.name.startswith(".")]
    if "incidents/" in folders:
        found += _documents(root / "incidents", closed)
    named = [name for name in RULES if name != "templates" and os.path.lexists(root / name)]
    return [*named, *(repository.relative(path) for path in (*found, *closed))]


def unseen_documents(repository: Repository) -> list[str]:
    """Return the paths of what is meant to be a document, and is called or placed so that no step sees it."""
    found = files_with_rules(repository, ("incidents/",))
    return [path for path in found if path.startswith("incidents/") and not _SEEN.fullmatch(path)]


def read_for_check(repository: Repository, path: str) -> str:
    """Return the text of a file; raises `BadData` saying why it cannot be read."""
    try:
        located = repository.locate(path)
        about = located.stat()
        if stat.S_ISDIR(about.st_mode):
            os.listdir(located)  # noqa: PTH208 (says why its files were not found)
        if not stat.S_ISREG(about.st_mode):
            raise _refused(path, "this is no regular file", "put a regular file here", rule="file-kind")
        if about.st_size > LARGEST:
            raise _refused(path, "the file is too long", f"keep it below {LARGEST:,} bytes", rule="file-long")
        return repository.read(located)
    except NotFound as missing:
        raise _refused(path, str(missing), "put a regular file here", rule="file-kind") from missing
    except OSError as error:
        fault = DiskFault(error)
        raise _refused(path, f"cannot be read: {error.strerror}", fault.mend, rule="file-access") from error
    except DiskFault as fault:
        raise _refused(path, str(fault), fault.mend, rule="file-access") from fault


def read_document(repository: Repository, path: str) -> bytes | None:
    """Return the content of a document that is a regular file behind no link, and text in UTF-8.

    None where it cannot be read, or only in part: `read_for_check` says why.
    """
    try:
        with open(f"{repository.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 (a thousand of them)
            content = file.read() if os.fstat(file.fileno()).st_size <= LARGEST else None
        if content:
            content.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return content


def beginning(repository: Repository, path: str) -> str:
    """Return how a document begins, "" where it cannot be read."""
    try:
        with open(repository.root / path, "rb") as file:  # noqa: PTH123 (a thousand of them)
            return file.read(_BEGINNING).decode("utf-8", "replace")
    except OSError:
        return ""


def inside(repository: Repository, names: Iterable[str], folder: Path) -> list[str]:
    """Return the paths in the repository of files named from `folder`; those outside it are left out."""
    found = []
    for name in names:
        # The last part is not followed: a link inside the repository is what it is, a link.
        path = Path(os.path.abspath(folder / name))  # noqa: PTH100 (resolve would follow it)
        located = Path(os.path.realpath(path.parent)) / path.name
        if located.is_relative_to(repository.root):
            found.append(repository.relative(located))
    return found


def _documents(folder: Path, closed: list[Path]) -> Iterator[Path]:
    """Yield what has the name of a document, also where none belongs: beside the months and the years."""
    for year in _entries(folder, closed):
        yield from _called_so([year])
        for month in _entries(year, closed):
            yield from _called_so([month])
            yield from _called_so(_entries(month, closed))


def _called_so(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if _DOCUMENT.fullmatch(path.name))


def _templates(folder: Path, closed: list[Path]) -> Iterator[Path]:
    """Yield what is in the folder of templates, and in that of the public page inside it."""
    for path in _entries(folder, closed):
        if path.name == "site" and path.is_dir() and not path.is_symlink():
            yield from _entries(path, closed)
        else:
            yield path


def _entries(folder: Path, closed: list[Path]) -> list[Path]:
    """Return what is in a folder, by name; nothing where there is none, or a link to one.

    One that cannot be looked into is added to those `closed`.
    """
    try:
        return sorted(folder.iterdir()) if not folder.is_symlink() else []
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError:
        closed.append(folder)
        return []


def _refused(path: str, message: str, hint: str, *, rule: str) -> BadData:
    return BadData([Problem(path, 0, 0, message, hint, rule=rule)])
