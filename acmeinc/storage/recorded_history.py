"""The whole past of the incident documents, read as fast as git tells it, for `audit`.

GitPython asks for each tree and each blob by itself, a hundred times slower over a long history. Here git
lists all commits with the files they changed, and gives the versions of the documents, in one process each.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from sys import intern

from acmeinc.errors import Failed
from acmeinc.process.recorded import RecordedCommit, Signature, Version
from acmeinc.storage.git import text_of
from acmeinc.storage.repository import Repository
from acmeinc.storage.tips import head_of, holds_one, lost_tips, recorded_tips

_AS_MADE = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": f"{os.devnull}/none"}
"""Nothing that a clone puts in the place of commits is believed."""

_LOG = (
    *("-c", "log.showRoot=true", "-c", "i18n.logOutputEncoding=UTF-8"),
    *("log", "-z", "--raw", "--format=raw", "--no-abbrev", "--no-renames", "--topo-order", "--relative"),
    *("--diff-merges=combined", "--no-show-signature", "--no-notes", "--no-decorate", "--no-color"),
)
_CHANGED = ("diff", "--name-only", "--relative", "-z", "--no-ext-diff", "--no-renames")
_BETWEEN = b"\0commit "
_HEAD = re.compile(
    r"(?:commit )?([0-9a-f]{40,64})\n(?:tree .*\n)?((?:parent .*\n)*)"
    r"author (.*?) ?<(.*)> ?(-?\d*).*\ncommitter .*> ?(-?\d*)"
)
_MESSAGE = "\n\n    "
_NEXT_LINE = "\n    "
_CHANGES, _MERGED = "\n:", "\0:"
"""What git puts before the changes of a commit, and of a merge; the lines of a message are indented."""
_NO_FILE = frozenset(("0" * 40, "0" * 64))
"""What git puts in the place of a file that is not there."""
_AT_ONCE = 50
_STEP = re.compile(r"\nStep: (\S+)\n")
_ENTRY = re.compile(r"\nEntry: (\S+)(?![^\n])")
_RECOVERED = "\nRecovered: yes"
_PER_SIGNATURE = timedelta(seconds=1)
_REVOKED = "Could not verify signature."
"""What ssh-keygen says of a signature that is right, by a key that may not sign any more."""


class RecordedHistory:
    """The past of what is checked out; git begins to list it at once.

    `gone` are the commits that acmeinc saw on the branch last and that git no longer has; `boundary` those
    whose parents this shallow clone does not have.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._git = repository.git.given(_AS_MADE)
        self._head = head_of(repository)
        self._lost, self.gone = self._lost_tips()
        self.boundary = self._boundary()
        # All begin at once; each is read when its answer is needed.
        self._log = self._ask(*_LOG, "HEAD", *self._lost, "--")
        self._tree = self._ask("ls-tree", "-r", "-z", "HEAD", "--", "incidents/")
        self._changed = self._ask(*_CHANGED, "HEAD", "--", "incidents")
        self._unknown = self._ask("ls-files", "--others", "-z", "--", "incidents")

    @cached_property
    def documents(self) -> Mapping[str, str]:
        """Return the files in `incidents/` of the last commit, as git's ids of their contents, by path."""
        files = (told.partition("\t") for told in _words(self._tree))
        return {path: told.split(" ")[2] for told, _, path in files}

    @cached_property
    def uncommitted(self) -> frozenset[str]:
        """Return those that are otherwise in the work tree, or not in git at all."""
        return frozenset((*_words(self._changed), *_words(self._unknown)))

    def commits(self) -> Iterator[RecordedCommit]:
        """Yield every commit that led to the last one or is lost, each before those that it follows."""
        if not self._lost:
            yield from _commits(self._log)
            return
        held = {self._head}
        for commit in _commits(self._log):
            if commit.sha in held:
                held.update(commit.parents)
            yield commit._replace(is_lost=commit.sha not in held)

    def contents(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents that have the given ids, in order; raises `Failed` where one is missing."""
        return _contents(self._git.stream("cat-file", "--batch", "--buffer", stdin="\n".join([*blobs, ""])))

    def signatures(self, commits: Sequence[RecordedCommit]) -> Mapping[str, Signature]:
        """Return what git says of the signatures of `commits`: E where it cannot check one.

        git starts one or two programs for each; as many are checked at once as there are processors.
        """
        if not commits:
            return {}
        from concurrent.futures import ThreadPoolExecutor

        shas = [commit.sha for commit in commits]
        parts = [shas[at : at + _AT_ONCE] for at in range(0, len(shas), _AT_ONCE)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return {sha: found for part in pool.map(self._verdicts, parts) for sha, found in part.items()}

    def _verdicts(self, shas: Sequence[str]) -> Mapping[str, Signature]:
        told = self._git.attempt(
            *("log", "--no-walk=unsorted", "--stdin", "-z", "--format=%H%n%G?%n%GS%n%GG"),
            stdin="\n".join(shas),
            timeout=_PER_SIGNATURE * (10 + len(shas)),
        )
        if told.code == 0:
            lines = (line.split("\n", 3) for line in told.stdout.split("\0") if line)
            return {sha: _signature(verdict, signer, words) for sha, verdict, signer, words in lines}
        if len(shas) == 1:
            # What stands there is no signature at all: git gives up.
            return {shas[0]: Signature("B")}
        middle = len(shas) // 2
        return {**self._verdicts(shas[:middle]), **self._verdicts(shas[middle:])}

    def _boundary(self) -> frozenset[str]:
        try:
            return frozenset((self._repository.common_dir / "shallow").read_text(encoding="ascii").split())
        except OSError:
            return frozenset()

    def _ask(self, *args: str) -> Iterable[bytes]:
        """Begin to ask git; without any commit there is nothing to be told."""
        return self._git.stream(*args) if self._head else ()

    def _lost_tips(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the tips that the branch has lost, and those of the last step that git has lost, too.

        Of older ones that are gone nothing can be said: a rebase by hand leaves some, and git cleans up.
        """
        branch = self._repository.git_folders.branch
        tips, lost = recorded_tips(self._repository, branch), lost_tips(self._repository, branch)
        last = () if not tips or holds_one(self._git, self._head, tips) else tips
        there = tuple(tip for tip in dict.fromkeys((*lost, *last)) if self._has(tip))
        return there, () if set(last) & set(there) else last

    def _has(self, commit: str) -> bool:
        return self._git.attempt("cat-file", "-e", f"{commit}^{{commit}}").code == 0


def _signature(verdict: str, signer: str, words: str) -> Signature:
    if verdict == "B" and words.strip() == _REVOKED:
        verdict = "R"
    # Without a file of allowed signers git calls a commit that has an ssh signature unsigned.
    return Signature("E" if verdict == "N" else verdict, signer)


def _words(told: Iterable[bytes]) -> list[str]:
    return [word for word in text_of(b"".join(told)).split("\0") if word]


def _commits(log: Iterable[bytes]) -> Iterator[RecordedCommit]:
    rest = b""
    for chunk in log:
        *whole, rest = (rest + chunk).split(_BETWEEN)
        for piece in whole:
            yield _commit(piece)
    if rest:
        yield _commit(rest)


def _commit(piece: bytes) -> RecordedCommit:
    text = text_of(piece)
    match = _HEAD.match(text)
    if not match:
        raise Failed(f"not a commit as git log tells it: {text[:60]!r}", hint="git fsck")
    sha, told, author, email, authored, committed = match.groups()
    parents = tuple(told[7:-1].split("\nparent ")) if told else ()
    told, _, changes = text[match.end() :].partition(_CHANGES if len(parents) < 2 else _MERGED)
    more, _, message = told.partition(_MESSAGE)
    lines = "\n" + message.replace(_NEXT_LINE, "\n")
    # What many commits share is kept once: there are tens of thousands.
    return RecordedCommit(
        sha,
        parents,
        intern(author),
        intern(email),
        int(authored or 0),
        int(committed or 0),
        "gpgsig" in more,
        message.partition("\n")[0],
        intern(step[1]) if (step := _STEP.search(lines, 1)) else "",
        tuple(_ENTRY.findall(lines)),
        _RECOVERED in lines,
        _versions(changes.split("\0")) if changes else (),
    )


def _versions(words: Sequence[str]) -> tuple[Version, ...]:
    """Return the files of `100644 100644 BEFORE NOW M`, `PATH`, …; a merge has a BEFORE for each parent."""
    return tuple([_version(kind, path) for kind, path in zip(words[::2], words[1::2], strict=False)])


def _version(kind: str, path: str) -> Version:
    words = kind.split(" ")
    blobs = ["" if blob in _NO_FILE else blob for blob in words[len(words) // 2 : -1]]
    return Version(intern(path), tuple(blobs[:-1]), blobs[-1])


def _contents(chunks: Iterable[bytes]) -> Iterator[bytes]:
    data, at = b"", 0
    for chunk in chunks:
        data, at = data[at:] + chunk, 0
        while (end := data.find(b"\n", at)) >= 0:
            words = data[at:end].split(b" ")
            if len(words) != 3:
                raise Failed(f"git has no object {words[0].decode()}", hint="git fsck")
            start = end + 1
            stop = start + int(words[2])
            if stop >= len(data):
                break
            yield data[start:stop]
            at = stop + 1
