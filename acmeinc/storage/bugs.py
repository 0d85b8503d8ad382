"""Decisions that it was a bug, as they are kept: small Markdown files with front matter (process: "Decide").

A library reads them: unlike an incident document they are never drawn again, and nobody waits for them.
"""

from collections.abc import Iterator
from typing import NamedTuple

from acmeinc.errors import BadData, Problem
from acmeinc.storage.repository import Repository


class KnownBug(NamedTuple):
    """What the front matter of a bug's record says; "" where it says nothing."""

    id: str
    functionality: str
    state: str
    audience: str
    decided: str
    decided_by: str
    owning_team: str
    backlog: str


def known_bugs(repository: Repository) -> Iterator[KnownBug]:
    """Yield the records of the repository, newest first; raises BadData for one without front matter."""
    import frontmatter
    import yaml

    for path in repository.bug_paths():
        try:
            fields = frontmatter.loads(repository.read(path).removeprefix("\ufeff")).metadata
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            message, hint = "the front matter is not valid YAML", "put quotes around the text in that line"
            raise BadData([Problem(repository.relative(path), line, 0, message, hint)]) from None
        yield KnownBug(*(str(fields.get(name, "") or "") for name in KnownBug._fields))._replace(id=path.stem)
