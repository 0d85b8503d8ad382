"""The bar that fills while something takes its time."""

import time
from collections.abc import Iterator

import pytest

from acmeinc.terminal.progress import along, bar


@pytest.mark.parametrize(
    ("done", "total", "line"),
    [
        pytest.param(0, 10_000, "Reading  [························]  0 of 10,000", id="nothing-yet"),
        pytest.param(5_000, 10_000, "Reading  [############············]  5,000 of 10,000", id="half"),
        pytest.param(3, 3, "Reading  [########################]  3 of 3", id="all"),
        pytest.param(0, 0, "", id="nothing-to-do"),
    ],
)
def test_bar(done: int, total: int, line: str) -> None:
    """How far it is, and how many there are."""
    assert bar("Reading", done, total) == line


def slowly(count: int) -> Iterator[int]:
    """Yield numbers, each after a moment."""
    for number in range(count):
        time.sleep(0.01)
        yield number


def test_what_is_quick_shows_nothing() -> None:
    """Not even that nothing is shown."""
    shown: list[str] = []
    assert list(along(range(1_000), "Reading", 1_000, shown.append)) == list(range(1_000))
    assert shown == []


def test_what_takes_long_is_shown_and_gone_afterwards() -> None:
    """Also where it is broken off."""
    shown: list[str] = []
    for number in along(slowly(40), "Reading", 40, shown.append, patience=0.02):
        if number == 30:
            break
    assert shown[0].startswith("Reading  [")
    assert shown[0].endswith(" of 40")
    assert 2 <= len(shown) < 10
    assert shown[-1] == ""
