"""`acmeinc declare`: page, document, first message, channel, bridge, status page (process: "Declare")."""

import re

import pytest

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
NAMED = ("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1")
WHOLE = (*NAMED, "--impact", "Nobody can log in.")

STEP_KEYS = [
    *("id", "uid", "title", "severity", "status", "functionality", "state", "audience", "impact"),
    *("quantity", "customers", "commander", "responders", "teams", "workarounds", "remediation", "summary"),
    *("public_title", "duplicate_of", "time_zone", "links", "milestones", "retrospective", "path"),
    *("durations", "next_due", "gates", "timeline", "communications", "commit"),
]


def test_the_json_of_a_step_has_every_key_of_the_contract(program, git) -> None:
    """All front-matter fields, what is computed, entries, and the first commit, which exists."""
    incident = program(*WHOLE, "--json").json
    assert list(incident) == STEP_KEYS
    assert incident["path"] == f"incidents/2026/11/{LOGIN}.md"
    assert incident["durations"] == {"impact_s": None, "response_s": None, "total_s": None}
    assert incident["links"] == {
        "chat": f"#{LOGIN}",
        "bridge": f"https://meet.example.com/{LOGIN}",
        "status_page": "https://status.example.com",
        "tickets": [],
        "customer_tickets": [],
    }
    assert [set(gate) for gate in incident["gates"]] == [{"id", "met", "why"}] * 5
    assert {key for entry in incident["timeline"] for key in entry} == {
        *("id", "at", "by", "kind", "text", "fields")
    }
    assert {key for message in incident["communications"] for key in message} == {
        *("id", "at", "by", "kind", "audience", "subject", "body", "next_update", "deliveries")
    }
    assert incident["next_due"][1] == {
        "incident": LOGIN,
        "severity": "SEV1",
        "kind": "check_in",
        "due": "2026-11-23T14:34:09Z",
        "overdue": False,
        "in_s": 1200,
    }
    assert git("cat-file", "-t", incident["commit"]) == "commit\n"
    assert git("status", "--short") == ""


def test_the_commit_says_what_happened(program, git) -> None:
    """A subject under 72 characters, the trailers of the contract, the git identity."""
    incident = program.declare()
    assert incident["commit"] == git("rev-parse", "HEAD").strip()
    subject, trailers, author = git("log", "-1", "--format=%s%x00%(trailers)%x00%an <%ae>").split("\0")
    assert subject == "inc-26-11-23-sev-1-login-is-down-for-al…: declare: SEV1"
    assert len(subject) < 72
    recorded = [*incident["timeline"], *incident["communications"]]
    assert trailers.splitlines() == [
        f"Incident: {LOGIN}",
        "Step: declare",
        "Severity: SEV1",
        *(f"Entry: {entry_id}" for entry_id in sorted(entry["id"] for entry in recorded)),
    ]
    assert author == "Ana Ruiz <ana@example.com>\n"


def test_every_flag_lands_in_the_document_and_in_the_json(program, document) -> None:
    """Nothing that was typed is lost."""
    incident = program(
        *WHOLE,
        *("--audience", "customers in the EU", "--commander", "Bo Lind", "--quantity", "some"),
        *("--customer", "Contoso", "--customer", "Northwind, Inc."),
        *("--responder", "Bo Lind:triage-engineer", "--responder", "Zoe Fox:support:Customer Support"),
        *("--started", "08:58", "--detected", "09:02", "--acknowledged", "09:05"),
        *("--bridge", "https://meet.example.com/x", "--chat", "#war-room"),
        *("--ticket", "https://t.example.com/1", "--customer-ticket", "https://c.example.com/2"),
        *("--workaround", "Keep the browser open.", "--eta", "within the hour", "--summary", "Bad key."),
        *("--public-message", "Signing in fails.", "--json"),
    ).json
    expected = {
        "audience": "customers in the EU",
        "commander": "Bo Lind",
        "quantity": "Some",
        "customers": ["Contoso", "Northwind, Inc."],
        "responders": [
            {"name": "Bo Lind", "role": "triage-engineer", "team": "Identity"},
            {"name": "Zoe Fox", "role": "support", "team": "Customer Support"},
        ],
        "teams": ["Identity", "Customer Support"],
        "workarounds": "Keep the browser open.",
        "remediation": "within the hour",
        "summary": "Bad key.",
        "milestones": {
            "started": "2026-11-23T13:58:00Z",
            "detected": "2026-11-23T14:02:00Z",
            "acknowledged": "2026-11-23T14:05:00Z",
            "declared": "2026-11-23T14:14:09Z",
        },
        "links": {
            "chat": "#war-room",
            "bridge": "https://meet.example.com/x",
            "status_page": "https://status.example.com",
            "tickets": ["https://t.example.com/1"],
            "customer_tickets": ["https://c.example.com/2"],
        },
    }
    assert {key: incident[key] for key in expected} == expected
    bodies = {message["kind"]: message["body"] for message in incident["communications"]}
    assert "Signing in fails." in bodies["public"] and "within the hour" in bodies["public"]
    for words in ("Identified time: 09:02 EST", "* Northwind, Inc.", "Workarounds: Keep the browser open."):
        assert words in bodies["initial"]
    text = document().read_text()
    for words in ("Contoso", "Zoe Fox", "Keep the browser open.", "https://c.example.com/2", "Bad key."):
        assert words in text
    assert program("show", "--json").json == {k: v for k, v in incident.items() if k != "commit"}


def test_five_questions_and_one_preview(program, answers) -> None:
    """Nothing else is asked; the defaults are the process's."""
    prompter = answers(
        ("What is affected?", "login"),
        ("What state is it in?", "down"),
        ("Who notices?", None),
        ("How bad is it?", "SEV1"),
        ("What do customers see?", "Nobody can log in."),
        ("preview", "send"),
    )
    incident = program("declare", "--json", prompter=prompter).json
    assert (incident["id"], incident["functionality"]) == (LOGIN, "Login")
    assert (incident["commander"], incident["quantity"]) == ("Ana Ruiz", "Unknown")
    assert incident["milestones"]["detected"] == incident["milestones"]["declared"]
    shown = "\n".join(prompter.shown[0])
    assert "  Page: Identity" in shown
    assert "  To: incident_updates@example.com, #incidents, own channel" in shown


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        pytest.param("is down", "down", id="verb"),
        pytest.param("are slow for some", "slow for some", id="plural"),
        pytest.param("isolated", "isolated", id="a-word-that-begins-alike"),
        pytest.param("is", "is", id="nothing-else"),
    ],
)
def test_the_verb_of_the_headline_is_said_once(program, answers, typed: str, state: str) -> None:
    """Who is woken types "is down": the message says "Login is down", not "Login is is down"."""
    flags = ("--functionality", "Login", "--severity", "SEV1", "--impact", "x", "--audience", "all customers")
    prompter = answers(("What state is it in?", typed), ("preview", "send"))
    assert program("declare", *flags, "--json", prompter=prompter).json["state"] == state


def test_yes_asks_only_what_has_no_usual_answer(program, answers) -> None:
    """Who says `--yes` is in a hurry: all customers notice, unless it was said that others do."""
    flags = ("--functionality", "Login", "--severity", "SEV1", "--impact", "x", "--yes", "--json")
    prompter = answers(("What state is it in?", "down"))
    assert program("declare", *flags, prompter=prompter).json["audience"] == "all customers"


def test_yes_forgets_no_answer_for_the_usual_one(program, answers) -> None:
    """What was answered before Ctrl-C stands."""
    flags = ("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1")
    program(*flags, code=130, prompter=answers(("Who notices?", "staff"), ("see?", KeyboardInterrupt())))
    prompter = answers(("Go on with that?", True), ("What do customers see?", "An error."))
    assert program(*flags, "--yes", "--json", prompter=prompter).json["audience"] == "staff"


def test_quitting_the_preview_writes_nothing_and_keeps_the_answers(program, answers, git) -> None:
    """Exit 130; the next call offers what was answered."""
    head = git("rev-parse", "HEAD")
    quitting = answers(
        ("What do customers see?", "Nobody can log in."),
        ("preview", "quit"),
    )
    result = program(*NAMED, "--audience", "all customers", code=130, prompter=quitting)
    assert "nothing was written or sent" in result.err
    assert "your answers are kept: acmeinc declare offers them again" in result.err
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")
    again = answers(("Go on with that?", True), ("preview", "send"))
    program(*NAMED, "--audience", "all customers", prompter=again)
    assert program("list", "--json").json["incidents"][0]["impact"] == "Nobody can log in."


def test_ctrl_c_in_a_question_is_130(program, answers, git) -> None:
    """As in the preview."""
    prompter = answers(("What do customers see?", KeyboardInterrupt()))
    program(*NAMED, "--audience", "x", code=130, prompter=prompter)
    assert git("status", "--short") == ""


def test_without_a_terminal_the_missing_flags_are_named_together(program) -> None:
    """Exit 5, and a hint that can be completed."""
    result = program("declare", "--severity", "SEV1", code=5)
    assert result.err == (
        "error: declare needs answers: --functionality, --state, --impact\n"
        'hint: acmeinc declare --functionality "Login" --state down --severity SEV1 --impact "…"\n'
    )
    assert program("declare", "--severity", "SEV1", "--json", code=5).json == {
        "error": "declare needs answers: --functionality, --state, --impact",
        "hint": 'acmeinc declare --functionality "Login" --state down --severity SEV1 --impact "…"',
        "exit_code": 5,
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("LOGIN", "Identity", id="any-case"),
        pytest.param("auth-api", "Identity", id="by-service"),
        pytest.param("Public API", "Platform", id="another"),
    ],
)
def test_the_owner_is_found_exactly(program, name, said) -> None:
    """By functionality or service, whatever the case."""
    incident = program.declare(functionality=name)
    (page,) = (m for m in incident["communications"] if m["kind"] == "page")
    assert page["body"].startswith(f"Paging {said}: ")
    assert incident["teams"] == [said]


def test_a_near_miss_is_suggested_and_never_paged(program) -> None:
    """The page goes to the on-call rotation, and that is said."""
    result = program(*("Logn" if word == "Login" else word for word in WHOLE), "--json")
    assert result.err.startswith(
        "! nobody is listed as the owner of Logn. Did you mean Login?\n"
        "  The page goes to the incident on-call rotation: https://oncall.example.com/incident\n"
    )
    (page,) = (m for m in result.json["communications"] if m["kind"] == "page")
    assert "Paging incident on-call rotation" in page["body"]
    assert page["deliveries"][0]["detail"] == "NOT PAGED: open https://oncall.example.com/incident"
    assert result.json["teams"] == []


@pytest.mark.parametrize("name", ["Login", "login", "auth-api"])
def test_an_open_incident_on_the_same_is_not_declared_again(program, git, name) -> None:
    """Exit 3 unless --new; the service names the same functionality."""
    program.declare()
    head = git("rev-parse", "HEAD")
    again = [name if word == "Login" else word for word in WHOLE]
    result = program(*again, code=3)
    assert result.err == (
        f"error: Login already has an open incident: {LOGIN} (SEV1)\n"
        f"hint: acmeinc show {LOGIN}, or --new if it is another one\n"
    )
    assert git("rev-parse", "HEAD") == head


def test_new_declares_it_under_another_id(program) -> None:
    """The same words again get an ordinal, each its own uid."""
    ids = [program.declare()["id"], *(program(*WHOLE, "--new", "--json").json["id"] for _ in range(2))]
    assert ids == [LOGIN, f"{LOGIN}-2", f"{LOGIN}-3"]


def test_in_a_terminal_the_person_joins_instead(program, answers) -> None:
    """Somebody new becomes a responder, and is told what is due."""
    program.declare(commander="Bo Lind")
    joined = program("declare", "--json", "--functionality", "Login", "--state", "down",
                     prompter=answers(("Join it?", True))).json  # fmt: skip
    assert joined["responders"] == [{"name": "Ana Ruiz", "role": "responder", "team": ""}]
    assert len(program("list", "--json").json["incidents"]) == 1


def test_a_commander_who_joins_gets_what_is_due(program, answers, git) -> None:
    """Nothing is written; with --json the incident is printed."""
    program.declare()
    head = git("rev-parse", "HEAD")
    flags = ("declare", "--functionality", "Login", "--state", "down")
    assert "Next for" in program(*flags, prompter=answers(("Join it?", True))).out
    assert program(*flags, "--json", prompter=answers(("Join it?", True))).json["id"] == LOGIN
    assert git("rev-parse", "HEAD") == head


def test_joining_in_a_dry_run_writes_nothing(program, answers, git) -> None:
    """As every dry run."""
    program.declare(commander="Bo Lind")
    head = git("rev-parse", "HEAD")
    flags = ("declare", "--functionality", "Login", "--state", "down", "--dry-run")
    assert "Ana Ruiz joined" in program(*flags, prompter=answers(("Join it?", True))).out
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


def test_an_investigation_pages_nobody_and_posts_nothing(program) -> None:
    """SEV3: no page, no status page, an update in three hours."""
    incident = program.declare(severity="SEV3")
    assert [message["kind"] for message in incident["communications"]] == ["initial"]
    assert incident["links"]["status_page"] == ""
    assert [(due["kind"], due["in_s"]) for due in incident["next_due"]] == [
        ("check_in", 10200),
        ("update", 10800),
    ]
    assert "in 3 hours or sooner" in incident["communications"][0]["body"]


def test_a_dry_run_shows_the_diff_and_the_messages_and_does_nothing(program, git) -> None:
    """No commit, no file, nothing in git's status."""
    head = git("rev-parse", "HEAD")
    shown = program(*WHOLE, "--dry-run").out
    path = f"incidents/2026/11/{LOGIN}.md"
    assert shown.startswith(f"--- a/{path}\n+++ b/{path}\n@@ -0,0 +1,")
    assert "+# [inc-26-11-23-SEV-1] Login is down for all customers\n" in shown
    assert "\n  Page: Identity\n" in shown
    assert "\n  Subject: SEV1 Incident - Login is down for all customers\n" in shown
    assert shown.endswith("\nNothing was written or sent (--dry-run).\n")
    as_json = program(*WHOLE, "--dry-run", "--json").json
    assert as_json["dry_run"] is True and as_json["diff"].startswith(f"--- a/{path}\n")
    assert list(as_json)[:-2] == STEP_KEYS[:-1]
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")
    assert program("list").out == ""


@pytest.mark.parametrize(
    ("flags", "code", "error"),
    [
        pytest.param(["--severity", "SEV9"], 3, "SEV9", id="severity"),
        pytest.param(["--quantity", "Many"], 2, "--quantity 'Many' is not known", id="quantity"),
        pytest.param(["--responder", "Bo:boss"], 2, "'boss' is no role", id="role"),
        pytest.param(["--started", "soonish"], 2, '"soonish" is not a time', id="time"),
        pytest.param(["--at", "2026-03-08 02:30"], 2, "does not exist", id="skipped-hour"),
        pytest.param(["--at", "2026-11-01 01:30"], 2, "happens twice", id="repeated-hour"),
    ],
)
def test_a_wrong_flag_is_refused_before_anything_is_asked(program, answers, flags, code, error) -> None:
    """Also in a terminal: no question comes first."""
    result = program("declare", *flags, "--json", code=code, prompter=answers())
    assert error in result.json["error"] and result.json["exit_code"] == code


def test_text_comes_back_exactly(program, document) -> None:
    """Brackets, markup, quotes, a newline, an emoji: in the JSON, the page, the search and the document."""
    nasty = "[inc-x-SEV-1] [red]no[/] <!-- kind=x --> **b** `c` \\ $HOME \"q\" 'a' 日本 🚒\nsecond: line"
    incident = program.declare(impact=nasty)
    assert incident["impact"] == nasty
    assert nasty in incident["communications"][1]["body"]
    assert program("show", "--json").json["impact"] == nasty
    assert len(re.findall(r"^impact:", document().read_text(), re.M)) == 1


def test_a_repository_link_is_used_where_one_is_known(program) -> None:
    """`document_url` of acmeinc.yaml makes the link in every message."""
    rules = program.root / "acmeinc.yaml"
    text = rules.read_text().replace('document_url: ""', "document_url: https://git.example.com/{path}")
    rules.write_text(text)
    incident = program.declare()
    link = f"[incident document](https://git.example.com/incidents/2026/11/{LOGIN}.md)"
    assert link in incident["communications"][1]["body"]


def test_a_broken_template_does_not_keep_the_page(program, git) -> None:
    """The page is made all the same, and the fault names its line."""
    (program.root / "templates" / "incident.md").write_text("{{ nobody_knows_this }}\n")
    git("commit", "-qam", "Break the template")
    result = program(*WHOLE, code=3)
    assert "Paging Identity: Login is down for all customers (SEV1)." in result.err
    assert "! page        NOT PAGED: open https://oncall.example.com/identity" in result.err
    assert "templates/incident.md:1" in result.err
    assert git("status", "--short") == ""


def test_a_failing_hook_does_not_keep_the_page(program, git) -> None:
    """What was written stays, the page is shown, and the next step commits what waits."""
    hook = program.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho the linter says no >&2\nexit 1\n")
    hook.chmod(0o755)
    result = program(*WHOLE, "--json", code=1)
    assert "NOT PAGED: open https://oncall.example.com/identity" in result.err
    assert "Subject: SEV1 Incident - Login is down for all customers" in result.err
    assert result.json["error"].startswith("not finished: ")
    assert "the linter says no" in result.json["error"]
    hook.unlink()
    program("log", "still", "here")
    assert git("status", "--short") == ""
    assert program("show", "--json").json["timeline"][0]["text"] == "still here"
