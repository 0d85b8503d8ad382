"""What a sync is to do, and what it did."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

BOUND = timedelta(seconds=5)
"""The longest that a step waits for a remote."""


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

    `pushed`, `received` and `waiting` count commits (after a step, 1 received stands for any number); `why`
    says what stopped it, "" when nothing did, and `hint` what to type. `blocked` are files with changes that
    stand in the way, `changed` files that came in. `renamed` gives by their old ids what commits are called
    now.
    """

    remote: str = ""
    pushed: int = 0
    received: int = 0
    waiting: int = 0
    why: str = ""
    hint: str = ""
    blocked: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
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
            changed=(*self.changed, *later.changed),
            renamed={**self.renamed, **later.renamed},
            notices=tuple(dict.fromkeys([*self.notices, *later.notices])),
        )
