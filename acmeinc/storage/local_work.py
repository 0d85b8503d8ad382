"""What this clone has committed and the remote does not have yet, read from git."""

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from acmeinc.storage.git import Git
from acmeinc.storage.objects import Blob, Objects

_FILE = re.compile(r":(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*")
_COMMIT = "\x01"
_NONE = "000000"


class Change(NamedTuple):
    """What a commit did to one file; None stands for: no such file."""

    path: str
    before: Blob | None
    after: Blob | None


class LocalCommit(NamedTuple):
    """A commit as it has to be made again: who made it when (git's own line), its message, its changes.

    `parent` is the first one, "" for the first commit of all; `is_merge` where there are several.
    """

    sha: str
    parent: str
    is_merge: bool
    author: str
    encoding: str
    message: str
    changes: tuple[Change, ...]


def local_commits(git: Git, objects: Objects, head: str, known: Sequence[str]) -> list[LocalCommit]:
    """Return the commits of `head` that none of the `known` ones has, oldest first.

    A merge counts as one commit, with what it brought to its first parent.
    """
    listed = git.run(
        *("-c", "log.showRoot=true", "log", "-z", "--first-parent", "--diff-merges=first-parent"),
        *("--reverse", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature"),
        *(f"--format={_COMMIT}%H %P", head, "--not", *known, "--"),
    )
    return [
        LocalCommit(
            sha, (*parents, "")[0], len(parents) > 1, *_who_and_why(objects.text(sha)), tuple(changes)
        )
        for sha, parents, changes in _commits(listed)
    ]


def new_blob(text: str, like: Blob) -> Blob:
    """Return a version with a new text, and the mode of another version of the file."""
    content = text.encode("utf-8", "surrogateescape")
    digest = hashlib.sha1 if len(like.oid) == 40 else hashlib.sha256
    oid = digest(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return Blob(like.mode, oid, text)


def _commits(listed: str) -> list[tuple[str, list[str], list[Change]]]:
    """Return id, parents and changes of each commit that `git log -z --raw` listed."""
    found: list[tuple[str, list[str], list[Change]]] = []
    words = (word.lstrip("\n") for word in listed.split("\0"))
    for word in words:
        if word.startswith(_COMMIT):
            sha, *parents = word.removeprefix(_COMMIT).split()
            found.append((sha, parents, []))
        elif word:
            found[-1][2].append(_change(word, next(words)))
    return found


def _change(kind: str, path: str) -> Change:
    match = _FILE.fullmatch(kind)
    if not match:
        raise ValueError(f"not a line of git log --raw: {kind!r}")
    return Change(path, _blob(match[1], match[3]), _blob(match[2], match[4]))


def _blob(mode: str, oid: str) -> Blob | None:
    return None if mode == _NONE else Blob(mode, oid)


def _who_and_why(raw: str) -> tuple[str, str, str]:
    """Return author line, encoding and message of a commit object."""
    head, _, message = raw.partition("\n\n")
    fields: dict[str, str] = {}
    for line in head.split("\n"):
        name, _, value = line.partition(" ")
        fields.setdefault(name, value)
    return fields["author"], fields.get("encoding", ""), message
