"""`acmeinc doctor`: what an incident needs, as whole commands (process: "Prerequisites")."""

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from service import Reply, Service


def found(program: Any, *flags: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """Return what the doctor finds, by group and check."""
    told = program("doctor", "--json", *flags, code=code).json
    assert told["ok"] is (code == 0)
    return {f"{row['group']}: {row['check']}": row for row in told["findings"]}


def test_a_new_repository_is_ready(program) -> None:
    """All that is required is there; the fictional data is worth a look."""
    result = program("doctor")
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert {row[0] for row in rows if row[1] == "required"} == {"ok"}
    # Commits have the time of this machine, which the program's clock here knows nothing of.
    assert [row[3] for row in rows if row[0] == "wrong" and row[3] != "clock"] == [
        *("ownership.csv", "vendors.csv", "people.csv", "acmeinc.yaml")
    ]
    assert result.err == ""


def test_every_prerequisite_of_the_process_is_looked_for(program) -> None:
    """Those of its section, and those of the tool."""
    checks = {f"{row['group']}: {row['check']}" for row in program("doctor", "--json").json["findings"]}
    assert checks >= {
        *("process: distribution list", "process: feedback address", "process: severity levels"),
        *("process: service ownership", "process: on-call rotation", "process: monitoring"),
        *("process: leadership rotation", "process: status page", "process: templates"),
        *("machine: git", "machine: identity", "repository: remote", "repository: merge driver"),
        *("repository: clock", "files: secrets"),
    }


def test_what_is_missing_is_exit_3(program, rewrite) -> None:
    """Named, with what mends the first of it."""
    (program.root / "templates" / "page.txt").unlink()
    rewrite("  leadership_oncall_rotation: https://oncall.example.com/leadership\n", "")
    result = program("doctor", code=3)
    assert result.err == (
        "error: to be mended before an incident: leadership rotation, templates\n"
        "hint: acmeinc.yaml: links: leadership_oncall_rotation: …\n"
    )
    assert "missing\trequired\tprocess\ttemplates\ttemplates/page.txt: the template is missing" in result.out


def test_a_template_that_nobody_can_read(program) -> None:
    """With its line."""
    (program.root / "templates" / "update.txt").write_text("Subject: x\n\n{% if %}\n")
    row = found(program, code=3)["process: templates"]
    assert (row["state"], row["detail"].startswith("templates/update.txt:3:7: ")) == ("wrong", True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_among_the_rules_does_not_hold_it_up(program) -> None:
    """Nobody writes into it, and nobody waits for that."""
    (program.root / "vendors.csv").unlink()
    os.mkfifo(program.root / "vendors.csv")
    os.mkfifo(program.root / "templates" / "pipe.txt")
    assert found(program, code=3)["process: vendors"]["state"] == "wrong"


def test_outside_a_repository(program, tmp_path) -> None:
    """What is missing first, and nothing that would need it."""
    program.root = tmp_path
    findings = found(program, code=3)
    assert list(findings) == ["machine: git", "machine: identity", "repository: repository"]
    assert findings["repository: repository"]["mend"] == "acmeinc init incidents"


def test_it_changes_nothing(program, git) -> None:
    """Not even what a step would finish first."""
    intents = program.root / ".git" / "acmeinc" / "intents"
    intents.mkdir(parents=True, exist_ok=True)
    (intents / "01KAR5HA000000000000000000.json").write_text("{}")
    assert found(program)["repository: steps"]["detail"].startswith("1 was broken off")
    assert [path.name for path in intents.iterdir()] == ["01KAR5HA000000000000000000.json"]
    assert git("status", "--short") == ""


def test_fix_mends_what_a_clone_can_mend_itself(program, git) -> None:
    """What was broken off is finished, and git knows again how documents merge."""
    git("config", "--unset", "merge.union.driver")
    git("rm", "-q", ".gitattributes")
    git("commit", "-qm", "x")
    intents = program.root / ".git" / "acmeinc" / "intents"
    intents.mkdir(parents=True, exist_ok=True)
    (intents / "01KAR5HA000000000000000000.json").write_text("{}")
    broken = {
        name: row for name, row in found(program, code=3).items() if row["mend"] == "acmeinc doctor --fix"
    }
    assert list(broken) == ["repository: merging", "repository: merge driver", "repository: steps"]
    result = program("doctor", "--fix")
    assert result.err.splitlines()[-2:] == [
        "✓ the merge driver is registered",
        "✓ .gitattributes says how documents merge, and is committed",
    ]
    assert {row["state"] for name, row in found(program).items() if name in broken} == {"ok"}
    assert git("status", "--short") == ""


def test_fix_renews_the_schemas_of_another_version(program, git) -> None:
    """One that is old, one that is missing; newlines as git makes them on Windows are no difference."""
    assert found(program)["repository: schemas"]["state"] == "ok"
    folder = program.root / "schemas"
    wanted = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "severity.schema.json").write_text('{"title": "as it was"}\n')
    git("rm", "-q", "schemas/acmeinc.schema.json")
    git("commit", "-qam", "As an older version left them")
    row = found(program)["repository: schemas"]
    assert (row["state"], row["required"], row["mend"]) == ("wrong", False, "acmeinc doctor --fix")
    assert "schemas/acmeinc.schema.json, schemas/severity.schema.json" in row["detail"]
    fixed = program("doctor", "--fix")
    assert "✓ schemas/ is that of this version, and is committed\n" in fixed.err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == wanted
    assert git("status", "--short") == ""
    head = git("rev-parse", "HEAD")
    (folder / "severity.schema.json").write_bytes(wanted["severity.schema.json"].replace(b"\n", b"\r\n"))
    assert "schemas" not in program("doctor", "--fix").err
    assert git("rev-parse", "HEAD") == head


def test_fix_does_not_write_over_a_schema_that_somebody_is_changing(program, git) -> None:
    """It is said, with what gives it up."""
    path = program.root / "schemas" / "severity.schema.json"
    path.write_text("{}")
    fixed = program("doctor", "--fix")
    assert "and left as it is\n  git restore schemas/severity.schema.json\n" in fixed.err
    assert path.read_text() == "{}"


def test_fix_says_what_it_cannot_mend(program, monkeypatch, git) -> None:
    """And what is found is shown all the same."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
    result = program("doctor", "--fix", code=3)
    assert result.err.startswith("! git does not know who you are, and a commit has to say\n")
    assert "missing\trequired\tmachine\tidentity" in result.out


def test_a_channel_without_its_secret(program, through_pagerduty, monkeypatch) -> None:
    """The variable is named; once it is set, what is in it is told nobody."""
    row = found(program, code=3)["channels: paging"]
    assert (row["detail"], row["mend"]) == (
        "pagerduty: ACMEINC_PAGERDUTY_KEY is not set",
        "export ACMEINC_PAGERDUTY_KEY=…, or ACMEINC_PAGERDUTY_KEY_FILE, or ACMEINC_PAGERDUTY_KEY_COMMAND",
    )
    monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY", "c4n4ry")
    assert found(program)["channels: paging"]["detail"] == "pagerduty: its secrets are set"


def test_without_live_nothing_is_asked(program, through_pagerduty, monkeypatch, git) -> None:
    """Neither a channel, nor the remote, nor a command."""
    ran = program.root.parent / "ran"
    with Service() as service, socket.create_server(("127.0.0.1", 0)) as remote:
        remote.settimeout(0)
        git("remote", "add", "origin", f"http://127.0.0.1:{remote.getsockname()[1]}/x.git")
        monkeypatch.setenv("ACMEINC_PAGERDUTY_URL", service.url)
        monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY_COMMAND", f"touch {ran}")
        found(program)
        assert service.asked == [] and not ran.exists()
        with pytest.raises(BlockingIOError):
            remote.accept()


def test_live_asks_every_channel_and_the_remote(
    program, through_pagerduty, monkeypatch, git, tmp_path
) -> None:
    """What came back is told; nobody is paged."""
    shared = tmp_path / "shared.git"
    git("clone", "-q", "--bare", ".", str(shared))
    git("remote", "add", "origin", str(shared))
    monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY", "k")
    with Service() as service:
        service.when("POST", "/v2/enqueue", Reply(202, {"status": "success"}))
        monkeypatch.setenv("ACMEINC_PAGERDUTY_URL", service.url)
        findings = found(program, "--live")
        assert {asked.json["event_action"] for asked in service.asked} == {"resolve"}
    assert findings["repository: remote"]["detail"] == "origin/main answers"
    assert findings["channels: paging"]["detail"].startswith("pagerduty: it takes the keys of Identity, ")
    assert findings["channels: email"]["detail"] == "outbox: printed, for a person to carry"


def test_live_tells_what_did_not_answer(program, through_pagerduty, monkeypatch, git, tmp_path) -> None:
    """Exit 3, each with its reason."""
    git("remote", "add", "origin", str(tmp_path / "none.git"))
    monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY", "k")
    with Service() as service:
        service.when("POST", "/v2/enqueue", Reply(400, {"message": "no such key"}))
        monkeypatch.setenv("ACMEINC_PAGERDUTY_URL", service.url)
        findings = found(program, "--live", code=3)
    assert findings["channels: paging"]["detail"].endswith(": PagerDuty answered 400: no such key")
    assert "origin could not be reached" in findings["repository: remote"]["detail"]
    assert findings["repository: remote"]["required"] and findings["repository: remote"]["state"] == "wrong"


@pytest.mark.parametrize("name", ["acmeinc.yaml", "severity.yaml", "people.csv", "templates/page.txt"])
def test_a_secret_about_to_be_committed_is_found(program, name) -> None:
    """With its place, and never told."""
    secret = "xoxb" + "-1111111111-abcdefabcdef"
    path = program.root / name
    path.write_text(f"{path.read_text('utf-8')}# {secret}\n", "utf-8")
    line = len(path.read_text("utf-8").splitlines())
    row = found(program, code=3)["files: secrets"]
    where = "a Slack token stands here, and a file in git is no place for a secret"
    assert row["detail"] == f"{name}:{line}:3: {where}"
    assert row["mend"].startswith("take it out, revoke it")


def test_a_secret_that_only_git_still_has(program, git) -> None:
    """Staged, or committed: taking it out of the file is not enough."""
    path: Path = program.root / "acmeinc.yaml"
    clean = path.read_text("utf-8")
    path.write_text(f"{clean}# ghp_{'a1B2' * 9}\n", "utf-8")
    git("add", "acmeinc.yaml")
    path.write_text(clean, "utf-8")
    assert found(program, code=3)["files: secrets"]["detail"].endswith("(as it is staged)")
    git("commit", "-qm", "x")
    git("add", "acmeinc.yaml")
    assert found(program, code=3)["files: secrets"]["detail"].endswith("(in the last commit)")
    git("commit", "-qm", "y")
    assert found(program)["files: secrets"]["state"] == "ok"


def test_documents_that_belong_on_another_branch(program, rewrite, git) -> None:
    """One that is there already; one that is not is made by the first step."""
    rewrite('branch: ""', "branch: incidents")
    assert found(program)["repository: branch"]["state"] == "ok"
    git("branch", "incidents")
    assert found(program, code=3)["repository: branch"]["mend"] == "git switch incidents"


def test_a_repository_without_a_commit(program, tmp_path, git) -> None:
    """Nothing is committed that could be looked at."""
    root = tmp_path / "empty"
    git("init", "-q", str(root))
    (root / "severity.yaml").write_text((program.root / "severity.yaml").read_text("utf-8"))
    program.root = root
    findings = found(program, code=3)
    assert findings["repository: clock"]["detail"] == "there is no commit yet to compare it with"
    assert findings["files: secrets"]["state"] == "ok"
