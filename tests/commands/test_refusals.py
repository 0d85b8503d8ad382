"""Refused before anything is asked: what git could not commit (DESIGN §6, issue 2 §7)."""

import shutil

import pytest

from acmeinc.errors import NotFound
from acmeinc.storage.repository import Repository

ROTATION = "meanwhile, page by hand: https://oncall.example.com/incident"
STEPS = [
    *("decide", "declare", "log", "checkin", "update", "publish", "assign", "milestone", "resolve"),
    *("reopen", "downgrade", "retro", "send"),
]
OTHERS = ["undo", "remind"]


def _detach(git):
    git("checkout", "-q", "--detach")


def _merge(git):
    git("checkout", "-qb", "side")
    git("commit", "-q", "--allow-empty", "-m", "side")
    git("checkout", "-q", "main")
    git("commit", "-q", "--allow-empty", "-m", "main")
    git("merge", "-q", "--no-commit", "--no-ff", "side")


def _rebase(git):
    git("commit", "-q", "--allow-empty", "-m", "main")
    git("-c", "sequence.editor=sed -i s/pick/edit/", "rebase", "-q", "-i", "--keep-empty", "HEAD~1")


def _no_git(git):
    shutil.rmtree(git("rev-parse", "--absolute-git-dir").strip())


@pytest.mark.parametrize(
    ("spoil", "error", "hint"),
    [
        pytest.param(_detach, "no branch is checked out (detached HEAD)", "git switch main", id="detached"),
        pytest.param(_merge, "a git merge is not finished here", "git merge --continue", id="merge"),
        pytest.param(_rebase, "a git rebase is not finished here", "git rebase --continue", id="rebase"),
        pytest.param(_no_git, "is not a git repository", "init -b main", id="no-git"),
    ],
)
def test_every_step_refuses_first(program, git, answers, spoil, error, hint) -> None:
    """Before a question, saying how to mend it; a step of an incident says how to page meanwhile."""
    spoil(git)
    for step in (*STEPS, *OTHERS):
        result = program(step, code=1, prompter=answers())
        assert result.err.startswith("error: ") and error in result.err
        assert hint in result.err
        assert result.err.endswith(f"hint: {ROTATION}\n") == (step in STEPS)
        assert result.out == ""


def test_without_an_identity(program, answers, monkeypatch) -> None:
    """Git has to know who commits."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    monkeypatch.delenv("EMAIL", raising=False)
    for step in (*STEPS, *OTHERS):
        result = program(step, code=1, prompter=answers())
        assert result.err == (
            "error: git does not know who you are, and a commit has to say\n"
            'hint: git config --global user.name "Your Name"; '
            "git config --global user.email you@example.com\n"
            + (f"hint: {ROTATION}\n" if step in STEPS else "")
        )


def test_outside_a_repository(program, answers, tmp_path) -> None:
    """Exit 4; without rules there is no link, but a step still has advice."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with pytest.raises(NotFound):
        Repository.find(elsewhere)
    advice = "hint: meanwhile, page by hand: your on-call rotation (ownership.csv)\n"
    for step in (*STEPS, "escalate", *OTHERS, "import incidents", "import timeline"):
        result = program("-C", str(elsewhere), *step.split(), code=4, prompter=answers())
        assert result.err == (
            f"error: {elsewhere} is in no incident repository: there is no severity.yaml in it or above it\n"
            "hint: acmeinc init incidents\n" + (advice if step in (*STEPS, "escalate") else "")
        )


def test_help_can_be_called_all_the_same(program, git) -> None:
    """Escalating says how to reach somebody, whatever is wrong with git."""
    _detach(git)
    assert program("escalate", "--to", "on-call").out == (
        "incident on-call rotation: https://oncall.example.com/incident\n"
    )
    assert program("owner", "login").code == 0


def test_a_faulty_rules_file_is_named(program) -> None:
    """Exit 3, with line and column; the page by hand stays possible."""
    rules = program.root / "severity.yaml"
    rules.write_text(rules.read_text().replace("update: 30m", "update: often"))
    result = program("declare", "--functionality", "x", "--state", "y", "--severity", "SEV1",
                     "--impact", "z", code=3)  # fmt: skip
    assert result.err.startswith("error: severity.yaml:")
