"""An incident as one page."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from acmeinc.incident.model import Action, Entry, Incident, Links, Responder, Retrospective
from acmeinc.process.gates import Gate
from acmeinc.process.metrics import durations
from acmeinc.process.schedule import Due
from acmeinc.terminal.page_view import Page, page_text

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"


def at(hour: int, minute: int) -> datetime:
    """Return a time of the day of the incident, in UTC."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


INCIDENT = Incident(
    LOGIN,
    "01KAR4M3V7Q1ZP6T0B8C9D2E3F",
    severity="SEV1",
    status="mitigated",
    functionality="Login",
    state="down",
    audience="all customers",
    impact="Customers cannot log in after clearing cookies.",
    quantity="Some",
    customers=("Contoso", "Northwind"),
    commander="Ana Ruiz",
    responders=(Responder("Bo Lind", "triage-engineer", "Identity"),),
    teams=("Identity",),
    links=Links(
        bridge="https://meet.example.com/inc-26-11-23-sev-1-login-is-down-for-all-customers-and-more"
    ),
    milestones={"started": at(13, 58), "detected": at(14, 2), "mitigated": at(14, 58)},
    retrospective=Retrospective(
        at=datetime(2026, 11, 25, 15, 0, tzinfo=UTC), actions=(Action("Alert", "Bo Lind"),)
    ),
    ticked=frozenset({"first-message", "owner-paged", "something-unknown"}),
    timeline=(
        Entry("4", at(14, 41), "Ana Ruiz", "Deploy 4821 rolled back", {"kind": "note", "corrects": "3"}),
        Entry(
            "3", at(14, 40), "Bo Lind", "Rolled back deploy 4812\nit was started at 08:55", {"kind": "deploy"}
        ),
        Entry("2", None, "", "[bold]no time[/bold] :smile:", {}),
    ),
    communications=(
        Entry(
            "6", at(14, 45), "Ana Ruiz", "UPDATE: it works again.", {"kind": "update", "subject": "Re: SEV1"}
        ),
        Entry("5", at(14, 14), "Ana Ruiz", "Login is down.", {"kind": "initial", "subject": "SEV1 Incident"}),
    ),
)
PAGE = Page(
    INCIDENT,
    dues=[Due(LOGIN, "SEV1", "update", NOW + timedelta(minutes=15), "stakeholder update: email, #incidents")],
    gates=[Gate("mitigated", True, "09:58, 2m ago"), Gate("durable", False, "will the fix last?")],
    durations=durations(INCIDENT),
    now=NOW,
    zone=ZoneInfo("America/New_York"),
)

EXPECTED = """\
[inc-26-11-23-SEV-1] Login is down for all customers
mitigated · SEV1 · for 1h02m · checklist 2 of 25

  Commander  Ana Ruiz
  Responder  Bo Lind (triage-engineer, Identity)
  Teams      Identity
  Impact     Customers cannot log in after clearing cookies.
  Customers  Some: Contoso, Northwind

Links
  Bridge       https://meet.example.com/inc-26-11-23-sev-1-login-is-down-for-all-customers-and-more

Next
  10:15  stakeholder update: email, #incidents                  in 15m

Milestones
  Started          2026-11-23 08:58:00 -05:00
  Detected         2026-11-23 09:02:00 -05:00
  Mitigated        2026-11-23 09:58:00 -05:00
  Customer impact  1h (mitigated − started)

Latest message
  2026-11-23 09:45:00  update by Ana Ruiz

  Re: SEV1

  UPDATE: it works again.

Earlier messages
  2026-11-23 09:14:00  initial  Ana Ruiz  SEV1 Incident

Timeline
  2026-11-23 09:41:00  note    Ana Ruiz  Deploy 4821 rolled back
  2026-11-23 09:40:00  deploy  Bo Lind   Rolled back deploy 4812
                                         it was started at 08:55 (corrected
                                         above)
  time unknown         note              [bold]no time[/bold] :smile:

Before it can be resolved
  ✓ mitigated                  09:58, 2m ago
  ✗ durable                    will the fix last?

Retrospective
  When    2026-11-25 10:00:00 -05:00, 45 min
  Action  Alert, Bo Lind, open
"""


def test_the_page_tells_the_whole_incident():
    """Newest first, local times, durations with their formula; nothing is markup."""
    assert page_text(PAGE, 80) + "\n" == EXPECTED


def test_a_long_name_leaves_room_for_what_happened():
    """What happened stands below its head where a column for it would be a ribbon, or nothing."""
    name = "Konstantinos Papadopoulos"
    entry = Entry("3", at(14, 40), name, "Rolled back deploy 4812", {"kind": "deploy"})
    told = page_text(PAGE._replace(incident=INCIDENT._replace(timeline=(entry,))), 60)
    assert f"  2026-11-23 09:40:00  deploy  {name}\n    Rolled back deploy 4812\n" in told


def test_every_width_is_kept_but_by_links():
    """A link stays in one piece, so that it can be opened."""
    for width in (40, 60, 80):
        long = [line for line in page_text(PAGE, width).splitlines() if len(line) > width]
        assert all("https://" in line for line in long)


def test_color_only_adds_to_the_words():
    """Without the codes it is the same page."""
    colored = page_text(PAGE, 80, color=True)
    assert "\x1b[1m" in colored
    assert [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", colored).splitlines()] == page_text(
        PAGE, 80
    ).splitlines()


def test_a_damaged_incident_is_shown_as_far_as_it_goes():
    """No field is needed, and no text can drive the terminal."""
    nasty = "\x1b]0;title\x07\x1b[2J"
    damaged = Incident(
        "inc-26-11-23-x",
        "U",
        impact=nasty,
        commander=nasty,
        timeline=(Entry("1", None, nasty, nasty, {"kind": nasty}),),
        communications=(Entry("2", None, nasty, nasty, {"kind": "update", "subject": nasty}),),
    )
    text = page_text(PAGE._replace(incident=damaged, dues=(), gates=(), durations=durations(damaged)), 80)
    assert "no status · no severity · checklist 0 of" in text
    assert "\x1b" not in text
    assert "\x07" not in text
