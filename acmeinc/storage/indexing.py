"""Reading documents for the index: what is kept of each, on all processors when there are many."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from acmeinc.errors import BadData, DiskFault, NotFound
from acmeinc.incident.skimming import entries_of
from acmeinc.incident.summary import passages, summarise
from acmeinc.process.settled import is_settled
from acmeinc.storage.index_rows import Told, words_of
from acmeinc.storage.repository import Repository
from acmeinc.storage.shares import shared_out
from acmeinc.storage.stamps import INCIDENTS

_TOGETHER = 200


def content_id(content: bytes) -> str:
    """Return the name that git gives to a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def told_by(root: Path, known: Mapping[str, str]) -> Iterator[list[Told]]:
    """Yield what the documents tell whose paths `known` maps to the content that is known of each, or to "".

    They come many at a time, in any order; one that has gone meanwhile is left out.
    """
    yield from shared_out(partial(_told_in, root), list(known.items()), _TOGETHER)


def _told_in(root: Path, known: Sequence[tuple[str, str]]) -> list[Told]:
    repository = Repository(root)
    is_plain = os.path.realpath(root / INCIDENTS) == str(root / INCIDENTS)
    return [told for path, content in known if (told := _told(repository, path, content, is_plain=is_plain))]


def _told(repository: Repository, path: str, known: str, *, is_plain: bool) -> Told | None:
    try:
        text = _quickly_read(repository, path) if is_plain else repository.read(repository.root / path)
    except NotFound:
        return None
    except (BadData, DiskFault) as problem:
        return Told(path, "", problem=str(problem))
    content = content_id(text.encode())
    if content == known:
        return Told(path, content, is_known=True)
    values, incident = summarise(entries_of(text))
    said = list(passages(incident))
    settled = is_settled(incident)
    return Told(path, content, settled, "", json.dumps(values), json.dumps(said), words_of(said))


def _quickly_read(repository: Repository, path: str) -> str:
    """Return the text of a regular file; what is wrong with it, if anything, the repository says."""
    try:
        # Thousands of them: no time for Path, and none for a buffer.
        with open(f"{repository.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
            return file.read().decode()
    except (OSError, UnicodeDecodeError):
        return repository.read(repository.root / path)
