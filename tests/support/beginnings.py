"""How many tests begin: played once by each process, and copied for every other test."""

import copy
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple


class Beginnings:
    """What beginnings left, in a folder of its own.

    `beginnings(name, program, play)` plays the first time. After that the repository of `program`, its time,
    its chance and what is returned are as `play()` left them: nothing may have been done to them before.
    """

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._left: dict[str, _Left] = {}

    def __call__(self, name: str, program: Any, play: Callable[[], Any], *folders: str) -> Any:
        """Return what `play` returned; `folders` are what it changes, if not the repository alone."""
        where, changed = program.root.parent, folders or (program.root.name,)
        if name in self._left:
            return self._left[name].come_back(self._kept / name, where, changed, program)
        answer = play()
        for folder in changed:
            shutil.copytree(where / folder, self._kept / name / folder, symlinks=True)
        self._left[name] = _Left(where, program.clock.now, _chance(program).getstate(), copy.deepcopy(answer))
        return answer


class _Left(NamedTuple):
    """Where it was played, the time and the chance of the program then, and what was returned."""

    where: Path
    now: datetime
    chance: Any
    answer: Any

    def come_back(self, kept: Path, where: Path, folders: Sequence[str], program: Any) -> Any:
        for folder in folders:
            shutil.rmtree(where / folder, ignore_errors=True)
            shutil.copytree(kept / folder, where / folder, symlinks=True)
            self._settle(where, where / folder)
        program.clock.now = self.now
        _chance(program).setstate(self.chance)
        return copy.deepcopy(self.answer)

    def _settle(self, where: Path, repository: Path) -> None:
        """Have the remotes of a repository be where their copies are, and git know the copied files."""
        config = repository / ".git" / "config"
        if config.is_file():
            config.write_text(config.read_text().replace(str(self.where), str(where)))
            subprocess.run(["git", "-C", str(repository), "update-index", "-q", "--refresh"], check=False)


def _chance(program: Any) -> Any:
    """Return the generator of its bytes."""
    return program.entropy.__self__
