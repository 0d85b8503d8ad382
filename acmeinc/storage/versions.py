"""A document of the work tree, read against its versions in git (FORMAT.md, "Damage and mending", 1).

Only there is seen what a hand deleted or edited, and what the two sides of a merge by text were before.
"""

import re
from typing import NamedTuple

from acmeinc.incident.document import add_entries, redrawn
from acmeinc.incident.entries import line_of
from acmeinc.incident.merge import TwoIncidents, merge, uids
from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read
from acmeinc.incident.variants import unify
from acmeinc.storage.document_merge import Versions, settle
from acmeinc.storage.git import Git

_FAR_ENOUGH = 40
"""How many versions are looked at: damage is mended at the next write, so it is never older than a few."""
_BLOB = re.compile(r"^[0-9a-f]+ blob \d+$")
_STEP = "%(trailers:key=Step,valueonly,separator=%x20)"


class Known(NamedTuple):
    """What a document says, hands and mending taken in: its `text`, and sentences for people.

    `others` are documents that were part of it by mistake: their texts by path.
    """

    text: str
    others: dict[str, str]
    notices: tuple[str, ...] = ()


def against_git(git: Git, path: str, text: str) -> Known:
    """Return what `text`, the document at `path` in the work tree, says in the light of its versions in git.

    Without any version in git it is what stands there.
    """
    past = _Past(git, path)
    before = past.last_written()
    written = past.at(before)
    if not written or (written == text and not parse(text).damage and len(uids(text)) < 2):
        return Known(text, {})
    if len(uids(text)) > 1 and (told_apart := past.told_apart(text)):
        return told_apart
    try:
        merged = merge(written, past.sound(before), text)
    except TwoIncidents:
        return Known(text, {})
    return Known(merged.text, {}, merged.notices)


class _Past:
    """The versions of one document in git, by commit."""

    def __init__(self, git: Git, path: str) -> None:
        self._git = git
        self._path = path

    def at(self, commit: str) -> str:
        """Return the document's text in a commit, "" where it has none."""
        return _text(self._git, commit, self._path)

    def last_written(self) -> str:
        """Return the commit in which acmeinc last wrote the document, before what hands committed since.

        It is HEAD where a merge came between: what that brought is no hand's.
        """
        listed = self._git.attempt(
            *("log", f"--max-count={_FAR_ENOUGH}", f"--format=%H%x00%P%x00{_STEP}", "HEAD"),
            *("--", self._path),
        )
        for line in listed.stdout.splitlines():
            commit, parents, step = line.split("\0")
            if step.strip():
                return commit
            if " " in parents:
                break
        return "HEAD"

    def last_change(self, commit: str) -> list[str]:
        """Return the newest commit up to `commit` that changed the document, and that one's parents."""
        return self._git.run("rev-list", "--max-count=1", "--parents", commit, "--", self._path).split()

    def sound(self, commit: str, depth: int = _FAR_ENOUGH) -> str:
        """Return the document as that commit meant it: a merge by text is made again, by what it means."""
        text = self.at(commit)
        if not depth or not text or not parse(text).damage:
            return text
        changed, *parents = self.last_change(commit)
        if not parents:
            return text
        first = self.sound(parents[0], depth - 1)
        if len(parents) == 1:
            return merge(self.at(parents[0]), first, text).text
        base = self._git.attempt("merge-base", *parents[:2]).stdout.strip()
        merged = merge(self.sound(base, depth - 1) if base else "", first, self.sound(parents[1], depth - 1))
        return merge(self.at(changed), merged.text, text).text

    def told_apart(self, text: str) -> Known | None:
        """Return the two incidents that a merge by text made one of; None where they never were apart."""
        commit = "HEAD"
        for _ in range(_FAR_ENOUGH):
            changed, *parents = self.last_change(commit) or [""]
            if not parents:
                return None
            one = self.at(parents[0])
            if len(uids(one)) == 1:
                other = self.at(parents[1]) if len(parents) > 1 else _without(self.at(changed), one)
                return self._apart(one, other, text)
            commit = parents[0]
        return None

    def _apart(self, one: str, other: str, text: str) -> Known:
        versions = Versions(self._path, "", one, other)
        settled = settle(versions, lambda path: _text(self._git, "HEAD", path) or None)
        texts = dict(settled.texts)
        known = read(one).entries.keys() | read(other).entries.keys()
        written = read(self.at(self.last_written())).entries.values()
        # What hands made of a line since it was written becomes its correction.
        both = unify([*written, *read(text).entries.values()])
        since = [line_of(entry) for entry in both.values() if entry.id not in known]
        kept = add_entries(texts.pop(self._path, other), since)
        return Known(kept, texts, (settled.notice,))


def _text(git: Git, commit: str, path: str) -> str:
    """Return the file in a commit, "" only where git says that there is none: what is missing was deleted."""
    told, _, content = git.run("cat-file", "--batch", stdin=f"{commit}:./{path}\n").partition("\n")
    return content.removesuffix("\n") if _BLOB.search(told) else ""


def _without(text: str, other: str) -> str:
    """Return the document drawn from those entries that `other` does not have."""
    reading, known = read(text), read(other).entries
    return redrawn(reading.document, {i: entry for i, entry in reading.entries.items() if i not in known})
