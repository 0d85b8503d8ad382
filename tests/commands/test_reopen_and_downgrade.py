"""`acmeinc reopen` and `downgrade` (DESIGN §2)."""

import pytest
from icalendar import Calendar

RESOLVE = (
    *("resolve", "--durable", "--sign-off", "--retro", "2026-11-24 15:00", "--left", "Old key."),
    *("--next-steps", "none", "--kudos", "all", "--yes"),
)


def test_reopening_clears_what_ended_it(program, resolved) -> None:
    """Mitigated and resolved go, the log keeps them; gates are reset; the cadence starts."""
    program("send", "--done")
    program.clock.forward(minutes=6)
    incident = program("reopen", "--because", "logins fail again", "--json").json
    assert (incident["status"], incident["retrospective"]["at"]) == ("investigating", None)
    assert set(incident["milestones"]) == {"started", "detected", "declared"}
    assert {gate["id"]: gate["met"] for gate in incident["gates"]} == {
        "mitigated": False,
        "durable": False,
        "signed-off": False,
        "retrospective-scheduled": False,
        "final-update": False,
    }
    assert {each["kind"]: each["in_s"] for each in incident["next_due"]} == {
        "check_in": 1200,
        "update": 1800,
        "status_page": 3600,
    }
    values = [e["fields"].get("milestones.resolved") for e in incident["timeline"]]
    assert "2026-11-23T14:54:09Z" in values and "" in values
    notice = next(m for m in incident["communications"] if m["kind"] == "reopening")
    assert notice["subject"] == "Reopened: SEV1 Login is down for all customers"
    assert "Why: logins fail again" in notice["body"].splitlines()
    assert notice["next_update"] == "2026-11-23T15:30:09Z"


def test_reopening_cancels_the_invitation(program, resolved) -> None:
    """The same meeting, a higher SEQUENCE."""
    program("reopen", "--because", "again", "--yes")
    file = program.root / resolved["path"].removesuffix(".md") / "invite.ics"
    calendar = Calendar.from_ical(file.read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert event["UID"] == f"{resolved['uid']}@acmeinc"


def test_it_has_to_pass_the_gates_again(program, resolved) -> None:
    """And can; the invitation goes out with a SEQUENCE higher still."""
    program("reopen", "--because", "again")
    assert "  ✗ mitigated " in program(*RESOLVE, code=3).err
    program("update", "--phase", "mitigated", "-m", "x")
    program.clock.forward(minutes=1)
    incident = program(*RESOLVE, "--json").json
    assert incident["milestones"]["mitigated"] == "2026-11-23T14:54:09Z"
    file = program.root / resolved["path"].removesuffix(".md") / "invite.ics"
    calendar = Calendar.from_ical(file.read_bytes())
    assert (calendar["METHOD"], calendar.walk("VEVENT")[0]["SEQUENCE"]) == ("REQUEST", 3)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        pytest.param(["retro", "--done"], "closed", id="closed"),
        pytest.param(["downgrade", "--because", "x"], "downgraded", id="downgraded"),
    ],
)
def test_what_is_final_stays(program, resolved, git, end, status) -> None:
    """Neither reopened, nor downgraded, nor rescheduled: exit 3."""
    program(*end)
    head = git("rev-parse", "HEAD")
    for args in (
        ["reopen", "--because", "x"],
        ["downgrade", "--because", "x"],
        ["retro", "--reschedule", "2026-11-25 15:00"],
    ):
        error = program(*args, "-i", "login", "--json", code=3).json["error"]
        assert f"the incident is {status}" in error
    assert git("rev-parse", "HEAD") == head


def test_an_open_incident_is_not_reopened(program) -> None:
    """Exit 3 when it is named, 4 when none fits."""
    program.declare()
    assert program("reopen", "-i", "login", "--because", "x", "--json", code=3).json["error"] == (
        "reopen: the incident is open"
    )
    assert "no incident is resolved" in program("reopen", "--because", "x", code=4).err


def test_a_downgrade_closes_it_as_a_bug(program) -> None:
    """Closing notice, the owner's backlog, nothing due, no retrospective."""
    program.declare()
    program("send", "--done")
    result = program("downgrade", "--because", "one browser extension", "--json")
    incident = result.json
    assert (incident["status"], incident["next_due"]) == ("downgraded", [])
    notice = next(m for m in incident["communications"] if m["kind"] == "downgrade")
    assert notice["subject"] == "Closed: SEV1 Login is down for all customers is now a bug."
    assert "it is now a bug in the backlog of Identity." in notice["body"]
    assert "Why: one browser extension" in notice["body"].splitlines()
    assert [m["kind"] for m in incident["communications"] if m["kind"] == "public"] == ["public", "public"]
    assert result.err == (
        "  file the bug: https://github.com/acme-example/auth-api/issues/new"
        "?title=Login%20is%20down%20for%20all%20customers&body=one%20browser%20extension\n"
    )


def test_a_resolved_incident_can_become_a_bug(program, resolved) -> None:
    """At any time: the retrospective is cancelled, and nothing public is said twice."""
    program("send", "--done")
    incident = program("downgrade", "--because", "a bug after all", "--json").json
    assert (incident["status"], incident["next_due"]) == ("downgraded", [])
    assert [m["kind"] for m in incident["communications"]][:3].count("invitation") == 1
    file = program.root / resolved["path"].removesuffix(".md") / "invite.ics"
    assert Calendar.from_ical(file.read_bytes())["METHOD"] == "CANCEL"


def test_a_duplicate_points_at_the_other(program) -> None:
    """The other goes on; no bug is filed."""
    first = program.declare()
    program.declare(functionality="Single sign-on")
    flags = ("--duplicate-of", "login", "--because", "the same key")
    result = program("downgrade", "-i", "sign-on", *flags, "--json")
    incident = result.json
    assert (incident["status"], incident["duplicate_of"]) == ("duplicate", first["id"])
    notice = next(m for m in incident["communications"] if m["kind"] == "downgrade")
    assert f"it is a duplicate of {first['id']}. Updates continue there." in notice["body"]
    assert "file the bug" not in result.err
    assert program("show", "login-is", "--json").json["status"] == "declared"


@pytest.mark.parametrize(
    ("other", "code", "error"),
    [
        pytest.param("login", 3, "no duplicate of itself", id="itself"),
        pytest.param("nope", 4, "no incident fits 'nope'", id="unknown"),
    ],
)
def test_a_duplicate_of_what(program, other, code, error) -> None:
    """Refused with the code of the contract."""
    program.declare()
    assert error in program("downgrade", "--duplicate-of", other, "--because", "x", code=code).err


@pytest.mark.parametrize("command", ["reopen", "downgrade"])
def test_a_reason_is_needed(program, resolved, command) -> None:
    """Exit 5 without a terminal."""
    assert f"{command} needs answers: --because" in program(command, code=5).err
