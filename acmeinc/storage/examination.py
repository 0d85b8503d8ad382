"""Looking at a clone without changing anything: what `doctor` judges."""

import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from acmeinc.errors import AcmeError, Failed
from acmeinc.process.clone import Clone, GitLock
from acmeinc.storage.git import Git
from acmeinc.storage.git_speed import is_told
from acmeinc.storage.gitdir import find_git_dir
from acmeinc.storage.intent import abandoned, read_intent
from acmeinc.storage.lock import holder
from acmeinc.storage.merge_setup import driver_command, merged_as
from acmeinc.storage.own_branch import missing_switch
from acmeinc.storage.recovery import git_locks
from acmeinc.storage.remote import Remote
from acmeinc.storage.repository import Identity, Repository, identity_of, settings_of
from acmeinc.storage.schemas import foreign_schemas


def examine(repository: Repository | None, branch: str = "") -> Clone:
    """Return what the clone is like that `repository` is; None is outside every incident repository.

    `branch` is the one that documents belong on, "" for any.
    """
    git = Git(repository.root if repository else Path.cwd())
    clone = Clone(git=_version(git), root=str(repository.root) if repository else "")
    if not clone.git:
        return clone
    with suppress(Failed):
        clone = clone._replace(who=_named(identity_of(settings_of(git, outside=not repository))))
    folders = find_git_dir(repository.root) if repository else None
    if not repository or not folders:
        return clone
    config = settings_of(git)
    remote = Remote.of(git, config, folders.branch) if folders.branch else None
    return clone._replace(
        is_under_git=True,
        branch=folders.branch,
        switch=missing_switch(repository, branch),
        unfinished=folders.in_progress,
        ending=folders.ending,
        remote=remote.label if remote else "",
        driver=config.get("merge.union.driver", ""),
        wanted_driver=driver_command(),
        merged_as=merged_as(git),
        minds_many=is_told(config),
        foreign_schemas=tuple(foreign_schemas(repository)),
        newest=_newest(git),
        locks=tuple(_lock(path, repository) for path in git_locks(repository)),
        writer=holder(folders.common),
        interrupted=_unfinished(folders.path),
    )


def _version(git: Git) -> str:
    try:
        found = re.search(r"\d+(?:\.\d+)+", git.run("--version"))
    except AcmeError:
        return ""
    return found[0] if found else ""


def _named(identity: Identity) -> str:
    return f"{identity.name} <{identity.email}>"


def _newest(git: Git) -> datetime | None:
    shown = "--format=%(committerdate:unix)"
    newest = git.attempt("for-each-ref", "--sort=-committerdate", "--count=1", shown).stdout.strip()
    return datetime.fromtimestamp(int(newest), UTC) if newest.isdigit() else None


def _unfinished(git_dir: Path) -> int:
    """Return how many steps the next one has to finish; one that cannot be read counts."""
    count = 0
    for path in abandoned(git_dir):
        try:
            count += read_intent(path).is_begun
        except ValueError:
            count += 1
    return count


def _lock(path: Path, repository: Repository) -> GitLock:
    age = timedelta(seconds=max(0.0, time.time() - path.stat().st_mtime))
    shown = path.relative_to(repository.root) if path.is_relative_to(repository.root) else path
    return GitLock(shown.as_posix(), age)
