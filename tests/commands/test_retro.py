"""`acmeinc retro`: agenda, action items, closing (process: "Blameless retrospective")."""

import pytest
from icalendar import Calendar

AGENDA = (
    *("--impact", "900 customers for 46 minutes", "--went-well", "paged in 2 min", "--went-well", "calm"),
    *("--improve", "key rotation", "--lucky", "Monday", "--wrong", "the runbook"),
)


def test_the_agenda_is_recorded_as_it_comes(program, resolved) -> None:
    """Prep starts with the first answer; answers add up."""
    program.clock.forward(days=1)
    incident = program("retro", *AGENDA, "--attendee", "Bo Lind", "--attendee", "Hugo Martin", "--json").json
    expected = {
        "impact": "900 customers for 46 minutes",
        "went_well": ["paged in 2 min", "calm"],
        "improve": ["key rotation"],
        "lucky": ["Monday"],
        "wrong": ["the runbook"],
        "attendees": ["Bo Lind", "Hugo Martin"],
    }
    assert {key: incident["retrospective"][key] for key in expected} == expected
    assert incident["milestones"]["retrospective_prep"] == "2026-11-24T14:54:09Z"
    assert incident["status"] == "resolved"
    incident = program("retro", "--lucky", "the backup", "--json").json
    assert incident["retrospective"]["lucky"] == ["Monday", "the backup"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        pytest.param("Alert on key age", ("Alert on key age", "", "", ""), id="text"),
        pytest.param("A | Bo Lind", ("A", "Bo Lind", "", ""), id="owner"),
        pytest.param("A|Bo Lind|2026-12-04", ("A", "Bo Lind", "2026-12-04", ""), id="due"),
        pytest.param(
            "A | Bo | 2026-12-04 | https://t.example.com/1?a=1|2",
            ("A", "Bo", "2026-12-04", "https://t.example.com/1?a=1|2"),
            id="link-with-a-pipe",
        ),
        pytest.param("A ||| https://x.example.com", ("A", "", "", "https://x.example.com"), id="link-only"),
    ],
)
def test_action_items(program, resolved, document, text, row) -> None:
    """TEXT | OWNER | DUE | LINK, all but the text optional; they stand in the document."""
    incident = program("retro", "--action", text, "--json").json
    keys = ("text", "owner", "due", "link", "done")
    assert incident["retrospective"]["actions"] == [dict(zip(keys, (*row, False), strict=True))]
    assert program("show", "--json").json["retrospective"]["actions"][0]["link"] == row[3]


def test_done_closes_the_incident(program, resolved) -> None:
    """Nothing is due any more; the durations stay."""
    program("send", "--done")
    incident = program("retro", *AGENDA, "--done", "--json").json
    assert (incident["status"], incident["next_due"]) == ("closed", [])
    assert incident["milestones"]["retrospective_done"] == "2026-11-23T14:54:09Z"
    assert incident["durations"]["total_s"] == 3369
    assert program("list").out == ""


def test_closed_is_closed(program, resolved, git) -> None:
    """A second --done is refused; an action item that comes late is not."""
    program("retro", "--done")
    error = program("retro", "-i", "login", "--done", "--json", code=3).json["error"]
    assert error == "retro: the incident is closed already"
    late = program("retro", "-i", "login", "--action", "Late idea", "--json").json
    assert (late["status"], len(late["retrospective"]["actions"])) == ("closed", 1)


def test_rescheduling_moves_the_same_meeting(program, resolved) -> None:
    """UID kept, SEQUENCE raised."""
    incident = program("retro", "--reschedule", "wed 9:00", "--yes", "--json").json
    assert incident["retrospective"]["at"] == "2026-11-25T14:00:00Z"
    file = program.root / resolved["path"].removesuffix(".md") / "invite.ics"
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (f"{resolved['uid']}@acmeinc", 2)
    assert incident["timeline"][1]["text"] == "Retrospective: 2026-11-25 09:00:00 -05:00"
    assert "Wednesday 2026-11-25 09:00 EST, 45 minutes" in incident["communications"][0]["body"]


def test_it_asks_the_agenda(program, resolved, answers) -> None:
    """Each question until the answer is empty; then whether that was all."""
    prompter = answers(
        ("final assessment", "900"),
        ("and?", ""),
        ("What went well?", ""),
        ("What could be improved?", "a"),
        ("and?", "b"),
        ("and?", ""),
        ("lucky", ""),
        ("wrong about", ""),
        ("Action items?", "Alert | Bo Lind"),
        ("and?", ""),
        ("Who attended?", "Bo Lind"),
        ("and?", ""),
        ("Is the retrospective done?", True),
    )
    incident = program("retro", "--json", prompter=prompter).json
    assert (incident["status"], incident["retrospective"]["improve"]) == ("closed", ["a", "b"])


@pytest.mark.parametrize(
    ("args", "code", "error"),
    [
        pytest.param(["--action", " | Bo"], 2, "an action item needs a text", id="no-text"),
        pytest.param(["--action", "A | Bo | soon"], 2, "'soon' is no due date", id="no-date"),
        pytest.param(["--reschedule", "yesterday"], 2, "is not a time", id="no-time"),
        pytest.param(["--reschedule", "2026-11-20 10:00"], 2, "has passed", id="past"),
        pytest.param(["--reschedule", "wed 9:00", "--done"], 2, "--reschedule stands alone", id="both"),
    ],
)
def test_what_cannot_be_recorded_is_refused(program, resolved, git, args, code, error) -> None:
    """And nothing is written."""
    head = git("rev-parse", "HEAD")
    result = program("retro", *args, "--json", code=code)
    assert error in result.json["error"] and result.json["exit_code"] == code
    assert git("rev-parse", "HEAD") == head


def test_without_an_answer_it_only_begins(program, resolved) -> None:
    """Prep is set when it starts; then there is nothing left to record."""
    assert "retrospective_prep" in program("retro", "--json").json["milestones"]
    assert program("retro", "--json", code=3).json["error"] == "retro: nothing to record"


def test_an_open_incident_has_no_retrospective_yet(program) -> None:
    """Exit 3, and how to go on."""
    incident = program.declare()
    result = program("retro", "-i", "login", "--done", "--json", code=3)
    assert result.json["hint"] == f"acmeinc resolve -i {incident['id']}"
