"""Documents merged by git itself: with the driver, without it, and where its program is missing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from acmeinc.incident.parts import parse
from acmeinc.incident.reading import read
from acmeinc.merge_driver import merge_files
from acmeinc.storage.git import Git
from acmeinc.storage.merge_setup import driver_command, register

# ---- how the driver is set up in a clone


def registered(clone: Any) -> None:
    register(Git(clone.root))


def not_registered(clone: Any) -> None:
    assert clone.git("config", "--get", "merge.union.driver", ok=False) == ""


def missing(clone: Any) -> None:
    """The program that was registered is gone, as after an upgrade of Python, and none is on the PATH."""
    gone = driver_command().replace(sys.executable, "/gone/python").replace("acmeinc-merge", "gone-merge")
    clone.git("config", "merge.union.driver", gone)


# ---- what brings two versions together


def pull(clone: Any) -> None:
    clone.git("pull", "-q", "--no-rebase", "--no-edit")


def rebase(clone: Any) -> None:
    clone.git("pull", "-q", "--rebase")


def cherry_pick(clone: Any) -> None:
    clone.git("fetch", "-q")
    clone.git("cherry-pick", "HEAD..origin/main")


def stash_pop(clone: Any) -> None:
    """What a clone has committed since becomes a change of the work tree, and is stashed."""
    clone.git("reset", "-q", "--soft", "@{upstream}")
    clone.git("stash", "-q")
    clone.git("pull", "-q", "--ff-only")
    clone.git("stash", "pop", "-q")


def by_hand(clone: Any) -> None:
    """Delete one line, edit another, and commit that with git."""
    path = clone.documents()[0]
    lines = path.read_text().split("\n")
    kept = [line.replace("the key is", "the key was") for line in lines if "a typo" not in line]
    path.write_text("\n".join(kept))
    clone.git("commit", "-qam", "Tidy up")


BY = (pull, rebase, cherry_pick, stash_pop)


@pytest.mark.parametrize("bring_together", BY)
@pytest.mark.parametrize(
    ("set_up_driver", "next_step"),
    [
        pytest.param(registered, ("log", "three"), id="registered"),
        pytest.param(not_registered, ("log", "three"), id="not-registered"),
        pytest.param(missing, ("sync",), id="missing"),
    ],
)
def test_two_clones_lose_nothing(
    ana: Any,
    bo: Any,
    set_up_driver: Callable[[Any], None],
    next_step: tuple[str, ...],
    bring_together: Callable[[Any], None],
) -> None:
    """One redacts an entry that the other edits by hand; the other deletes a line, too.

    Without the driver git's union makes a damaged document of both, and the next step or sync mends that.
    """
    set_up_driver(bo)
    bo("log", "a", "typo")
    bo("log", "the", "key", "is", "hunter2")
    bo("sync")
    ana("sync")
    key = next(e.id for e in read(ana.document()).entries.values() if e.text == "the key is hunter2")
    ana("log", "--redact", key)
    ana("update", "--severity", "SEV2", "--because", "better", "--message", "It got better.", "--yes")
    ana("sync")
    bo.program.clock.forward(minutes=1)
    by_hand(bo)
    bo("assign", "commander", "Bo Lind")
    bring_together(bo)
    assert bool(parse(bo.document()).damage) == (set_up_driver is not registered)
    assert "<<<<<<<" not in bo.document()
    bo(*next_step)
    assert parse(bo.document()).damage == ()
    bo("sync")
    ana("sync")
    assert ana.document() == bo.document()
    incident = read(ana.document()).incident
    assert (incident.severity, incident.commander) == ("SEV2", "Bo Lind")
    assert "hunter2" not in ana.document()
    told = [entry.text for entry in incident.timeline if entry.kind != "receipt"]
    assert told == [
        *(["three"] if "three" in next_step else []),
        "Bo Lind takes command from Ana Ruiz",
        "Severity SEV1 → SEV2: better",
        "Redacted the note of 09:14 by Ana Ruiz",
        "[redacted]",
        "An entry of 09:14 by Ana Ruiz was removed by hand",
        "Declared SEV1: Login is down for all customers",
    ]


def test_damage_that_was_pushed_is_mended_by_whoever_syncs_next(ana: Any, bo: Any, team: Any) -> None:
    """In a clone that acmeinc has never seen, and in one whose git brought the damage in by itself."""
    ana("assign", "commander", "Bo Lind")
    ana("sync")
    bo("update", "--severity", "SEV2", "--because", "better", "--message", "It got better.", "--yes")
    pull(bo)
    bo.git("push", "-q")
    ana.git("pull", "-q")
    assert parse(ana.document()).damage
    new = team.clone("new")
    for clone in (new, ana, bo):
        clone("sync")
    assert parse(new.document()).damage == ()
    assert new.document() == ana.document() == bo.document()
    assert len({clone.git("rev-parse", "HEAD") for clone in (ana, bo, new)}) == 1


def test_two_unions_one_after_the_other_are_mended_at_once(ana: Any, bo: Any) -> None:
    """Also what a hand did in between."""
    for number in range(2):
        ana("update", "--severity", f"SEV{number + 2}", "--because", "x", "--message", "It changed.", "--yes")
        ana("sync")
        path = bo.documents()[0]
        path.write_text(path.read_text() + f"\nBy hand {number}\n")
        bo.git("commit", "-qam", f"By hand {number}")
        bo.program.clock.forward(minutes=1)
        pull(bo)
    bo("log", "after", "all")
    text = bo.document()
    assert parse(text).damage == ()
    assert [text.count(f"By hand {number}") for number in range(2)] == [1, 1]
    assert [e.text for e in read(text).entries.values() if e.text.endswith("(by hand)")] == []
    assert read(text).incident.severity == "SEV3"


@pytest.mark.parametrize("set_up_driver", [registered, not_registered])
def test_two_incidents_under_one_id_are_told_apart(team: Any, clock: Any, set_up_driver: Any) -> None:
    """With the driver git stops, and says how to go on; its union makes one document of two incidents."""
    one, two = team.clone("one"), team.clone("two")
    uids = []
    for clone, impact in ((one, "the first"), (two, "the second")):
        clock.forward(seconds=1)
        uids.append(clone.program.declare(impact=impact)["uid"])
    one("sync")
    set_up_driver(two)
    merging = ("pull", "-q", "--no-rebase", "--no-edit")
    if set_up_driver is registered:
        stopped = subprocess.run(["git", "-C", str(two.root), *merging], capture_output=True, text=True)
        assert stopped.returncode == 1
        assert "two incidents were declared under one id; yours stays" in stopped.stderr
        assert "acmeinc sync" in stopped.stderr
        two.git("merge", "--abort")
    else:
        two.git(*merging)
        assert len(two.documents()) == 1
    two("sync")
    one("sync")
    for clone in (one, two):
        readings = [read(path.read_text()).incident for path in clone.documents()]
        assert [(incident.uid, incident.impact) for incident in readings] == [
            (uids[1], "the second"),
            (uids[0], "the first"),
        ]


def test_other_paths_get_the_union_that_they_ask_for(ana: Any, bo: Any) -> None:
    """The driver has the name of git's own union: it is asked for them, too."""
    registered(bo)
    notes = "incidents/notes.md"
    for clone, line in ((ana, "from Ana"), (bo, "from Bo")):
        (clone.root / ".gitattributes").write_text("*.md merge=union\n*.csv merge=union\n")
        (clone.root / notes).write_text(f"{line}\n")
        (clone.root / "words.csv").write_text(f"{line}\n")
        clone.git("add", ".")
        clone.git("commit", "-qm", line)
    ana.git("push", "-q")
    pull(bo)
    for name in (notes, "words.csv"):
        assert sorted((bo.root / name).read_text().splitlines()) == ["from Ana", "from Bo"]


def test_incidents_in_a_folder_of_a_larger_repository(ana: Any, bo: Any, tmp_path: Path) -> None:
    """git names a document by its path from the top."""
    path = ana.documents()[0].relative_to(ana.root)
    ana("milestone", "detected", "--at", "09:00")
    bo("assign", "commander", "Bo Lind")
    names = [tmp_path / name for name in ("base", "ours", "theirs")]
    base = ana.git("show", f"HEAD~1:{path}")
    for name, text in zip(names, (f"{base}\n", ana.document(), bo.document()), strict=True):
        name.write_text(text)
    assert merge_files([*map(str, names), f"operations/{path}"]) == 0
    assert parse(names[1].read_text()).damage == ()
    incident = read(names[1].read_text()).incident
    assert (incident.commander, incident.milestones["detected"].hour) == ("Bo Lind", 14)
