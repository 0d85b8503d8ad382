"""`checkin`, `update`, `publish`: everyone stays informed (process: "Triage, Coordinate, Communicate")."""

import pytest

SUBJECT = "Re: SEV1 Incident - Login is down for all customers"


@pytest.fixture(autouse=True)
def incident(program, beginnings):
    """Declare the incident, and let ten minutes pass."""
    declared = beginnings("declared", program, program.declare)
    program.clock.forward(minutes=10)
    return declared


def due(incident):
    """Return what is due, in seconds, by kind."""
    return {each["kind"]: each["in_s"] for each in incident["next_due"] if each["kind"] != "page"}


def update(program, *flags, code=0, **more):
    """Run `update` and return the incident as JSON."""
    return program("update", *flags, "--yes", "--json", code=code, **more).json


def test_a_check_in_is_the_draft_of_the_next_update(program) -> None:
    """Its own clock starts again; the update's does not; the draft is used once."""
    incident = program("checkin", "half", "the", "hosts", "are", "back", "--json").json
    assert due(incident) == {"check_in": 1200, "update": 1200, "status_page": 3000}
    assert incident["timeline"][0]["kind"] == "checkin"
    incident = update(program)
    assert "\n\nhalf the hosts are back\n\n" in incident["communications"][0]["body"]
    program.clock.forward(seconds=1)
    assert program("update", code=5).err == (
        'error: update needs answers: --message\nhint: acmeinc update --message "…"\n'
    )


def test_a_check_in_suggests_what_its_answers_ask_for(program) -> None:
    """A severity change, an escalation; both answers are recorded."""
    result = program("checkin", "worse", "--impact-changed", "--help-needed")
    assert result.err == (
        '  the impact changed: acmeinc update --severity SEV --because "…"\n'
        '  help is needed: acmeinc escalate --to leadership --because "…"\n'
    )
    fields = program("show", "--json").json["timeline"][0]["fields"]
    assert (fields["impact_changed"], fields["help_needed"]) == (True, True)


def test_a_check_in_asks_three_things(program, answers) -> None:
    """Progress, whether the impact changed, whether help is needed."""
    prompter = answers(
        ("What is the progress?", "none"), ("Has the impact changed?", False), ("Do they need help?", False)
    )
    assert program("checkin", "--json", prompter=prompter).json["timeline"][0]["text"] == "none"


@pytest.mark.parametrize("step", ["update", "publish"])
def test_yes_does_not_ask_for_the_phase(program, answers, step: str) -> None:
    """It is as without a terminal: where it stood, it stands; the words are asked."""
    question = {"update": "Where does it stand?", "publish": "What do we tell customers?"}[step]
    incident = program(step, "--yes", "--json", prompter=answers((question, "Work goes on."))).json
    assert "investigat" in incident["communications"][0]["body"]
    assert "Work goes on." in incident["communications"][0]["body"]


@pytest.mark.parametrize(
    ("phase", "team"),
    [
        pytest.param("investigating", "The team is investigating the issue.", id="investigating"),
        pytest.param("identified", "The team has identified the issue.", id="identified"),
        pytest.param("mitigated", "The team has mitigated the issue.", id="mitigated"),
    ],
)
def test_each_phase(program, git, phase, team) -> None:
    """The process's words; status and milestone follow; the promise is sent time plus cadence."""
    incident = update(program, "--phase", phase, "-m", "Work goes on.")
    message = incident["communications"][0]
    assert (message["subject"], message["next_update"]) == (SUBJECT, "2026-11-23T14:54:09Z")
    assert message["body"].splitlines()[:7] == [
        "UPDATE: Login is down for all customers is still experiencing a SEV1 incident.",
        "",
        team,
        "",
        "Work goes on.",
        "",
        "No additional resources are required at this time.",
    ]
    assert [(d["channel"], d["state"]) for d in message["deliveries"]] == [
        ("email", "printed"),
        ("chat", "printed"),
        ("incident_chat", "printed"),
    ]
    assert (incident["status"], incident["milestones"][phase]) == (phase, "2026-11-23T14:24:09Z")
    assert due(incident) == {"check_in": 1200, "update": 1800, "status_page": 3000}
    subject = git("log", "-1", "--format=%s").strip()
    assert subject == f"inc-26-11-23-sev-1-login-is-down-for-al…: update: {phase}"


def test_a_phase_again_leaves_its_milestone(program) -> None:
    """Set only where unset."""
    update(program, "--phase", "identified", "-m", "found")
    program.clock.forward(minutes=5)
    incident = update(program, "--phase", "identified", "-m", "still found")
    assert incident["milestones"]["identified"] == "2026-11-23T14:24:09Z"


@pytest.mark.parametrize(
    ("severity", "cadence", "words"),
    [pytest.param("SEV2", 3600, "1 hour", id="two"), pytest.param("sev3", 10800, "3 hours", id="three")],
)
def test_a_new_severity_is_announced_and_promises_anew(program, severity, cadence, words) -> None:
    """The title changes, the id and the thread's subject do not."""
    incident = update(program, "--severity", severity, "--because", "only new sessions fail", "-m", "…")
    message = incident["communications"][0]
    changed = f"The severity has changed from SEV1 to {severity.upper()}: only new sessions fail"
    assert changed in message["body"].splitlines()
    assert f"in {words} or sooner." in message["body"]
    assert message["subject"] == SUBJECT
    assert due(incident)["update"] == cadence
    assert incident["id"] == "inc-26-11-23-sev-1-login-is-down-for-all-customers"
    assert incident["title"] == f"[inc-26-11-23-SEV-{severity[-1]}] Login is down for all customers"
    (change,) = (e for e in incident["timeline"] if e["kind"] == "severity")
    assert change["text"] == f"Severity SEV1 → {severity.upper()}: only new sessions fail"


def test_a_new_severity_needs_a_reason(program, answers) -> None:
    """A flag without a terminal, a question with one."""
    error = update(program, "--severity", "SEV2", code=5)["error"]
    assert error == "update needs answers: --message, --because"
    prompter = answers(("Where does it stand?", "x"), ("Why SEV2, after SEV1?", "y"))
    incident = update(program, "--severity", "SEV2", prompter=prompter)
    assert "from SEV1 to SEV2: y" in incident["communications"][0]["body"]


def test_the_same_severity_is_no_change(program) -> None:
    """Nothing is announced, no reason is asked."""
    incident = update(program, "--severity", "SEV1", "-m", "x")
    assert "has changed" not in incident["communications"][0]["body"]


def test_an_investigation_that_turns_severe_is_paged(program) -> None:
    """Nobody was paged when it was declared."""
    program.declare(functionality="Checkout", severity="SEV3")
    incident = update(program, "-i", "checkout", "--severity", "SEV1", "--because", "all fail", "-m", "x")
    (page,) = (m for m in incident["communications"] if m["kind"] == "page")
    assert page["body"].startswith(
        "Paging Billing: Checkout is down for all customers (SEV1).\nWhy: all fail"
    )
    assert page["deliveries"][0]["state"] == "printed"


def test_facts_travel_with_an_update(program) -> None:
    """One entry says what is new; the message is about what is known then."""
    incident = update(
        program,
        *("-m", "x", "--state", "slow", "--quantity", "Few", "--customer", "Contoso"),
        *("--workaround", "Reload.", "--eta", "by noon", "--resources", "We need a DBA."),
    )
    body = incident["communications"][0]["body"]
    assert body.startswith("UPDATE: Login is slow for all customers is still experiencing")
    for words in ("Workarounds: Reload.", "Expected remediation: by noon", "We need a DBA."):
        assert words in body.splitlines()
    assert "No additional resources" not in body
    (facts,) = (e for e in incident["timeline"] if e["kind"] == "facts")
    assert facts["text"] == (
        "State: slow; Quantity: Few; Workarounds: Reload.; Expected remediation: by noon; "
        "Customers: + Contoso"
    )
    assert incident["communications"][0]["subject"] == SUBJECT


def test_the_same_facts_again_are_no_entry(program) -> None:
    """Only what differs is recorded."""
    incident = update(program, "-m", "x", "--state", "down", "--impact", "Nobody can log in.")
    assert [e for e in incident["timeline"] if e["kind"] == "facts"] == []


def test_the_first_post_and_the_next(program, incident) -> None:
    """Declare posts that it is investigated; publish says what is known; its own clock."""
    posts = [m for m in incident["communications"] if m["kind"] == "public"]
    assert [post["body"].splitlines()[-1] for post in posts] == [
        "We will provide an update in 1 hour or as soon as more information is available."
    ]
    incident = program("publish", "--phase", "identified", "-m", "A key is wrong.", "--json").json
    post = incident["communications"][0]
    assert (post["kind"], post["audience"], post["subject"]) == ("public", "public", "Issue with Login")
    assert "A key is wrong." in post["body"]
    assert "Nobody can log in" not in post["body"]
    assert due(incident) == {"check_in": 600, "update": 1200, "status_page": 3600}


def test_a_public_title_stays(program) -> None:
    """Given once, used from then on."""
    program("publish", "--title", "Trouble signing in", "-m", "x", "--eta", "noon")
    post = program("publish", "-m", "y", "--json").json["communications"][0]
    assert post["subject"] == "Trouble signing in"


def test_publishing_without_a_duty_is_allowed(program) -> None:
    """SEV3 never has to, and may."""
    program.declare(functionality="Search", severity="SEV3")
    incident = program("publish", "-i", "search", "-m", "Some results are missing.", "--json").json
    assert incident["links"]["status_page"] == "https://status.example.com"
    assert "status_page" not in due(incident)


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        pytest.param(
            ["update", "--phase", "fixed", "-m", "x"], 2, "--phase 'fixed' is not known", id="phase"
        ),
        pytest.param(["update", "--severity", "SEV8", "-m", "x"], 3, "SEV8", id="severity"),
        pytest.param(["update", "--phase", "identified"], 5, "--message", id="no-message"),
        pytest.param(["publish", "--phase", "fixed", "-m", "x"], 2, "--phase 'fixed'", id="public-phase"),
        pytest.param(["publish"], 5, "publish needs answers: --message", id="no-public-message"),
        pytest.param(["checkin"], 5, "checkin needs answers: WORDS", id="no-words"),
    ],
)
def test_what_cannot_be_sent_is_refused(program, git, args, code, error) -> None:
    """And nothing is written."""
    head = git("rev-parse", "HEAD")
    result = program(*args, "--json", code=code)
    assert error in result.json["error"] and result.json["exit_code"] == code
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


@pytest.mark.parametrize("command", ["update", "checkin", "publish", "resolve"])
def test_without_an_open_incident(program, command) -> None:
    """Exit 4 says so in words."""
    program("downgrade", "--because", "no")
    assert program(command, code=4).err.startswith("error: no incident is open")
