"""What the message tests share: the repository's own templates, an incident, and golden files."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from golden import comparer

from acmeinc.incident.model import Entry, Incident, Links, Responder, Retrospective

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], str]:
    """Return a reader of the templates as they are shipped."""
    return lambda name: (REPOSITORY / "templates" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], None]:
    """Return a comparison with a golden file of a message."""
    return comparer("messages")


@pytest.fixture(scope="session")
def incident() -> Incident:
    """Return an incident in its second hour, with everything known that a message can tell."""
    initial = Entry(
        "01KAR3C7000000000000000000",
        datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC),
        "Ana Ruiz",
        "Login is currently experiencing a SEV2 incident.",
        {"kind": "initial", "subject": "SEV2 Incident - Login is down for all customers"},
    )
    return Incident(
        id="inc-26-11-23-sev-2-login-is-down-for-all-customers",
        uid="01KAR4M3V7Q1ZP6T0B8C9D2E3F",
        severity="SEV1",
        status="identified",
        functionality="Login",
        state="down",
        audience="all customers",
        impact="Customers cannot log in after clearing cookies.",
        quantity="Some",
        customers=("Contoso", "Northwind"),
        commander="Ana Ruiz",
        responders=(Responder("Bo Lind", "triage-engineer", "Identity"),),
        teams=("Identity",),
        workarounds="Keep the browser session open.",
        remediation="11:00 EST",
        time_zone="America/New_York",
        links=Links(
            chat="#inc-26-11-23-sev-2-login-is-down-for-all-customers",
            bridge="https://meet.example.com/inc-26-11-23-sev-2-login-is-down-for-all-customers",
        ),
        milestones={
            "started": datetime(2026, 11, 23, 13, 58, tzinfo=UTC),
            "detected": datetime(2026, 11, 23, 14, 2, tzinfo=UTC),
            "declared": datetime(2026, 11, 23, 14, 14, tzinfo=UTC),
            "mitigated": datetime(2026, 11, 23, 15, 13, 7, tzinfo=UTC),
        },
        retrospective=Retrospective(at=datetime(2026, 11, 24, 15, 30, tzinfo=UTC)),
        communications=(initial,),
    )
