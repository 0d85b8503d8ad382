"""What a document of the work tree says in the light of its versions in git."""

from collections.abc import Callable
from typing import Any

import pytest

from acmeinc.errors import Failed
from acmeinc.storage.git import Finished, Git
from acmeinc.storage.repository import Repository
from acmeinc.storage.versions import against_git

PATH = "incidents/2026/11/inc-x.md"
LINE = '- 2026-11-23 10:57:14 -05:00 **Ana** a note <!-- 01M84J0BWGQ6ZFG07XARXTCQX4 kind=note sum="x" -->'


@pytest.fixture
def written(repository: Repository, git: Callable[..., str]) -> str:
    """Return the text of a document that a step committed."""
    text = f"---\n---\n\n<!-- acmeinc:timeline -->\n{LINE}\n<!-- /acmeinc:timeline -->\n"
    file = repository.root / PATH
    file.parent.mkdir(parents=True)
    file.write_text(text)
    git("add", "-A")
    git("commit", "-qm", "x\n\nStep: log")
    return text


def test_a_document_that_git_does_not_know_is_what_it_is(repository: Repository) -> None:
    assert against_git(repository.git, PATH, "anything").text == "anything"


def test_a_deleted_line_is_recorded(repository: Repository, written: str) -> None:
    known = against_git(repository.git, PATH, written.replace(LINE, "Mine."))
    assert "entry=01M84J0BWGQ6ZFG07XARXTCQX4" in known.text and "Mine." in known.text


@pytest.mark.parametrize("call", range(1, 4))
def test_a_git_that_breaks_down_deletes_nothing(
    repository: Repository, written: str, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    """Whichever of its answers does not come: what it does not say is not what it does not have."""
    calls = 0
    attempt = Git.attempt

    def breaks_down(self: Git, *args: str, **how: Any) -> Finished:
        nonlocal calls
        calls += 1
        return Finished(-9, "", "") if calls == call else attempt(self, *args, **how)

    monkeypatch.setattr(Git, "attempt", breaks_down)
    text = written.replace("a note", "my note")
    try:
        known = against_git(repository.git, PATH, text).text
    except Failed:
        return
    assert "kind=removed" not in known and "my note" in known
