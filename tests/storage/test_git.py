"""The door to git: what git sees of the environment, and how it fails."""

import os
import time
from datetime import timedelta

import pytest

from acmeinc.errors import Failed
from acmeinc.storage.git import Git, environment
from acmeinc.storage.repository import Repository


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("GIT_DIR", False, id="dir"),
        pytest.param("GIT_WORK_TREE", False, id="work-tree"),
        pytest.param("GIT_INDEX_FILE", False, id="index"),
        pytest.param("GIT_AUTHOR_DATE", False, id="author-date"),
        pytest.param("GIT_COMMITTER_DATE", False, id="committer-date"),
        pytest.param("GIT_CONFIG_COUNT", False, id="config-by-variable"),
        pytest.param("GIT_SSH_COMMANDX", False, id="only-whole-names"),
        pytest.param("LANGUAGE", False, id="language"),
        pytest.param("GIT_AUTHOR_NAME", True, id="author-name"),
        pytest.param("GIT_COMMITTER_EMAIL", True, id="committer-email"),
        pytest.param("GIT_CONFIG_GLOBAL", True, id="global-config"),
        pytest.param("GIT_SSH_COMMAND", True, id="ssh-command"),
        pytest.param("GIT_TRACE2_EVENT", True, id="trace"),
        pytest.param("PATH", True, id="path"),
        pytest.param("SLACK_BOT_TOKEN", False, id="slack"),
        pytest.param("ACMEINC_SMTP_URL", False, id="mail"),
        pytest.param("ACMEINC_PAGERDUTY_KEY_DATA___AI", False, id="team"),
        pytest.param("ACMEINC_CHAT_WEBHOOK_COMMAND", False, id="command"),
        pytest.param("GITHUB_TOKEN", True, id="of-the-users-own-git"),
        pytest.param("ACMEINC_REPO", True, id="repository"),
    ],
)
def test_environment_keeps_only_what_says_who_and_how(name: str, kept: bool) -> None:
    assert (name in environment({name: "x"})) is kept


def test_inherited_git_dir_is_ignored(repository: Repository) -> None:
    os.environ |= {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere/index"}
    assert repository.git.run("ls-files") == "severity.yaml\n"


def test_paths_are_taken_literally(repository: Repository) -> None:
    with pytest.raises(Failed, match=r"pathspec '\*' did not match"):
        repository.git.run("add", "--", "*")


def test_text_goes_in_by_stdin_and_comes_back(repository: Repository) -> None:
    text = "ä\r\nno newline at the end"
    sha = repository.git.run("hash-object", "-w", "--stdin", stdin=text).strip()
    assert repository.git.run("cat-file", "blob", sha) == text


def test_failure_shows_control_characters_in_caret_form(repository: Repository) -> None:
    with pytest.raises(Failed) as caught:
        repository.git.run("rev-parse", "--verify", "\x1b[31mred")
    assert "\x1b" not in str(caught.value)


def test_a_hanging_git_is_stopped_with_its_children(repository: Repository) -> None:
    started = time.monotonic()
    with pytest.raises(Failed, match=r"git nap took longer than 0\.3 seconds and was stopped"):
        repository.git.run("-c", "alias.nap=!sleep 30", "nap", timeout=timedelta(seconds=0.3))
    assert time.monotonic() - started < 5


def test_a_background_job_that_keeps_the_pipe_open_is_not_waited_for(repository: Repository) -> None:
    started = time.monotonic()
    assert repository.git.run("-c", "alias.bg=!echo done; sleep 8 &", "bg") == "done\n"
    assert time.monotonic() - started < 5


def test_a_stream_comes_as_it_is_said(repository: Repository) -> None:
    """What is given goes in whole, though nobody writes it meanwhile."""
    told = repository.git.stream("cat-file", "--batch-check", stdin="HEAD\n" * 20_000)
    assert b"".join(told).count(b" commit ") == 20_000


def test_a_stream_that_fails_says_so_at_its_end(repository: Repository) -> None:
    told = repository.git.stream("-c", "alias.half=!echo one; echo why >&2; exit 3", "half")
    assert next(told) == b"one\n"
    with pytest.raises(Failed, match="git half failed: why"):
        next(told)


def test_a_stream_that_nobody_listens_to_any_more_is_stopped(repository: Repository) -> None:
    started = time.monotonic()
    told = repository.git.stream("-c", "alias.nap=!echo one; sleep 30", "nap")
    assert next(told) == b"one\n"
    told.close()
    assert time.monotonic() - started < 5


def test_a_silent_stream_is_not_listened_to_for_ever(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acmeinc.storage.git.SILENCE", timedelta(seconds=0.3))
    with pytest.raises(Failed, match=r"git nap took longer than 0\.3 seconds and was stopped"):
        list(repository.git.stream("-c", "alias.nap=!sleep 30", "nap"))


def test_what_nobody_read_in_time_is_not_lost(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is asleep while git speaks finds all of it afterwards."""
    monkeypatch.setattr("acmeinc.storage.git._SLICE", 0)
    assert repository.git.run("ls-files") == "severity.yaml\n"
    with pytest.raises(Failed, match="Needed a single revision"):
        repository.git.run("rev-parse", "--verify", "nothing")


def test_a_missing_git_is_said_so(repository: Repository) -> None:
    os.environ["PATH"] = "/nowhere"
    with pytest.raises(Failed, match="git is not installed"):
        Git(repository.root).run("status")
