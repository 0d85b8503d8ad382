"""The scripts of `docs/` as modules."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def script(name: str) -> ModuleType:
    """Return a script of `docs/`, which finds its neighbours as it does when it is run."""
    if str(DOCS) not in sys.path:
        sys.path.append(str(DOCS))
    return import_module(name)


@pytest.fixture
def replay() -> ModuleType:
    """Return `docs/replay.py`."""
    return script("replay")


@pytest.fixture
def recording() -> ModuleType:
    """Return `docs/record_session.py`, where there is a terminal to record."""
    pytest.importorskip("pexpect")
    return script("record_session")
