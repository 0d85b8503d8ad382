"""What Rich lays out, as text: it gets visible text alone, so that nothing in a document can be markup."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from acmeinc.incident.text import visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text


def rendered(parts: Iterable["RenderableType"], width: int, *, color: bool) -> str:
    """Return parts one below the other, as text of at most `width` columns, without spaces at line ends.

    A `Text` is wrapped already, except for links, which stay whole; tables are Rich's to lay out.
    """
    from rich.console import Console
    from rich.text import Text

    written = StringIO()
    console = Console(
        file=written,
        width=width,
        markup=False,
        highlight=False,
        emoji=False,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))
    return "\n".join(line.rstrip() for line in written.getvalue().rstrip().split("\n"))


def shown(text: str, style: str = "") -> "Text":
    """Return text as Rich shows it as it is, its control characters visible."""
    from rich.text import Text

    return Text(visible(text), style=style)
