"""Every way a command can stop, and how a fault in a file is told.

A fault in someone's file is a value (`Problem`), so that one run can report all of them. A command
that cannot go on raises one `AcmeError`; `acmeinc.cli` is the only place that turns it into an exit code.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """A fault in a file: where it is, what is wrong, and what to type to mend it.

    `line` and `column` count from 1; 0 means that no place in the file can be named.
    `level` is `error` or `warning`.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    level: str = "error"

    def __str__(self) -> str:
        place = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
        return f"{place}: {self.message}"


class AcmeError(Exception):
    """A problem to show in one sentence, without a traceback; `hint` says what to type next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Failed(AcmeError):
    """Something outside went wrong: the disk, git, a hook."""


class Usage(AcmeError):
    """A flag or argument does not say what it has to."""

    exit_code = 2


class RulesSayNo(AcmeError):
    """The process does not allow this step now."""

    exit_code = 3


class BadData(RulesSayNo):
    """A file does not say what its format requires; `problems` lists every fault found."""

    def __init__(self, problems: Sequence[Problem], *, hint: str = "") -> None:
        super().__init__("\n".join(str(problem) for problem in problems), hint=hint or problems[0].hint)
        self.problems = tuple(problems)


class NotFound(AcmeError):
    """Nothing fits the name given, or more than one thing does."""

    exit_code = 4


class NeedsAnswer(AcmeError):
    """An answer is missing and there is no terminal to ask for it."""

    exit_code = 5


class NotDelivered(AcmeError):
    """Saved, but something has not left the house yet."""

    exit_code = 6


class Cancelled(AcmeError):
    """The user stopped; nothing was written."""

    exit_code = 130
