"""A clone of the incident repository, and the machine that it is on, as an examination finds them."""

from datetime import datetime, timedelta
from typing import NamedTuple


class GitLock(NamedTuple):
    """A lock file of git's own, by its path, and how long it has been there."""

    path: str
    age: timedelta


class Clone(NamedTuple):
    """What git and the clone are like; without a repository there is only git and who commits.

    `git` is its version, "" where there is none. `root` is the incident repository's folder, "" outside one;
    `branch` is "" when none is checked out, `switch` what to type where documents belong on another one.
    `unfinished` is a merge or the like that waits, `ending` how to
    end it. `driver` is the merge driver that is registered, `wanted_driver` the one of this installation.
    `merged_as` is how git merges documents, `minds_many` whether git was told how to be quick with many.
    `foreign_schemas` are those for editors that are missing, or are another version's.
    `newest` is the time of the newest commit on any branch.
    `writer` is who writes here now, `interrupted` how many steps were broken off.
    """

    git: str = ""
    who: str = ""
    root: str = ""
    is_under_git: bool = False
    branch: str = ""
    switch: str = ""
    unfinished: str = ""
    ending: str = ""
    remote: str = ""
    driver: str = ""
    wanted_driver: str = ""
    merged_as: str = ""
    minds_many: bool = False
    foreign_schemas: tuple[str, ...] = ()
    newest: datetime | None = None
    locks: tuple[GitLock, ...] = ()
    writer: str = ""
    interrupted: int = 0
