"""What an examination found, as a terminal and a pipe show it."""

from acmeinc.process.finding import Finding
from acmeinc.terminal.console import Ink
from acmeinc.terminal.finding_view import finding_lines, summary
from acmeinc.terminal.json_output import findings_json
from acmeinc.terminal.layout import cells
from acmeinc.terminal.piped import finding_rows

FINDINGS = [
    Finding("machine", "git", "ok", "2.39.5"),
    Finding("machine", "identity", "missing", "git does not know who you are", "git config user.name …"),
    Finding("channels", "paging", "wrong", f"pagerduty: {'Billing: no answer; ' * 5}", "mend it"),
    Finding("files", "people.csv", "wrong", "fictional\x1b[31m", "edit people.csv", required=False),
]


def test_it_is_shown_in_groups_with_what_mends_it() -> None:
    """Nothing is wider than the terminal; nothing of a file becomes colour."""
    lines = finding_lines(FINDINGS, 60, Ink())
    assert lines == [
        "Machine",
        "✓ git                 2.39.5",
        "✗ identity            missing: git does not know who you are",
        "                      git config user.name …",
        "",
        "Channels",
        "✗ paging              wrong: pagerduty: Billing: no answer;",
        "                      Billing: no answer; Billing: no",
        "                      answer; Billing: no answer; Billing:",
        "                      no answer;",
        "                      mend it",
        "",
        "Files",
        "! people.csv          wrong: fictional^[[31m",
        "                      edit people.csv",
    ]
    assert max(map(cells, lines)) <= 60


def test_at_its_end_it_is_counted() -> None:
    """In a line."""
    assert summary(FINDINGS) == "1 missing, 1 wrong, 1 worth a look."
    assert summary(FINDINGS[:1]) == "Everything is in order."


def test_a_pipe_gets_a_row_for_each() -> None:
    """Whole, between tabs."""
    rows = finding_rows(FINDINGS)
    assert rows[0] == "ok\trequired\tmachine\tgit\t2.39.5\t"
    assert rows[3] == "wrong\toptional\tfiles\tpeople.csv\tfictional^[[31m\tedit people.csv"


def test_json_says_whether_anything_stops() -> None:
    """And of each finding everything."""
    told = findings_json(FINDINGS)
    assert told["ok"] is False and findings_json([FINDINGS[0], FINDINGS[3]])["ok"] is True
    assert told["findings"][0] == {
        "group": "machine",
        "check": "git",
        "state": "ok",
        "required": True,
        "detail": "2.39.5",
        "mend": None,
    }
