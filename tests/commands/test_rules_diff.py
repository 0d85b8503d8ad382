"""`acmeinc rules diff`: what a reviewer, a pull request and a program are told of a change of the rules.

ACMEINC_UPDATE_GOLDEN=1 writes the files in tests/golden/rules instead of comparing with them.
"""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from announcements import Story, at, write

from acmeinc.app import App
from acmeinc.commands.rules_diff import concerned_incidents
from acmeinc.rendering.rule_comment import LONGEST_COMMENT, MARKER

GOLDEN = Path(__file__).parents[1] / "golden" / "rules"
START = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)

Git = Callable[..., str]
Edit = Callable[..., None]


@pytest.fixture
def edit(program: Any) -> Edit:
    """Return what changes a file in the work tree: `edit("severity.yaml", "update: 1h", "update: 55m")`."""

    def change(name: str, *pairs: str) -> None:
        path = program.root / name
        text = path.read_text("utf-8")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    return change


@pytest.fixture
def busy(program: Any, beginnings: Any) -> Any:
    """Return the program after a busy morning: one incident is open, one waits for its retrospective."""
    beginnings("busy", program, lambda: _play(program))
    program.clock.now = START + timedelta(minutes=141)
    return program


def _play(program: Any) -> None:
    program.declare(functionality="Invoice export", state="slow", severity="SEV2", at="09:04")
    for minutes in (45, 41):
        program.clock.forward(minutes=minutes)
        program("update", "-i", "invoice", "--message", "The queue is long.", "--yes")
    program.declare()
    program.clock.forward(minutes=40)
    program("update", "-i", "login", "--phase", "mitigated", "--message", "It works again.", "--yes")
    resolve = ("--durable", "--sign-off", "--left", "Fine.", "--next-steps", "None.", "--kudos", "All.")
    program("resolve", "-i", "login", *resolve, "--retro", "tomorrow 15:00", "--yes")


@pytest.fixture
def changed(busy: Any, edit: Edit) -> Any:
    """Return the program with a change of everything, some of it hostile, in the work tree."""
    edit(
        "severity.yaml",
        "check_in: 50m",
        "check_in: 20m",
        "update: 1h",
        "update: 45m",
        "page: false",
        "page: true",
    )
    edit("severity.yaml", "status_page: 3h", "status_page: 90m", "core-unavailable:", "core-down:")
    edit("acmeinc.yaml", "time_zone: America/New_York", "time_zone: America/Chicago")
    edit(
        "acmeinc.yaml",
        "  monitoring: https://monitoring.example.com\n",
        '  "a|b": https://x.example.com/@acme\n',
    )
    edit("ownership.csv", "Login,auth-api,Identity,", "Login,auth-api,@platform/`all`,")
    text = (busy.root / "ownership.csv").read_text()
    row = next(line for line in text.splitlines(keepends=True) if line.startswith("Checkout"))
    edit("ownership.csv", row, "<b>Pay|now</b>,pay,Billing,https://oncall.example.com/billing,,,,no\n")
    edit("people.csv", "Bo Lind,bo@example.com,Identity", "Bo Lind,bo@example.com,Billing")
    edit("templates/update.txt", "is still experiencing", "is *still* experiencing ```")
    (busy.root / "templates/own.txt").write_text("Subject: x\n\ny\n")
    return busy


def golden(name: str, text: str) -> None:
    """Compare with a golden file, every commit and every line of a problem being the same one there."""
    text = re.sub(r"\b[0-9a-f]{10}\b", "0123456789", text)
    text = re.sub(r"(yaml(?::|&#58;))\d+", r"\g<1>22", text)
    file = GOLDEN / name
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), f"{file.name} differs"


def test_the_comment_on_a_pull_request(changed: Any) -> None:
    """A pipe gets Markdown, of which the first line never changes."""
    out = changed("rules", "diff").out
    assert out.startswith(f"{MARKER}\n")
    golden("everything.md", out)


def test_the_text_in_a_terminal(changed: Any) -> None:
    out = changed("rules", "diff", "--format", "text").out
    golden("everything.txt", out)
    long = [line for line in out.splitlines() if len(line) > 80 and " " in line.strip()]
    assert [line for line in long if not line.startswith(("  inc-", "  -", "  +"))] == []


def test_nobody_is_mentioned_and_nothing_is_rendered(changed: Any) -> None:
    """What a hostile cell holds stands in code, in the source and in what is made of it."""
    from markdown_it import MarkdownIt

    source = changed("rules", "diff").out
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(source)
    text = re.sub(r"<code[^>]*>.*?</code>", "", html, flags=re.S)
    assert "@" not in text
    assert "<b>" not in html
    assert html.count("<details>") == html.count("</details>")
    assert not re.search(r"@\w", re.sub(r"```.*?```|`[^`\n]*`", "", source, flags=re.S))


def test_the_json(changed: Any) -> None:
    told = changed("rules", "diff", "--json").json
    assert told["changed"] is True
    assert set(told["files"]) == {
        *("acmeinc.yaml", "ownership.csv", "people.csv", "severity.yaml"),
        *("templates/own.txt", "templates/update.txt"),
    }
    assert told["changes"][0] == {
        "area": "severity",
        "subject": "severities.SEV1.conditions",
        "field": "core-unavailable",
        "kind": "removed",
        "before": "Core functionality of the product is unavailable",
        "after": None,
        "note": None,
    }
    moved = {(one["kind"], one["before"], one["after"]) for one in told["moved"]}
    assert ("check_in", "2026-11-23T16:30:09Z", "2026-11-23T16:00:09Z") in moved
    assert {kind for kind, *_ in moved} == {"check_in", "status_page"}
    updates = [one for one in told["past"]["communications"] if one["kind"] == "update"]
    assert updates == [
        {"severity": "SEV1", "kind": "update", "sent": 2, "late_before": 1, "late_after": 1},
        {"severity": "SEV2", "kind": "update", "sent": 2, "late_before": 0, "late_after": 1},
    ]
    assert told["unowned"] == ["Checkout", "payments-api"]
    assert told["problems"] == told["not_compared"] == []


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("text", "No rule changes. Compared: the work tree with HEAD (0123456789)\n"),
        ("markdown", f"{MARKER}\nNo rule changes. Compared: `the work tree with HEAD (0123456789)`.\n"),
    ],
)
def test_nothing_changed_is_one_line(program: Any, form: str, line: str) -> None:
    out = program("rules", "diff", "--format", form).out
    assert re.sub(r"\b[0-9a-f]{10}\b", "0123456789", out) == line


def test_comments_and_layout_are_no_change(program: Any, edit: Edit) -> None:
    edit("severity.yaml", "update: 1h", "update:   60m   # an hour")
    assert "No rule changes; only comments or layout differ: severity.yaml" in program(
        "rules", "diff", "--format", "text"
    ).out.replace("\n", " ")
    assert program("rules", "diff", "--json").json["changed"] is False


def test_new_rules_that_cannot_be_used(busy: Any, edit: Edit) -> None:
    """All problems are told, what can be compared is, and the exit code says no."""
    edit("severity.yaml", "update: 1h", "updat: 1h")
    edit("people.csv", "Bo Lind,bo@example.com,Identity", "Bo Lind,bo@example.com,Billing")
    stopped = busy("rules", "diff", code=3)
    golden("unusable.md", stopped.out)
    assert "the new rules cannot be used: 1 problem" in stopped.err
    assert "hint: acmeinc check" in stopped.err
    golden("unusable.txt", busy("rules", "diff", "--format", "text", code=3).out)
    told = busy("rules", "diff", "--json", code=3).json
    assert (told["exit_code"], len(told["problems"]), len(told["changes"])) == (3, 1, 1)
    lines = (busy.root / "severity.yaml").read_text().splitlines()
    assert lines[told["problems"][0]["line"] - 1] == "    updat: 1h"


def test_old_rules_that_could_not_be_used(program: Any, git: Git, edit: Edit) -> None:
    """What could be read is compared, and the rest is named."""
    edit("severity.yaml", "update: 1h", "updat: 1h")
    git("commit", "-qam", "Broken")
    edit("severity.yaml", "updat: 1h", "update: 1h")
    edit("people.csv", "Bo Lind,bo@example.com,Identity", "Bo Lind,bo@example.com,Billing")
    out = program("rules", "diff", "--format", "text").out
    assert "! severity.yaml could not be read before, and is not compared" in out
    assert "Bo Lind team  Identity → Billing" in out
    told = program("rules", "diff", "--json").json
    assert told["not_compared"] == ["severity.yaml"]


def test_a_branch_is_compared_with_where_it_began(busy: Any, git: Git, edit: Edit) -> None:
    """The committed and the uncommitted change of a branch are one."""
    git("add", "-A")
    git("switch", "-qc", "change")
    edit("severity.yaml", "update: 1h", "update: 55m")
    git("commit", "-qam", "Hear more often")
    edit("severity.yaml", "declare: 20m", "declare: 15m")
    out = busy("rules", "diff", "--format", "text").out
    assert "where it left main" in out
    assert re.findall(r"^  (SEV2 update|clocks declare)", out, re.M) == ["SEV2 update", "clocks declare"]
    assert "clocks" not in busy("rules", "diff", "--format", "text", "main..HEAD").out


def test_documents_on_a_branch_of_their_own(busy: Any, git: Git, edit: Edit) -> None:
    """The rules are changed where there are none; open incidents are found where they are."""
    git("branch", "incidents")
    edit("acmeinc.yaml", 'branch: "" ', "branch: incidents ")
    git("rm", "-rq", "incidents")
    git("commit", "-qam", "Documents are elsewhere")
    edit("severity.yaml", "check_in: 50m", "check_in: 20m")
    moved = busy("rules", "diff", "--json").json["moved"]
    assert [one["kind"] for one in moved] == ["check_in"]


@pytest.mark.parametrize("elsewhere", [False, True], ids=["here", "on-a-branch-of-their-own"])
def test_what_no_rule_can_change_any_more_is_not_read(
    program: Any, git: Git, edit: Edit, elsewhere: bool
) -> None:
    """Ten thousand incidents are mostly old, and over."""
    ended, begun = Story("Login", "down", "SEV1", at("2024-02-03"), (), "closed"), at("2026-11-20")
    write(program.root, ended)
    stays = [ended._replace(status="identified"), ended._replace(declared=begun)]
    paths = [write(program.root, story, number) for number, story in enumerate(stays, 1)]
    git("add", "-A")
    git("commit", "-qm", "Incidents")
    if elsewhere:
        git("branch", "incidents")
        edit("acmeinc.yaml", 'branch: "" ', "branch: incidents ")
        git("rm", "-rq", "incidents")
    app = App(clock=lambda: START, environment=os.environ)
    app.repo_path = program.root
    assert {incident.id for incident in concerned_incidents(app)} == {path.stem for path in paths}


def test_a_comment_is_never_too_long(program: Any, git: Git) -> None:
    """However much a change holds, and however long its cells are; what counts most is kept."""
    path = program.root / "ownership.csv"
    header = path.read_text().splitlines()[0]
    rows = "".join(
        f"F{n}{'@|`' * 60},s{n},Team{'<&>' * 60},https://x.example.com/{n},,,,\n" for n in range(300)
    )
    path.write_text(f"{header}\n{rows}")
    for number in range(90):
        (program.root / f"templates/t{number}.txt").write_text("@|`<----------------------\n" * 500)
    git("add", "-A")
    git("commit", "-qm", "Before")
    path.write_text(header + "\n" + rows.replace("Team", "Other"))
    for number in range(90):
        (program.root / f"templates/t{number}.txt").write_text("@|`<>--------------------\n" * 500)
    out = program("rules", "diff").out
    assert len(out) < LONGEST_COMMENT + 1000
    assert "**Not all of it fits into a comment**: `acmeinc rules diff --format text`" in out
    assert "390 changes: ownership.csv 300, templates 90" in out
    left = int(re.findall(r"… and (\d+) more", out)[0])
    assert out.count("owning team</code>:") == 390 - left > 5


def test_a_format_that_is_none(program: Any) -> None:
    stopped = program("rules", "diff", "--format", "html", code=2)
    assert "use one of: text, markdown, json" in stopped.err


def test_nothing_is_written(changed: Any, git: Git) -> None:
    before = git("status", "--short"), git("for-each-ref"), git("rev-parse", "HEAD")
    changed("rules", "diff")
    assert (git("status", "--short"), git("for-each-ref"), git("rev-parse", "HEAD")) == before


def test_the_family_suggests_its_members(program: Any) -> None:
    stopped = program("rules", "dif", code=2)
    assert "there is no command 'rules dif'. Did you mean 'diff'?" in stopped.err
