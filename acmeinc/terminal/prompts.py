"""The narrow seam through which a command asks: what can be asked, and who answers.

Commands know `Prompter` alone; tests give them a scripted one.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple, NoReturn, Protocol, TextIO

from acmeinc.errors import Cancelled, NeedsAnswer
from acmeinc.terminal.console import Console

Verdict = Literal["send", "edit", "quit"]
"""What to do with a message that was shown."""

Validate = Callable[[str], str | None]
"""Says what is wrong with an answer, or None when nothing is."""


MORE = "and?"
"""The question for one more of the same; an empty answer ends it, and leaves no trace on the screen."""


class Choice(NamedTuple):
    """One of several answers: what the command gets, what the person reads, and a word of explanation."""

    value: str
    label: str
    hint: str = ""


class Prompter(Protocol):
    """Asks a person. Every method raises Cancelled on Ctrl-C and Ctrl-D, and nothing was written then."""

    def text(
        self,
        question: str,
        default: str = "",
        suggestions: Sequence[str] = (),
        validate: Validate | None = None,
        hint: str = "",
    ) -> str:
        """Return a line of text, without spaces at its ends; any text may be given, not only a suggestion."""
        ...

    def choose(self, question: str, options: Sequence[Choice], default: str = "") -> str:
        """Return the value of the one option picked; `default` is the value that Enter picks."""
        ...

    def check(self, question: str, options: Sequence[Choice]) -> list[str]:
        """Return the values of the options marked, in their order; empty when none was."""
        ...

    def confirm(self, question: str, default: bool = True) -> bool:
        """Return whether the answer is yes."""
        ...

    def long_text(self, question: str, initial: str = "") -> str:
        """Return text of one or more lines, typed here or in the person's editor; "" when there is none."""
        ...

    def preview(self, lines: Sequence[str]) -> Verdict:
        """Show what is about to leave the house, and return what to do with it."""
        ...


class NoPrompter:
    """Answers nothing: there is no terminal, or questions are refused. The safety net behind the flags."""

    def text(
        self,
        question: str,
        default: str = "",
        suggestions: Sequence[str] = (),
        validate: Validate | None = None,
        hint: str = "",
    ) -> str:
        """Raise NeedsAnswer."""
        self._refuse(question)

    def choose(self, question: str, options: Sequence[Choice], default: str = "") -> str:
        """Raise NeedsAnswer."""
        self._refuse(question)

    def check(self, question: str, options: Sequence[Choice]) -> list[str]:
        """Raise NeedsAnswer."""
        self._refuse(question)

    def confirm(self, question: str, default: bool = True) -> bool:
        """Raise NeedsAnswer."""
        self._refuse(question)

    def long_text(self, question: str, initial: str = "") -> str:
        """Raise NeedsAnswer."""
        self._refuse(question)

    def preview(self, lines: Sequence[str]) -> Verdict:
        """Raise NeedsAnswer."""
        self._refuse("Send it?", hint="--yes sends without showing it first")

    @staticmethod
    def _refuse(question: str, hint: str = "every question has a flag: see --help") -> NoReturn:
        raise NeedsAnswer(f"this needs an answer, and there is no terminal to ask in: {question}", hint=hint)


def open_prompter(console: Console, environment: Mapping[str, str] = os.environ) -> Prompter:
    """Return who answers here: nobody, numbered plain questions, or prompts with completion.

    Plain ones come with `ACMEINC_PLAIN_PROMPTS=1` (screen readers) and on a dumb terminal.
    """
    if not console.interactive:
        return NoPrompter()
    plain = environment.get("ACMEINC_PLAIN_PROMPTS", "0") not in ("", "0")
    if plain or environment.get("TERM") == "dumb":
        from acmeinc.terminal.plain_prompts import PlainPrompter

        return PlainPrompter(console)
    from acmeinc.terminal.terminal_prompts import TerminalPrompter

    return TerminalPrompter(console)


def cancelled() -> Cancelled:
    """Return the error for Ctrl-C and Ctrl-D in a question."""
    return Cancelled("cancelled; nothing was written or sent")


def forget_typeahead(stdin: TextIO) -> None:
    """Drop keys pressed before a message was on the screen: nobody sends what they have not seen."""
    with suppress(ImportError, OSError):
        import termios

        if stdin.isatty():
            termios.tcflush(stdin, termios.TCIFLUSH)
