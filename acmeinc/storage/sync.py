"""Pull, merge, push, in a linear history and in a bounded time (issue: "Many responders, one incident").

Fetch; make the local commits again on what was fetched; push that; only then move the branch, with the user's
own changes in place. The remote's ref is the compare-and-swap: whoever is second begins again. Until the push
is accepted nothing here has changed, so that nothing can be lost on the way.

Nothing waits for the network under the lock of those who write: a hanging remote delays no other step.
"""

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING

from acmeinc.errors import Failed
from acmeinc.storage.deadline import Deadline
from acmeinc.storage.intent import git_at_work
from acmeinc.storage.last_written import remember
from acmeinc.storage.lock import SYNCING, locked
from acmeinc.storage.objects import Objects
from acmeinc.storage.remote import Remote, Unreachable, tip_of
from acmeinc.storage.repository import Repository
from acmeinc.storage.synced import Synced, Wanted
from acmeinc.storage.taking_in import InTheWay, take_in
from acmeinc.storage.tips import head_of, record_tip

if TYPE_CHECKING:
    from acmeinc.storage.agreement import Mediator

# What merges is imported when there is something to merge: most of the time nobody else has pushed.

_FOR_OURSELVES = timedelta(seconds=0.5)
_FIRST_WAIT = 1.5
_SHORTEST_WAIT = 0.15
"""Seconds that are waited at most after the first lost race, and after many."""
_ROUNDS_TO_WAIT = 8
"""Where a round takes long, the first wait is as long as so many."""
_FEW = 20
"""Commits that are looked at one by one."""


def sync(repository: Repository, wanted: Wanted, say: Callable[[str], None]) -> Synced:
    """Share what is committed on the checked-out branch, and take in what others did.

    Never raises for what a remote does: that is said in the result, and everything stays as it was.
    """
    branch = repository.git_folders.branch
    remote = Remote.of(repository.git, wanted.config, branch)
    if not remote or not branch:
        return Synced()
    return _Sync(repository, remote, wanted, say).run()


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

    def run(self) -> Synced:
        """Try until both sides agree, or the time is over."""
        try:
            lock = locked(self._repository.common_dir, SYNCING, patience=self._deadline.left)
            with lock, self._objects, ExitStack() as on_record:
                if self._wanted.after_step and self._is_pushed():
                    return self._done
                with locked(self._repository.common_dir, patience=self._deadline.left):
                    record = git_at_work(self._repository.git_dir, "sync", self._wanted.bound)
                    on_record.enter_context(record)
                if not self._push_at_once():
                    self._rounds()
        except InTheWay as stopped:
            self._done = self._done._replace(why=str(stopped), hint=stopped.hint, blocked=stopped.paths)
        except Failed as stopped:
            self._done = self._done._replace(why=str(stopped), hint=stopped.hint, waiting=self._waiting())
        return self._done

    def _push_at_once(self) -> bool:
        """Push without asking first what is new: who was alone until now most likely still is.

        Returns False when the remote has to be asked.
        """
        head = head_of(self._repository)
        ahead = 0 if self._wanted.dry_run or self._default_branch else self._ahead_alone(head)
        if not ahead or not self._remote.push(head, self._deadline):
            return False
        self._done = self._done._replace(pushed=ahead)
        # A step has remembered itself where the branch stands.
        return self._wanted.after_step or self._take_in(head, head)

    def _ahead_alone(self, head: str) -> int:
        """Return how many commits stand right on what the remote had last, where one person made all of that.

        0 where somebody else was at work lately, or nothing is to be pushed.
        """
        known = tip_of(self._git, self._remote.tracking())
        if not head or not known:
            return 0
        latest: list[str] = []
        for commit in islice(self._objects.line(head), _FEW):
            latest.append(commit)
            if known in latest[:-1]:
                break
        people = {self._objects.committer(commit) for commit in latest}
        return latest.index(known) if known in latest and len(people) == 1 else 0

    def _rounds(self) -> None:
        for lost in count(1):
            begun = time.monotonic()
            if self._round():
                break
            self._wait(lost, time.monotonic() - begun)

    def _wait(self, lost: int, seconds: float) -> None:
        """Wait a while of chance after so many rounds were `lost`, the last of which took so many `seconds`.

        The more, the shorter: who has waited longest goes first, and everybody has a turn. Raises
        `Unreachable` when the time that is left is too short for one more round.
        """
        from random import random

        room = self._deadline.left.total_seconds() - seconds
        if room <= 0:
            raise Unreachable("others kept pushing first", hint="acmeinc sync")
        first = max(_FIRST_WAIT, seconds * _ROUNDS_TO_WAIT)
        time.sleep(random() * min(max(first / lost, _SHORTEST_WAIT), room))

    def _round(self) -> bool:
        """Fetch, merge, push and take in, once; return False when somebody else was quicker."""
        # What takes time is done before: from here to the push, somebody else can be quicker.
        mediator, default = self._mediator, self._default_branch
        tip = self._remote.fetch(self._deadline, *filter(None, [default]))
        head = head_of(self._repository)
        if not head:
            raise Failed("this branch has no commit yet", hint="git pull")
        agreed = mediator.agreement(head, tip, default)
        is_to_go = agreed.new != tip and not self._wanted.dry_run
        if is_to_go and not self._remote.push(agreed.new, self._deadline):
            return False
        self._done = self._done._replace(
            pushed=self._done.pushed + agreed.ahead,
            received=self._received(head, tip) if tip and agreed.new != head else 0,
            renamed={**self._done.renamed, **agreed.renamed},
            notices=tuple(dict.fromkeys([*self._done.notices, *agreed.notices])),
        )
        if self._wanted.dry_run:
            return True
        if not self._take_in(head, agreed.new):
            return False
        for path, text in agreed.texts.items():
            remember(self._repository.git_dir, path, text)
        if agreed.conflict:
            raise agreed.conflict
        return True

    def _take_in(self, head: str, new: str) -> bool:
        with locked(self._repository.common_dir, waiting=self._say):
            if new == head:
                record_tip(self._repository, base=head)
            elif not take_in(self._repository, self._objects, head, new):
                return False
        if new != head:
            self._done = self._done._replace(changed=tuple(self._objects.changed(head, new)))
        return True

    @cached_property
    def _mediator(self) -> "Mediator":
        from acmeinc.storage.agreement import Mediator

        return Mediator(self._objects, self._remote, self._wanted.config, self._deadline)

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

    def _received(self, head: str, tip: str) -> int:
        """Return how many commits came in that were not pushed from here a moment ago."""
        if self._wanted.after_step:
            return 1
        came = int(self._git.run("rev-list", "--count", f"{head}..{tip}"))
        return max(came - self._done.pushed, 0)

    def _waiting(self) -> int:
        """Return how many commits the remote lacks, as far as is known here."""
        if self._done.pushed:
            return 0
        with suppress(Failed):
            return self._remote.lacks("HEAD")
        return 0
