"""What every test stands on: git told who commits and nothing else, a fixed clock, the program in process."""

import io
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from beginnings import Beginnings
from browser import Browser, chromium
from hypothesis import settings

from acmeinc.app import App
from acmeinc.cli import command_tree
from acmeinc.commands.init import make_repository
from acmeinc.storage.seed import seed_for
from acmeinc.terminal.prompts import Choice

# The same examples on every machine and in every order, however loaded the machine is.
# `--hypothesis-profile=thorough` looks at more of them.
settings.register_profile("steady", derandomize=True, deadline=None, database=None, max_examples=30)
settings.register_profile("thorough", derandomize=True, deadline=None, database=None, max_examples=200)
settings.load_profile("steady")

MEMORY = Path("/dev/shm")
GIGABYTE = 2**30

START = datetime(2026, 11, 23, 14, 14, 9, tzinfo=UTC)
"""09:14:09 on a Monday in New York."""


def pytest_configure() -> None:
    """Put temporary folders into memory where they fit: half of the time went into waiting for the disk.

    `--basetemp=DIR` puts them elsewhere.
    """
    if _takes_programs(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _takes_programs(folder: Path) -> bool:
    """Return whether the scripts of the tests can be started in a folder, and a gigabyte is free there."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    held = os.statvfs(folder)
    return not held.f_flag & os.ST_NOEXEC and held.f_bavail * held.f_frsize > GIGABYTE


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for a browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are processors: many tests wait for a program that they started."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def git_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git see no configuration of this machine, and commit as Ana Ruiz."""
    isolate_git(monkeypatch)


def isolate_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let git see no configuration of this machine, and commit as Ana Ruiz, as long as the patch lasts."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ana Ruiz")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ana@example.com")
    for name in ("ACMEINC_REPO", "ACMEINC_NO_INPUT", "NO_COLOR", "FORCE_COLOR", "GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def forward(self, **span: float) -> None:
        """Move it: `forward(minutes=20)`."""
        self.now += timedelta(**span)


@dataclass
class ScriptedPrompter:
    """Answers from a script of (question, answer) pairs; an unexpected question fails the test."""

    script: list[tuple[str, Any]] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)

    def _answer(self, question: str) -> Any:
        assert self.script, f"unexpected question: {question!r}"
        expected, answer = self.script.pop(0)
        assert expected in question, f"asked {question!r}, expected {expected!r}"
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def text(
        self,
        question: str,
        default: str = "",
        suggestions: Sequence[str] = (),
        validate: Callable[[str], str | None] | None = None,
        hint: str = "",
    ) -> str:
        """Return the scripted text; None takes the default.

        Of three texts the first is tried, the second is why it is refused, and the third is the answer.
        """
        answer = self._answer(question)
        if isinstance(answer, tuple):
            tried, why, answer = answer
            assert validate and validate(tried) == why
        text = default if answer is None else str(answer)
        assert validate is None or validate(text) is None, f"{text!r} is refused for {question!r}"
        return text

    def choose(self, question: str, options: Sequence[Choice], default: str = "") -> str:
        """Return the scripted option; None takes the default."""
        answer = self._answer(question)
        answer = default if answer is None else answer
        assert answer in [option.value for option in options], f"{answer!r} is no option of {question!r}"
        return str(answer)

    def check(self, question: str, options: Sequence[Choice]) -> list[str]:
        """Return the scripted options."""
        answer = list(self._answer(question))
        assert set(answer) <= {option.value for option in options}
        return answer

    def confirm(self, question: str, default: bool = True) -> bool:
        """Return the scripted yes or no; None takes the default."""
        answer = self._answer(question)
        return default if answer is None else bool(answer)

    def long_text(self, question: str, initial: str = "") -> str:
        """Return the scripted text; None takes the initial one."""
        answer = self._answer(question)
        return initial if answer is None else str(answer)

    def preview(self, lines: Sequence[str]) -> Any:
        """Return the scripted verdict and keep what was shown."""
        self.shown.append(list(lines))
        return self._answer("preview")


@dataclass(frozen=True)
class Result:
    """What a command did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout as JSON."""
        return json.loads(self.out)


@dataclass
class Program:
    """The program in this process, in one repository, under one clock."""

    root: Path
    clock: Clock
    entropy: Callable[[int], bytes]
    prompter: ScriptedPrompter | None = None

    def __call__(self, *args: str, code: int = 0, prompter: ScriptedPrompter | None = None) -> Result:
        """Run `acmeinc ARGS`; the exit code has to be `code`."""
        result = self.attempt(*args, prompter=prompter)
        told = f"acmeinc {' '.join(args)}: exit {result.code}\n{result.out}\n{result.err}"
        assert result.code == code, told
        return result

    def attempt(self, *args: str, prompter: ScriptedPrompter | None = None) -> Result:
        """Run `acmeinc ARGS`, however it ends."""
        out, err = io.StringIO(), io.StringIO()
        app = App(
            clock=self.clock,
            entropy=self.entropy,
            prompter=prompter or self.prompter,
            stdin=io.StringIO(),
            stdout=out,
            stderr=err,
        )
        app.repo_path = self.root
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as stop:
            command_tree()(list(args), prog_name="acmeinc", obj=app)
        return Result(int(stop.value.code or 0), out.getvalue(), err.getvalue())

    def declare(self, **flags: str) -> Any:
        """Declare an incident (Login is down, SEV1) and return it as JSON."""
        named = {
            "functionality": "Login",
            "state": "down",
            "severity": "SEV1",
            "impact": "Nobody can log in.",
        }
        words = [w for name, value in (named | flags).items() for w in (f"--{name.replace('_', '-')}", value)]
        return self("declare", *words, "--json").json


@pytest.fixture
def answers() -> Iterator[Callable[..., ScriptedPrompter]]:
    """Return a maker of prompters from (question, answer) pairs; every question has to be asked."""
    made: list[ScriptedPrompter] = []

    def make(*script: tuple[str, Any]) -> ScriptedPrompter:
        made.append(ScriptedPrompter(list(script)))
        return made[-1]

    yield make
    assert [prompter.script for prompter in made if prompter.script] == [], "questions never asked"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real browser, started once for the tests of a module."""
    with chromium() as started:
        yield started


@pytest.fixture
def clock() -> Clock:
    """Return a clock that shows 2026-11-23 09:14:09 in New York."""
    return Clock()


@pytest.fixture(scope="session")
def new_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new incident repository that nobody works in: to copy it is quicker than to make one.

    It has few files: its objects are in one pack, as in a clone, and no samples of hooks are there.
    """
    with pytest.MonkeyPatch.context() as patch:
        isolate_git(patch)
        root = make_repository(tmp_path_factory.mktemp("new") / "incidents").root
        subprocess.run(["git", "-C", str(root), "repack", "-adnq"], check=True)
    for sample in (root / ".git" / "hooks").glob("*.sample"):
        sample.unlink()
    return root


@pytest.fixture
def program(tmp_path: Path, clock: Clock, new_repository: Path) -> Iterator[Program]:
    """Return the program in a new incident repository; every scripted question has to be asked."""
    root = Path(shutil.copytree(new_repository, tmp_path / "incidents", symlinks=True)).resolve()
    ready = Program(root, clock, random.Random(1).randbytes)
    yield ready
    assert ready.prompter is None or ready.prompter.script == [], "questions never asked"


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """Return the beginnings that were played already."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@pytest.fixture
def plain(tmp_path: Path, clock: Clock) -> Program:
    """Return the program in a repository that git does not know: enough for what only reads, and quick."""
    root = tmp_path / "plain"
    for name, content in seed_for(root).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return Program(root, clock, random.Random(1).randbytes)


CORPORA = ("real_incidents.jsonl", "ownership_real.csv", "naughty_strings.json")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder that ACMEINC_CORPORA names; without one skip, but fail where it is required.

    It is required in CI, unless ACMEINC_REQUIRE_CORPORA=0 says otherwise.
    """
    named = os.environ.get("ACMEINC_CORPORA", "")
    if not named:
        in_ci = "1" if os.environ.get("CI") == "true" else "0"
        required = os.environ.get("ACMEINC_REQUIRE_CORPORA", in_ci) == "1"
        (pytest.fail if required else pytest.skip)(
            f"ACMEINC_CORPORA does not name the folder with {', '.join(CORPORA)}"
        )
    missing = [name for name in CORPORA if not (Path(named) / name).is_file()]
    assert not missing, f"ACMEINC_CORPORA={named} has no {', '.join(missing)}"
    return Path(named)
