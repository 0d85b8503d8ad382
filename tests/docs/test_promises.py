"""What the decision pages promise about the package, where no other test holds it."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from acmeinc.storage.seed import SEED

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project() -> dict[str, Any]:
    """Return `pyproject.toml`."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_wheel_carries_what_init_copies(project) -> None:
    """One copy of the rules and templates (decision 15)."""
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried == {name: f"acmeinc/_seed/{name}" for name in SEED}


def test_typer_stays_below_the_release_that_imports_pydantic(project) -> None:
    """The pin of decision 14 may go when a later Typer passes this, too."""
    assert "typer>=0.26.8,<0.29" in project["project"]["dependencies"]
    code = "import sys, typer; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_every_library_has_a_reason(project) -> None:
    """A row of decision 16 for each dependency."""
    page = (ROOT / "docs" / "adr" / "0016-libraries.md").read_text(encoding="utf-8").lower()
    names = {line.split(">")[0].strip() for line in project["project"]["dependencies"]}
    assert {name for name in names if f"| {name} |" not in page} == set()
