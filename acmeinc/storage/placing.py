"""Putting the documents that come in into the work tree, each all or nothing.

git writes files in place: killed there, it leaves half of one. A document that stands in the work tree and in
the index as either side has it, byte for byte, is written by ourselves; git gets whatever else there is.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from acmeinc.incident.names import document_at
from acmeinc.storage.files import sweep, write_file
from acmeinc.storage.git import COMMIT_TIMEOUT, Finished, Git
from acmeinc.storage.objects import Blob, Objects


class Incoming(NamedTuple):
    """A document that comes in: its path from the top of the work tree, its content now and then.

    `before` is None where it is not there yet.
    """

    path: str
    before: bytes | None
    after: bytes


def incoming_documents(
    git: Git, objects: Objects, changed: Iterable[str], old: str, new: str
) -> list[Incoming]:
    """Return the documents among `changed` files that nobody has touched since `old`.

    `git` runs at the top of the work tree.
    """
    paths = [path for path in changed if document_at(path)]
    versions = {path: (objects.at(old, path), objects.at(new, path)) for path in paths}
    versions = {path: pair for path, pair in versions.items() if _is_plain(*pair)}
    index = _index(git, list(versions))
    found = []
    for path, (before, after) in versions.items():
        contents = {_content(objects, before), _content(objects, after)}
        there = _there(git.root / path)
        if index.get(path) in (before, after) and there in contents and after:
            found.append(Incoming(path, there, _content(objects, after) or b""))
    return found


def place(git: Git, documents: Sequence[Incoming]) -> Finished | None:
    """Write documents into work tree and index; where git refuses, return how, everything as it was.

    To be called under the lock. Raises `DiskFault`: then some may be written.
    """
    for document in documents:
        sweep(git.root / document.path)
        if document.before != document.after:
            write_file(git.root / document.path, document.after)
    paths = "".join(f"{document.path}\0" for document in documents)
    finished = git.attempt("update-index", "--add", "-z", "--stdin", stdin=paths, timeout=COMMIT_TIMEOUT)
    if not finished.code:
        return None
    for document in documents:
        if document.before is None:
            (git.root / document.path).unlink(missing_ok=True)
        elif document.before != document.after:
            write_file(git.root / document.path, document.before)
    return finished


def _is_plain(before: Blob | None, after: Blob | None) -> bool:
    """Return whether nothing but text comes in: no mode changes, no link, nothing is removed."""
    return after is not None and after.mode == "100644" and (before is None or before.mode == after.mode)


def _index(git: Git, paths: Sequence[str]) -> dict[str, Blob]:
    """Return what stands in the index; a file in the middle of a merge is not among it."""
    if not paths:
        return {}
    listed = git.run("ls-files", "--stage", "-z", "--", *paths)
    found = {}
    for line in filter(None, listed.split("\0")):
        told, _, path = line.partition("\t")
        mode, oid, stage = told.split()
        if stage == "0":
            found[path] = Blob(mode, oid)
    return found


def _content(objects: Objects, blob: Blob | None) -> bytes | None:
    return None if blob is None else objects.text(blob.oid).encode("utf-8", "surrogateescape")


def _there(path: Path) -> bytes | None:
    """Return the bytes of a regular file, None when there is none."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None
