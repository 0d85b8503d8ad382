"""Git's objects, read through one process for as many as are wanted."""

import os
import select
import subprocess
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.storage.git import READ_TIMEOUT, Git, text_of

_CHUNK = 1 << 16
_TREE = "040000"


class Blob(NamedTuple):
    """One version of a file in git: its mode, its id, and the text where it is not in git yet."""

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


class Objects:
    """Reads objects by their ids, and files of commits by their paths; each object once."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._known: dict[str, bytes] = {}

    def __enter__(self) -> "Objects":
        """Return itself; the process starts with the first question."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()

    def text(self, oid: str) -> str:
        """Return an object's content; bytes that are no UTF-8 are kept as lone surrogates."""
        return text_of(self._read(oid))

    def at(self, commit: str, path: str) -> Blob | None:
        """Return the file that a commit has at a path, None when there is none."""
        found = self._top(commit)
        for name in path.split("/"):
            entry = self._entries(found).get(name)
            if entry is None:
                return None
            found = entry
        return found

    def below(self, commit: str, folder: str) -> dict[str, Blob]:
        """Return all files that a commit has in a folder, by path."""
        top = self.at(commit, folder)
        return self._below(folder, top) if top else {}

    def changed(self, old: str, new: str) -> list[str]:
        """Return the files that differ between two commits, by path."""
        return list(self._changed("", self._top(old), self._top(new)))

    def line(self, commit: str) -> Iterator[str]:
        """Yield a commit and those before it, newest first, up to a merge or the first of all."""
        yield commit
        while len(parents := self._named(commit, "parent")) == 1:
            (commit,) = parents
            yield commit

    def committer(self, commit: str) -> str:
        """Return name and address of who made a commit."""
        return self._named(commit, "committer")[0].rpartition("> ")[0]

    def _top(self, commit: str) -> Blob:
        return Blob(_TREE, self._named(commit, "tree")[0])

    def _named(self, commit: str, name: str) -> list[str]:
        """Return the values that a commit has under a name."""
        head = self.text(commit).partition("\n\n")[0]
        return [line[len(name) + 1 :] for line in head.split("\n") if line.startswith(f"{name} ")]

    def _changed(self, folder: str, old: Blob | None, new: Blob | None) -> Iterator[str]:
        before, after = self._entries(old), self._entries(new)
        for name in sorted(before.keys() | after.keys()):
            one, other, path = before.get(name), after.get(name), f"{folder}{name}"
            if one == other:
                continue
            if any(blob and blob.mode != _TREE for blob in (one, other)):
                yield path
            yield from self._changed(f"{path}/", one, other)

    def _below(self, folder: str, tree: Blob) -> dict[str, Blob]:
        files: dict[str, Blob] = {}
        for name, blob in self._entries(tree).items():
            path = f"{folder}/{name}"
            files |= self._below(path, blob) if blob.mode == _TREE else {path: blob}
        return files

    def _entries(self, tree: Blob | None) -> dict[str, Blob]:
        if tree is None or tree.mode != _TREE:
            return {}
        rest, size = self._read(tree.oid), len(tree.oid) // 2
        found: dict[str, Blob] = {}
        while rest:
            head, _, rest = rest.partition(b"\0")
            mode, _, name = head.partition(b" ")
            found[text_of(name)] = Blob(mode.decode().zfill(6), rest[:size].hex())
            rest = rest[size:]
        return found

    def _read(self, oid: str) -> bytes:
        if oid not in self._known:
            self._known[oid] = self._ask(oid)
        return self._known[oid]

    def _ask(self, oid: str) -> bytes:
        self._process = self._process or self.git.start("cat-file", "--batch")
        assert self._process.stdin
        self._process.stdin.write(f"{oid}\n".encode())
        self._process.stdin.flush()
        while b"\n" not in self._rest:
            self._receive()
        head, _, self._rest = self._rest.partition(b"\n")
        words = head.split()
        if len(words) != 3:
            raise Failed(f"git has no object {oid}", hint="git fsck")
        size = int(words[2])
        while len(self._rest) <= size:
            self._receive()
        content, self._rest = self._rest[:size], self._rest[size + 1 :]
        return content

    def _receive(self) -> None:
        assert self._process and self._process.stdout
        handle = self._process.stdout.fileno()
        ready = os.name == "nt" or select.select([handle], [], [], READ_TIMEOUT.total_seconds())[0]
        chunk = os.read(handle, _CHUNK) if ready else b""
        if not chunk:
            raise Failed("git cat-file broke off", hint="git fsck")
        self._rest += chunk
