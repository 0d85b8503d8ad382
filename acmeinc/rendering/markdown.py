"""Untrusted text in Markdown that a forge renders: it mentions nobody, links nowhere and breaks no table.

What stands in code is neither rendered nor, on any forge, read for mentions. Where a text could end the code
span, or the cell of a table that it stands in, it is written in numbers between tags instead.
"""

import re
from collections.abc import Iterable, Sequence

from acmeinc.incident.text import clean_line, visible

LONGEST = 160
_TAIL = 50
_RISKY = re.compile(r"[`|@\\<&]")
_ANY_MARK = re.compile(r"[!-/:-@\[-`{-~]")


def code(text: str) -> str:
    """Return `text` as code in one line, its middle left out where it is long; an empty one as a dash."""
    line = _line(text)
    if not line:
        return "–"
    return html_code(line) if _RISKY.search(line) else f"`{line}`"


def html_code(text: str) -> str:
    """Return `text` as code where no Markdown is read: in the summary of details."""
    return f"<code>{_ANY_MARK.sub(_numbered, _line(text))}</code>"


def fenced(lines: Iterable[str], language: str = "") -> str:
    """Return lines as a block of code, behind a fence that is longer than any in them."""
    body = "\n".join(_cut(visible(line)) for line in lines)
    longest = max((len(run) for run in re.findall("`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{body}\n{fence}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown already, those of a column whose name ends in `:` to the right."""
    names = [name.removesuffix(":") for name in header]
    rule = ["---:" if name.endswith(":") else "---" for name in header]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (names, rule, *rows))


def details(summary: str, body: str) -> str:
    """Return what is shown only on demand: a `summary` in HTML, a `body` in Markdown."""
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"


def _line(text: str) -> str:
    return _cut(visible(clean_line(text)))


def _cut(line: str) -> str:
    """Return a line with an … in its middle where it is long: at its end stands which column it is about."""
    return line if len(line) <= LONGEST else f"{line[: LONGEST - _TAIL - 1]}…{line[-_TAIL:]}"


def _numbered(mark: re.Match[str]) -> str:
    return f"&#{ord(mark[0])};"
