"""`branch: incidents`: documents on a branch of their own, rules from the default branch, no entry waits."""

from typing import Any

import pytest

PROTECT_MAIN = (
    'while read old new ref; do if [ "$ref" = refs/heads/main ]; then\n'
    "echo 'GH006: Protected branch update failed' >&2; exit 1; fi; done"
)


@pytest.fixture
def protected(team: Any, ana: Any, set_up: Any) -> Any:
    """Return the team: documents belong on the branch `incidents`, and main takes no more pushes."""
    set_up(ana, "branch: incidents")
    ana.git("push", "-q")
    team.hook("pre-receive", PROTECT_MAIN)
    return team


@pytest.fixture
def rules_change(team: Any) -> Any:
    """Return what changes a file on main on the remote's side, as a reviewed pull request does."""

    def change(name: str, text: str) -> None:
        seat = team.clone(f"review-{name}-{team.made}")
        (seat.root / name).write_text(text)
        seat.git("commit", "-qam", f"Change {name}")
        (team.remote / "hooks/pre-receive").unlink()
        seat.git("push", "-q", "origin", "main")
        team.hook("pre-receive", PROTECT_MAIN)

    return change


def test_the_first_step_makes_the_branch_and_touches_no_file(team: Any, ana: Any, set_up: Any) -> None:
    set_up(ana, "branch: incidents")
    (ana.root / "people.csv").write_text("unstaged\n")
    before = ana.git("rev-parse", "HEAD")
    ana.program.declare()
    assert ana.git("branch", "--show-current") == "incidents"
    assert ana.git("rev-parse", "main") == before == ana.git("rev-parse", "HEAD^")
    assert ana.git("status", "--porcelain") == " M people.csv"


def test_that_is_said(team: Any, ana: Any, set_up: Any) -> None:
    set_up(ana, "branch: incidents")
    said = "Documents are kept on the branch incidents (acmeinc.yaml): this clone is on it now."
    assert said in ana("sync").err


def test_entries_are_pushed_to_their_branch(protected: Any, ana: Any) -> None:
    ana.program.declare()
    assert ana("sync").out == "✓ origin/incidents: pushed 1 commit, took in 0\n"
    other = protected.clone("other", "-b", "incidents")
    other("log", "two")
    ana("log", "one")
    other("sync")
    ana("sync")
    other("sync")
    assert ana.document() == other.document()
    assert ana.git("rev-parse", "HEAD") == protected.git("rev-parse", "incidents")


def test_rules_come_from_the_default_branch(protected: Any, ana: Any, rules_change: Any) -> None:
    ana.program.declare()
    ana("sync")
    rules_change("vendors.csv", "vendor,product\n")
    ana("log", "one")
    ana("sync")
    assert (ana.root / "vendors.csv").read_text() == "vendor,product\n"
    assert "one" in ana.document()
    assert (
        ana.git("rev-list", "--merges", "--format=%s", "HEAD").splitlines()[1] == "Take in the rules of main"
    )
    assert ana("sync").out == "✓ origin/incidents: nothing new on either side\n"


def test_rules_changed_on_both_branches_stop_no_entry(protected: Any, ana: Any, rules_change: Any) -> None:
    ana.program.declare()
    (ana.root / "vendors.csv").write_text("mine\n")
    ana.git("commit", "-qam", "Mine")
    ana("sync")
    rules_change("vendors.csv", "theirs\n")
    ana("log", "one")
    result = ana("sync", code=6)
    assert "changed here and on the remote, in the same place: vendors.csv" in result.err
    assert "git merge origin/main" in result.err
    assert "one" in protected.git("show", f"incidents:{ana.documents()[0].relative_to(ana.root)}")


def test_a_branch_that_exists_is_not_switched_to_behind_ones_back(protected: Any, ana: Any) -> None:
    ana.program.declare()
    ana("sync")
    other = protected.clone("other")
    result = other("log", "one", code=4)
    assert "hint: git switch incidents\n" in result.err
    result = other(
        *("declare", "--functionality", "Search", "--state", "down", "--severity", "SEV1"),
        *("--impact", "x", "--yes", "--new"),
        code=1,
    )
    assert "not saved: documents are kept on the branch incidents here (acmeinc.yaml)" in result.err
    assert "hint: git switch incidents\n" in result.err
    other.git("switch", "-q", "incidents")
    other("log", "one")
    assert other("sync").out == "✓ origin/incidents: pushed 1 commit, took in 0\n"


def test_a_name_that_is_none_is_refused(ana: Any, set_up: Any) -> None:
    ana.program.declare()
    set_up(ana, "branch: a..b")
    assert "'a..b' is no name for a branch" in ana("log", "one", code=1).err
    assert ana.git("branch", "--show-current") == "main"
