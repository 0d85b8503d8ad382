"""A stage for steps that are broken off, and the program in this process under the real clock."""

import dataclasses
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.breaking_off import Said, Stage


@pytest.fixture
def stage(program: Any, tmp_path: Path) -> Callable[[str], Stage]:
    """Return a maker of stages, by the name of an operation."""

    def acmeinc(root: Path, *words: str) -> Said:
        result = dataclasses.replace(
            program, root=root, clock=lambda: datetime.now(UTC), entropy=os.urandom
        ).attempt(*words)
        return Said(result.code, result.out, result.err)

    def make(name: str) -> Stage:
        return Stage(tmp_path / name, name, acmeinc)

    return make
