"""`acmeinc resolve`: gates, final update, invitation (process: "Mitigate and Resolve")."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
FLAGS = {
    "--durable": None,
    "--sign-off": None,
    "--retro": "2026-11-24 15:00",
    "--left": "The old key is back.",
    "--next-steps": "Alert on the age of keys.",
    "--kudos": "Identity and Support",
}


def words(without=(), **changed):
    """Return the flags of a resolution that passes, with some left out or changed."""
    flags = {
        name: changed.get(name.strip("-"), value) for name, value in FLAGS.items() if name not in without
    }
    return [word for name, value in flags.items() for word in (name, value) if word]


def test_unmet_gates_are_named_and_nothing_changes(program, git) -> None:
    """Exit 3; the list says what is missing."""
    program.declare()
    head = git("rev-parse", "HEAD")
    result = program("resolve", code=3)
    assert result.err == (
        "This incident cannot be resolved yet:\n"
        "  ✗ mitigated                  since when is customer impact over?\n"
        "  ✗ durable                    will the fix last until a long-term solution?\n"
        "  ✗ signed-off                 Ana Ruiz reviews the document\n"
        "  ✗ retrospective-scheduled    45 min between Tue 24 Nov 09:14 and Wed 25 Nov\n"
        "                               09:14\n"
        "  ✗ final-update               missing: how it is left, next steps, kudos\n"
        "error: this incident cannot be resolved yet: mitigated, durable, signed-off,"
        " retrospective-scheduled, final-update\n"
        f"hint: once the impact is over: acmeinc update -i {LOGIN} --phase mitigated\n"
    )
    assert program("resolve", "--json", code=3).json["exit_code"] == 3
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


@pytest.mark.parametrize(
    ("without", "changed", "gate"),
    [
        pytest.param(["--durable"], {}, "durable", id="durable"),
        pytest.param(["--sign-off"], {}, "signed-off", id="signed-off"),
        pytest.param(["--retro"], {}, "retrospective-scheduled", id="no-retrospective"),
        pytest.param([], {"retro": "2026-11-24 09:44:08"}, "retrospective-scheduled", id="a-second-early"),
        pytest.param([], {"retro": "2026-11-25 09:44:10"}, "retrospective-scheduled", id="a-second-late"),
        pytest.param(["--left"], {}, "final-update", id="left"),
        pytest.param(["--next-steps"], {}, "final-update", id="next-steps"),
        pytest.param([], {"kudos": " "}, "final-update", id="blank-kudos"),
    ],
)
def test_each_gate_stops_it(program, git, mitigated, without, changed, gate) -> None:
    """One unmet is enough; the others are met."""
    head = git("rev-parse", "HEAD")
    error = program("resolve", *words(without, **changed), "--json", code=3).json["error"]
    assert error == f"this incident cannot be resolved yet: {gate}"
    assert (git("rev-parse", "HEAD"), git("status", "--short")) == (head, "")


@pytest.mark.parametrize("at", ["2026-11-24 09:44:09", "2026-11-25 09:44:09"])
def test_both_ends_of_the_window_are_in_it(program, mitigated, at) -> None:
    """24 and 48 business hours after mitigation, to the second."""
    assert program("resolve", *words(retro=at), "--json").json["status"] == "resolved"


@pytest.mark.parametrize(
    ("gate", "without"),
    [
        pytest.param("durable", "--durable", id="durable"),
        pytest.param("signed-off", "--sign-off", id="signed-off"),
        pytest.param("retrospective-scheduled", "--retro", id="retrospective"),
        pytest.param("final-update", "--kudos", id="final-update"),
    ],
)
def test_an_override_is_recorded_with_its_reason(program, mitigated, gate, without) -> None:
    """It passes the gate and stands in the timeline."""
    flags = words([without])
    assert "an override needs a reason" in program("resolve", *flags, "--override", gate, code=5).err
    incident = program("resolve", *flags, "--override", gate, "--because", "the CTO says so", "--json").json
    assert incident["status"] == "resolved"
    (entry,) = (e for e in incident["timeline"] if e["kind"] == "override")
    assert (entry["text"], entry["fields"]["gate"]) == (f"Gate {gate} overridden: the CTO says so", gate)
    met = {each["id"]: each for each in incident["gates"]}
    assert all(each["met"] for each in met.values())
    if gate != "final-update":
        assert met[gate]["why"] == "overridden: the CTO says so"


def test_an_unmitigated_incident_can_be_overridden_too(program) -> None:
    """Nothing then claims that the impact is over."""
    program.declare()
    flags = (*words(), "--override", "mitigated", "--because", "a vendor's page says so")
    incident = program("resolve", *flags, "--json").json
    body = next(m["body"] for m in incident["communications"] if m["kind"] == "resolution")
    assert "The time of mitigation is not recorded." in body
    assert incident["durations"] == {"impact_s": None, "response_s": None, "total_s": None}


def test_boxes_ticked_by_hand_count(program, git, mitigated, document) -> None:
    """The document is the source of truth."""
    path = document()
    text = path.read_text()
    for step in ("durable", "signed-off"):
        line = next(line for line in text.splitlines() if line.endswith(f"<!-- step={step} -->"))
        text = text.replace(line, line.replace("- [ ]", "- [x]"))
    path.write_text(text)
    git("commit", "-qam", "Tick by hand")
    incident = program("resolve", *words(["--durable", "--sign-off"]), "--json").json
    assert incident["status"] == "resolved"


def test_the_final_update(program, mitigated) -> None:
    """How it is left, who was impacted, next steps, retrospective, kudos; in the first thread."""
    incident = program(
        "resolve",
        *words(),
        *("--customer", "Contoso", "--customers-notified", "Everyone was told in the app."),
        "--json",
    ).json
    (message,) = (m for m in incident["communications"] if m["kind"] == "resolution")
    assert message["subject"] == "Resolution: SEV1 Login is down for all customers is resolved."
    assert message["body"] == (
        "The old key is back.\n"
        "Impact has been mitigated for all customers.\n"
        "The status page has been updated with a resolved status.\n"
        "\n"
        "Everyone was told in the app.\n"
        "\n"
        "Customers who were impacted:\n"
        "* Contoso\n"
        "\n"
        "Next steps: Alert on the age of keys.\n"
        "\n"
        "A retrospective has been scheduled for Tuesday 2026-11-24 15:00 EST, "
        "please respond to this email if you would like more details.\n"
        "\n"
        "A special thanks to all the responders of this incident: Identity and Support\n"
        "\n"
        f"Please see the [incident document](incidents/2026/11/{LOGIN}.md) for details.\n"
        "\n"
        "Ana Ruiz"
    )
    assert message["next_update"] is None
    assert incident["durations"] == {"impact_s": 2769, "response_s": None, "total_s": 3369}
    assert incident["customers"] == ["Contoso"]


def test_the_public_post_names_start_and_mitigation(program, mitigated) -> None:
    """Because something was posted."""
    incident = program("resolve", *words(), "--public-message", "Sorry for that.", "--json").json
    post = next(m for m in incident["communications"] if m["kind"] == "public")
    assert post["body"] == (
        "Login was affected for 46 minutes between 08:58 EST and 09:44 EST on 2026-11-23.\n"
        "Sorry for that.\n"
        "The issue has now been resolved."
    )


def test_nothing_public_is_resolved_where_nothing_was_posted(program) -> None:
    """An investigation stays inside."""
    program.declare(severity="SEV3")
    program("update", "--phase", "mitigated", "-m", "x")
    program.clock.forward(minutes=1)
    incident = program("resolve", *words(), "--json").json
    assert "public" not in [m["kind"] for m in incident["communications"]]
    body = next(m["body"] for m in incident["communications"] if m["kind"] == "resolution")
    assert "status page" not in body


def test_the_invitation_is_a_calendar_file(program, mitigated) -> None:
    """45 minutes, every responder that has an address, whatever their department."""
    program("assign", "support", "Hugo", "Martin")
    program("assign", "sme", "Somebody", "Else")
    incident = program("resolve", *words(), "--json").json
    file = program.root / incident["path"].removesuffix(".md") / "invite.ics"
    calendar = Calendar.from_ical(file.read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{incident['uid']}@acmeinc"
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 11, 24, 20, tzinfo=UTC)
    assert event["DURATION"].dt == timedelta(minutes=45)
    assert event["ATTENDEE"] == ["mailto:ana@example.com", "mailto:hugo@example.com"]
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]
    (invited,) = (m for m in incident["communications"] if m["kind"] == "invitation")
    assert (invited["audience"], invited["deliveries"][0]["channel"]) == ("responders", "calendar")


def test_those_without_an_address_are_to_be_asked_by_hand(program, mitigated) -> None:
    """Nobody who responded is forgotten in silence."""
    program("assign", "sme", "Somebody", "Else")
    said = program("resolve", *words()).err
    assert said.endswith("! Somebody Else has no address in people.csv: invite them by hand\n")


def test_then_only_the_retrospective_is_due(program, mitigated) -> None:
    """The cadence ends with resolution."""
    program("send", "--done")
    incident = program("resolve", *words(), "--json").json
    assert [(d["kind"], d["due"]) for d in incident["next_due"]] == [
        ("retrospective", "2026-11-24T20:00:00Z")
    ]


def test_it_asks_for_what_is_missing(program, mitigated, answers) -> None:
    """A civil time inside the window is offered."""
    prompter = answers(
        ("Will the fix last", True),
        ("Has Ana Ruiz reviewed the document?", True),
        ("When is the retrospective?", None),
        ("How are things left?", "Well."),
        ("What are the next steps?", "none"),
        ("Who deserves thanks?", "All"),
        ("preview", "send"),
    )
    incident = program("resolve", "--json", prompter=prompter).json
    assert incident["retrospective"]["at"] == "2026-11-24T15:00:00Z"


def test_nothing_is_asked_in_vain(program, answers) -> None:
    """No answer ends the impact: that is said before the first question."""
    program.declare()
    assert "✗ mitigated" in program("resolve", code=3, prompter=answers()).err


def test_resolved_before_it_began_is_refused(program, mitigated, git) -> None:
    """The message names the fields."""
    head = git("rev-parse", "HEAD")
    error = program("resolve", *words(), "--at", "08:30", "--json", code=3).json["error"]
    assert error == "resolved 2026-11-23 08:30:00 -05:00 is before started 2026-11-23 08:58:00 -05:00"
    assert git("rev-parse", "HEAD") == head


def test_an_unknown_gate(program, mitigated) -> None:
    """Exit 2 lists them."""
    result = program("resolve", "--override", "luck", "--because", "x", code=2)
    assert result.err == (
        "error: 'luck' is no gate\n"
        "hint: use one of: mitigated, durable, signed-off, retrospective-scheduled, final-update\n"
    )
