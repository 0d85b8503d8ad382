"""`acmeinc sync` between clones: nothing is lost, the history is linear, the user's own changes stay."""

from collections.abc import Callable
from typing import Any

import pytest


def same(*clones: Any) -> bool:
    """Return whether all clones are at one commit, with one document."""
    return len({(clone.git("rev-parse", "HEAD"), clone.document()) for clone in clones}) == 1


def test_there_is_nothing_to_do_without_a_remote(program: Any) -> None:
    assert program("sync").out == (
        "Nothing to do: this repository has no remote.\n  git remote add origin URL      to share it\n"
    )


def test_the_first_push_makes_the_branch(program: Any, team: Any) -> None:
    team.git("update-ref", "-d", "refs/heads/main")
    clone = team.clone("empty")
    clone.git("pull", "-q", str(program.root), "main")
    assert clone("sync").out == "✓ origin/main: pushed 1 commit, took in 0\n"
    assert team.git("rev-parse", "main") == clone.git("rev-parse", "HEAD")


def test_what_the_remote_has_more_is_taken_in(ana: Any, bo: Any) -> None:
    bo("log", "restarted the pods")
    bo("sync")
    assert ana("sync").out == "✓ origin/main: pushed 0 commits, took in 1\n"
    assert "restarted the pods" in ana.document()
    assert ana("sync").out == "✓ origin/main: nothing new on either side\n"


def test_both_sides_keep_their_entries_in_a_linear_history(ana: Any, bo: Any) -> None:
    ana("log", "saw errors")
    bo("log", "rolled back")
    bo("log", "errors are gone")
    ana("sync")
    assert bo("sync", "--json").json == {
        "remote": "origin/main",
        "pushed": 2,
        "received": 1,
        "waiting": 0,
        "problem": None,
        "notices": [],
        "dry_run": False,
    }
    ana("sync")
    assert same(ana, bo)
    assert all(bo.document().count(text) == 1 for text in ("saw errors", "rolled back", "errors are gone"))
    assert bo.git("rev-list", "--merges", "HEAD") == ""
    assert bo.git("status", "--porcelain") == ""


def test_a_commit_keeps_its_author_date_and_message(ana: Any, bo: Any) -> None:
    ana("log", "one")
    bo("log", "two")
    who, when = "--author=Bo Åberg <bo@example.com>", "--date=2026-01-02T03:04:05+0300"
    bo.git("commit", "-q", "--amend", who, when, "-C", "HEAD")
    before = bo.git("log", "-1", "--format=%an <%ae> %ai%n%B")
    ana("sync")
    bo("sync")
    assert bo.git("log", "-1", "--format=%an <%ae> %ai%n%B") == before
    assert bo.git("log", "-1", "--format=%an") == "Bo Åberg"


def test_staged_and_unstaged_changes_stay_as_they_are(ana: Any, bo: Any) -> None:
    ana("log", "one")
    ana("sync")
    bo("log", "two")
    (bo.root / "README.md").write_text("staged\n")
    bo.git("add", "README.md")
    (bo.root / "people.csv").write_text("unstaged\n")
    (bo.root / "notes.txt").write_text("new\n")
    bo("sync")
    assert bo.git("status", "--porcelain") == "M  README.md\n M people.csv\n?? notes.txt"
    assert "one" in bo.document()


def test_dry_run_tells_and_changes_nothing(ana: Any, bo: Any, team: Any) -> None:
    ana("log", "one")
    ana("sync")
    bo("log", "two")
    before = (bo.git("rev-parse", "HEAD"), team.git("rev-parse", "main"))
    assert bo("sync", "--dry-run").out == "origin/main: would push 1 commit, take in 1\n"
    assert (bo.git("rev-parse", "HEAD"), team.git("rev-parse", "main")) == before


def test_other_files_that_only_one_side_changed_travel_along(ana: Any, bo: Any) -> None:
    (ana.root / "vendors.csv").write_text("vendor,product\n")
    ana.git("commit", "-qam", "Vendors")
    (bo.root / "people.csv").unlink()
    (bo.root / 'a b"c.txt').write_text("odd name\n")
    bo.git("add", "-A")
    bo.git("commit", "-qm", "People")
    ana("sync")
    bo("sync")
    ana("sync")
    assert ana.git("ls-tree", "--name-only", "-z", "HEAD") == bo.git("ls-tree", "--name-only", "-z", "HEAD")
    assert not (ana.root / "people.csv").exists()
    assert (ana.root / 'a b"c.txt').read_text() == "odd name\n"
    assert (bo.root / "vendors.csv").read_text() == "vendor,product\n"


def test_changes_of_one_file_in_different_places_are_merged_by_git(ana: Any, bo: Any) -> None:
    path = "templates/incident.md"
    text = (ana.root / path).read_text()
    (ana.root / path).write_text(f"first\n{text}")
    ana.git("commit", "-qam", "First line")
    ana("log", "one")
    (bo.root / path).write_text(f"{text}last\n")
    bo.git("commit", "-qam", "Last line")
    bo("log", "two")
    ana("sync")
    bo("sync")
    ana("sync")
    assert same(ana, bo)
    assert (ana.root / path).read_text() == f"first\n{text}last\n"


def test_a_merge_made_by_hand_becomes_linear_and_keeps_what_it_held(ana: Any, bo: Any) -> None:
    bo("log", "two")
    ana("log", "one")
    ana("sync")
    bo.git("pull", "-q", "--no-rebase", "--no-edit")
    ana("log", "three")
    ana("sync")
    bo("sync")
    ana("sync")
    assert same(ana, bo)
    assert all(bo.document().count(f"** {text} <") == 1 for text in ("one", "two", "three"))


def test_what_was_pushed_before_a_kill_is_not_pushed_twice(ana: Any, bo: Any, team: Any) -> None:
    ana("log", "one")
    bo("log", "two")
    ana("sync")
    before = bo.git("rev-parse", "HEAD")
    bo("sync")
    pushed = team.git("rev-parse", "main")
    bo.git("reset", "-q", "--hard", before)
    assert bo("sync").out == "✓ origin/main: pushed 0 commits, took in 2\n"
    assert team.git("rev-parse", "main") == pushed == bo.git("rev-parse", "HEAD")


def test_attachments_travel_with_their_commit(ana: Any, bo: Any, tmp_path: Any) -> None:
    graph = tmp_path / "graph.png"
    graph.write_bytes(bytes(range(256)))
    bo("log", "--attach", str(graph), "error rate")
    ana("log", "one")
    ana("sync")
    bo("sync")
    ana("sync")
    (kept,) = (ana.root / "incidents").glob("*/*/*/graph.png")
    assert kept.read_bytes() == bytes(range(256))


def test_an_upstream_of_another_name_is_used(ana: Any, bo: Any, team: Any) -> None:
    bo.git("switch", "-qc", "mine", "--track", "origin/main")
    bo("log", "two")
    assert bo("sync").out == "✓ origin/main: pushed 1 commit, took in 0\n"
    assert team.git("branch", "--format=%(refname:short)") == "main"


def test_a_step_pushes_where_acmeinc_yaml_says_so(ana: Any, bo: Any, set_up: Callable[..., None]) -> None:
    set_up(ana, "sync: auto")
    ana("sync")
    bo("sync")
    bo("log", "two")
    result = ana("log", "one")
    assert "not yet pushed" not in result.err
    assert ana.git("rev-parse", "HEAD") == ana.git("rev-parse", "origin/main")
    assert "two" in ana.document()


def test_who_is_alone_pushes_without_asking_what_is_new(
    ana: Any, bo: Any, set_up: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(bo, "sync: auto")
    bo("sync")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Bo Lind")
    bo("log", "one")
    bo("log", "two")
    bo.git("config", "remote.origin.uploadpack", "false")
    bo("log", "three")
    assert bo.git("rev-parse", "HEAD") == bo.git("rev-parse", "origin/main")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Ana Ruiz")
    assert "origin could not be reached" in bo("log", "four", code=6).err


def test_who_is_alone_no_more_takes_in_what_came(ana: Any, bo: Any, set_up: Callable[..., None]) -> None:
    set_up(bo, "sync: auto")
    bo("sync")
    bo("log", "one")
    ana("log", "two")
    ana("sync")
    bo("log", "three")
    ana("sync")
    assert same(ana, bo)
    assert all(bo.document().count(f"** {text} <") == 1 for text in ("one", "two", "three"))


def test_a_step_says_what_others_changed_meanwhile(ana: Any, bo: Any, set_up: Callable[..., None]) -> None:
    set_up(ana, "sync: auto")
    ana("sync")
    bo("sync")
    bo("assign", "commander", "Bo Lind")
    assert "! commander is Bo Lind now, by another clone" in ana("log", "one").err


def test_the_commit_that_a_step_names_is_the_one_that_was_pushed(ana: Any, bo: Any, set_up: Any) -> None:
    set_up(ana, "sync: auto")
    ana("sync")
    bo("sync")
    bo("log", "two")
    assert ana("log", "one", "--json").json["commit"] == ana.git("rev-parse", "HEAD")


def test_manual_never_pushes(ana: Any, bo: Any, team: Any) -> None:
    before = team.git("rev-parse", "main")
    ana("log", "one")
    assert team.git("rev-parse", "main") == before


@pytest.mark.parametrize("when", ["step", "sync"])
def test_the_tip_is_remembered(ana: Any, bo: Any, when: str) -> None:
    ana("log", "one")
    if when == "sync":
        bo("log", "two")
        bo("sync")
        ana("sync")
    assert (ana.root / ".git/acmeinc/tips/main").read_text() == f"{ana.git('rev-parse', 'HEAD')}\n"
