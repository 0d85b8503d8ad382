"""Where clones race: a bare repository, its clones, each with a responder of its own, all at work at once."""

import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from benchmarks.scene import Scene

CLONES = 8


class Took(NamedTuple):
    """What something took: wall clock `seconds`, and `cpu_seconds` of all processes that it started."""

    seconds: float
    cpu_seconds: float

    def then(self, later: "Took") -> "Took":
        """Return what both took."""
        return Took(self.seconds + later.seconds, self.cpu_seconds + later.cpu_seconds)


class Stage(NamedTuple):
    """A folder that holds the bare repository and its clones."""

    scene: Scene
    folder: Path

    @property
    def seed(self) -> Path:
        """Return the folder of the repository that everything is cloned from."""
        return self.folder / "seed"

    def clone(self, number: int) -> Path:
        """Return the folder of a clone."""
        return self.folder / f"clone-{number}"

    def open(self) -> None:
        """Make the bare repository from the seed, and clone it over file://."""
        self.scene.git(self.folder, "clone", "-q", "--bare", str(self.seed), "remote.git")
        url = f"file://{self.folder / 'remote.git'}"
        for number in range(CLONES):
            self.scene.git(self.folder, "clone", "-q", url, self.clone(number).name)

    def call(self, number: int, *command: str) -> int:
        """Run a command in a clone, as its responder, and return its exit code."""
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", f"Responder {number}"), ("EMAIL", f"{number}@example.com"))
        }
        return subprocess.run(
            command,
            cwd=self.clone(number),
            env={**self.scene.environment, **who},
            capture_output=True,
            check=False,
        ).returncode

    def acmeinc(self, number: int, *args: str) -> int:
        """Run the program in a clone; 6 means that it could not push yet."""
        code = self.call(number, *self.scene.acmeinc(*args))
        assert code in (0, 6), f"acmeinc {' '.join(args)} ended with {code}"
        return code


def together(work: Callable[[int], None], numbers: Iterable[int]) -> Took:
    """Return what it took to do `work` in all clones at once; raises what stopped one of them."""
    failures: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as failure:
            failures.append(failure)

    workers = [threading.Thread(target=guarded, args=(number,)) for number in numbers]
    begun, before = time.perf_counter(), _cpu_seconds()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
    return Took(time.perf_counter() - begun, _cpu_seconds() - before)


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
