"""What every writing step has in common: --dry-run, --json, --at (DESIGN §4)."""

import pytest

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"

OPEN = [
    pytest.param(["log", "x"], id="log"),
    pytest.param(["checkin", "x"], id="checkin"),
    pytest.param(["update", "--phase", "identified", "--severity", "SEV2", "--because", "y", "-m", "x"],
                 id="update"),
    pytest.param(["publish", "-m", "x"], id="publish"),
    pytest.param(["assign", "commander", "Bo", "Lind"], id="assign"),
    pytest.param(["milestone", "identified"], id="milestone"),
    pytest.param(["escalate", "--to", "leadership", "--because", "x"], id="escalate"),
    pytest.param(["downgrade", "--because", "x"], id="downgrade"),
]  # fmt: skip


@pytest.mark.parametrize("step", OPEN)
def test_a_dry_run_does_nothing_and_tells_all(program, git, step) -> None:
    """A diff of the document; as JSON the incident as it would be, and the same diff."""
    program.declare()
    head = git("rev-parse", "HEAD")
    shown = program(*step, "--dry-run").out
    assert shown.startswith(f"--- a/incidents/2026/11/{LOGIN}.md\n+++ b/incidents/2026/11/{LOGIN}.md\n@@ ")
    assert shown.endswith("Nothing was written or sent (--dry-run).\n")
    foreseen = program(*step, "--dry-run", "--json").json
    assert foreseen["dry_run"] is True and "commit" not in foreseen
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")
    done = program(*step, "--json").json
    assert {k: done[k] for k in ("status", "severity", "commander", "milestones", "customers")} == {
        k: foreseen[k] for k in ("status", "severity", "commander", "milestones", "customers")
    }


@pytest.mark.parametrize("step", OPEN)
def test_each_prints_the_same_json_as_show(program, git, step) -> None:
    """And the first commit it made, which is the newest."""
    program.declare()
    done = program(*step, "--json").json
    assert done.pop("commit") == git("rev-parse", "HEAD").strip()
    assert program("show", "login", "--json").json == done
    assert git("status", "--short") == ""


@pytest.mark.parametrize("step", OPEN)
def test_at_dates_what_happened(program, step) -> None:
    """Echoed as it was understood, in the organisation's time; its entries stand at that time."""
    program.declare()
    program.clock.forward(hours=1)
    before = {entry["id"] for entry in entries(program)}
    result = program(*step, "--at", "15:00 utc", "--json")
    assert "  15:00 utc is 2026-11-23 10:00:00 -05:00\n" in result.err
    times = {e["at"] for e in entries(program) if e["id"] not in before and e["kind"] != "receipt"}
    expected = "2026-11-23T15:14:09Z" if step[0] == "milestone" else "2026-11-23T15:00:00Z"
    assert times == {expected}


def entries(program):
    """Return every entry of the login incident."""
    incident = program("show", "login", "--json").json
    return [*incident["timeline"], *incident["communications"]]


@pytest.mark.parametrize("step", [step for step in OPEN if step.id not in ("log", "milestone", "publish")])
def test_a_final_incident_takes_no_step(program, git, step) -> None:
    """Exit 3, although it is named; what happened can still be noted, corrected and told the public."""
    program.declare()
    program("downgrade", "--because", "a bug")
    head = git("rev-parse", "HEAD")
    error = program(*step, "-i", "login", "--json", code=3).json["error"]
    assert "downgraded" in error
    assert git("rev-parse", "HEAD") == head
