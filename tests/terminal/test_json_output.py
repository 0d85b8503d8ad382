"""The JSON is a contract: these are its shapes, whole."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acmeinc.errors import NeedsAnswer
from acmeinc.incident.model import Action, Entry, Incident, Links, Responder, Retrospective
from acmeinc.process.gates import Gate
from acmeinc.process.metrics import Durations
from acmeinc.process.ownership import Owner, OwnerMatch
from acmeinc.process.schedule import Due
from acmeinc.terminal.json_output import (
    dump,
    error_json,
    incident_json,
    list_json,
    next_json,
    owner_json,
    rfc3339,
)

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
EASTERN = timezone(timedelta(hours=-5))
LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"

INITIAL = Entry(
    "01M",
    datetime(2026, 11, 23, 9, 14, 9, tzinfo=EASTERN),
    "Ana Ruiz",
    "Login is currently experiencing a SEV1 incident.",
    {
        "kind": "initial",
        "audience": "stakeholders",
        "subject": "SEV1 Incident - Login is down for all customers",
        "next_update": "2026-11-23T14:44:09Z",
        "channels": ["email", "chat"],
    },
)
RECEIPT = Entry(
    "01R",
    datetime(2026, 11, 23, 9, 14, 11, tzinfo=EASTERN),
    "Ana Ruiz",
    "Sent: email",
    {"kind": "receipt", "message": "01M", "channel": ["email"], "state": "sent", "detail": "<1@example.com>"},
)
INCIDENT = Incident(
    LOGIN,
    "01KAR4M3V7Q1ZP6T0B8C9D2E3F",
    severity="SEV1",
    status="declared",
    functionality="Login",
    state="down",
    audience="all customers",
    impact="Customers cannot log in.",
    quantity="Some",
    customers=("Contoso",),
    commander="Ana Ruiz",
    responders=(Responder("Bo Lind", "triage-engineer", "Identity"),),
    teams=("Identity",),
    time_zone="America/New_York",
    links=Links(chat="#incidents", tickets=("https://tickets.example.com/1",)),
    milestones={
        "declared": datetime(2026, 11, 23, 14, 14, tzinfo=UTC),
        "started": datetime(2026, 11, 23, 8, 58, tzinfo=EASTERN),
    },
    retrospective=Retrospective(actions=(Action("Alert on token errors", "Bo Lind", "2026-12-01"),)),
    ticked=frozenset({"first-message"}),
    timeline=(RECEIPT, Entry("01D", None, "", "a damaged line", {})),
    communications=(INITIAL,),
)
FIELDS = {
    "id": LOGIN,
    "uid": "01KAR4M3V7Q1ZP6T0B8C9D2E3F",
    "title": "[inc-26-11-23-SEV-1] Login is down for all customers",
    "severity": "SEV1",
    "status": "declared",
    "functionality": "Login",
    "state": "down",
    "audience": "all customers",
    "impact": "Customers cannot log in.",
    "quantity": "Some",
    "customers": ["Contoso"],
    "commander": "Ana Ruiz",
    "responders": [{"name": "Bo Lind", "role": "triage-engineer", "team": "Identity"}],
    "teams": ["Identity"],
    "workarounds": "",
    "remediation": "",
    "summary": "",
    "public_title": "",
    "duplicate_of": "",
    "time_zone": "America/New_York",
    "links": {
        "chat": "#incidents",
        "bridge": "",
        "status_page": "",
        "tickets": ["https://tickets.example.com/1"],
        "customer_tickets": [],
    },
    "milestones": {"started": "2026-11-23T13:58:00Z", "declared": "2026-11-23T14:14:00Z"},
    "retrospective": {
        "at": None,
        "minutes": 45,
        "impact": "",
        "went_well": [],
        "improve": [],
        "lucky": [],
        "wrong": [],
        "actions": [
            {
                "text": "Alert on token errors",
                "owner": "Bo Lind",
                "due": "2026-12-01",
                "link": "",
                "done": False,
            }
        ],
        "attendees": [],
    },
}


def printed(value: dict) -> dict:
    """Return what a program reads from the JSON of `value`."""
    return json.loads(dump(value))


def test_an_incident_is_there_whole():
    """Front matter, path, what was computed, entries newest first."""
    value = incident_json(
        INCIDENT,
        path=f"incidents/2026/11/{LOGIN}.md",
        durations=Durations(timedelta(minutes=75), None, None),
        next_due=[Due(LOGIN, "SEV1", "update", NOW - timedelta(seconds=90), "stakeholder update")],
        gates=[Gate("durable", False, "will the fix last?")],
        now=NOW,
    )
    assert list(value)[:3] == ["id", "uid", "title"]
    assert printed(value) == FIELDS | {
        "path": f"incidents/2026/11/{LOGIN}.md",
        "durations": {"impact_s": 4500, "response_s": None, "total_s": None},
        "next_due": [
            {
                "incident": LOGIN,
                "severity": "SEV1",
                "kind": "update",
                "due": "2026-11-23T14:28:30Z",
                "overdue": True,
                "in_s": -90,
            }
        ],
        "gates": [{"id": "durable", "met": False, "why": "will the fix last?"}],
        "timeline": [
            {
                "id": "01R",
                "at": "2026-11-23T14:14:11Z",
                "by": "Ana Ruiz",
                "kind": "receipt",
                "text": "Sent: email",
                "fields": {
                    "message": "01M",
                    "channel": ["email"],
                    "state": "sent",
                    "detail": "<1@example.com>",
                },
            },
            {"id": "01D", "at": None, "by": "", "kind": "note", "text": "a damaged line", "fields": {}},
        ],
        "communications": [
            {
                "id": "01M",
                "at": "2026-11-23T14:14:09Z",
                "by": "Ana Ruiz",
                "kind": "initial",
                "audience": "stakeholders",
                "subject": "SEV1 Incident - Login is down for all customers",
                "body": "Login is currently experiencing a SEV1 incident.",
                "next_update": "2026-11-23T14:44:09Z",
                "deliveries": [
                    {
                        "channel": "email",
                        "state": "sent",
                        "at": "2026-11-23T14:14:11Z",
                        "detail": "<1@example.com>",
                        "remote": "",
                    },
                    {"channel": "chat", "state": "waiting", "at": None, "detail": "", "remote": ""},
                ],
            }
        ],
    }


def test_a_list_holds_fields_without_entries():
    """Hundreds of incidents stay readable."""
    assert printed(list_json([INCIDENT])) == {"incidents": [FIELDS]}


def test_next_is_sorted_and_exactly_now_is_not_overdue():
    """Seconds are whole numbers, negative when late."""
    dues = [
        Due(LOGIN, "SEV1", "update", NOW, "stakeholder update"),
        Due(LOGIN, "SEV1", "check_in", NOW - timedelta(minutes=10), "check in"),
    ]
    value = printed(next_json(NOW, dues))
    assert value["now"] == "2026-11-23T14:30:00Z"
    assert [(due["kind"], due["overdue"], due["in_s"]) for due in value["due"]] == [
        ("check_in", True, -600),
        ("update", False, 0),
    ]


def test_an_owner_is_a_row_without_its_place():
    """Matches, suggestions, fallback."""
    owner = Owner(
        "Login", "auth-api", "Identity", "https://oncall.example.com/identity", "", "#team", "", True, 2
    )
    row = {
        "functionality": "Login",
        "service": "auth-api",
        "team": "Identity",
        "paging": "https://oncall.example.com/identity",
        "backlog": "",
        "chat": "#team",
        "contact": "",
        "public": True,
    }
    rotation = "https://oncall.example.com/incident"
    assert printed(owner_json(OwnerMatch((owner,), ()), rotation)) == {
        "matches": [row],
        "suggestions": [],
        "fallback": rotation,
    }


def test_an_error_says_what_to_type():
    """With the code the process ends with."""
    assert printed(
        error_json(NeedsAnswer("declare needs answers: --state", hint="acmeinc declare --state X"))
    ) == {
        "error": "declare needs answers: --state",
        "hint": "acmeinc declare --state X",
        "exit_code": 5,
    }


@pytest.mark.parametrize(
    ("when", "text"),
    [
        pytest.param(None, None, id="none"),
        pytest.param(
            datetime(2026, 11, 23, 9, 2, 0, 999999, EASTERN), "2026-11-23T14:02:00Z", id="utc-seconds"
        ),
        pytest.param(datetime(999, 1, 1, tzinfo=UTC), "0999-01-01T00:00:00Z", id="four-digit-years"),
    ],
)
def test_times_are_rfc_3339_in_utc(when, text):
    """With a Z, and no fraction."""
    assert rfc3339(when) == text


@given(st.text(), st.sampled_from(["utf-8", "UTF-16", "ascii", "latin-1"]))
def test_any_text_comes_back_and_is_harmless(text, encoding):
    """No control character, no direction override, nothing the stream cannot write."""
    written = dump({"text": text + "\x9b\u202e\udc80é"}, encoding)
    assert json.loads(written) == {"text": text + "\x9b\u202e\udc80é"}
    assert written.encode(encoding)
    assert not set(written) & set("\x1b\x7f\x9b\u202e\u2028")


def test_letters_are_written_as_they_are():
    """Where the stream can."""
    assert dump({"text": "Zürich 日本"}) == '{\n  "text": "Zürich 日本"\n}'
