"""Steps that are broken off: a repository to do them in again and again, and what is wrong with it then.

Nothing is, when every document is the old one or the new one, when what was acknowledged is still there once,
and when the next command repairs what was left, says so, and leaves nothing that a person has to clear away.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read
from acmeinc.storage.files import TEMPORARY
from acmeinc.storage.intent import read_intent

TOLD, THEIRS, NEXT = "told-here", "told-elsewhere", "told-next"

LOST, HALF, BY_HAND, FSCK = "acknowledged and lost", "half a document", "needs a hand", "git fsck"
SILENT, TWICE = "repaired in silence", "done, and told to be done again"

PROMISES = ("what was written is saved", "the next acmeinc step finishes this one")
TO_REPEAT = "then run this again"
"""What an error says of a step that is to be finished, and of one that is to be repeated."""


class Operation(NamedTuple):
    """A step: the words of its command, and the kind of the entry in which it records what is `TOLD`."""

    words: tuple[str, ...]
    kind: str


DECLARE = ("declare", "--functionality", "Login", "--severity", "SEV1", "--impact", "No logins", "--yes")
OPERATIONS = {
    "log": Operation(("log", TOLD), "note"),
    "declare": Operation((*DECLARE, "--state", TOLD), "declared"),
    "update": Operation(("update", "--phase", "identified", "--message", TOLD, "--yes"), "update"),
    "sync": Operation(("sync",), "note"),
}


class Said(NamedTuple):
    """What a command did: its exit code (below 0: ended by a signal) and what it said."""

    code: int
    out: str
    err: str


class Wrong(NamedTuple):
    """Something that is wrong: one of the kinds above, and what."""

    kind: str
    what: str


class Aftermath(NamedTuple):
    """What is wrong after a step was broken off, and whether something had been left to be repaired."""

    wrongs: tuple[Wrong, ...]
    was_left: bool


Acmeinc = Callable[..., Said]
"""Runs the program: `acmeinc(root, "log", "words")`."""


class Stage:
    """A repository in `folder`, made as it is before an operation as often as wanted.

    For `sync` it is a clone that has something to push and something to take in.
    """

    def __init__(self, folder: Path, name: str, acmeinc: Acmeinc) -> None:
        self.folder = folder / "stage"
        self.root, self.remote = self.folder / "repository", self.folder / "remote.git"
        self.operation = OPERATIONS[name]
        self._acmeinc = acmeinc
        self._before = folder / "before"
        self._is_sync, self._is_declare = name == "sync", name == "declare"
        self._prepare(self._before / "repository")
        self.reset()

    def reset(self) -> None:
        """Make everything as it was before the operation."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._before, self.folder)
        self._texts = documents(self.root)

    def _prepare(self, root: Path) -> None:
        root.parent.mkdir(parents=True)
        self._well(root.parent, "init", str(root))
        if not self._is_declare:
            self._well(root, *DECLARE, "--state", "down")
        if self._is_sync:
            self._share(root)
        for repository in self._before.iterdir():
            shutil.rmtree(repository / ".git" / "hooks", ignore_errors=True)
            shutil.rmtree(repository / "hooks", ignore_errors=True)
        # A copy has the times of the original, but other inodes: git need not read every file again.
        git(root, "config", "core.checkStat", "minimal")

    def _share(self, root: Path) -> None:
        there = self._before / self.remote.name
        git(self._before, "clone", "-q", "--bare", str(root), str(there))
        other = self._before / "other"
        git(self._before, "clone", "-q", str(there), str(other))
        self._well(other, "log", THEIRS)
        self._well(other, "sync")
        shutil.rmtree(other)
        self._well(root, "log", TOLD)
        git(root, "remote", "add", "origin", f"file://{self.remote}")

    def _well(self, root: Path, *words: str) -> Said:
        said = self._acmeinc(root, *words)
        assert said.code == 0, f"acmeinc {' '.join(words)}: {said}"
        return said

    def aftermath(self, ended: Said) -> Aftermath:
        """Go on after the operation `ended`, and return what is wrong before and after that."""
        now = documents(self.root)
        changed = {path: text for path, text in now.items() if text != self._texts.get(path)}
        wrongs = [Wrong(HALF, path) for path, text in changed.items() if not is_whole(text)]
        if self._is_acknowledged(ended) and not self._is_kept():
            wrongs.append(Wrong(LOST, "before the next command"))
        promised = any(words in ended.err for words in PROMISES)
        has_to_be_there = self._is_acknowledged(ended) or promised or self._times(now) > 0
        left = _has_to_be_repaired(self.root)
        again = self._is_declare and not now and not left
        following = [self._acmeinc(self.root, *(self.operation.words if again else ("log", NEXT)))]
        if self._is_sync:
            following.append(self._acmeinc(self.root, "sync"))
        wrongs += [Wrong(BY_HAND, str(said)) for said in following if said.code]
        if left and not any("interrupted" in said.err for said in following):
            wrongs.append(Wrong(SILENT, str(following)))
        wrongs += self._afterwards(has_to_be_there or again, () if again else (NEXT,))
        if TO_REPEAT in ended.err and has_to_be_there and not self._is_sync:
            wrongs.append(Wrong(TWICE, ended.err))
        return Aftermath(tuple(wrongs), left)

    def _afterwards(self, has_to_be_there: bool, others: tuple[str, ...]) -> Iterator[Wrong]:
        """Yield what is wrong after the next command, which told `others`."""
        texts = documents(self.root)
        yield from (Wrong(HALF, f"afterwards: {path}") for path, text in texts.items() if not is_whole(text))
        times = self._times(texts)
        if times > 1 or (has_to_be_there and not (times and self._is_kept())):
            yield Wrong(LOST, f"afterwards: there {times} times")
        told = [entry.text for text in texts.values() for entry in read(text).entries.values()]
        for other in (*others, THEIRS) if self._is_sync else others:
            if told.count(other) != 1:
                yield Wrong(LOST, f"{other}: {told.count(other)} times")
        yield from (Wrong(FSCK, line) for line in _broken(self.root))
        yield from (Wrong(BY_HAND, what) for what in _left_over(self.root))
        if self._is_sync:
            yield from (Wrong(FSCK, f"remote: {line}") for line in _broken(self.remote))
            if git(self.root, "rev-parse", "HEAD") != git(self.remote, "rev-parse", "main"):
                yield Wrong(BY_HAND, "the clone and its remote differ")

    def _is_acknowledged(self, ended: Said) -> bool:
        """Return whether a person was told that it is done; a sync tells that of what it pushed."""
        return ended.code == 0 or (not self._is_sync and (ended.code == 6 or bool(ended.out.strip())))

    def _is_kept(self) -> bool:
        where = (self.remote, "main") if self._is_sync else (self.root, "HEAD")
        return bool(git(where[0], "grep", "--fixed-strings", "-l", TOLD, where[1], "--", "incidents"))

    def _times(self, texts: Mapping[str, str]) -> int:
        entries = [entry for text in texts.values() for entry in read(text).entries.values()]
        return sum(entry.kind == self.operation.kind and TOLD in entry.text for entry in entries)


def git(where: Path, *words: str) -> str:
    """Return what git says: on stderr too when it fails."""
    done = subprocess.run(["git", *words], cwd=where, capture_output=True, text=True, check=False)
    return done.stdout + (done.stderr if done.returncode else "")


def documents(root: Path) -> dict[str, str]:
    """Return the texts of all incident documents in the work tree, by path."""
    found = sorted((root / "incidents").rglob("inc-*.md"))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in found}


def is_whole(text: str) -> bool:
    """Return whether a document is all there: its header, every block that acmeinc draws, its last line."""
    if not text.startswith("---\n") or not text.endswith("\n"):
        return False
    return not parse(text).damage and bool(read(text).incident.uid)


def _has_to_be_repaired(root: Path) -> bool:
    """Return whether the record of a step that was begun is left, or a lock of git's."""
    records = [read_intent(path) for path in (root / ".git" / "acmeinc" / "intents").glob("*.json")]
    return any(record.is_begun for record in records) or any((root / ".git").rglob("*.lock"))


def _broken(where: Path) -> list[str]:
    """Return what `git fsck` finds; objects that nothing refers to are no fault."""
    return git(where, "fsck", "--strict", "--no-dangling", "--no-progress").splitlines()


def _left_over(root: Path) -> Iterator[str]:
    """Yield everything that a person would have to clear away."""
    yield from git(root, "status", "--porcelain").splitlines()
    git_dir = root / ".git"
    kept = [*git_dir.rglob("*.lock"), *(git_dir / "acmeinc" / "intents").glob("*")]
    kept += [*git_dir.rglob(f"*{TEMPORARY}"), *(root / "incidents").rglob(f".*{TEMPORARY}")]
    yield from (str(path.relative_to(root)) for path in kept)
    yield from git(root, "for-each-ref", "refs/acmeinc").splitlines()
