"""Asking for what is missing, all of it before anything is written (DESIGN §4).

Questions are data. Without a terminal the missing ones are named together, by flag; with one they are asked
in order, and what was answered survives Ctrl-C.
"""

import shlex
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple

from acmeinc.app import App
from acmeinc.errors import Cancelled, NeedsAnswer
from acmeinc.storage.answers import drop_answers, keep_answers, kept_answers
from acmeinc.terminal.prompts import Prompter


class Question(NamedTuple):
    """One question: the `flag` that answers it too, how to ask it, and an example for the hint."""

    name: str
    flag: str
    ask: Callable[[Prompter], Any]
    example: str = '"…"'


class Interview:
    """The questions of one step. Used as a context: what was answered is kept when the block is cancelled."""

    def __init__(self, app: App, step: str, given: Mapping[str, Any]) -> None:
        self._app = app
        self._step = step
        self._given = {name: value for name, value in given.items() if value not in (None, "", [])}
        self.answers: dict[str, Any] = dict(self._given)

    def __enter__(self) -> "Interview":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        folder = self._app.repository.common_dir
        asked = {name: value for name, value in self.answers.items() if name not in self._given}
        if kind and issubclass(kind, Cancelled | KeyboardInterrupt):
            if asked:
                keep_answers(folder, self._step, asked)
                self._app.console.say(f"Your answers are kept: acmeinc {self._step} offers them again.")
        elif kind is None:
            drop_answers(folder, self._step)

    def ask(self, questions: Sequence[Question]) -> dict[str, Any]:
        """Return the answers to all `questions`, those given by flag included.

        Raises NeedsAnswer, naming every missing flag, when there is nobody to ask.
        """
        missing = [q for q in questions if q.name not in self.answers]
        if missing and not self._app.can_ask:
            raise self._needs(missing, questions)
        if missing:
            self._offer_kept(missing)
        for question in questions:
            if question.name not in self.answers:
                self.answers[question.name] = question.ask(self._app.ask)
        return self.answers

    def _offer_kept(self, missing: Sequence[Question]) -> None:
        names = {question.name for question in missing}
        kept = kept_answers(self._app.repository.common_dir, self._step)
        kept = {name: value for name, value in kept.items() if name in names}
        if not kept:
            return
        shown = ", ".join(str(value) for value in kept.values())
        if self._app.ask.confirm(f"Go on with what you answered before ({shown})?"):
            self.answers |= kept
        else:
            drop_answers(self._app.repository.common_dir, self._step)

    def _needs(self, missing: Sequence[Question], questions: Sequence[Question]) -> NeedsAnswer:
        flags = ", ".join(question.flag for question in missing)
        words = [f"acmeinc {self._step}"]
        for question in questions:
            value = self._given.get(question.name)
            words.append(f"{question.flag} {quoted(value) if value is not None else question.example}")
        return NeedsAnswer(f"{self._step} needs answers: {flags}", hint=" ".join(words))


def quoted(value: object) -> str:
    """Return a value as it can be typed in a shell, in double quotes where any are needed and harmless."""
    text = str(value)
    if text.replace("-", "").isalnum():
        return text
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'
