"""What this clone has committed and the remote does not have yet, read from git in two calls."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from acmeinc.storage.git import Git

_FILE = re.compile(r":(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*")
_COMMIT = "\x01"
_NONE = "000000"


class Blob(NamedTuple):
    """One version of a file in git: its mode, its id, and the text where it is at hand."""

    mode: str
    oid: str
    text: str | None = None

    @property
    def is_file(self) -> bool:
        """Return whether it is a regular file: no link, no submodule, no folder."""
        return self.mode.startswith("100")

    def same_as(self, other: "Blob | None") -> bool:
        """Return whether the other one is the same version."""
        return other is not None and (self.mode, self.oid) == (other.mode, other.oid)


class Change(NamedTuple):
    """What a commit did to one file; None stands for: no such file."""

    path: str
    before: Blob | None
    after: Blob | None


class LocalCommit(NamedTuple):
    """A commit as it has to be made again: who made it when (git's own line), its message, its changes.

    `parent` is the first one, "" for the first commit of all.
    """

    sha: str
    parent: str
    author: str
    encoding: str
    message: str
    changes: tuple[Change, ...]


def local_commits(git: Git, head: str, known: Sequence[str]) -> list[LocalCommit]:
    """Return the commits of `head` that none of the `known` ones has, oldest first.

    A merge counts as one commit, with what it brought to its first parent.
    """
    listed = git.run(
        *("-c", "log.showRoot=true", "log", "-z", "--first-parent", "--diff-merges=first-parent"),
        *("--reverse", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature"),
        *(f"--format={_COMMIT}%H %P", head, "--not", *known, "--"),
    )
    found = _commits(listed)
    objects = contents(git, [sha for sha, _, _ in found])
    return [
        LocalCommit(sha, parent, *_who_and_why(objects[sha]), tuple(changes))
        for sha, parent, changes in found
    ]


def contents(git: Git, oids: Iterable[str]) -> dict[str, str]:
    """Return the content of objects by their ids; bytes that are no UTF-8 are kept as lone surrogates."""
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return {}
    data = git.run("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in wanted))
    rest = data.encode("utf-8", "surrogateescape")
    found: dict[str, str] = {}
    for oid in wanted:
        head, _, rest = rest.partition(b"\n")
        size = int(head.split()[2])
        found[oid] = rest[:size].decode("utf-8", "surrogateescape")
        rest = rest[size + 1 :]
    return found


def files_at(git: Git, commit: str, paths: Iterable[str]) -> dict[str, Blob]:
    """Return the files that `commit` has under any of `paths`, by path."""
    wanted = list(dict.fromkeys(paths))
    if not wanted:
        return {}
    return _listed(git.run("ls-tree", "-z", "--full-tree", commit, "--", *wanted))


def files_below(git: Git, commit: str, folder: str) -> dict[str, Blob]:
    """Return all files that `commit` has in a folder."""
    return _listed(git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{folder}/"))


def new_blob(text: str, like: Blob) -> Blob:
    """Return a version with a new text, and the mode of another version of the file."""
    content = text.encode("utf-8", "surrogateescape")
    digest = hashlib.sha1 if len(like.oid) == 40 else hashlib.sha256
    oid = digest(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    return Blob(like.mode, oid, text)


def _listed(tree: str) -> dict[str, Blob]:
    found = {}
    for line in tree.split("\0"):
        if line:
            kind, _, path = line.partition("\t")
            mode, _, oid = kind.split(" ")
            found[path] = Blob(mode, oid)
    return found


def _commits(listed: str) -> list[tuple[str, str, list[Change]]]:
    """Return id, first parent and changes of each commit that `git log -z --raw` listed."""
    found: list[tuple[str, str, list[Change]]] = []
    words = (word.lstrip("\n") for word in listed.split("\0"))
    for word in words:
        if word.startswith(_COMMIT):
            sha, *parents = word.removeprefix(_COMMIT).split()
            found.append((sha, next(iter(parents), ""), []))
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
