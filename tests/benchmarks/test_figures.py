"""The figures of the benchmarks: ratios, goals, the table, and what got slower."""

import pytest

from benchmarks.figures import Figure, slower, table

QUICK = Figure("next", 75.0, "ms", "Typer", 60.0, goal=1.6)
LARGE = Figure("memory of list", 160.0, "MB", goal=150.0)
FREE = Figure("list", 90.0, "ms", "Typer", 60.0)
ABSENT = Figure("beside jrnl", None, "ms", "jrnl", None, goal=0.6)


@pytest.mark.parametrize(
    ("figure", "judged", "is_missed"),
    [
        pytest.param(QUICK, 1.25, False, id="a ratio within its goal"),
        pytest.param(QUICK._replace(value=97.0), 97 / 60, True, id="a ratio above its goal"),
        pytest.param(LARGE, 160.0, True, id="a value above its goal"),
        pytest.param(FREE, 1.5, False, id="no goal"),
        pytest.param(ABSENT, None, False, id="not measured"),
    ],
)
def test_a_goal_limits_the_ratio_or_the_value(figure: Figure, judged: float | None, is_missed: bool) -> None:
    assert (figure.judged, figure.is_missed) == (judged, is_missed)


def test_the_table_is_markdown() -> None:
    assert table([QUICK, LARGE]) == [
        "| measure        | yardstick | measured | yardstick took | ratio | goal     |        |",
        "|----------------|-----------|----------|----------------|-------|----------|--------|",
        "| next           | Typer     | 75.0 ms  | 60.0 ms        | 1.25× | ≤ 1.6×   |        |",
        "| memory of list | –         | 160.0 MB | –              | –     | ≤ 150 MB | missed |",
    ]


def test_only_what_is_clearly_slower_is_said() -> None:
    before = {"next": 1.1, "memory of list": 155.0, "gone": 1.0, "beside jrnl": 0.1}
    assert slower([QUICK, LARGE, FREE, ABSENT], before, 0.1) == ["next: 1.10 before, 1.25 now"]


def test_what_was_not_measured_says_so() -> None:
    """Where the yardstick is not installed."""
    assert (
        table([ABSENT])[-1]
        == "| beside jrnl | jrnl      | not measured | –              | –     | ≤ 0.6× |  |"
    )
