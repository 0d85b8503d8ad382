"""What a program reads: tabs, whole values, exact times."""

from datetime import UTC, datetime, timedelta

from acmeinc.incident.model import Incident
from acmeinc.process.ownership import Owner, OwnerMatch
from acmeinc.process.schedule import Due
from acmeinc.terminal.piped import due_rows, incident_rows, owner_rows

NOW = datetime(2026, 11, 23, 19, 8, tzinfo=UTC)
LONG_ID = "inc-26-11-22-sev-3-invoice-export-is-slow-for-some-customers-in-europe-and-asia"


def test_dues_are_sorted_and_whole():
    """The id of a due incident can be cut out and used."""
    dues = [
        Due(LONG_ID, "SEV3", "update", NOW + timedelta(minutes=5), "stakeholder update"),
        Due("inc-26-11-23-sev-1-x", "SEV1", "check_in", NOW - timedelta(minutes=5), "check in"),
    ]
    assert due_rows(dues, NOW) == [
        "2026-11-23T19:03:00Z\toverdue\tSEV1\tinc-26-11-23-sev-1-x\tcheck_in\tcheck in",
        f"2026-11-23T19:13:00Z\tdue\tSEV3\t{LONG_ID}\tupdate\tstakeholder update",
    ]
    assert due_rows([], NOW) == []


def test_incidents_hold_their_columns():
    """A tab in a name must not make a column; what is missing is empty."""
    incident = Incident(
        LONG_ID,
        "U",
        severity="SEV3",
        status="declared",
        functionality="Invoice\texport",
        state="slow",
        audience="some",
        commander="Bo\x1b Lind",
        milestones={"declared": NOW},
    )
    assert incident_rows([incident, Incident("inc-26-11-23-x", "V")]) == [
        f"{LONG_ID}\tSEV3\tdeclared\tBo^[ Lind\t2026-11-23T19:08:00Z\tInvoice export is slow for some",
        "inc-26-11-23-x\t\t\t\t\t is  for ",
    ]


def test_owners_are_matches_only():
    """A suggestion is no result."""
    owner = Owner(
        "Login", "auth-api", "Identity", "https://oncall.example.com/identity", "", "#team", "", True, 2
    )
    assert owner_rows(OwnerMatch((owner,), (owner,))) == [
        "Login\tauth-api\tIdentity\thttps://oncall.example.com/identity\t\t#team\t"
    ]
