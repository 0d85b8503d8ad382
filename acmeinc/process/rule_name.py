"""What breaking a rule means."""

from typing import NamedTuple


class Rule(NamedTuple):
    """What breaking a rule means: its level (`error` or `warning`), what is wrong, and why that matters."""

    level: str
    what: str
    why: str
