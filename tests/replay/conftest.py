"""Where the real material is found: data that nobody on this project wrote, and that is no part of it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def real_program(program: Any, corpora: Path) -> Any:
    """Return the program in a repository whose owners are the 381 real services."""
    (program.root / "ownership.csv").write_bytes((corpora / "ownership_real.csv").read_bytes())
    subprocess.run(["git", "commit", "-qam", "Real owners"], cwd=program.root, check=True)
    return program
