"""Every way a command can stop, and how a fault in a file is told.

A fault in someone's file is a value (`Problem`), so that one run can report all of them. A command
that cannot go on raises one `AcmeError`; `acmeinc.cli` is the only place that turns it into an exit code.
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple


class Problem(NamedTuple):
    """A fault in a file: where it is, what is wrong, and what to type to mend it.

    `line` and `column` count from 1; 0 means that no place in the file can be named.
    `level` is `error` or `warning`; `rule` names what was broken (`csv-two-teams`), the same in every run.
    """

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    level: str = "error"
    rule: str = ""

    def __str__(self) -> str:
        place = ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])
        return f"{place}: {self.message}"


class AcmeError(Exception):
    """A problem to show in one sentence, without a traceback; `hint` says what to type next."""

    exit_code = 1
    begun = False
    """Whether it stopped a step that is recorded already: the next step finishes that."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Failed(AcmeError):
    """Something outside went wrong: the disk, git, a hook."""


_MENDS = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room in your quota",
    errno.EROFS: "the disk is read-only: work in a copy you can write to",
    errno.EACCES: "ask for the right to use that file, or work in a copy of your own",
    errno.EPERM: "ask for the right to use that file, or work in a copy of your own",
    errno.ELOOP: "put a regular file there: symbolic links are not followed",
    errno.EMFILE: "close some programs: too many files are open",
    errno.ENFILE: "close some programs: too many files are open",
}


class DiskFault(Failed):
    """The system refused what was asked of a file: `mend` says what to do about that.

    `what` tells what could not be done, ending in "could not be written" or the like; "" names the file.
    """

    def __init__(self, error: OSError, what: str = "") -> None:
        self.mend = _MENDS.get(error.errno or 0, "see that the disk is well")
        reason = error.strerror or str(error) or type(error).__name__
        named = what or (f"{error.filename} could not be used" if error.filename else "")
        super().__init__(f"{named}: {reason}" if named else reason, hint=f"{self.mend}, then run this again")


@contextmanager
def disk_faults(what: str = "") -> Iterator[None]:
    """Turn what the system refuses while the block runs into a `DiskFault`."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise DiskFault(error, what) from error


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
