"""What is wrong with the documents of a repository: as the last check has kept it, else as they are now."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from acmeinc import __version__
from acmeinc.checks.documents import Context, uid_in, verdict
from acmeinc.checks.verdict import Verdict, from_plain, shared_uids, to_plain
from acmeinc.errors import BadData, Problem
from acmeinc.storage.checked_files import beginning, read_document, read_for_check
from acmeinc.storage.known_verdicts import KnownVerdicts
from acmeinc.storage.repository import Repository
from acmeinc.storage.shares import shared

_CHECKS = 1
"""To be raised with every change of what is looked for in documents."""


class _Looked(NamedTuple):
    """The verdict on the document at `path`; one that could not be read is not `kept`."""

    path: str
    verdict: Verdict
    kept: bool = True


def document_problems(repository: Repository, paths: Sequence[str], context: Context) -> list[Problem]:
    """Return what is wrong with the documents at `paths` of the repository."""
    known = KnownVerdicts(repository.root, _key(context))
    verdicts = {path: found for path in paths if (found := _remembered(known.recall(path)))}
    regular = set(known.paths)
    unknown = [path for path in paths if path not in verdicts]
    looked = shared(partial(_look, repository, context, regular), unknown)
    verdicts |= {each.path: each.verdict for each in looked}
    known.keep({each.path: to_plain(each.verdict) for each in looked if each.kept})
    problems = [problem for found in verdicts.values() for problem in found.at(context.now)]
    return [*problems, *_shared(repository, known, verdicts)]


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
    return [_looked_at(repository, path, context, is_regular=path in regular) for path in paths]


def _looked_at(repository: Repository, path: str, context: Context, *, is_regular: bool) -> _Looked:
    content = read_document(repository, path) if is_regular else None
    try:
        text = read_for_check(repository, path).encode() if content is None else content
    except BadData as fault:
        return _Looked(path, Verdict(fault.problems), kept=False)
    return _Looked(path, verdict(text, path, context))


def _shared(repository: Repository, known: KnownVerdicts, verdicts: Mapping[str, Verdict]) -> list[Problem]:
    """Return the documents among those looked at whose incident another document is, too."""
    others = [path for path in known.paths if path not in verdicts]
    all_verdicts = dict(verdicts)
    for path in others:
        remembered = _remembered(known.recall(path))
        all_verdicts[path] = remembered or Verdict(uid=uid_in(beginning(repository, path)))
    return list(shared_uids(all_verdicts))
