"""What is wrong with the documents of a repository: as the last check has kept it, else as they are now."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from acmeinc import __version__
from acmeinc.checks.documents import Context, uid_in, verdicts
from acmeinc.checks.tidy import Document
from acmeinc.checks.verdict import Verdict, from_plain, shared_uids, to_plain
from acmeinc.errors import BadData, Problem
from acmeinc.storage.checked_files import beginning, read_document, read_for_check
from acmeinc.storage.known_documents import KnownDocuments
from acmeinc.storage.repository import Repository
from acmeinc.storage.shares import shared

_TOGETHER = 25
_CHECKS = 1
"""To be raised with every change of what is looked for in documents."""


class _Looked(NamedTuple):
    """The verdict on the document at `path`; one that could not be read is not `kept`."""

    path: str
    verdict: Verdict
    kept: bool = True


def document_problems(repository: Repository, paths: Sequence[str], context: Context) -> list[Problem]:
    """Return what is wrong with the documents at `paths` of the repository."""
    known = KnownDocuments(repository.root, "checked.json", _key(context))
    found = {path: verdict for path in paths if (verdict := _remembered(known.recall(path)))}
    regular = set(known.paths)
    unknown = [path for path in paths if path not in found]
    looked = shared(partial(_look, repository, context, regular), unknown)
    found |= {each.path: each.verdict for each in looked}
    known.keep({each.path: to_plain(each.verdict) for each in looked if each.kept})
    problems = [problem for verdict in found.values() for problem in verdict.at(context.now)]
    return [*problems, *_shared(repository, known, found)]


def _key(context: Context) -> str:
    """Return what verdicts depend on besides the documents: the program, and the levels."""
    parts = (__version__, str(_CHECKS), str(Verdict._fields), str(Problem._fields), *context.severities)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _remembered(plain: Any) -> Verdict | None:
    try:
        return None if plain is None else from_plain(plain)
    except (TypeError, ValueError, LookupError):
        return None


def _look(repository: Repository, context: Context, regular: set[str], paths: Sequence[str]) -> list[_Looked]:
    return [
        looked
        for start in range(0, len(paths), _TOGETHER)
        for looked in _looked_at(repository, context, regular, paths[start : start + _TOGETHER])
    ]


def _looked_at(
    repository: Repository, context: Context, regular: set[str], paths: Sequence[str]
) -> Iterator[_Looked]:
    documents = []
    for path in paths:
        content = read_document(repository, path) if path in regular else None
        try:
            text = read_for_check(repository, path).encode() if content is None else content
            documents.append(Document(path, text))
        except BadData as fault:
            yield _Looked(path, Verdict(fault.problems), kept=False)
    yield from map(_Looked, [document.path for document in documents], verdicts(documents, context))


def _shared(repository: Repository, known: KnownDocuments, found: Mapping[str, Verdict]) -> list[Problem]:
    """Return the documents among those looked at whose incident another document is, too."""
    every = dict(found)
    for path in known.paths - found.keys():
        remembered = _remembered(known.recall(path))
        every[path] = remembered or Verdict(uid=uid_in(beginning(repository, path)))
    return list(shared_uids(every))
