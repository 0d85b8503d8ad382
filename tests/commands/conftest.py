"""What the tests of commands share: git's own view of the repository, and the flags of whole steps."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]

RESOLVE = (
    *("resolve", "--durable", "--sign-off", "--retro", "2026-11-24 15:00", "--left", "The old key is back."),
    *("--next-steps", "Alert on the age of keys.", "--kudos", "Identity and Support", "--yes"),
)


@pytest.fixture
def git(program: Any) -> Git:
    """Return git in the program's repository: `git("status", "--short")` returns what it printed."""

    def run(*args: str, code: int = 0) -> str:
        done = subprocess.run(["git", *args], cwd=program.root, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    return run


@pytest.fixture
def rewrite(program: Any) -> Callable[[str, str], None]:
    """Return what changes the program's settings: `rewrite("sync: manual", "sync: auto")`."""

    def change(old: str, new: str) -> None:
        path = program.root / "acmeinc.yaml"
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")

    return change


@pytest.fixture
def through_pagerduty(rewrite: Callable[[str, str], None]) -> None:
    """Have paging go through PagerDuty."""
    rewrite(
        "via: outbox                # outbox | pagerduty", "via: pagerduty             # outbox | pagerduty"
    )


@pytest.fixture
def document(program: Any) -> Callable[[], Path]:
    """Return where the one incident document of the repository is."""

    def find() -> Path:
        (path,) = program.root.glob("incidents/*/*/inc-*.md")
        assert isinstance(path, Path)
        return path

    return find


@pytest.fixture
def paged(program: Any, beginnings: Any) -> Any:
    """Return an incident as JSON: declared at 09:14:09, its page confirmed."""

    def play() -> Any:
        incident = program.declare()
        program("send", "--done")
        return incident

    return beginnings("paged", program, play)


@pytest.fixture
def mitigated(program: Any, beginnings: Any) -> None:
    """Declare at 09:14, mitigate at 09:44; it is 09:54."""

    def play() -> None:
        program.declare(started="08:58", detected="09:02")
        program.clock.forward(minutes=30)
        program("update", "--phase", "mitigated", "-m", "Logins work again.")
        program.clock.forward(minutes=10)

    beginnings("mitigated", program, play)


@pytest.fixture
def resolved(program: Any, mitigated: None, beginnings: Any) -> Any:
    """Return a resolved incident as JSON: declared 09:14, mitigated 09:44, resolved 09:54."""
    return beginnings("resolved", program, lambda: program(*RESOLVE, "--json").json)
