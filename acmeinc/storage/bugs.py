"""Decisions that it was a bug, as they are kept: small Markdown files with front matter (process: "Decide").

A library reads them: unlike an incident document they are never drawn again, and nobody waits for them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.incident.yaml_lines import write_value
from acmeinc.storage.caches import MADE_BY
from acmeinc.storage.known_documents import KnownDocuments
from acmeinc.storage.repository import Repository

_MANY = 50
_TICKET = re.compile(r"^ticket:.*?(?=\r?$)", re.MULTILINE)
_HEADER = re.compile(r"\A\ufeff?---\r?\n(?P<fields>.*?)^---\r?$", re.MULTILINE | re.DOTALL)


class KnownBug(NamedTuple):
    """What the front matter of a bug's record says; "" where it says nothing.

    `ticket` is the link of the issue made for it, `by hand`, `failed`, or `unknown` where one may have been
    made; "" where none was to be.
    """

    id: str
    uid: str
    functionality: str
    state: str
    audience: str
    impact: str
    decided: str
    decided_by: str
    owning_team: str
    backlog: str
    ticket: str

    @property
    def waits(self) -> bool:
        """Return whether an issue was to be made for it, and nobody knows that it was."""
        return self.ticket in ("failed", "unknown")


def known_bugs(repository: Repository) -> Iterator[KnownBug]:
    """Yield the records of the repository, newest first; raises BadData for one without front matter.

    What many of them say is kept until they change.
    """
    paths = repository.bug_paths()
    if len(paths) < _MANY:
        yield from (read_bug(repository, path) for path in paths)
        return
    known = KnownDocuments(repository.root, "bugs.json", f"{MADE_BY} {KnownBug._fields}")
    new: dict[str, KnownBug] = {}
    for path in paths:
        name = repository.relative(path)
        if plain := known.recall(name):
            yield KnownBug(*plain)
        else:
            new[name] = read_bug(repository, path)
            yield new[name]
    known.keep(new)


def read_bug(repository: Repository, path: Path) -> KnownBug:
    """Return the record at `path`; raises BadData for one without front matter."""
    import frontmatter
    import yaml

    try:
        fields = frontmatter.loads(repository.read(path).removeprefix("\ufeff")).metadata
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        message, hint = "the front matter is not valid YAML", "put quotes around the text in that line"
        raise BadData([Problem(repository.relative(path), line, 0, message, hint)]) from None
    return KnownBug(*(str(fields.get(name, "") or "") for name in KnownBug._fields))._replace(id=path.stem)


def with_ticket(text: str, ticket: str) -> str:
    """Return the text of a record with another `ticket` in its front matter; every other byte stays."""
    header = _HEADER.match(text)
    (line,) = write_value("ticket", ticket)
    if not header:
        return f"---\n{line}\n---\n\n{text}"
    fields, count = _TICKET.subn(lambda _: line, header["fields"], count=1)
    start, end = header.span("fields")
    changed = fields if count else f"{fields}{line}\n"
    return text[:start] + changed + text[end:]
