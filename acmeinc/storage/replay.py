"""Local commits made again on top of what the remote has: a linear history, each author and message kept.

Files that only one side changed are taken as they are; incident documents that both changed are merged by
what they mean, in this process; for anything else git merges, and where it cannot, nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.incident.names import document_at
from acmeinc.storage.document_merge import Settled, Versions, settle
from acmeinc.storage.git import Git
from acmeinc.storage.local_work import Change, LocalCommit, new_blob
from acmeinc.storage.merge_setup import driver_config
from acmeinc.storage.new_commits import Maker, NewCommit
from acmeinc.storage.objects import Blob, Objects

_BY_HAND = "git pull --rebase --autostash"


class Conflict(Failed):
    """Both sides changed the same place of files that are no incident documents: `paths`."""

    def __init__(self, paths: Sequence[str], by_hand: str) -> None:
        told = ", ".join(paths)
        super().__init__(
            f"changed here and on the remote, in the same place: {told}",
            hint=f"merge that by hand: {by_hand}; then: acmeinc sync",
        )
        self.paths = tuple(paths)


class Replayed(NamedTuple):
    """The new `tip`, and what each commit that was made again is called now.

    `texts` are the documents that were merged, by path; `notices` sentences for people.
    """

    tip: str
    renamed: Mapping[str, str] = MappingProxyType({})
    texts: Mapping[str, str] = MappingProxyType({})
    notices: tuple[str, ...] = ()


def replay(maker: Maker, objects: Objects, commits: Sequence[LocalCommit], tip: str) -> Replayed:
    """Return `commits` made again on `tip`; one that changes nothing there any more is left out.

    Raises `Conflict`, having changed nothing that anybody can see.
    """
    return _Replay(maker, objects, commits, tip).run()


class _Replay:
    """One replay on its way. `_pending` are commits that are decided but not made yet."""

    def __init__(self, maker: Maker, objects: Objects, commits: Sequence[LocalCommit], tip: str) -> None:
        self._maker = maker
        self._git = maker.git
        self._objects = objects
        self._commits = commits
        self._tip = tip
        self._pending: list[NewCommit] = []
        self._renamed: dict[str, str] = {}
        self._notices: dict[str, None] = {}
        self._tree = _Tree(objects, tip)

    def run(self) -> Replayed:
        """Make every commit again."""
        for commit in self._commits:
            if any(self._needs_git(change) for change in commit.changes):
                self._by_git(commit)
            else:
                self._by_file(commit)
        self._make()
        texts = {path: blob.text for path, blob in self._tree.changed.items() if blob and blob.text}
        return Replayed(self._tip, self._renamed, texts, tuple(self._notices))

    def _needs_git(self, change: Change) -> bool:
        """Return whether only git can tell how both sides' versions go together."""
        theirs = self._tree.at(change.path)
        if _agree(theirs, change.before) or _agree(theirs, change.after):
            return False
        versions = [v for v in (change.before, change.after, theirs) if v]
        is_document = document_at(change.path) and all(v.is_file for v in versions)
        return not is_document or not all(self._tree.is_text(v) for v in versions)

    def _by_file(self, commit: LocalCommit) -> None:
        files: dict[str, Blob | None] = {}
        moved: dict[str, str] = {}
        for change in sorted(commit.changes, key=lambda c: not document_at(c.path)):
            theirs = self._tree.at(change.path)
            if _agree(theirs, change.before):
                folder, _, name = change.path.rpartition("/")
                files[f"{moved[folder]}/{name}" if folder in moved else change.path] = change.after
            elif not _agree(theirs, change.after):
                files |= self._document(change, theirs, moved)
        files = {path: blob for path, blob in files.items() if not _agree(self._tree.at(path), blob)}
        if files or not commit.changes:
            self._pending.append(NewCommit(commit, files))
            self._tree.changed |= files

    def _document(self, change: Change, theirs: Blob | None, moved: dict[str, str]) -> dict[str, Blob | None]:
        """Return what becomes of a document that both changed; notes in `moved` where attachments go."""
        path = change.path
        if change.after is None or theirs is None:
            self._notices[f"{path} was deleted on one side and changed on the other: it is kept"] = None
            return {path: change.after or theirs}
        base, ours, other = (self._tree.text(v) for v in (change.before, change.after, theirs))
        settled = settle(Versions(path, base, ours, other), self._text_at)
        if settled.notice:
            self._notices[settled.notice] = None
        if settled.path != path:
            moved[path.removesuffix(".md")] = settled.path.removesuffix(".md")
        if settled.moved[0]:
            self._make_room(settled, theirs)
        like = change.after
        return {settled.path: new_blob(settled.texts[settled.path], like)}

    def _make_room(self, settled: Settled, theirs: Blob) -> None:
        """Move the remote's document, with its attachments, in a commit of its own."""
        old, new = settled.moved
        files: dict[str, Blob | None] = {old: None, new: new_blob(settled.texts[new], theirs)}
        old_folder, new_folder = old.removesuffix(".md"), new.removesuffix(".md")
        for path, blob in self._objects.below(self._tip, old_folder).items():
            files |= {path: None, f"{new_folder}{path.removeprefix(old_folder)}": blob}
        name = new_folder.rpartition("/")[2]
        message = f"{name}: renamed, two incidents had one id\n\nStep: sync\n"
        self._pending.append(NewCommit(LocalCommit("", "", False, "", "", message, ()), files))
        self._tree.changed |= files

    def _text_at(self, path: str) -> str | None:
        blob = self._tree.at(path)
        return self._tree.text(blob) if blob else None

    def _by_git(self, commit: LocalCommit) -> None:
        """Let git merge a whole commit, by way of the tip as if it had been made on the commit's parent."""
        self._make()
        parent = ("-p", commit.parent) if commit.parent else ()
        tip = self._git.run("commit-tree", *parent, f"{self._tip}^{{tree}}", stdin="tip\n").strip()
        tree = merged_tree(self._git, tip, commit.sha)
        if tree != self._git.run("rev-parse", f"{self._tip}^{{tree}}").strip():
            self._pending.append(NewCommit(commit, {}, tree))
            self._make()
        self._tree = _Tree(self._objects, self._tip)

    def _make(self) -> None:
        made = self._maker.make(self._pending, self._tip)
        for commit, sha in zip(self._pending, made, strict=True):
            self._renamed[commit.original.sha] = sha
        self._tip = made[-1] if made else self._tip
        self._pending = []


def merged_tree(git: Git, ours: str, theirs: str, by_hand: str = _BY_HAND) -> str:
    """Return the tree of two commits merged by git, documents by what they mean.

    Raises `Conflict`, which says how to merge `by_hand`.
    """
    finished = git.attempt(
        *driver_config(),
        *("merge-tree", "--write-tree", "--allow-unrelated-histories"),
        *("-z", "--name-only", "--no-messages", ours, theirs),
    )
    tree, *paths = [word for word in finished.stdout.split("\0") if word.strip()]
    if finished.code == 0:
        return tree.strip()
    if finished.code != 1:
        raise Failed(f"git merge-tree failed: {finished.last_words}", hint="git fsck")
    raise Conflict(paths, by_hand)


class _Tree:
    """The files of a commit, with what the replay has changed so far."""

    def __init__(self, objects: Objects, commit: str) -> None:
        self._objects = objects
        self._commit = commit
        self.changed: dict[str, Blob | None] = {}

    def at(self, path: str) -> Blob | None:
        """Return the version of a file, None when there is none."""
        return self.changed[path] if path in self.changed else self._objects.at(self._commit, path)

    def text(self, blob: Blob | None) -> str:
        """Return the text of a version, "" for none."""
        if blob is None:
            return ""
        return self._objects.text(blob.oid) if blob.text is None else blob.text

    def is_text(self, blob: Blob) -> bool:
        """Return whether a version is UTF-8."""
        try:
            self.text(blob).encode()
        except UnicodeEncodeError:
            return False
        return True


def _agree(one: Blob | None, other: Blob | None) -> bool:
    return one is other or (one is not None and one.same_as(other))
