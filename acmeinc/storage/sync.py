"""Pull, merge, push, in a linear history and in a bounded time (issue: "Many responders, one incident").

Fetch; make the local commits again on what was fetched; push that; only then move the branch, with the user's
own changes in place. The remote's ref is the compare-and-swap: whoever is second begins again. Until the push
is accepted nothing here has changed, so that nothing can be lost on the way.

Nothing waits for the network under the lock of those who write: a hanging remote delays no other step.
"""

import random
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from acmeinc.errors import Failed
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.intent import git_at_work
from acmeinc.storage.last_written import remember
from acmeinc.storage.local_work import LocalCommit, local_commits
from acmeinc.storage.lock import SYNCING, locked
from acmeinc.storage.new_commits import Maker
from acmeinc.storage.objects import Objects
from acmeinc.storage.own_branch import with_default_branch
from acmeinc.storage.remote import Remote, Unreachable, tip_of
from acmeinc.storage.replay import Conflict, Replayed, replay
from acmeinc.storage.repository import Repository
from acmeinc.storage.taking_in import InTheWay, head_of, take_in
from acmeinc.storage.tips import record_tip

BOUND = timedelta(seconds=5)
"""The longest that a step waits for a remote."""

_FOR_OURSELVES = timedelta(seconds=0.5)
_PAUSES = range(20, 150)
_LONGEST_PAUSE = 1200
"""Milliseconds: who lost a race waits a while of chance, and up to twice as long each time."""


class Wanted(NamedTuple):
    """What a sync is to do. `config` is git's own; `branch` the documents' own branch, "" for none.

    `after_step` means that one's own commits are to arrive: where another process has pushed them meanwhile,
    the remote is not asked again.
    """

    config: Mapping[str, str]
    branch: str = ""
    bound: timedelta = BOUND
    after_step: bool = False
    dry_run: bool = False


class Synced(NamedTuple):
    """What a sync did: `remote` is "" when there is none, else `origin/main`.

    `pushed`, `received` and `waiting` count commits; `why` says what stopped it, "" when nothing did, and
    `hint` what to type. `blocked` are files with changes that stand in the way. `renamed` gives by their old
    ids what commits are called now.
    """

    remote: str = ""
    pushed: int = 0
    received: int = 0
    waiting: int = 0
    why: str = ""
    hint: str = ""
    blocked: tuple[str, ...] = ()
    renamed: Mapping[str, str] = MappingProxyType({})
    notices: tuple[str, ...] = ()

    @property
    def shortfall(self) -> str:
        """Return what could not be done, in a sentence; "" when everything is shared."""
        if not self.why or not self.waiting:
            return self.why
        return f"{self.waiting} commit{'s' if self.waiting > 1 else ''} not yet pushed: {self.why}"

    def name_now(self, commit: str) -> str:
        """Return what a commit is called now."""
        while commit in self.renamed:
            commit = self.renamed[commit]
        return commit

    def then(self, later: "Synced") -> "Synced":
        """Return what this sync and a `later` one did together."""
        return later._replace(
            pushed=self.pushed + later.pushed,
            received=self.received + later.received,
            renamed={**self.renamed, **later.renamed},
            notices=tuple(dict.fromkeys([*self.notices, *later.notices])),
        )


def sync(repository: Repository, wanted: Wanted, say: Callable[[str], None]) -> Synced:
    """Share what is committed on the checked-out branch, and take in what others did.

    Never raises for what a remote does: that is said in the result, and everything stays as it was.
    """
    branch = repository.git_folders.branch
    remote = Remote.of(repository.git, wanted.config, branch)
    if not remote or not branch:
        return Synced()
    return _Sync(repository, remote, wanted, say).run()


class _Plan(NamedTuple):
    """The commit that both sides are to have, and how many commits the remote lacks of it."""

    new: str
    ahead: int = 0
    replayed: Replayed = Replayed("")


class _Sync:
    """One sync on its way."""

    def __init__(
        self, repository: Repository, remote: Remote, wanted: Wanted, say: Callable[[str], None]
    ) -> None:
        self._repository = repository
        self._git = repository.git
        self._remote = remote
        self._wanted = wanted
        self._say = say
        self._deadline = Deadline.after(max(wanted.bound - _FOR_OURSELVES, timedelta(0)))
        self._done = Synced(remote.label)
        self._objects = Objects(self._git)
        self._local: dict[str, list[LocalCommit]] = {}

    def run(self) -> Synced:
        """Try until both sides agree, or the time is over."""
        try:
            lock = locked(self._repository.common_dir, SYNCING, patience=self._deadline.left)
            with lock, self._objects, ExitStack() as on_record:
                if not (self._wanted.after_step and self._is_pushed()):
                    with locked(self._repository.common_dir, patience=self._deadline.left):
                        record = git_at_work(self._repository.git_dir, "sync", self._wanted.bound)
                        on_record.enter_context(record)
                    self._rounds()
        except InTheWay as stopped:
            self._done = self._done._replace(why=str(stopped), hint=stopped.hint, blocked=stopped.paths)
        except Failed as stopped:
            self._done = self._done._replace(why=str(stopped), hint=stopped.hint, waiting=self._waiting())
        return self._done

    def _rounds(self) -> None:
        longest = _PAUSES.stop
        while not self._round():
            pause = timedelta(milliseconds=random.randrange(_PAUSES.start, longest))
            if pause > self._deadline.left:
                raise Unreachable("others kept pushing first", hint="acmeinc sync")
            time.sleep(pause.total_seconds())
            longest = min(longest * 2, _LONGEST_PAUSE)

    def _round(self) -> bool:
        """Fetch, merge, push and take in, once; return False when somebody else was quicker."""
        default = [self._default_branch] if self._default_branch else []
        tip = self._remote.fetch(self._deadline, *default)
        head = head_of(self._repository)
        if not head:
            raise Failed("this branch has no commit yet", hint="git pull")
        plan, conflict = self._with_rules(self._plan(head, tip))
        if plan.new != tip and not self._wanted.dry_run and not self._remote.push(plan.new, self._deadline):
            return False
        received = self._count(f"{head}..{tip}") if tip and plan.new != head else 0
        self._done = self._done._replace(
            pushed=self._done.pushed + plan.ahead,
            received=max(received - self._done.pushed, 0),
            renamed={**self._done.renamed, **plan.replayed.renamed},
            notices=tuple(dict.fromkeys([*self._done.notices, *plan.replayed.notices])),
        )
        return self._wanted.dry_run or self._take_in(head, plan, conflict)

    def _take_in(self, head: str, plan: _Plan, conflict: Conflict | None) -> bool:
        with locked(self._repository.common_dir, waiting=self._say):
            if plan.new == head:
                record_tip(self._repository)
            elif not take_in(self._repository, self._objects, head, plan.new):
                return False
        for path, text in plan.replayed.texts.items():
            remember(self._repository.git_dir, path, text)
        if conflict:
            raise conflict
        return True

    def _plan(self, head: str, tip: str) -> _Plan:
        if not tip or tip == head:
            return _Plan(head, 0 if tip else self._missing_there(head))
        commits = self._commits(head, tip)
        if not commits:
            return _Plan(tip)
        if commits[0].parent == tip or (any(c.is_merge for c in commits) and self._holds(head, tip)):
            return _Plan(head, len(commits))
        replayed = replay(self._maker, self._objects, commits, tip)
        return _Plan(replayed.tip, len(replayed.renamed), replayed)

    def _commits(self, head: str, tip: str) -> list[LocalCommit]:
        """Return what was committed here; the same in every round, until somebody commits."""
        if head not in self._local:
            rules = self._default_branch and tip_of(self._git, self._remote.tracking(self._default_branch))
            known = [tip, *filter(None, [rules])]
            self._local = {head: local_commits(self._git, self._objects, head, known)}
        return self._local[head]

    def _holds(self, head: str, tip: str) -> bool:
        return self._git.attempt("merge-base", "--is-ancestor", tip, head).code == 0

    def _with_rules(self, plan: _Plan) -> tuple[_Plan, Conflict | None]:
        """Merge the default branch into a branch of documents; a conflict there delays no entry."""
        if not self._default_branch:
            return plan, None
        try:
            new = with_default_branch(self._maker, self._remote, plan.new, self._default_branch)
        except Conflict as conflict:
            return plan, conflict
        return plan._replace(new=new), None

    @cached_property
    def _maker(self) -> Maker:
        return Maker.of(self._git, self._wanted.config, self._deadline)

    @cached_property
    def _default_branch(self) -> str:
        """Return the branch that the rules come from, "" when documents have no branch of their own."""
        if not self._wanted.branch or self._repository.git_folders.branch != self._wanted.branch:
            return ""
        default = self._remote.default_branch(self._deadline)
        return "" if default == self._remote.branch else default

    def _is_pushed(self) -> bool:
        head = head_of(self._repository)
        return bool(head) and tip_of(self._git, self._remote.tracking()) == head

    def _waiting(self) -> int:
        """Return how many commits the remote lacks, as far as is known here."""
        if self._done.pushed:
            return 0
        with suppress(Failed):
            return self._missing_there("HEAD")
        return 0

    def _missing_there(self, head: str) -> int:
        return self._count(head, "--not", f"--remotes={self._remote.name}")

    def _count(self, *revisions: str) -> int:
        return int(self._git.run("rev-list", "--count", *revisions))
