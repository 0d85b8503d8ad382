"""A sync that was killed while it moved the branch is finished by the next step, whatever it had done."""

import subprocess
from typing import Any

import pytest

from acmeinc.storage.intent import Intent, recorded
from acmeinc.storage.repository import Repository


class Killed(BaseException):
    """Stands for a kill: the record of what was begun stays."""


def begin(clone: Any) -> tuple[str, str]:
    """Leave the record of a sync that was about to move the branch; return where from and where to."""
    clone.git("fetch", "-q")
    heads = (clone.git("rev-parse", "HEAD"), clone.git("rev-parse", "origin/main"))
    intent = Intent("01KAR5ZK000000000000000000", "sync", "", "", (), heads=heads)
    with pytest.raises(Killed), recorded(Repository(clone.root).git_dir, intent):
        raise Killed
    return heads


def nothing(clone: Any, old: str, new: str) -> None:
    """Killed before git did anything."""


def half_a_file(clone: Any, old: str, new: str) -> None:
    """Killed while git wrote a document: half of it stands there, and git's lock."""
    path = clone.documents()[0]
    whole = clone.git("show", f"{new}:{path.relative_to(clone.root)}")
    path.write_text(whole[: len(whole) // 2])
    (clone.root / ".git/index.lock").write_bytes(b"half an index")


def no_file(clone: Any, old: str, new: str) -> None:
    """Killed between git's removing a file and writing it."""
    clone.documents()[0].unlink()


def files_but_no_index(clone: Any, old: str, new: str) -> None:
    """Killed after the files, before the index."""
    path = clone.documents()[0]
    path.write_text(clone.git("show", f"{new}:{path.relative_to(clone.root)}") + "\n")


def whole_file_but_no_index(clone: Any, old: str, new: str) -> None:
    """Killed after a document was written, before the index."""
    path = clone.documents()[0]
    name = path.relative_to(clone.root).as_posix()
    shown = subprocess.run(["git", "show", f"{new}:{name}"], cwd=clone.root, capture_output=True, check=True)
    path.write_bytes(shown.stdout)


def index_but_no_branch(clone: Any, old: str, new: str) -> None:
    """Killed after the index, before the branch."""
    clone.git("read-tree", "-m", "-u", old, new)


def all_but_the_record(clone: Any, old: str, new: str) -> None:
    """Killed at the very end."""
    clone.git("read-tree", "-m", "-u", old, new)
    clone.git("update-ref", "HEAD", new, old)


@pytest.mark.parametrize(
    "moment",
    [
        *(nothing, half_a_file, no_file, files_but_no_index, whole_file_but_no_index),
        *(index_but_no_branch, all_but_the_record),
    ],
)
@pytest.mark.parametrize("then", ["log", "sync"])
def test_the_next_step_finishes_it(ana: Any, bo: Any, moment: Any, then: str) -> None:
    ana("log", "one")
    ana("sync")
    (bo.root / "README.md").write_text("staged\n")
    bo.git("add", "README.md")
    old, new = begin(bo)
    moment(bo, old, new)
    result = bo("log", "two") if then == "log" else bo("sync")
    assert "A sync was interrupted" in result.err
    bo("sync")
    ana("sync")
    assert ana.document() == bo.document()
    assert "one" in bo.document()
    assert bo.git("status", "--porcelain") == "M  README.md"
    bo.git("fsck", "--strict")
    assert not list((bo.root / ".git/acmeinc/intents").glob("*.json"))


def test_what_a_hand_changed_since_is_left_alone(ana: Any, bo: Any) -> None:
    (ana.root / "people.csv").write_text("name,email,team,role,chat\n")
    ana.git("commit", "-qam", "People")
    ana("sync")
    begin(bo)
    (bo.root / "people.csv").write_text("mine\n")
    bo("log", "two")
    assert (bo.root / "people.csv").read_text() == "mine\n"
