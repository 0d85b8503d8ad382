"""Where the measuring happens: repositories in a folder of their own, and the programs that are measured."""

import compileall
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import NamedTuple

import acmeinc
from benchmarks import stopwatch

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")

GIT_FLAGS = ("-c", "maintenance.auto=false", "-c", "gc.auto=0", "-c", "core.fsync=committed")
"""How a step calls `git commit`: the yardstick calls it alike."""

_CALL = "from {module} import main\nmain()\n"


class Scene(NamedTuple):
    """A folder to measure in; `environment` is that of every command there."""

    folder: Path
    environment: Mapping[str, str]

    def acmeinc(self, *args: str) -> list[str]:
        """Return the command line of the program, as an installed one is started."""
        return [sys.executable, str(self.folder / "acmeinc"), *args]

    def one_command(self) -> list[str]:
        """Return the command line of the one-command Typer program."""
        return [sys.executable, str(self.folder / "one_command")]

    def run(self, command: list[str], where: Path, **more: str) -> stopwatch.Run:
        """Run a command in a folder, with `more` environment variables, and return what it took."""
        return stopwatch.run(command, where, {**self.environment, **more})

    def peak_mb(self, command: list[str], where: Path) -> float:
        """Return the most memory, in MB, that a command run in a folder holds at once."""
        return stopwatch.peak_mb(command, where, self.environment)

    def timer(self, command: list[str], where: Path, **more: str) -> Callable[[], float]:
        """Return a measure that runs a command and returns the milliseconds it took."""
        return lambda: self.run(command, where, **more).seconds * 1000

    def git(self, where: Path, *args: str) -> stopwatch.Run:
        """Run git with the flags that a step uses."""
        return self.run(["git", *GIT_FLAGS, *args], where)

    def module(self, name: str, *args: str) -> list[str]:
        """Return the command line of a module of the benchmarks."""
        return [sys.executable, "-m", f"benchmarks.{name}", *args]

    def repository(self, name: str) -> Path:
        """Return the folder of a new incident repository, as `acmeinc init` makes it."""
        self.run(self.acmeinc("init", name), self.folder)
        return self.folder / name


@contextmanager
def scene(*, in_memory: bool = False) -> Iterator[Scene]:
    """Give a scene on the disk, or in memory, where a file is safe at once and fsync costs nothing.

    Where the system has no file system in memory, the disk stands in for it.
    """
    home = str(MEMORY) if in_memory and MEMORY.is_dir() else gettempdir()
    with TemporaryDirectory(dir=home) as folder:
        place = Path(folder).resolve()
        for name, module in (("acmeinc", "acmeinc.__main__"), ("one_command", "benchmarks.one_command")):
            (place / name).write_text(_CALL.format(module=module), encoding="utf-8")
        yield Scene(place, _environment())


def compile_all() -> None:
    """Compile both programs, as installing them does."""
    for package in (Path(acmeinc.__file__).parent, ROOT / "benchmarks"):
        compileall.compile_dir(package, quiet=1)


def file_system(folder: Path) -> str:
    """Return the kind of file system that `folder` is on, "unknown" where the system does not say."""
    try:
        command = ["stat", "--file-system", "--format=%T", str(folder)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _environment() -> dict[str, str]:
    dropped = ("ACMEINC", "GIT_", "PYTHON", "COMP_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    people = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Ana Ruiz"), ("EMAIL", "ana@example.com"))
    }
    return kept | people | {"PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull, "TERM": "dumb"}
