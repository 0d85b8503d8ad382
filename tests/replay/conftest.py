"""Where the real material is found: data that nobody on this project wrote, and that is no part of it."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

FILES = ("real_incidents.jsonl", "ownership_real.csv", "naughty_strings.json")


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
            f"ACMEINC_CORPORA does not name the folder with {', '.join(FILES)}"
        )
    missing = [name for name in FILES if not (Path(named) / name).is_file()]
    assert not missing, f"ACMEINC_CORPORA={named} has no {', '.join(missing)}"
    return Path(named)


@pytest.fixture
def real_program(program: Any, corpora: Path) -> Any:
    """Return the program in a repository whose owners are the 381 real services."""
    (program.root / "ownership.csv").write_bytes((corpora / "ownership_real.csv").read_bytes())
    subprocess.run(["git", "commit", "-qam", "Real owners"], cwd=program.root, check=True)
    return program
