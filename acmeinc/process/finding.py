"""What an examination finds of one thing that an incident needs: in order, missing, or wrong."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

State = Literal["ok", "missing", "wrong"]


class Finding(NamedTuple):
    """The state of one thing; `group` and `check` name it, `told` says what was found.

    `mend` is what to type, "" where nothing is to be done. What is not `required` is only a warning.
    """

    group: str
    check: str
    state: State
    told: str
    mend: str = ""
    required: bool = True

    @property
    def stops(self) -> bool:
        """Return whether an incident cannot be run as the process wants it until this is mended."""
        return self.required and self.state != "ok"


def stopping(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that have to be mended."""
    return [finding for finding in findings if finding.stops]
