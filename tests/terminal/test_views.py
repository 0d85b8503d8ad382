"""What commands print, compared whole: calm, in columns, right at 80 and at 60."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from acmeinc.incident.model import Incident
from acmeinc.process.gates import Gate
from acmeinc.process.message import Message
from acmeinc.process.schedule import Due
from acmeinc.terminal.console import Ink
from acmeinc.terminal.views import (
    Result,
    due_table,
    gate_lines,
    incident_table,
    message_preview,
    next_lines,
    next_words,
    result_lines,
    when_words,
)

NOW = datetime(2026, 11, 23, 19, 8, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")
LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
EXPORT = "inc-26-11-22-sev-3-invoice-export-is-slow-for-some-customers-in-europe-2"


def due(kind: str, minutes: float, detail: str, incident: str = LOGIN, severity: str = "SEV1") -> Due:
    """Return a duty that many minutes from now."""
    return Due(incident, severity, kind, NOW + timedelta(minutes=minutes), detail)


CADENCE = [
    due("check_in", 12, "check in with responders, compose the update"),
    due("update", 22, "stakeholder update: email, #incidents, own channel"),
    due("status_page", 62, "status page"),
]


def test_the_next_block_is_the_one_of_the_design():
    """The block every step ends with, to the character."""
    assert next_lines(LOGIN, "SEV1", CADENCE, NOW, zone=ZONE, width=80) == [
        "Next for inc-26-11-23-sev-1-login-is-down-for-all-customers (SEV1)",
        "  14:20  check in with responders, compose the update           in 12m",
        "  14:30  stakeholder update: email, #incidents, own channel     in 22m",
        "  15:10  status page                                            in 1h02m",
    ]


def test_the_next_block_at_sixty_columns():
    """What is too long goes on below itself; the times keep their column."""
    assert next_lines(LOGIN, "SEV1", CADENCE[1:], NOW, zone=ZONE, width=60) == [
        "Next for inc-26-11-23-sev-1-login-is-down-for-all-customers (SEV1)",
        "  14:30  stakeholder update: email,         in 22m",
        "         #incidents, own channel",
        "  15:10  status page                        in 1h02m",
    ]


def test_overdue_is_said_in_words_and_other_days_are_named():
    """Colour only repeats it."""
    dues = [
        due("update", -3, "stakeholder update"),
        due("retrospective", 26 * 60, "retrospective, 45 minutes"),
    ]
    plain = [
        "Next for inc-26-11-23-sev-1-login-is-down-for-all-customers (SEV1)",
        "  14:05      stakeholder update                                 overdue by 3m",
        "  Tue 16:08  retrospective, 45 minutes                          in 1d2h",
    ]
    assert next_lines(LOGIN, "SEV1", dues, NOW, zone=ZONE, width=80) == plain
    assert next_lines(LOGIN, "SEV1", dues, NOW, zone=ZONE, width=80, ink=Ink(on=True)) == [
        f"\x1b[1m{plain[0]}\x1b[0m",
        plain[1].replace("overdue by 3m", "\x1b[31moverdue by 3m\x1b[0m"),
        plain[2],
    ]


def test_nothing_due_is_said_too():
    """Silence could be a fault."""
    assert next_lines(LOGIN, "SEV1", [], NOW, zone=ZONE, width=80) == [
        "Next for inc-26-11-23-sev-1-login-is-down-for-all-customers (SEV1)",
        "  nothing is due",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        pytest.param(61, "in 1m", id="ahead"),
        pytest.param(0, "now", id="on-the-second-is-on-time"),
        pytest.param(0.5, "in 0s", id="less-than-a-second"),
        pytest.param(-1, "overdue by 1s", id="one-second-late"),
        pytest.param(-7260, "overdue by 2h01m", id="hours-late"),
    ],
)
def test_when_words(seconds, words):
    """What is due exactly now is not late."""
    assert when_words(due("update", seconds / 60, ""), NOW) == words


@pytest.mark.parametrize(
    ("next_due", "words"),
    [
        pytest.param(CADENCE[0], "check-in 14:20, in 12m", id="check-in"),
        pytest.param(due("update", -3, "stakeholder update"), "update 14:05, overdue by 3m", id="overdue"),
        pytest.param(
            due("page", 0, "NOT PAGED: open https://x.example.com"),
            "NOT PAGED: open https://x.example.com",
            id="page",
        ),
    ],
)
def test_next_words(next_due, words):
    """What a line of the log ends with."""
    assert next_words(next_due, NOW, ZONE) == words


def test_the_due_table_holds_every_incident_soonest_first():
    """Ids lose their middle, never their end; a page says below how to page."""
    dues = [
        *CADENCE[:2],
        due("update", -63, "stakeholder update", EXPORT, "SEV3"),
        due("page", 0, "NOT PAGED: open https://oncall.example.com/identity"),
    ]
    assert due_table(dues, NOW, zone=ZONE, width=80) == [
        "13:05  SEV3  inc-26-11-22-sev-3-invoi…in-europe-2  update       overdue by 1h03m",
        "14:08  SEV1  inc-26-11-23-sev-1-login…l-customers  page         now",
        "             NOT PAGED: open https://oncall.example.com/identity",
        "14:20  SEV1  inc-26-11-23-sev-1-login…l-customers  check-in     in 12m",
        "14:30  SEV1  inc-26-11-23-sev-1-login…l-customers  update       in 22m",
    ]
    assert due_table([], NOW, zone=ZONE, width=80) == ["Nothing is due."]


def test_the_due_table_fits_a_narrow_terminal():
    """No line is broken by the terminal; the longest duty keeps apart from its time."""
    dues = [due("check_in", -63, "check in"), due("retrospective", 90, "hold it")]
    assert due_table(dues, NOW, zone=ZONE, width=60) == [
        "13:05  SEV1  inc-26-11…mers  check-in       overdue by 1h03m",
        "15:38  SEV1  inc-26-11…mers  retrospective  in 1h30m",
    ]


def test_the_incident_table_fits_the_terminal():
    """Ids are as long as the width lets them be."""
    login = Incident(LOGIN, "U1", severity="SEV1", status="identified", commander="Ana Ruiz")
    export = Incident(EXPORT, "U2", severity="SEV3", status="closed")
    assert incident_table([login, export], 80) == [
        "inc-26-11-23-sev-1-login-is-down-for-all-customers    SEV1  identified  Ana Ruiz",
        "inc-26-11-22-sev-3-invoice-export-…omers-in-europe-2  SEV3  closed      -",
    ]
    assert incident_table([login], 60) == ["inc-26-11-23-sev-1-lo…-customers  SEV1  identified  Ana Ruiz"]
    assert incident_table([login._replace(commander="Konstantinos Papadopoulos")], 60) == [
        "inc-26-11-23-…tomers  SEV1  identified  Konstantinos …poulos"
    ]
    assert incident_table([], 80) == ["No incidents."]


def test_gates_say_why():
    """As in the process's own look; long reasons go on below themselves."""
    gates = [
        Gate("mitigated", True, "10:13, 27m ago"),
        Gate("retrospective-scheduled", False, "45 min between Tue 24 Nov 10:13 and Wed 25 Nov 10:13"),
        Gate("final-update", False, ""),
    ]
    assert gate_lines(gates, 80) == [
        "  ✓ mitigated                  10:13, 27m ago",
        "  ✗ retrospective-scheduled    45 min between Tue 24 Nov 10:13 and Wed 25 Nov",
        "                               10:13",
        "  ✗ final-update",
    ]
    assert gate_lines(gates[:2], 40) == [
        "  ✓ mitigated",
        "      10:13, 27m ago",
        "  ✗ retrospective-scheduled",
        "      45 min between Tue 24 Nov 10:13",
        "      and Wed 25 Nov 10:13",
    ]


RESULTS = [
    Result("paged", "Identity (PagerDuty)", seconds=0.42),
    Result("document", f"incidents/2026/11/{LOGIN}.md"),
    Result("email", "incident_updates@example.com"),
    Result("chat", "550 no such channel", "failed"),
    Result(
        "status page",
        "printed above: no channel is set up, so that a person has to post it (acmeinc doctor)",
        "open",
    ),
]


def test_results_in_a_terminal():
    """Paths lose their middle; what is left to a person is there in full."""
    assert result_lines(RESULTS, 80) == [
        "✓ paged       Identity (PagerDuty)                                          0.4s",
        "✓ document    incidents/2026/11/inc-26-11-23-sev-1-login-i…-for-all-customers.md",
        "✓ email       incident_updates@example.com",
        "✗ chat        550 no such channel",
        "! status page printed above: no channel is set up, so that a person has to post",
        "              it (acmeinc doctor)",
    ]


def test_results_piped_are_whole():
    """Nothing is shortened, nothing wrapped."""
    assert result_lines(RESULTS, 80, piped=True) == [
        "✓ paged       Identity (PagerDuty)  0.4s",
        f"✓ document    incidents/2026/11/{LOGIN}.md",
        "✓ email       incident_updates@example.com",
        "✗ chat        550 no such channel",
        "! status page printed above: no channel is set up, so that a person has to post it (acmeinc doctor)",
    ]


MESSAGE = Message(
    "initial",
    "stakeholders",
    "SEV1 Incident - Login is down for all customers",
    "Login is currently experiencing a SEV1 incident. The required teams are being engaged and are actively"
    " triaging the issue.\n\nIdentified time: 09:02 EST\n\n* Contoso",
    ("email", "chat"),
)


def test_a_message_is_shown_as_it_will_be_read():
    """Receivers, subject, indented body."""
    assert message_preview(MESSAGE, ["incident_updates@example.com", "#incidents"], 80) == [
        "  To: incident_updates@example.com, #incidents",
        "  Subject: SEV1 Incident - Login is down for all customers",
        "",
        "    Login is currently experiencing a SEV1 incident. The required teams are",
        "    being engaged and are actively triaging the issue.",
        "",
        "    Identified time: 09:02 EST",
        "",
        "    * Contoso",
    ]


def test_of_a_page_the_receiver_is_shown():
    """What it says is for responders."""
    assert message_preview(MESSAGE._replace(kind="page"), ["Identity"], 80) == ["  Page: Identity"]
    told = MESSAGE._replace(kind="pager", subject="Over: Login is down")
    assert message_preview(told, ["PagerDuty"], 80) == ["  Pager: Over: Login is down"]


def test_text_from_documents_cannot_drive_the_terminal():
    """Escape sequences are shown, not obeyed."""
    nasty = "\x1b]0;title\x07\x1b[2J"
    views = [
        *next_lines(nasty, nasty, [due("update", 1, nasty, nasty, nasty)], NOW, zone=ZONE, width=80),
        *due_table([due("page", 1, nasty, nasty, nasty)], NOW, zone=ZONE, width=80),
        *incident_table([Incident(nasty, nasty, severity=nasty, status=nasty, commander=nasty)], 80),
        *gate_lines([Gate("mitigated", True, nasty)], 80),
        *result_lines([Result("email", nasty), Result("email", nasty, "open")], 80),
        *message_preview(MESSAGE._replace(subject=nasty, body=nasty), [nasty], 80),
    ]
    assert all(character.isprintable() for line in views for character in line)
