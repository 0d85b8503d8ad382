"""Commits made again on another parent, without a work tree and without an index.

`git fast-import` takes any number of them in one process; only signing needs one process for each.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.git import Git
from acmeinc.storage.local_work import LocalCommit
from acmeinc.storage.objects import Blob
from acmeinc.storage.repository import person

_REF = "refs/acmeinc/replay"
_NO_PART_OF_A_NAME = re.compile(r"[<>\x00-\x1f]")


class NewCommit(NamedTuple):
    """A commit to make: like `original` (author, message), with some `files` changed, or with a whole `tree`.

    In `files` None removes one. An `original` without an author is the committer's own.
    """

    original: LocalCommit
    files: Mapping[str, Blob | None]
    tree: str = ""


class Maker(NamedTuple):
    """Makes commits as `committer` (name and address), signed where `sign` says so."""

    git: Git
    committer: str
    sign: bool
    deadline: Deadline

    @classmethod
    def of(cls, git: Git, config: Mapping[str, str], deadline: Deadline) -> "Maker":
        """Return who makes commits here; `config` is git's own."""
        sign = config.get("commit.gpgsign", "").lower() in ("true", "yes", "on", "1")
        name, email = (_NO_PART_OF_A_NAME.sub("", word).strip() for word in person("committer", config))
        return cls(git, f"{name} <{email}>", sign, deadline)

    def make(self, commits: Sequence[NewCommit], parent: str) -> list[str]:
        """Return the ids of the commits, each made on the one before it, the first on `parent`."""
        if not commits:
            return []
        stream = "".join(self._stream(commits, parent))
        made = self.git.run("fast-import", "--quiet", "--force", "--done", stdin=stream).split()
        if len(made) != len(commits):
            raise Failed("git fast-import did not make every commit", hint="git fsck")
        return self._signed(commits, made, parent) if self.sign else made

    def merge(self, tree: str, parents: Sequence[str], message: str) -> str:
        """Return the id of a merge commit with the given tree."""
        named = [word for parent in parents for word in ("-p", parent)]
        return self._commit_tree(tree, named, message)

    def _stream(self, commits: Sequence[NewCommit], parent: str) -> Iterator[str]:
        now = datetime.now(UTC).astimezone()
        committer = f"{self.committer} {int(now.timestamp())} {now:%z}"
        source = parent
        for number, commit in enumerate(commits, 1):
            yield f"commit {_REF}\nmark :{number}\n"
            yield f"author {commit.original.author or committer}\ncommitter {committer}\n"
            if commit.original.encoding:
                yield f"encoding {commit.original.encoding}\n"
            yield _data(commit.original.message)
            yield f"from {source}\n"
            if commit.tree:
                yield f'M 040000 {commit.tree} ""\n'
            for path, blob in commit.files.items():
                yield from _file(path, blob)
            yield "\n"
            source = f":{number}"
        yield "".join(f"get-mark :{number}\n" for number in range(1, len(commits) + 1))
        # Nothing is to stay but the commits themselves.
        yield f"reset {_REF}\nfrom {'0' * len(parent)}\n\ndone\n"

    def _signed(self, commits: Sequence[NewCommit], made: Sequence[str], parent: str) -> list[str]:
        signed: list[str] = []
        for commit, unsigned in zip(commits, made, strict=True):
            tree = f"{unsigned}^{{tree}}"
            parents = ["-p", signed[-1] if signed else parent]
            author = commit.original.author
            signed.append(self._commit_tree(tree, parents, commit.original.message, author))
        return signed

    def _commit_tree(self, tree: str, parents: Sequence[str], message: str, author: str = "") -> str:
        git = self.git.given(_author_variables(author)) if author else self.git
        sign = ["-S"] if self.sign else []
        return git.run(
            "commit-tree", *sign, *parents, tree, stdin=message, timeout=self.deadline.left
        ).strip()


def _file(path: str, blob: Blob | None) -> Iterator[str]:
    quoted = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    if blob is None:
        yield f'D "{quoted}"\n'
    elif blob.text is None:
        yield f'M {blob.mode} {blob.oid} "{quoted}"\n'
    else:
        yield f'M {blob.mode} inline "{quoted}"\n{_data(blob.text)}'


def _data(text: str) -> str:
    return f"data {len(text.encode('utf-8', 'surrogateescape'))}\n{text}\n"


def _author_variables(line: str) -> dict[str, str]:
    """Return git's `Name <address> 1700000000 +0100` as the variables that set it."""
    name, _, rest = line.partition(" <")
    email, _, date = rest.partition("> ")
    return {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": f"@{date}"}
