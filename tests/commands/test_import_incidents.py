"""`acmeinc import incidents`: the past that a status page has told, as closed documents."""

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from acmeinc.commands.init import make_repository
from acmeinc.incident.reading import read

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "docs" / "samples"
GOLDEN = ROOT / "tests" / "golden" / "import"
SLOW = "incidents/2026/10/inc-26-10-05-sev-2-login-is-partly-down-for-customers.md"
IMPORT = ("import", "incidents", "--from", "incidents.json")


@pytest.fixture(autouse=True)
def in_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name sources as somebody in their folder does."""
    monkeypatch.chdir(SAMPLES)


def compare(name: str, text: str) -> None:
    """Compare with a golden file; ACMEINC_UPDATE_GOLDEN=1 writes it instead."""
    file = GOLDEN / name
    if os.environ.get("ACMEINC_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    assert file.read_bytes().decode() == text, f"{name} differs"


def documents(root: Path) -> dict[str, bytes]:
    """Return every document by its path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.glob("incidents/*/*/*.md")}


def page(tmp_path: Path, **more: Any) -> str:
    """Return a file with one incident, changed."""
    whole = json.loads((SAMPLES / "incidents.json").read_text("utf-8"))
    whole["incidents"] = [whole["incidents"][0] | more]
    path = tmp_path / "page.json"
    path.write_text(json.dumps(whole))
    return str(path)


def test_a_dry_run_shows_what_will_be_written(program: Any, git: Any) -> None:
    """A line for each incident, and the newest document whole."""
    result = program(*IMPORT, "--dry-run")
    compare("incidents-dry-run.txt", f"{result.out}--- stderr\n{result.err}")
    assert (documents(program.root), git("rev-list", "--count", "HEAD").strip()) == ({}, "1")


def test_every_update_is_a_public_message_with_its_time(program: Any) -> None:
    """The incident is closed, and nothing is due or waits."""
    program(*IMPORT)
    shown = program("show", "login", "--json").json
    assert (shown["status"], shown["severity"], shown["teams"]) == ("closed", "SEV2", ["Identity"])
    assert (shown["public_title"], shown["impact"]) == ("Sign-in is slow", "Sign-in is slow")
    assert shown["links"]["status_page"] == "https://stspg.io/p31zjtct2jer"
    assert {name: when for name, when in shown["milestones"].items() if when} == {
        "started": "2026-10-05T13:02:00Z",
        "declared": "2026-10-05T13:10:00Z",
        "investigating": "2026-10-05T13:10:00Z",
        "mitigated": "2026-10-05T13:55:00Z",
        "resolved": "2026-10-05T14:25:00Z",
    }
    assert [(m["at"], m["kind"], m["by"], m["body"][:12]) for m in shown["communications"]] == [
        ("2026-10-05T14:25:00Z", "public", "Statuspage", "Sign-in is a"),
        ("2026-10-05T13:55:00Z", "public", "Statuspage", "More session"),
        ("2026-10-05T13:10:00Z", "public", "Statuspage", "Signing in t"),
    ]
    assert {d["state"] for m in shown["communications"] for d in m["deliveries"]} == {"sent"}
    assert program("next").out == ""
    assert program("send").out == "Nothing waits.\n"


def test_it_is_one_commit_and_the_documents_are_in_order(program: Any, git: Any) -> None:
    """`check` and `audit` find nothing wrong, and the documents are as a step writes them."""
    program.clock.forward(hours=1)
    (program.root / "people.csv").write_text("changed")
    program(*IMPORT)
    assert git("log", "-1", "--format=%s").strip() == "import: 2 incidents from Statuspage"
    assert git("status", "--short") == " M people.csv\n"
    git("restore", "people.csv")
    assert len(documents(program.root)) == 2
    for content in documents(program.root).values():
        reading = read(content.decode())
        assert (reading.notices, reading.by_hand, reading.document.damage) == ((), (), ())
    assert program("check", code=0).out.count("error") == 0
    (trace,) = program("audit", "login", "--json").json["incidents"][0]["findings"][:1]
    assert trace["kind"] == "back-dated"
    assert trace["text"].startswith("8 imported entries were recorded up to ")


def test_imported_again_nothing_changes(program: Any, git: Any) -> None:
    """They are known by what the page calls them, whatever has been written into them since."""
    program(*IMPORT)
    program("log", "-i", "login", "--at", "2026-10-05T13:30Z", "a note")
    before, head = documents(program.root), git("rev-parse", "HEAD")
    again = program(*IMPORT)
    assert again.out == "Nothing to import.\n  2 left out: here already\n  1 left out: maintenance\n"
    assert (documents(program.root), git("rev-parse", "HEAD")) == (before, head)


def test_what_was_imported_by_mistake_can_be_reverted(program: Any, git: Any) -> None:
    """The audit shows it, and calls it no tampering: no step of the process recorded it."""
    program(*IMPORT)
    git("revert", "--no-edit", "HEAD")
    assert documents(program.root) == {}
    assert program("audit", "--json").json["tampered"] is False
    assert "2 incidents imported" in program(*IMPORT).out


def test_two_clones_import_the_same_documents(program: Any, tmp_path: Path) -> None:
    """Byte for byte, under another clock and with other random numbers."""
    other = type(program)(
        make_repository(tmp_path / "other").root, type(program.clock)(), random.Random(2).randbytes
    )
    other.clock.forward(days=3)
    program(*IMPORT)
    other(*IMPORT)
    assert documents(program.root) == documents(other.root)


def test_a_step_goes_on_from_an_imported_document(program: Any) -> None:
    """It is an incident as any other: what was learned since can be added."""
    program(*IMPORT)
    program("milestone", "detected", "-i", "login", "--at", "2026-10-05T13:05Z")
    noted = program("retro", "-i", "login", "--wrong", "caches", "--json").json
    assert noted["milestones"]["detected"] == "2026-10-05T13:05:00Z"
    assert (noted["retrospective"]["wrong"], noted["status"]) == (["caches"], "closed")


@pytest.mark.parametrize(
    ("flags", "severities"),
    [
        pytest.param((), {"SEV2", "SEV3"}, id="by-default"),
        pytest.param(("--map", "major=SEV1", "--map", "MINOR=sev2"), {"SEV1", "SEV2"}, id="said"),
        pytest.param(("--map", "minor=none"), {"SEV2"}, id="none-of-that-word"),
    ],
)
def test_severities_are_shown_and_can_be_said(
    program: Any, flags: tuple[str, ...], severities: set[str]
) -> None:
    """For each word of the page."""
    found = program(*IMPORT, *flags, "--json").json
    assert {one["severity"] for one in found["imported"]} == severities == set(found["severities"].values())


@pytest.mark.parametrize(
    ("flags", "code", "told"),
    [
        (("--map", "major"), 2, "--map 'major' is no mapping"),
        (("--map", "major=SEV7"), 3, "no severity `SEV7`"),
        (("--zone", "Mars"), 2, "'Mars' is no time zone"),
        (("--format", "xml"), 2, "--format 'xml' is not known"),
        (("--format", "cstate"), 4, "there are no incidents in"),
    ],
)
def test_a_wrong_flag_is_told(program: Any, flags: tuple[str, ...], code: int, told: str) -> None:
    """Before anything is written."""
    assert told in program(*IMPORT, *flags, code=code).err
    assert documents(program.root) == {}


def test_a_word_that_nobody_knows_is_asked_for(program: Any, answers: Any, tmp_path: Path) -> None:
    """Without a terminal the flag is named."""
    path = page(tmp_path, impact="catastrophic")
    result = program("import", "incidents", "--from", path, code=5)
    assert "--map catastrophic=SEV2" in result.err
    asked = answers(("How bad is `catastrophic`?", "SEV1"))
    assert "✓ 1 incident imported" in program("import", "incidents", "--from", path, prompter=asked).out


@pytest.mark.parametrize(
    ("more", "why"),
    [
        pytest.param({"resolved_at": None, "status": "identified"}, "still open there", id="open"),
        pytest.param(
            {"created_at": "2027-01-01T00:00:00Z", "started_at": "2027-01-01T00:00:00Z", "resolved_at": None,
             "incident_updates": []},
            "in the future",
            id="future",
        ),
    ],
)  # fmt: skip
def test_what_is_left_out_is_told(program: Any, tmp_path: Path, more: dict[str, Any], why: str) -> None:
    """Nothing goes missing in silence."""
    result = program("import", "incidents", "--from", page(tmp_path, **more))
    assert result.out == f"Nothing to import.\n  1 left out: {why}\n"


def test_a_secret_that_was_published_is_not_kept(program: Any, tmp_path: Path) -> None:
    """Git would never forget it: neither one of a known shape, nor one that only a library knows."""
    token, key = "xoxb-" + "123456789012-abcdefghijkl", "AKIA" + "IOSFODNN7ABCDEFG"
    update = {
        "status": "resolved",
        "body": f"We leaked {token}.\n{key}",
        "created_at": "2026-10-05T14:25:00Z",
    }
    program(
        "import", "incidents", "--from", page(tmp_path, name=f"Who has {key}?", incident_updates=[update])
    )
    (content,) = documents(program.root).values()
    assert "We leaked •••.".encode() in content
    assert token.encode() not in content
    assert key.encode() not in content
    assert "Who has •••?".encode() in content


def test_issues_of_cstate_in_the_zone_that_is_said(program: Any, tmp_path: Path) -> None:
    """A whole site is looked through for them."""
    issues = tmp_path / "content" / "issues"
    issues.mkdir(parents=True)
    (tmp_path / "content" / "about.md").write_text("# About\n")
    (issues / "2026-10-05-mail.md").write_text(
        "---\ntitle: Mail is late\ndate: 2026-10-05 14:00:00\nresolved: true\n"
        "resolvedWhen: 2026-10-05 15:00:00\nseverity: notice\naffected: [Mail]\nsection: issue\n---\n"
        "*Identified* - A queue is full. "
        '{{< track "2026-10-05 14:10:00" >}}\n'
    )
    result = program("import", "incidents", "--from", str(tmp_path), "--zone", "Europe/Berlin")
    assert "3 times without a zone are in Europe/Berlin" in result.err
    shown = program("show", "mail", "--json").json
    assert (shown["severity"], shown["state"]) == ("SEV3", "affected")
    assert shown["milestones"]["started"] == "2026-10-05T12:00:00Z"
    assert shown["milestones"]["identified"] == "2026-10-05T12:10:00Z"


def test_faults_of_all_files_are_told_and_nothing_is_written(program: Any, tmp_path: Path) -> None:
    """Each with its place."""
    (tmp_path / "a.md").write_text("---\ntitle: A\ndate: soon\nseverity: down\n---\n")
    (tmp_path / "b.md").write_text("---\ntitle: 'B\nseverity: down\n---\n")
    (tmp_path / "c.md").write_text(
        "---\ntitle: C\ndate: 2026-10-05\nresolved: true\nseverity: down\n---\nWords.\n"
    )
    result = program("import", "incidents", "--from", str(tmp_path), code=3)
    assert f"{tmp_path}/a.md:3:7: `date` is no time" in result.err
    assert f"{tmp_path}/b.md:2:8: a quoted text is never closed" in result.err
    assert "nothing was imported" in result.err
    assert documents(program.root) == {}


def test_an_id_that_is_taken_gets_a_number(program: Any, tmp_path: Path) -> None:
    """Two of one day, of one name."""
    whole = json.loads((SAMPLES / "incidents.json").read_text("utf-8"))
    one = whole["incidents"][0]
    whole["incidents"] = [one, one | {"id": "other"}, one]
    (tmp_path / "page.json").write_text(json.dumps(whole))
    result = program("import", "incidents", "--from", str(tmp_path / "page.json"))
    assert sorted(documents(program.root)) == [SLOW.replace(".md", "-2.md"), SLOW]
    assert "1 left out: here already" in result.out


def test_documents_go_to_their_own_branch(program: Any, git: Any, rewrite: Any) -> None:
    """Where the organisation keeps them on one."""
    rewrite('branch: ""', "branch: incidents")
    git("commit", "-qam", "A branch for documents")
    result = program(*IMPORT)
    assert "this clone is on it now" in result.err
    assert git("branch", "--show-current") == "incidents\n"


def test_what_a_kill_left_is_finished_by_the_next_step(program: Any, git: Any) -> None:
    """The record of the import is enough to write every document."""
    hook = program.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    program(*IMPORT, code=1)
    hook.unlink()
    for path in program.root.glob("incidents/2026/10/*.md"):
        path.unlink()
    result = program(*IMPORT)
    assert "A import was interrupted; what it recorded is saved and committed now." in result.err
    assert "2 left out: here already" in result.out
    assert len(documents(program.root)) == 2
    assert git("status", "--short") == ""
