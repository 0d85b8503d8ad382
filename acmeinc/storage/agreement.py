"""The commit that a clone and its remote are to have both: what was committed here, on top of what is there.

Nothing is moved here and nothing is pushed: a commit that nobody accepts is left to git's own tidying up.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.local_work import LocalCommit, local_commits
from acmeinc.storage.new_commits import Maker
from acmeinc.storage.objects import Objects
from acmeinc.storage.own_branch import with_default_branch
from acmeinc.storage.remote import Remote, tip_of
from acmeinc.storage.replay import Conflict, replay


class Agreement(NamedTuple):
    """The commit `new` that both sides are to have, and how many commits the remote lacks of it (`ahead`).

    `renamed` gives by their old ids what commits are called now, `texts` by path the documents that were
    merged; `notices` are for people. `conflict` is what could not be taken in from the default branch.
    """

    new: str
    ahead: int = 0
    renamed: Mapping[str, str] = MappingProxyType({})
    texts: Mapping[str, str] = MappingProxyType({})
    notices: tuple[str, ...] = ()
    conflict: Failed | None = None


class Mediator:
    """Finds agreements, one in each round of a sync; what it has read once serves for the next."""

    def __init__(
        self, objects: Objects, remote: Remote, config: Mapping[str, str], deadline: Deadline
    ) -> None:
        self._git = objects.git
        self._objects = objects
        self._remote = remote
        self._maker = Maker.of(self._git, config, deadline)
        self._local: dict[str, list[LocalCommit]] = {}

    def agreement(self, head: str, tip: str, default_branch: str) -> Agreement:
        """Return what becomes of `head` here and `tip` there ("" for no commit yet).

        With a `default_branch` that is merged in; a conflict there delays no entry. Raises `Conflict`.
        """
        agreed = self._on_top(head, tip, default_branch)
        if not default_branch:
            return agreed
        try:
            return agreed._replace(
                new=with_default_branch(self._maker, self._remote, agreed.new, default_branch)
            )
        except Conflict as conflict:
            return agreed._replace(conflict=conflict)

    def _on_top(self, head: str, tip: str, default_branch: str) -> Agreement:
        if tip == head:
            return Agreement(head)
        if not tip:
            return Agreement(head, self._remote.lacks(head))
        commits = self._commits(head, tip, default_branch)
        if not commits:
            return Agreement(tip)
        if commits[0].parent == tip or (any(c.is_merge for c in commits) and self._holds(head, tip)):
            return Agreement(head, len(commits))
        replayed = replay(self._maker, self._objects, commits, tip)
        ahead = len(replayed.renamed)
        return Agreement(replayed.tip, ahead, replayed.renamed, replayed.texts, replayed.notices)

    def _commits(self, head: str, tip: str, default_branch: str) -> list[LocalCommit]:
        """Return what was committed here; the same in every round, until somebody commits."""
        if head not in self._local:
            rules = default_branch and tip_of(self._git, self._remote.tracking(default_branch))
            known = [tip, *filter(None, [rules])]
            self._local = {head: local_commits(self._git, self._objects, head, known)}
        return self._local[head]

    def _holds(self, head: str, tip: str) -> bool:
        return self._git.attempt("merge-base", "--is-ancestor", tip, head).code == 0
