"""A film of a terminal as one SVG file, which refers to nothing outside itself."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

COLUMNS, LINES = 80, 34
"""Of the terminal."""
SIZE, WIDE, HIGH = 13, 7.83, 17
"""The size of a letter, the width of a column, the height of a line, in pixels."""
EDGE, BAR = 14, 30
PAPER, INK = "#161b22", "#d6dde6"
COLORS = {
    "red": "#ff7b72",
    "green": "#56d364",
    "brown": "#e3b341",
    "blue": "#79c0ff",
    "magenta": "#d2a8ff",
    "cyan": "#76e3ea",
    "white": "#f0f6fc",
}
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"


class Cell(NamedTuple):
    """How one character looks."""

    color: str
    bold: bool
    reverse: bool


Row = tuple[tuple[int, str, Cell], ...]
"""A line of the screen: where each run of equal looks begins, its text, its looks."""


class Frame(NamedTuple):
    """The screen, and for how many seconds it stands."""

    rows: tuple[Row, ...]
    seconds: float


def drawn(frames: Sequence[Frame]) -> str:
    """Return the frames as one SVG: side by side behind a window, moved past it step by step.

    The last frame stands first, and stays where nothing moves.
    """
    order = [frames[-1], *frames[:-1]]
    width, height = COLUMNS * WIDE + 2 * EDGE, LINES * HIGH + BAR + EDGE
    rows = list(dict.fromkeys(row for frame in order for row in frame.rows if row))
    names = {row: f"l{index}" for index, row in enumerate(rows)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" '
        f'width="{width:g}" height="{height}" role="img">',
        "<title>acmeinc in a terminal: an incident is decided, declared, paged and written down</title>",
        f"<style>{_style(order, width)}</style>",
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
        *(f'<circle cx="{20 + 18 * i}" cy="16" r="5" fill="#3d444d"/>' for i in range(3)),
        f"<defs>{''.join(_symbol(names[row], row) for row in rows)}</defs>",
        f'<svg x="{EDGE}" y="{BAR}" width="{width - 2 * EDGE:g}" height="{LINES * HIGH}"><g class="film">',
        *_film(order, names, width),
        "</g></svg></svg>",
    ]
    return "\n".join(parts) + "\n"


def _style(order: Sequence[Frame], width: float) -> str:
    total = sum(frame.seconds for frame in order)
    stops, at = [], 0.0
    for index, frame in enumerate(order):
        stops.append(f"{100 * at / total:.2f}%{{transform:translateX({-index * width:g}px)}}")
        at += frame.seconds
    looks = "".join(f".{name}{{fill:{value}}}" for name, value in COLORS.items())
    return (
        f"text{{font:{SIZE}px {FONTS};fill:{INK};white-space:pre}}.b{{font-weight:600}}{looks}"
        f"@media (prefers-reduced-motion:no-preference)"
        f"{{.film{{animation:film {total:.1f}s step-end infinite}}}}"
        f"@keyframes film{{{''.join(stops)}}}"
    )


def _symbol(name: str, row: Row) -> str:
    return f'<g id="{name}">{"".join(_runs(row))}</g>'


def _runs(row: Row) -> Iterator[str]:
    for column, text, looks in row:
        x, length = column * WIDE, len(text) * WIDE
        names = [looks.color] if looks.color in COLORS else []
        names += ["b"] if looks.bold else []
        style = f' class="{" ".join(names)}"' if names else ""
        if not names and len(looks.color) == 6 and not looks.reverse:
            style = f' style="fill:#{looks.color}"'
        if looks.reverse:
            yield f'<rect x="{x:g}" y="3" width="{length:g}" height="{HIGH}" fill="{INK}"/>'
            style = f' style="fill:{PAPER}"'
        yield f'<text x="{x:g}" y="{SIZE + 2}" textLength="{length:g}"{style}>{escape(text)}</text>'


def _film(order: Sequence[Frame], names: dict[Row, str], width: float) -> Iterator[str]:
    for index, frame in enumerate(order):
        uses = (
            f'<use href="#{names[row]}" y="{line * HIGH}"/>' for line, row in enumerate(frame.rows) if row
        )
        yield f'<g transform="translate({index * width:g})">{"".join(uses)}</g>'


def shown(frame: Frame) -> list[str]:
    """Return the lines of a frame as text."""
    lines = []
    for row in frame.rows:
        line = ""
        for column, text, _ in row:
            line = line.ljust(column) + text
        lines.append(line.rstrip())
    return lines
