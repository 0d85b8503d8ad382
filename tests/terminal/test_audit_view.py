"""What `audit` prints: read at 80 columns in calm, or by programs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from acmeinc.incident.model import Entry
from acmeinc.process.audited import Audit, Audited, Event, Trace
from acmeinc.process.recorded import RecordedCommit, Signature
from acmeinc.terminal.audit_output import audit_json, audit_rows
from acmeinc.terminal.audit_view import audit_table, closing_line, story_lines, trace_lines
from acmeinc.terminal.layout import cells

LOGIN = "inc-26-11-23-sev-1-login-is-down-for-all-customers"
SEARCH = "inc-26-11-24-sev-3-search-is-slow"
AT = datetime(2026, 11, 23, 14, 14, 5, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Madrid")


def commit(number: int, minutes: int, author: str, subject: str, step: str = "") -> RecordedCommit:
    """Return a commit, signed when its number is even."""
    seconds = int((AT + timedelta(minutes=minutes)).timestamp())
    parents = ("f" * 40,) * (2 if subject.startswith("Merge") else 1)
    email = f"{author.split()[0].lower()}@example.com"
    sha = str(number) * 40
    return RecordedCommit(sha, parents, author, email, seconds, seconds, not number % 2, subject, step)


def entry(number: int, minutes: float, text: str) -> Entry:
    """Return a note that happened so long after the declaration."""
    at = AT + timedelta(minutes=minutes)
    return Entry(f"01KAR5ZK8M7Q1ZP6T0B8C9D2E{number}", at, "Ana Ruiz", text, {"kind": "note"})


DECLARED = commit(1, 0, "Ana Ruiz", f"{LOGIN}: declare SEV1: login is down", "declare")
LOGGED = commit(
    2, 95, "Bo Lind", f"{LOGIN}: note: rolled back the deploy that was made in the morning", "log"
)
MERGED = commit(3, 96, "Bo Lind", "Merge branch 'main'")
TIDIED = commit(4, 24 * 60, "Maximiliane Musterfrau", "Tidy \x1b[31mup")

CHANGED = Trace(
    "changed",
    "the words of an entry are not those that were recorded first, and neither a correction nor a redaction",
    LOGIN,
    f"incidents/2026/{LOGIN}.md",
    44,
    ("01KAR5ZK8M7Q1ZP6T0B8C9D2E2",),
    TIDIED,
    "Rolled back\nthe deploy\nat once",
    "Rolled back\nnothing\nat all",
)
LATE = Trace("back-dated", "1 entry says that it happened 1 hour before it was recorded", LOGIN)
SHALLOW = Trace("shallow", "the clone is shallow: what came before 3 commits cannot be verified")

AUDIT = Audit(
    (
        Audited(
            LOGIN,
            f"incidents/2026/{LOGIN}.md",
            "SEV1",
            "mitigated",
            (DECLARED, LOGGED, MERGED, TIDIED),
            (CHANGED, LATE),
            {
                DECLARED.sha: [Event("added", DECLARED, "", entry(1, 0, "Declared"))],
                LOGGED.sha: [
                    Event("added", LOGGED, "", entry(2, 30, "Rolled back")),
                    Event("gone", LOGGED, "", entry(1, 0, "Declared")),
                ],
                TIDIED.sha: [Event("changed", TIDIED, "", entry(2, 30, "Rolled \x1b[31mforth"))],
            },
        ),
        Audited(SEARCH, "", "SEV3", "resolved", (LOGGED,), (), {}),
    ),
    (SHALLOW,),
    {LOGGED.sha: Signature("G", "Bo Lind"), TIDIED.sha: Signature("B")},
    1234,
)

TABLE = f"""\
TAMPERED  {LOGIN}  4 commits
ok        {SEARCH}                    1 commit"""

STORY = f"""\
{LOGIN}
SEV1 · mitigated · 4 commits by Ana Ruiz, Bo Lind, Maximiliane Musterfrau

recorded          happened  who             signed  what
2026-11-23 15:14            Ana Ruiz        no      declare SEV1: login is down
2026-11-23 16:49  15:44     Bo Lind         good    note: rolled back the deploy
                                                    that was made in the morning
2026-11-23 16:50            Bo Lind         no      merge: Merge branch 'main'
2026-11-24 15:14            Maximilia…frau  BAD     by hand: Tidy ␛[31mup"""

TRACES = f"""
The repository
  · the clone is shallow: what came before 3 commits cannot be verified

{LOGIN}
  ✗ the words of an entry are not those that were recorded first, and neither a
    correction nor a redaction (line 44)
    was: the deploy …
    is:  nothing …
    4444444444  2026-11-24 15:14:05 +01:00  Maximiliane Musterfrau
  · 1 entry says that it happened 1 hour before it was recorded"""


def test_a_line_for_each_incident() -> None:
    assert "\n".join(audit_table(AUDIT, 80)) == TABLE
    assert audit_table(AUDIT._replace(incidents=()), 80) == ["No incidents."]


def test_the_story_of_one() -> None:
    told = story_lines(AUDIT.incidents[0], AUDIT.signatures, ZONE, 80)
    assert "\n".join(told) == STORY


def test_where_nothing_is_signed_nothing_is_said_of_it_step_by_step() -> None:
    """Nor does a step say when it happened that was recorded at once."""
    calm = AUDIT.incidents[0]._replace(commits=(DECLARED,))
    assert story_lines(calm, {}, ZONE, 80)[1:] == [
        "SEV1 · mitigated · 1 commit by Ana Ruiz · none signed",
        "",
        "recorded          happened  who       what",
        "2026-11-23 15:14            Ana Ruiz  declare SEV1: login is down",
    ]


def test_what_was_found() -> None:
    assert "\n".join(trace_lines(AUDIT, ZONE, 80)) == TRACES


@pytest.mark.parametrize("width", [80, 120])
def test_nothing_is_wider_than_the_terminal(width: int) -> None:
    lines = [
        *audit_table(AUDIT, width),
        *story_lines(AUDIT.incidents[0], AUDIT.signatures, ZONE, width),
        *trace_lines(AUDIT, ZONE, width),
        closing_line(AUDIT),
    ]
    assert [line for line in lines if cells(line) > width] == []
    assert not any("\x1b" in line for line in lines)


def test_what_came_of_it() -> None:
    assert closing_line(AUDIT) == "2 incidents, 1,234 commits: 1 sign of tampering."
    calm = Audit(AUDIT.incidents[1:], AUDIT.traces, {}, 1)
    assert closing_line(calm) == "1 incident, 1 commit: nothing was tampered with."


def test_rows() -> None:
    rows = [row.split("\t") for row in audit_rows(AUDIT, whole=False)]
    assert rows[:2] == [
        ["incident", LOGIN, "tampered", "SEV1", "mitigated", "4"],
        ["incident", SEARCH, "ok", "SEV3", "resolved", "1"],
    ]
    assert rows[2] == ["finding", "", "shallow", "noted", *[""] * 6, SHALLOW.text, "", ""]
    assert rows[3] == [
        "finding",
        LOGIN,
        "changed",
        "tampered",
        CHANGED.path,
        "44",
        *CHANGED.entries,
        TIDIED.sha,
        "2026-11-24T14:14:05Z",
        "Maximiliane Musterfrau",
        CHANGED.text,
        "Rolled back the deploy at once",
        "Rolled back nothing at all",
    ]
    assert len(rows) == 5


def test_rows_of_the_whole_story() -> None:
    rows = [row.split("\t") for row in audit_rows(AUDIT, whole=True) if row.startswith("step")]
    assert rows[1] == [
        "step",
        LOGIN,
        "2026-11-23T15:49:05Z",
        "2026-11-23T14:44:05Z",
        "Bo Lind",
        "bo@example.com",
        "log",
        LOGGED.subject,
        "good",
        LOGGED.sha,
    ]
    assert [row[8] for row in rows] == ["none", "good", "none", "bad", "good"]
    assert rows[3][3] == ""


def test_json() -> None:
    told = audit_json(AUDIT, whole=True)
    assert (told["tampered"], told["complete"], told["commits"]) == (True, False, 1234)
    login, search = told["incidents"]
    assert (login["verdict"], login["commits"], login["by_hand"], login["signed"]) == ("tampered", 4, 1, 2)
    assert (search["verdict"], search["findings"]) == ("ok", [])
    assert login["findings"][0] == {
        "kind": "changed",
        "tampering": True,
        "text": CHANGED.text,
        "incident": LOGIN,
        "path": CHANGED.path,
        "line": 44,
        "entries": ["01KAR5ZK8M7Q1ZP6T0B8C9D2E2"],
        "commit": TIDIED.sha,
        "recorded": "2026-11-24T14:14:05Z",
        "by": "Maximiliane Musterfrau",
        "was": CHANGED.before,
        "is": CHANGED.after,
    }
    assert told["findings"][0]["commit"] is None
    logged = login["story"][1]
    assert (logged["signature"], logged["signer"], logged["step"]) == ("good", "Bo Lind", "log")
    assert [(each["change"], each["text"]) for each in logged["entries"]] == [
        ("added", "Rolled back"),
        ("gone", "Declared"),
    ]
    assert "story" not in audit_json(AUDIT, whole=False)["incidents"][0]
