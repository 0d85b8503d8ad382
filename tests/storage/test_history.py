"""What git remembers: the document as it was recorded, and who changed it when."""

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from acmeinc.errors import NotFound
from acmeinc.storage.history import document_at, log_of
from acmeinc.storage.repository import Repository

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PATH = "incidents/2026/11/a.md"


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """A document written at noon, changed at one, removed at two o'clock."""
    path = repository.root / PATH
    path.parent.mkdir(parents=True)
    for hours, text in enumerate((b"first\r\n", b"second\n", None)):
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text)
        when = (NOON + timedelta(hours=hours)).isoformat()
        environment = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z"}
        message = f"Change {hours}\n\nWords: that are no trailer.\n\nIncident: a\nStep: log\n"
        for command in (["add", "-A"], ["commit", "-q", "-m", message]):
            subprocess.run(["git", "-C", str(repository.root), *command], env=environment, check=True)
    return repository


@pytest.mark.parametrize(
    ("after", "text"),
    [
        pytest.param(timedelta(0), "first\r\n", id="on-the-second"),
        pytest.param(timedelta(minutes=59, seconds=59), "first\r\n", id="before-the-change"),
        pytest.param(timedelta(hours=1, minutes=30), "second\n", id="after-the-change"),
    ],
)
def test_document_at(repository: Repository, after: timedelta, text: str) -> None:
    assert document_at(repository, repository.root / PATH, NOON + after) == text


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(timedelta(seconds=-1), id="before-it"),
        pytest.param(timedelta(hours=3), id="after-removal"),
    ],
)
def test_document_that_was_not_there(repository: Repository, after: timedelta) -> None:
    with pytest.raises(NotFound, match=rf"{PATH} was not recorded at 2026-11-23"):
        document_at(repository, repository.root / PATH, NOON + after)


def test_log_of_is_newest_first(repository: Repository) -> None:
    with log_of(repository, repository.root / PATH) as found:
        commits = list(found)
    assert [(commit.subject, commit.when) for commit in commits] == [
        (f"Change {hours}", NOON + timedelta(hours=hours)) for hours in (2, 1, 0)
    ]
    assert commits[0].author == "Ana Ruiz"
    assert commits[0].trailers == (("Incident", "a"), ("Step", "log"))


def test_inherited_git_dir_is_ignored_and_left_as_it_was(repository: Repository) -> None:
    os.environ["GIT_DIR"] = "/nowhere"
    assert document_at(repository, repository.root / PATH, NOON) == "first\r\n"
    assert os.environ["GIT_DIR"] == "/nowhere"


def test_a_branch_without_commits_has_no_history(tmp_path: object, repository: Repository) -> None:
    repository.git.run("checkout", "-q", "--orphan", "empty")
    with log_of(repository, repository.root / PATH) as found:
        assert list(found) == []
