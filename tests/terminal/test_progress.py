"""The bar that fills while something takes its time."""

import pytest

from acmeinc.terminal.progress import bar


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
