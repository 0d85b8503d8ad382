"""What is wrong with an incident document, or with the record of a bug (FORMAT.md; process: "Document").

    problems = document_problems(text, path, Context(severities, now))

A document that is as a step wrote it is seen to be in order at a glance; any other is taken apart.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from acmeinc.checks.tidy import Document, Tidy, tidied
from acmeinc.checks.verdict import SKEW, Verdict, recorded_at
from acmeinc.errors import Problem
from acmeinc.incident import ulid
from acmeinc.incident.state import State

_UID = re.compile(rf"^uid: ['\"]?({ulid.PATTERN})", re.MULTILINE)


class Context(NamedTuple):
    """What documents are judged by: the ids of the levels of `severity.yaml`, and the time (aware).

    Without any id the levels are not known, and every severity is taken for one of them.
    """

    severities: tuple[str, ...]
    now: datetime


def document_problems(text: str, path: str, context: Context) -> list[Problem]:
    """Return what is wrong with the document at `path` of the repository; never fails, whatever it says."""
    (found,) = verdicts([Document(path, text.encode("utf-8", "surrogatepass"))], context)
    return found.at(context.now)


def verdicts(documents: Sequence[Document], context: Context) -> list[Verdict]:
    """Return what is wrong with each document at the time of the `context`, and what will be later on.

    That a document is no text in UTF-8 is told by who reads files.
    """
    found = tidied(documents, context.severities)
    return [_verdict(document, tidy, context) for document, tidy in zip(documents, found, strict=True)]


def _verdict(document: Document, tidy: Tidy | None, context: Context) -> Verdict:
    path, content = document
    if path.rpartition("/")[2].startswith("bug-"):
        from acmeinc.checks.bug_records import bug_problems

        return Verdict(tuple(bug_problems(_text(content), path)))
    if tidy and recorded_at(tidy.newest) - SKEW <= context.now:
        return _of_tidy(content, path, tidy.state)
    from acmeinc.checks.document_whole import taken_apart

    return taken_apart(_text(content), path, context.severities)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")


def _of_tidy(content: bytes, path: str, state: State) -> Verdict:
    """Return what time brings to a document in which nothing is wrong: its action items become overdue."""
    at = content.index(b"\nuid: ")
    place = (content.count(b"\n", 0, at) + 2, len("uid: ") + 1)
    found = Verdict(uid=str(state.value("uid")), place=place)
    if not state.elements("retrospective.actions"):
        return found
    from acmeinc.checks.document_actions import action_problems
    from acmeinc.checks.sheet import Sheet

    return found._replace(dated=tuple(action_problems(Sheet(_text(content), path, state))))


def uid_in(head: str) -> str:
    """Return the uid that a document states, by how it begins; "" for none."""
    found = _UID.search(head)
    return found[1] if found else ""
