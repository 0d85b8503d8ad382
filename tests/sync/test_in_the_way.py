"""What no program can decide is never guessed, and what was typed is never overwritten."""

from typing import Any


def test_rules_changed_in_one_place_on_both_sides_stop_the_sync(ana: Any, bo: Any, team: Any) -> None:
    for clone, zone in ((ana, "Europe/Berlin"), (bo, "Asia/Tokyo")):
        path = clone.root / "acmeinc.yaml"
        path.write_text(path.read_text().replace("America/New_York", zone))
        clone.git("commit", "-qam", zone)
    bo("log", "two")
    ana("sync")
    before = bo.git("rev-parse", "HEAD")
    result = bo("sync", code=6)
    assert result.err == (
        "error: 2 commits not yet pushed: changed here and on the remote, in the same place: acmeinc.yaml\n"
        "hint: merge that by hand: git pull --rebase --autostash; then: acmeinc sync\n"
    )
    assert bo.git("rev-parse", "HEAD") == before
    assert team.git("rev-parse", "main") == ana.git("rev-parse", "HEAD")
    bo.git("pull", "-q", "--rebase", "--autostash", ok=False)
    bo.git("checkout", "-q", "--theirs", "acmeinc.yaml")
    bo.git("add", "acmeinc.yaml")
    bo.git("-c", "core.editor=true", "rebase", "--continue")
    assert bo("sync").out == "✓ origin/main: pushed 2 commits, took in 0\n"


def test_a_changed_file_that_comes_in_is_not_overwritten(ana: Any, bo: Any, team: Any) -> None:
    (ana.root / "people.csv").write_text("name,email,team,role,chat\n")
    ana.git("commit", "-qam", "People")
    ana("sync")
    bo("log", "two")
    (bo.root / "people.csv").write_text("mine\n")
    result = bo("sync", code=6)
    assert result.err == (
        "error: not taken in, because it would overwrite changes that are not committed: people.csv\n"
        "hint: commit or stash them, then: acmeinc sync\n"
    )
    assert (bo.root / "people.csv").read_text() == "mine\n"
    assert "two" in team.git("show", f"main:{bo.documents()[0].relative_to(bo.root)}"), "entries do not wait"
    bo.git("stash", "-q")
    bo("sync")
    assert bo.git("rev-parse", "HEAD") == team.git("rev-parse", "main")


def test_a_new_file_that_comes_in_is_not_overwritten(ana: Any, bo: Any) -> None:
    (ana.root / "notes.txt").write_text("theirs\n")
    ana.git("add", "notes.txt")
    ana.git("commit", "-qm", "Notes")
    ana("sync")
    (bo.root / "notes.txt").write_text("mine\n")
    assert "notes.txt" in bo("sync", code=1).err
    assert (bo.root / "notes.txt").read_text() == "mine\n"


def test_a_file_that_was_only_touched_is_not_in_the_way(ana: Any, bo: Any) -> None:
    (ana.root / "people.csv").write_text("name,email,team,role,chat\n")
    ana.git("commit", "-qam", "People")
    ana("sync")
    text = (bo.root / "people.csv").read_text()
    (bo.root / "people.csv").write_text(text)
    bo("sync")
    assert (bo.root / "people.csv").read_text() == "name,email,team,role,chat\n"


def test_hand_edits_that_are_not_committed_become_a_step_of_their_own(ana: Any, bo: Any) -> None:
    ana("log", "one")
    ana("sync")
    path = bo.documents()[0]
    path.write_text(path.read_text().replace("severity: SEV1", "severity: SEV2") + "\nA note by hand.\n")
    bo("sync")
    ana("sync")
    assert ana.document() == bo.document()
    assert "A note by hand." in ana.document()
    assert "severity: SEV2" in ana.document()
    assert "one" in bo.document()
    assert "edited by hand" in bo.log()[0]


def test_hand_edits_in_the_way_of_a_step_are_recorded_first(ana: Any, bo: Any, set_up: Any) -> None:
    set_up(bo, "sync: auto")
    bo("sync")
    ana("sync")
    other = bo.program.declare(functionality="Search", severity="SEV2")["id"]
    ana("log", "one")
    ana("sync")
    path = next(path for path in bo.documents() if path.stem != other)
    path.write_text(path.read_text() + "\nA note by hand.\n")
    bo("log", "-i", other, "two")
    assert "A note by hand." in path.read_text()
    assert "one" in path.read_text()
    assert bo.git("status", "--porcelain") == ""


def test_a_deleted_document_that_somebody_writes_in_is_kept(ana: Any, bo: Any) -> None:
    ana.git("rm", "-q", *[str(path) for path in ana.documents()])
    ana.git("commit", "-qm", "Remove it")
    ana("sync")
    bo("log", "two")
    result = bo("sync")
    assert "was deleted on one side and changed on the other: it is kept" in result.err
    ana("sync")
    assert "two" in ana.document()


def test_a_document_damaged_by_a_text_merge_is_mended(ana: Any, bo: Any) -> None:
    ana("assign", "commander", "Ana Ruiz")
    bo("update", "--severity", "SEV2", "--because", "better", "--message", "It got better.", "--yes")
    ana("sync")
    bo.git("config", "--remove-section", "merge.union", ok=False)
    bo.git("pull", "-q", "--no-rebase", "--no-edit")
    bo.git("push", "-q")
    ana("log", "three")
    ana("sync")
    bo("sync")
    assert ana.document() == bo.document()
    assert bo.document().count("\nseverity: ") == 1
    assert "severity: SEV2" in bo.document()
    assert all(text in bo.document() for text in ("three", "It got better."))


def test_an_entry_that_a_text_merge_made_two_of_is_mended(ana: Any, bo: Any) -> None:
    ana("log", "one")
    path = ana.documents()[0]
    line = next(line for line in path.read_text().splitlines() if "** one <" in line)
    path.write_text(path.read_text().replace(line, f"{line}\n{line}"))
    ana.git("commit", "-qam", "Merge")
    ana.git("push", "-q")
    bo("sync")
    assert bo.document().count(line) == 1
    ana("sync")
    assert ana.document() == bo.document()
