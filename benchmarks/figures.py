"""What was measured, as values, and as the table that people read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

HEADINGS = ("measure", "yardstick", "measured", "yardstick took", "ratio", "goal", "")


class Figure(NamedTuple):
    """One figure: `value` in `unit` beside that of its yardstick, in the same unit (None: it has none).

    `goal` limits the ratio, or the value where there is no yardstick; None where nothing was promised.
    `value` is None where the yardstick is not installed: then nothing was measured.
    """

    name: str
    value: float | None
    unit: str
    yardstick: str = ""
    yardstick_value: float | None = None
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return the value as a multiple of its yardstick's."""
        if self.value is None or not self.yardstick_value:
            return None
        return self.value / self.yardstick_value

    @property
    def judged(self) -> float | None:
        """Return what the goal limits and later runs are compared by."""
        return self.value if self.ratio is None else self.ratio

    @property
    def is_missed(self) -> bool:
        """Return whether there is a goal, and it was not reached."""
        return self.goal is not None and self.judged is not None and self.judged > self.goal


def table(figures: Iterable[Figure]) -> list[str]:
    """Return the lines of a Markdown table."""
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["| " + " | ".join(_aligned(row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], rule, *lines[1:]]


def slower(figures: Iterable[Figure], before: Mapping[str, float], tolerance: float) -> list[str]:
    """Return a line for each figure that is more than `tolerance` above what it was `before`, by name."""
    return [
        f"{figure.name}: {before[figure.name]:.2f} before, {now:.2f} now"
        for figure in figures
        if (now := figure.judged) is not None
        and figure.name in before
        and now > before[figure.name] * (1 + tolerance)
    ]


def _row(figure: Figure) -> tuple[str, ...]:
    unit = figure.unit
    return (
        figure.name,
        figure.yardstick or "–",
        "not measured" if figure.value is None else f"{figure.value:.1f} {unit}",
        "–" if figure.yardstick_value is None else f"{figure.yardstick_value:.1f} {unit}",
        "–" if figure.ratio is None else f"{figure.ratio:.2f}×",
        "–" if figure.goal is None else f"≤ {figure.goal:g}{'×' if figure.yardstick else f' {unit}'}",
        "missed" if figure.is_missed else "",
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
