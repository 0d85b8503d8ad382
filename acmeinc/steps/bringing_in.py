"""Documents that were made elsewhere, written and committed together: all of them, or none."""

from collections.abc import Sequence
from typing import NamedTuple

from acmeinc.errors import RulesSayNo, disk_faults
from acmeinc.incident import ulid
from acmeinc.steps.adoption import Adopted
from acmeinc.steps.desk import Desk
from acmeinc.steps.perform import recover
from acmeinc.storage.commit import commit, commit_message
from acmeinc.storage.files import write_file
from acmeinc.storage.intent import FileChange, Intent, recorded
from acmeinc.storage.last_written import remember
from acmeinc.storage.lock import locked
from acmeinc.storage.own_branch import go_to
from acmeinc.storage.tips import head_of, record_tip
from acmeinc.terminal.progress import along


class BroughtIn(NamedTuple):
    """What an import did: its `commit`, sentences about it, and what was not pushed; "" for nothing."""

    commit: str = ""
    notices: tuple[str, ...] = ()
    unshared: str = ""


def bring_in(adopted: Sequence[Adopted], desk: Desk) -> BroughtIn:
    """Write and commit the documents, and share them where steps are shared.

    Raises RulesSayNo where one of them has been written meanwhile.
    """
    repository = desk.repository
    with disk_faults(), locked(repository.common_dir, waiting=desk.say):
        notices = recover(repository)
        _refuse_taken(adopted, desk)
        moved = go_to(repository, desk.branch)
        with recorded(repository.git_dir, _intent(adopted, desk)) as _:
            sha = _written(adopted, desk)
    told = (*notices, *([moved] if moved else []))
    if not desk.share:
        return BroughtIn(sha, told)
    synced = desk.share(desk)
    return BroughtIn(synced.name_now(sha), (*told, *synced.notices), synced.shortfall)


def _refuse_taken(adopted: Sequence[Adopted], desk: Desk) -> None:
    for one in adopted:
        if desk.repository.locate(one.path).exists():
            raise RulesSayNo(f"{one.path} has just been written by somebody else", hint="import again")


def _intent(adopted: Sequence[Adopted], desk: Desk) -> Intent:
    moment = desk.moment
    files = tuple(FileChange(one.path, text=one.text) for one in adopted)
    intent_id = ulid.make(ulid.milliseconds(moment.now), moment.entropy(10))
    return Intent(intent_id, "import", "", _message(adopted), files, at=moment.now.isoformat())


def _message(adopted: Sequence[Adopted]) -> str:
    sources = sorted({one.published.source for one in adopted})
    count = "1 incident" if len(adopted) == 1 else f"{len(adopted)} incidents"
    # No step of the process: whoever takes documents out again that were brought along tampers with nothing.
    trailers = [
        ("Source", ", ".join(sources)),
        ("First", adopted[0].incident.id),
        ("Last", adopted[-1].incident.id),
    ]
    return commit_message(f"import: {count} from {', '.join(sources)}", trailers)


def _written(adopted: Sequence[Adopted], desk: Desk) -> str:
    repository = desk.repository
    before = head_of(repository)
    for one in along(adopted, "Writing", len(adopted), desk.progress):
        write_file(repository.locate(one.path), one.text.encode())
        remember(repository.git_dir, one.path, one.text)
    paths = [one.path for one in adopted]
    sha = commit(repository.git, paths, _message(adopted), paths)
    record_tip(repository, base=before)
    return sha
