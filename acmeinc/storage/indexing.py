"""Reading documents for the index: what is kept of each, on all processors when there are many."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from acmeinc.errors import BadData, DiskFault, NotFound
from acmeinc.incident.reading import read
from acmeinc.incident.summary import passages, values_of
from acmeinc.process.settled import is_settled
from acmeinc.storage.repository import Repository

_TOGETHER = 100
_MANY = 400


class Told(NamedTuple):
    """What a document says, as the index keeps it: `values` and `passages` are JSON.

    `content` names its bytes as git does; "" where they are no text, and then `problem` says why. `is_known`
    means that it says what it said when its content was read before: nothing else is filled in then.
    """

    path: str
    content: str
    is_settled: bool = False
    values: str = "{}"
    passages: str = "[]"
    problem: str = ""
    is_known: bool = False


def content_id(content: bytes) -> str:
    """Return the name that git gives to a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def told_by(root: Path, known: Mapping[str, str]) -> Iterator[list[Told]]:
    """Yield what the documents tell whose paths `known` maps to the content that is known of each, or to "".

    They come some at a time; one that has gone meanwhile is left out.
    """
    items = list(known.items())
    batches = [items[start : start + _TOGETHER] for start in range(0, len(items), _TOGETHER)]
    work = partial(_told_in, root)
    processors = os.cpu_count() or 1
    if len(items) < _MANY or processors < 2 or sys.platform != "linux":
        yield from map(work, batches)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # What a fork shares, other systems would import again in each process.
    with ProcessPoolExecutor(processors, get_context("fork")) as pool:
        yield from pool.map(work, batches)


def _told_in(root: Path, known: Sequence[tuple[str, str]]) -> list[Told]:
    repository = Repository(root)
    return [told for path, content in known if (told := _told(repository, path, content))]


def _told(repository: Repository, path: str, known: str) -> Told | None:
    try:
        text = repository.read(repository.root / path)
    except NotFound:
        return None
    except (BadData, DiskFault) as problem:
        return Told(path, "", problem=str(problem))
    content = content_id(text.encode())
    if content == known:
        return Told(path, content, is_known=True)
    incident = read(text).incident
    values, said = json.dumps(values_of(incident)), json.dumps(list(passages(incident)))
    return Told(path, content, is_settled(incident), values, said)
