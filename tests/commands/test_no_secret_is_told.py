"""A canary secret through whole commands: it reaches the service it is for, and nobody and nothing else."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service import Reply, Service

ROOT = Path(__file__).parents[2]
CANARY = "c4n4ry0f" * 4
"""A routing key: 32 characters that look like nothing else."""

OTHERS = {
    "SLACK_BOT_TOKEN": "xoxb-" + CANARY,
    "ACMEINC_SMTP_URL": f"smtps://mailer:{CANARY}@mail.example.com",
    "ACMEINC_CHAT_WEBHOOK": f"https://hooks.example.com/services/{CANARY}",
    "ACMEINC_STATUSPAGE_KEY": CANARY,
    "ACMEINC_GITHUB_TOKEN": CANARY,
}
DECLARE = (
    *("declare", "--functionality", "Login", "--state", "down", "--severity", "SEV1"),
    *("--impact", "Nobody can log in.", "--yes"),
)


@pytest.fixture
def pager(through_pagerduty, monkeypatch) -> Iterator[Service]:
    """Return a pager that refuses, and repeats whatever it was told; every secret that there is, is set."""
    for name, value in OTHERS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ACMEINC_PAGERDUTY_KEY", CANARY)
    with Service() as service:
        service.when("POST", "/v2/enqueue", lambda asked: Reply(400, {"message": asked.content.decode()}))
        monkeypatch.setenv("ACMEINC_PAGERDUTY_URL", service.url)
        yield service


def test_it_is_in_nothing_that_is_said_or_kept(program, pager) -> None:
    """A whole incident whose pager refuses: results, talk, JSON, dry runs, the document, git's own folder."""
    said = [
        program(*DECLARE, "--dry-run"),
        program(*DECLARE, "--debug", code=6),
        program("show"),
        program("show", "--json"),
        program("next"),
        program("log", "looking"),
        program("milestone", "acknowledged"),
        program("escalate", "--to", "Billing", "--because", "x", code=6),
        program("send", code=6),
        program("send", "--json", code=6),
        program("downgrade", "--because", "x", "--json"),
        program("doctor", "--live", code=3),
        program("doctor", "--json"),
    ]
    assert CANARY in pager.asked[0].content.decode()
    assert [result for result in said if CANARY in result.out + result.err] == []
    assert "•••" in said[1].out
    assert files_with_it(program.root) == []


def files_with_it(root: Path) -> list[str]:
    """Return the files below a folder that hold the canary, what git has compressed unpacked."""
    packed = subprocess.run(
        ["git", "-C", str(root), "cat-file", "--batch-all-objects", "--batch"],
        capture_output=True,
        check=True,
    )
    assert CANARY.encode() not in packed.stdout
    files = (path for path in root.rglob("*") if path.is_file())
    return [str(path) for path in files if CANARY.encode() in path.read_bytes()]


@pytest.mark.parametrize("way", ["file", "command"])
def test_it_is_as_quiet_from_a_file_or_a_command(program, pager, monkeypatch, tmp_path, way) -> None:
    """Neither the path nor the command gives it away."""
    monkeypatch.delenv("ACMEINC_PAGERDUTY_KEY")
    path = tmp_path / "key"
    path.write_text(CANARY)
    given = {"file": str(path), "command": f"cat {path}"}[way]
    monkeypatch.setenv(f"ACMEINC_PAGERDUTY_KEY_{way.upper()}", given)
    result = program(*DECLARE, code=6)
    assert CANARY in pager.asked[0].content.decode()
    assert CANARY not in result.out + result.err


@pytest.mark.parametrize("flags", [[], ["--debug"], ["--json"]], ids=["plain", "debug", "json"])
def test_an_unexpected_error_does_not_tell_it(program, pager, answers, flags) -> None:
    """Not in its line, not in its traceback; and the hook's path alone is no less a secret."""
    fault = ValueError(f"/services/{CANARY} refused {CANARY} for mailer:{CANARY}")
    result = program("decide", *flags, code=1, prompter=answers(("What is affected?", fault)))
    assert "ValueError" in result.err and CANARY not in result.out + result.err


def test_a_hook_does_not_see_it(program, pager, tmp_path) -> None:
    """Nor is it quoted, where a hook has found it elsewhere and fails."""
    hook, notes = program.root / ".git" / "hooks" / "pre-commit", tmp_path / "notes"
    hook.write_text(f"#!/bin/sh\nenv > {notes}\necho {CANARY} >&2\nexit 1\n")
    hook.chmod(0o755)
    result = program("decide", "--functionality", "Login", "--state", "slow", "--severity", "none", code=1)
    assert "GIT_LITERAL_PATHSPECS" in notes.read_text() and CANARY not in notes.read_text()
    assert "•••" in result.err and CANARY not in result.err


def test_no_git_is_given_it(program, pager, monkeypatch, tmp_path) -> None:
    """Neither among its words nor in its environment."""
    real, notes = shutil.which("git"), tmp_path / "notes"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\n{{ echo "$@"; env; }} >> {notes}\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    program(*DECLARE, code=6)
    noted = notes.read_text()
    assert "commit" in noted and CANARY not in noted


LOUD = """\
import logging, sys
logging.basicConfig(level=0, stream=sys.stdout)
from acmeinc.cli import main
main()
"""


def test_no_library_logs_it(program, pager) -> None:
    """Whoever listens to everything: a broken connection makes urllib3 tell what it was asked."""
    pager.when("POST", f"/{CANARY}/v2/enqueue", Reply(fault="drop"))
    done = subprocess.run(
        [sys.executable, "-c", LOUD, *DECLARE],
        cwd=program.root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ACMEINC_PAGERDUTY_URL": f"{pager.url}/{CANARY}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(pager.asked)) == (6, 3), done.stderr
    assert CANARY not in done.stdout + done.stderr


HOOK = "https://hooks.slack." + f"com/services/T0AAAAAAA/B0BBBBBBB/{CANARY[:24]}"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((*DECLARE, "--new"), id="declare"),
        pytest.param((*DECLARE, "--new", "--debug", "--json"), id="debug"),
        pytest.param(("next",), id="next"),
        pytest.param(("doctor",), id="doctor"),
        pytest.param(("doctor", "--json"), id="doctor-json"),
    ],
)
def test_a_step_refuses_settings_with_a_secret_and_does_not_tell_it(program, rewrite, words) -> None:
    """Somebody pasted a hook where the channel's name belongs."""
    program.declare()
    rewrite('incidents: "#incidents"', f"incidents: {HOOK}")
    result = program(*words, code=3)
    place = "acmeinc.yaml:29:16: a Slack webhook stands here, and a file in git is no place for a secret"
    assert place in result.out + result.err
    assert CANARY[:24] not in result.out + result.err
    kept = [p for p in (program.root / ".git").rglob("*") if p.is_file() and HOOK.encode() in p.read_bytes()]
    assert kept == []
