"""The questions in a pseudo-terminal of their own."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pseudo_terminal import Terminal

ASKS = Path(__file__).parent / "asks.py"


@pytest.fixture
def start() -> Iterator[Callable[..., Terminal]]:
    """Return a function that starts a command in a terminal of its own."""
    started: list[Terminal] = []

    def start_one(command: list[str], columns: int = 80, **environment: str) -> Terminal:
        started.append(Terminal(command, environment, columns=columns))
        return started[-1]

    yield start_one
    for terminal in started:
        terminal.child.close(force=True)


@pytest.fixture
def asking(start: Callable[..., Terminal]) -> Callable[..., Terminal]:
    """Return a function that asks (method, arguments) pairs in a terminal."""

    def ask(*questions: tuple[str, dict], columns: int = 80, **environment: str) -> Terminal:
        return start([sys.executable, str(ASKS), json.dumps(questions)], columns, **environment)

    return ask
