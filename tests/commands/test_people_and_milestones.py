"""`assign`, `escalate`, `milestone`: who helps, and when things happened (process: "Definitions")."""

import pytest

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


@pytest.fixture
def incident(program, beginnings):
    """Return a declared incident as JSON."""
    return beginnings("declared", program, program.declare)


def test_the_command_is_handed_over(program, incident) -> None:
    """Recorded; what is due does not move."""
    program.clock.forward(minutes=5)
    after = program("assign", "commander", "@bo", "--json").json
    assert after["commander"] == "Bo Lind"
    assert after["timeline"][0]["text"] == "Bo Lind takes command from Ana Ruiz"
    assert [d["due"] for d in after["next_due"]] == [d["due"] for d in incident["next_due"]]


def test_responders_get_roles_and_teams(program, incident) -> None:
    """Each person has one role, the newest; their team is a responding team."""
    program("assign", "sme", "Farah", "Khan")
    program("assign", "scribe", "Zoe", "Fox", "--team", "Support")
    after = program("assign", "triage-engineer", "Farah", "Khan", "--json").json
    assert after["responders"] == [
        {"name": "Zoe Fox", "role": "scribe", "team": "Support"},
        {"name": "Farah Khan", "role": "triage-engineer", "team": "Platform"},
    ]
    assert after["teams"] == ["Identity", "Platform", "Support"]


def test_assign_asks(program, incident, answers) -> None:
    """Role and name."""
    prompter = answers(("Which role?", "support"), ("Who?", "Hugo Martin"))
    after = program("assign", "--json", prompter=prompter).json
    assert after["responders"] == [{"name": "Hugo Martin", "role": "support", "team": "Customer Support"}]


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        pytest.param(["boss", "Bo"], 2, "'boss' is no role", id="role"),
        pytest.param(["scribe"], 5, "assign needs answers: NAME", id="name"),
        pytest.param([], 5, "assign needs answers: ROLE, NAME", id="both"),
    ],
)
def test_assign_refuses(program, incident, args, code, error) -> None:
    """With the code of the contract."""
    assert error in program("assign", *args, code=code).err


def test_the_hint_can_be_typed(program, incident) -> None:
    """Positions are given by value, without their names."""
    assert program("assign", "scribe", "--json", code=5).json["hint"] == 'acmeinc assign scribe "…"'


@pytest.mark.parametrize(
    ("to", "paged", "link"),
    [
        pytest.param(
            "on-call", "incident on-call rotation", "https://oncall.example.com/incident", id="on-call"
        ),
        pytest.param(
            "leadership", "technical leadership", "https://oncall.example.com/leadership", id="leadership"
        ),
        pytest.param("billing", "Billing", "https://oncall.example.com/billing", id="team"),
        pytest.param("payments-api", "Billing", "https://oncall.example.com/billing", id="service"),
    ],
)
def test_escalating_pages(program, incident, to, paged, link) -> None:
    """The page says why; until somebody confirms it, it is not paged."""
    result = program("escalate", "--to", to, "--because", "no progress for an hour", "--yes", "--json")
    assert result.err == f"{paged}: {link}\n"
    page = result.json["communications"][0]
    assert (page["kind"], page["deliveries"][0]["detail"]) == ("page", f"NOT PAGED: open {link}")
    assert "Why: no progress for an hour" in page["body"].splitlines()
    assert result.json["timeline"][1]["text"] == f"Escalated to {paged}: no progress for an hour"


def test_a_vendor_is_called_not_paged(program, incident) -> None:
    """Portal and status page are shown."""
    flags = ("escalate", "--to", "Card processing", "--because", "timeouts", "--json")
    result = program(*flags)
    assert result.err == (
        "Northwind Payments (Card processing): https://support.northwind.example.com\n"
        "  their status page: https://status.northwind.example.com\n"
    )
    assert [m["kind"] for m in result.json["communications"]].count("page") == 1
    assert result.json["timeline"][0]["fields"]["link"] == "https://support.northwind.example.com"


def test_without_an_incident_it_says_how_and_writes_nothing(program, git) -> None:
    """On stdout, for it is the result; also as JSON."""
    head = git("rev-parse", "HEAD")
    result = program("escalate", "--to", "leadership")
    assert (result.out, result.err) == ("technical leadership: https://oncall.example.com/leadership\n", "")
    assert program("escalate", "--to", "Contoso Cloud", "--json").json == {
        "to": "Contoso Cloud (Hosting)",
        "link": "https://support.contoso.example.com",
        "status_page": "https://status.contoso.example.com",
        "incident": None,
    }
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


def test_nobody_of_that_name(program, incident) -> None:
    """Exit 4 names everyone there is."""
    result = program("escalate", "--to", "Nobody", "--because", "x", code=4)
    assert "on-call, leadership, Identity, Billing, Product, Platform, Northwind Payments" in result.err


def test_how_to_reach_them_comes_before_any_question(program, incident) -> None:
    """Without a reason and a terminal it is exit 5, with the link on the screen."""
    result = program("escalate", "--to", "on-call", code=5)
    assert result.err == (
        "incident on-call rotation: https://oncall.example.com/incident\n"
        "error: escalate needs answers: --because\n"
        'hint: acmeinc escalate --to on-call --because "…"\n'
    )


def test_a_milestone_is_set_and_corrected(program, incident) -> None:
    """In the organisation's time, with the offset; the old value stays in the log."""
    assert program("milestone", "started", "--at", "08:58").out.splitlines()[0] == (
        "✓ 09:14:09 EST  Started: 2026-11-23 08:58:00 -05:00"
    )
    after = program("milestone", "started", "--at", "8:50 est", "--json").json
    assert after["milestones"]["started"] == "2026-11-23T13:50:00Z"
    assert after["timeline"][0]["text"] == (
        "Started: 2026-11-23 08:50:00 -05:00 (was 2026-11-23 08:58:00 -05:00)"
    )


def test_without_a_time_it_is_now(program, incident) -> None:
    """Hyphens and underscores both name it."""
    program.clock.forward(minutes=3)
    assert program("milestone", "retrospective-prep", "--json").json["milestones"]["retrospective_prep"] == (
        "2026-11-23T14:17:09Z"
    )


def test_an_unlikely_order_only_warns(program, incident) -> None:
    """Any order is possible."""
    result = program("milestone", "acknowledged", "--at", "09:00")
    assert "! acknowledged" in result.err and "is before detected" in result.err


def test_resolved_before_started_is_refused(program, resolved, git) -> None:
    """Exit 3 names both fields; nothing is written."""
    head = git("rev-parse", "HEAD")
    program.clock.forward(minutes=1)
    for name, at in (("resolved", "08:00"), ("started", "09:54:10")):
        result = program("milestone", name, "--at", at, code=3)
        assert "resolved" in result.err and "is before started" in result.err
    assert program("milestone", "started", "--at", "09:54:09", "--json").json["durations"]["total_s"] == 0
    assert git("rev-list", "--count", f"{head.strip()}..HEAD") == "1\n"


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        pytest.param([], 5, "milestone needs a name", id="name"),
        pytest.param(["fixed"], 2, "'fixed' is no milestone", id="unknown"),
        pytest.param(["mitigated", "--at", "2 o'clock"], 2, "is not a time", id="time"),
        pytest.param(["mitigated", "--at", "2026-11-24 10:00"], 2, "ahead of now", id="future"),
    ],
)
def test_milestone_refuses(program, incident, args, code, error) -> None:
    """With the code of the contract."""
    assert error in program("milestone", *args, code=code).err
