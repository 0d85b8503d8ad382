"""`acmeinc decide`: incident or bug, which severity, who owns it (process: "Decide")."""

import shlex

import pytest

SUSPECT = ("decide", "--functionality", "Login", "--state", "down")


@pytest.mark.parametrize(
    ("flags", "severity", "conditions"),
    [
        pytest.param(["--condition", "core-unavailable"], "SEV1", ["core-unavailable"], id="one"),
        pytest.param(
            ["--condition", "degraded", "--condition", "data-loss"],
            "SEV1",
            ["degraded", "data-loss"],
            id="most-severe",
        ),
        pytest.param(["--condition", "non-critical"], "SEV3", ["non-critical"], id="lowest"),
        pytest.param(["--unsure"], "SEV3", [], id="unsure-is-the-lowest"),
        pytest.param(["--unsure", "--condition", "degraded"], "SEV2", ["degraded"], id="unsure-and-one"),
        pytest.param(["--severity", "sev2"], "SEV2", [], id="decided"),
    ],
)
def test_the_decision_as_json(program, git, flags, severity, conditions) -> None:
    """Exactly the keys of the contract; nothing is written."""
    head = git("rev-parse", "HEAD")
    found = program(*SUSPECT, *flags, "--detected", "09:08:09", "--json").json
    assert found == {
        "decision": "incident",
        "severity": severity,
        "conditions": conditions,
        "owner": {
            "functionality": "Login",
            "service": "auth-api",
            "team": "Identity",
            "paging": "https://oncall.example.com/identity",
            "backlog": "https://github.com/acme-example/auth-api/issues",
            "chat": "#team-identity",
            "contact": "identity@example.com",
            "public": True,
        },
        "commander": "Ana Ruiz",
        "decided_within_s": 360,
        "incident": None,
        "bug": None,
    }
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


@pytest.mark.parametrize("flags", [[], ["--no-declare"]], ids=["no-terminal", "no-declare"])
def test_it_prints_the_command_that_declares(program, git, flags) -> None:
    """Without somebody to ask, and with --no-declare, that command is all; it works as it is."""
    result = program(
        *SUSPECT, "--condition", "core-unavailable", "--impact", 'Nobody\'s "login" works; $5', *flags
    )
    assert result.out == (
        'acmeinc declare --functionality Login --state down --audience "all customers" --severity SEV1 '
        '--commander "Ana Ruiz" --detected "2026-11-23 09:14:09 -05:00" '
        "--impact 'Nobody'\"'\"'s \"login\" works; $5'\n"
    )
    assert git("status", "--short") == ""
    program(*shlex.split(result.out)[1:])
    assert program("list", "--json").json["incidents"][0]["impact"] == 'Nobody\'s "login" works; $5'


@pytest.mark.parametrize(
    ("detected", "said"),
    [
        pytest.param("09:04:09", "decided after 10m\n", id="exactly-ten-minutes"),
        pytest.param("09:03:09", "decided after 11m (the process allows 10m)\n", id="too-late"),
    ],
)
def test_the_ten_minute_clock(program, detected, said) -> None:
    """It starts at detection."""
    result = program(*SUSPECT, "--condition", "core-unavailable", "--detected", detected)
    assert said in result.err
    assert "Login belongs to Identity: https://oncall.example.com/identity\n" in result.err


def test_a_bug_is_recorded_and_its_backlog_link_is_filled_in(program, git) -> None:
    """One commit; the record names the owner and what was decided."""
    result = program(
        *("decide", "--functionality", "login", "--state", "slow in one browser", "--severity", "none"),
        *("--impact", "A pixel is off."),
    )
    bug = "incidents/2026/11/bug-26-11-23-login-is-slow-in-one-browser-for-all-customers.md"
    assert result.out == (
        f"✓ a bug, no incident: {bug}\n"
        "  file it with Identity: https://github.com/acme-example/auth-api/issues/new"
        "?title=login%20is%20slow%20in%20one%20browser%20for%20all%20customers"
        "&body=A%20pixel%20is%20off.%0A%0ADecided%3A%20no%20incident.\n"
    )
    assert git("status", "--short") == ""
    assert git("show", "--name-only", "--format=%s", "HEAD").splitlines()[2:] == [bug]
    text = (program.root / bug).read_text()
    assert "What customers see: A pixel is off." in text
    assert "It belongs in the backlog of Identity" in text
    assert program("next").out == ""


def test_a_bug_as_json(program, git) -> None:
    """Its id, path and commit; the same again gets an ordinal."""
    first = program(*SUSPECT, "--severity", "none", "--json").json
    assert (first["decision"], first["severity"], first["incident"]) == ("bug", None, None)
    assert first["bug"] == {
        "id": "bug-26-11-23-login-is-down-for-all-customers",
        "path": "incidents/2026/11/bug-26-11-23-login-is-down-for-all-customers.md",
        "commit": git("rev-parse", "HEAD").strip(),
        "ticket": None,
    }
    second = program(*SUSPECT, "--severity", "none", "--json").json
    assert second["bug"]["id"] == "bug-26-11-23-login-is-down-for-all-customers-2"


def test_a_dry_run_of_a_bug_writes_nothing(program, git) -> None:
    """It shows the record."""
    head = git("rev-parse", "HEAD")
    shown = program(*SUSPECT, "--severity", "none", "--dry-run").out
    assert "# Bug: Login is down for all customers" in shown
    assert shown.endswith("Nothing was written (--dry-run).\n")
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


def test_asked_it_goes_on_to_declare(program, answers) -> None:
    """Four questions, the commander, and on; nothing is asked twice."""
    prompter = answers(
        ("What is affected?", "Login"),
        ("What state is it in?", "down"),
        ("Who notices?", None),
        ("Which of these are true?", ["core-unavailable"]),
        ("Commander", "Bo Lind"),
        ("Declare it now?", True),
        ("What do customers see?", "Nobody can log in."),
        ("preview", "send"),
    )
    found = program("decide", "--json", prompter=prompter).json
    assert found["incident"]["id"] == "inc-26-11-23-sev-1-login-is-down-for-all-customers"
    assert (found["incident"]["commander"], found["commander"]) == ("Bo Lind", "Bo Lind")
    assert found["incident"]["commit"]


def test_nothing_marked_is_a_bug(program, answers) -> None:
    """No condition, and not unsure: no incident."""
    prompter = answers(("Which of these are true?", []))
    found = program(*SUSPECT, "--audience", "one person", "--json", prompter=prompter).json
    assert (found["decision"], found["conditions"]) == ("bug", [])


def test_unsure_can_be_marked(program, answers) -> None:
    """In doubt it is an incident, at the lowest level."""
    prompter = answers(
        ("Which of these are true?", ["unsure"]), ("Commander", None), ("Declare it now?", False)
    )
    found = program(*SUSPECT, "--audience", "one person", "--json", prompter=prompter).json
    assert (found["decision"], found["severity"], found["bug"]) == ("incident", "SEV3", None)


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        pytest.param(
            ["decide"], 5, "decide needs answers: --functionality, --state, --condition", id="missing"
        ),
        pytest.param([*SUSPECT, "--condition", "nope"], 2, "'nope' is no condition", id="condition"),
        pytest.param([*SUSPECT, "--severity", "SEV7"], 3, "SEV7", id="severity"),
        pytest.param([*SUSPECT, "--unsure", "--detected", "soon"], 2, '"soon" is not a time', id="time"),
    ],
)
def test_what_cannot_be_taken_is_refused(program, args, code, error) -> None:
    """With the exit code of the contract, and as JSON."""
    found = program(*args, "--json", code=code).json
    assert error in found["error"]
    assert found["hint"] and found["exit_code"] == code


def test_nobody_owns_it(program) -> None:
    """A near miss is said, never taken; an engineering manager is suggested to command."""
    result = program("decide", "--functionality", "Logn", "--state", "down", "--unsure", "--json")
    assert (result.json["owner"], result.json["commander"]) == (None, "Ana Ruiz")
    assert "Did you mean Login?" in result.err
