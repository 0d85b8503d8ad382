"""Sharing what was written with every other clone: a sync, and what documents need around it.

A document that a hand edited and did not commit is recorded as a step of its own before anything merges into
it, so that nothing typed is lost; a document that a merge by text damaged, here or elsewhere, is mended.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from acmeinc.errors import AcmeError, Failed
from acmeinc.incident.names import document_at
from acmeinc.steps.desk import Desk
from acmeinc.steps.perform import perform
from acmeinc.steps.step import Step
from acmeinc.storage.lock import locked
from acmeinc.storage.objects import Objects
from acmeinc.storage.sync import sync
from acmeinc.storage.synced import Synced, Wanted
from acmeinc.storage.taking_in import uncommitted
from acmeinc.storage.tips import head_of, recorded_tips


def share(desk: Desk, wanted: Wanted) -> Synced:
    """Sync, and return what that did; hand edits of documents are recorded where they are in the way."""
    synced = sync(desk.repository, wanted, desk.say)
    if synced.blocked:
        _record(desk, _edited(desk, synced.blocked), "edited by hand")
        synced = synced.then(sync(desk.repository, wanted, desk.say))
    damaged = [] if synced.why or wanted.dry_run else _damaged(desk, synced.changed)
    if damaged:
        _record(desk, damaged, "mended")
        synced = synced.then(sync(desk.repository, wanted, desk.say))
    return synced


def share_all(desk: Desk, wanted: Wanted) -> Synced:
    """Sync with everything that stands in the documents: hand edits are recorded first."""
    if not wanted.dry_run:
        from acmeinc.storage.own_branch import go_to

        with locked(desk.repository.common_dir, waiting=desk.say):
            notice = go_to(desk.repository, desk.branch)
        if notice:
            desk.say(notice)
        _record(desk, _edited(desk, None), "edited by hand")
        _record(desk, _damaged(desk, _unseen(desk)), "mended")
    return share(desk, wanted)


def _unseen(desk: Desk) -> list[str]:
    """Return the documents that changed since acmeinc last looked: git itself has brought that in.

    In a clone where it never looked those are all.
    """
    repository = desk.repository
    head, tips = head_of(repository), recorded_tips(repository, repository.git_folders.branch)
    if not head or head in tips:
        return []
    with Objects(repository.git) as objects:
        for tip in tips:
            with suppress(Failed):
                return objects.changed(tip, head)
    return [repository.relative(path) for path in repository.incident_paths()]


def _edited(desk: Desk, among: Sequence[str] | None) -> list[str]:
    """Return the incidents whose documents have changes that are not committed, `among` the paths given."""
    changed = uncommitted(desk.repository.git, new=False)
    return _incidents(path for path in changed if among is None or path in among)


def _damaged(desk: Desk, changed: Sequence[str]) -> list[str]:
    """Return the incidents whose documents, among `changed`, a merge by text has damaged."""
    if not changed:
        return []
    from acmeinc.incident.merge import needs_mending

    paths = ((name, desk.repository.path_of(name)) for name in _incidents(changed))
    return [name for name, path in paths if path.is_file() and needs_mending(desk.repository.read(path))]


def _incidents(paths: Iterable[str]) -> list[str]:
    return [name for path in paths if (name := document_at(path)).startswith("inc-")]


def _record(desk: Desk, incidents: Sequence[str], summary: str) -> None:
    """Write each document anew, with what stands in it, as a step of its own."""
    for name in incidents:
        try:
            perform(Step("sync", name, summary, ()), desk._replace(share=None))
        except AcmeError as problem:
            desk.say(f"! {name}: {problem}")
