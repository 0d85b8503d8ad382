"""Asking for what is missing, all of it before anything is written (DESIGN §4).

Questions are data. Without a terminal the missing ones are named together, by flag; with one they are asked
in order, and what was answered survives Ctrl-C.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType, TracebackType
from typing import Any, NamedTuple

from acmeinc.app import App
from acmeinc.errors import AcmeError, Failed, NeedsAnswer, NotDelivered
from acmeinc.incident.text import clean, visible
from acmeinc.storage.answers import drop_answers, keep_answers, kept_answers
from acmeinc.terminal.prompts import Prompter


class Question(NamedTuple):
    """One question: the `flag` that answers it too, how to ask it, and an example for the hint.

    `usual` is the answer where nobody is asked, with `--yes` and without a terminal; None if there is none.
    """

    name: str
    flag: str
    ask: Callable[[Prompter], Any]
    example: str = '"…"'
    usual: str | None = None


class Interview:
    """The questions of one step, asked `about` an incident.

    Used as a context: what was answered is kept when the block ends before anything was saved, and offered
    the next time, for the same incident. `known` are answers that an earlier step got: they are kept too.
    After `--yes` only what has no usual answer is asked.
    """

    def __init__(
        self,
        app: App,
        step: str,
        given: Mapping[str, Any],
        about: str = "",
        *,
        known: Mapping[str, Any] = MappingProxyType({}),
        yes: bool = False,
    ) -> None:
        self._app = app
        self._asks_all = app.can_ask and not yes
        self._step = step
        self._draft = f"{step}-{about}" if about else step
        self._given = {name: value for name, value in given.items() if not _is_blank(value)}
        self.answers: dict[str, Any] = self._given | dict(known)
        self._offered = False

    def __enter__(self) -> "Interview":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, NotDelivered) or (isinstance(error, AcmeError) and error.begun):
            with suppress(Failed):
                drop_answers(self._app.repository.common_dir, self._draft)
        elif isinstance(error, AcmeError | KeyboardInterrupt) and self._app.can_ask and self._kept():
            told = f"your answers are kept: acmeinc {self._step} offers them again"
            if isinstance(error, AcmeError):
                error.hint = f"{error.hint}\n{told}".strip()
            else:
                self._app.console.say(told)

    def _kept(self) -> bool:
        """Keep what a person has answered, if anything; return whether that worked."""
        if not self._asked():
            return False
        try:
            keep_answers(self._app.repository.common_dir, self._draft, self._asked())
        except Failed:
            # What stopped the step is what has to be heard.
            return False
        return True

    def _asked(self) -> dict[str, Any]:
        """Return what a person has answered; a No is asked again."""
        return {
            name: answer
            for name, answer in self.answers.items()
            if name not in self._given and answer not in (False, "", [])
        }

    def ask(self, questions: Sequence[Question]) -> dict[str, Any]:
        """Return the answers to all `questions`, those given by flag and the usual ones included.

        Raises NeedsAnswer, naming every missing flag, when there is nobody to ask.
        """
        usual = {} if self._asks_all else {q.name: q.usual for q in questions if q.usual is not None}
        missing = [q for q in questions if q.name not in self.answers and q.name not in usual]
        if missing and not self._app.can_ask:
            raise self._needs(missing, questions)
        if missing and not self._offered:
            self._offered = True
            self._offer_kept(questions)
        for question in missing:
            if question.name not in self.answers:
                self.answers[question.name] = question.ask(self._app.ask)
        return usual | self.answers

    def _offer_kept(self, questions: Sequence[Question]) -> None:
        folder = self._app.repository.common_dir
        kept = kept_answers(folder, self._draft)
        kept = {name: answer for name, answer in kept.items() if name not in self.answers}
        if not kept:
            return
        shown = _listed(kept[question.name] for question in questions if question.name in kept)
        self._app.console.say(f"You answered before: {shown}")
        if self._app.ask.confirm("Go on with that?"):
            self.answers |= kept
        else:
            drop_answers(folder, self._draft)

    def _needs(self, missing: Sequence[Question], questions: Sequence[Question]) -> NeedsAnswer:
        flags = ", ".join(question.flag for question in missing)
        words = [f"acmeinc {self._step}"]
        for question in (q for q in questions if q in missing or q.name in self._given):
            value = self._given.get(question.name)
            typed = quoted(value) if value is not None else question.example
            words.append(f"{question.flag} {typed}" if question.flag.startswith("-") else typed)
        return NeedsAnswer(f"{self._step} needs answers: {flags}", hint=" ".join(words))


def _is_blank(value: object) -> bool:
    """Return whether a flag says nothing: not given, empty, or only white space."""
    return value in (None, []) or (isinstance(value, str) and not clean(value))


def _listed(answers: Iterable[Any]) -> str:
    """Return answers in one line: of a list its items, of a long text its beginning, of a Yes nothing."""
    texts = (", ".join(map(str, answer)) if isinstance(answer, list) else answer for answer in answers)
    shown = (" ".join(text.split()) for text in texts if isinstance(text, str))
    return " · ".join(visible(text if len(text) <= 40 else f"{text[:39].rstrip()}…") for text in shown)


def quoted(value: object) -> str:
    """Return a value as it can be typed in a shell, in double quotes where any are needed and harmless."""
    text = str(value)
    if text.replace("-", "").isalnum():
        return text
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'
