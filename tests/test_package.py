"""The package: what it carries, what it depends on, what its quick commands do not import (DESIGN §8, §9)."""

import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import acmeinc
from acmeinc.storage.seed import SEED

ROOT = Path(__file__).parents[1]
HEAVY = {
    *("rich", "questionary", "git", "jinja2", "pydantic", "slack_sdk", "asyncio"),
    *("icalendar", "holidays", "anyascii", "apprise", "requests", "sqlite3"),
}
"""Nothing that reads or appends may import these: each costs more than the whole command."""

RUN = """\
import atexit, sys
from acmeinc.__main__ import main
loaded = open(sys.argv.pop(1), "w")
atexit.register(lambda: loaded.write("\\n".join(sys.modules)))
main()
"""


def test_a_wheel_carries_the_files_that_a_checkout_has() -> None:
    carried = _hatch()["build"]["targets"]["wheel"]["force-include"]
    assert carried == {name: f"acmeinc/_seed/{name}" for name in SEED}


def test_the_version_is_said_once(program: Any) -> None:
    assert _hatch()["version"] == {"path": "acmeinc/__init__.py"}
    assert program("--version").out == f"acmeinc {acmeinc.__version__}\n"


def test_typer_imports_no_pydantic() -> None:
    """Typer 0.29 imports pydantic on every run, which costs 80 ms.

    When this passes with a newer Typer, the `<0.29` in pyproject.toml may go.
    """
    assert tuple(map(int, version("typer").split(".")[:2])) < (0, 29)
    code = "import typer, sys; print('pydantic' in sys.modules)"
    assert _python("-c", code).stdout == "False\n"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["next"], id="next"),
        pytest.param(["next", "--json"], id="next-json"),
        pytest.param(["list"], id="list"),
        pytest.param(["log", "rolled", "back"], id="log"),
        pytest.param(["show"], id="show"),
        pytest.param(["show", "--json"], id="show-json"),
    ],
)
def test_a_command_that_reads_or_appends_imports_nothing_heavy(
    program: Any, tmp_path: Path, words: list[str]
) -> None:
    program.declare()
    done, loaded = _modules(program.root, tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert HEAVY & loaded == set()
    assert words[0] not in ("next", "list", "show") or "hashlib" not in loaded


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_imports_nothing_heavy(program: Any, tmp_path: Path, shell: str) -> None:
    incident_id = program.declare()["id"]
    typed = {
        "COMP_WORDS": "acmeinc show inc",
        "COMP_CWORD": "2",
        "_TYPER_COMPLETE_ARGS": "acmeinc show inc",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_ACMEINC_COMPLETE": f"complete_{shell}",
    }
    done, loaded = _modules(program.root, tmp_path, **typed)
    assert incident_id in done.stdout, done.stderr
    assert (HEAVY | {"typer", "hashlib"}) & loaded == set()


def _hatch() -> dict[str, Any]:
    tool: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    hatch: dict[str, Any] = tool["hatch"]
    return hatch


def _modules(
    root: Path, folder: Path, *words: str, **environment: str
) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run the program on its own; return how it ended and the packages that it imported."""
    found = folder / "modules"
    driver = folder / "acmeinc"
    driver.write_text(RUN)
    done = _python(str(driver), str(found), *words, cwd=root, **environment)
    return done, {name.partition(".")[0] for name in found.read_text().splitlines()}


def _python(*args: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *args]
    return subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False
    )
