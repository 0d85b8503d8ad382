"""Numbered questions, one line at a time: for screen readers and dumb terminals."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from acmeinc.incident.text import visible
from acmeinc.terminal.console import Console
from acmeinc.terminal.editor import edit, editor_command
from acmeinc.terminal.prompts import Choice, Validate, Verdict, cancelled, forget_typeahead

_VERDICTS: dict[str, Verdict] = {"": "send", "e": "edit", "q": "quit"}


class PlainPrompter:
    """A `Prompter` that writes lines to stderr and reads lines from stdin."""

    def __init__(self, console: Console, stdin: TextIO | None = None) -> None:
        self._console = console
        self._stdin = stdin or sys.stdin

    def text(
        self,
        question: str,
        default: str = "",
        suggestions: Sequence[str] = (),
        validate: Validate | None = None,
        hint: str = "",
    ) -> str:
        """Return a line of text; Enter takes the default, `?` lists the suggestions."""
        if suggestions:
            hint = ", ".join(filter(None, [hint, "? lists the choices"]))
        while True:
            answer = self._read(_question(question, hint, default)) or default
            if answer == "?" and suggestions:
                self._list(suggestions)
            elif problem := validate(answer) if validate else None:
                self._console.say(visible(problem))
            else:
                return answer

    def choose(self, question: str, options: Sequence[Choice], default: str = "") -> str:
        """Return the value of the option whose number, value or label was typed."""
        values = [option.value for option in options]
        self._offer(question, options)
        preset = str(values.index(default) + 1) if default in values else ""
        while True:
            picked = _picked(self._read(_question("Number", "", preset)) or preset, options)
            if picked is not None:
                return picked
            self._console.say(f"Type a number from 1 to {len(options)}.")

    def check(self, question: str, options: Sequence[Choice]) -> list[str]:
        """Return the values of the options whose numbers were typed."""
        self._offer(question, options)
        while True:
            words = self._read("Numbers, with spaces between (Enter for none): ").replace(",", " ").split()
            picked = [_picked(word, options) for word in words]
            if None not in picked:
                return [option.value for option in options if option.value in picked]
            self._console.say(f"Type numbers from 1 to {len(options)}.")

    def confirm(self, question: str, default: bool = True) -> bool:
        """Return whether the answer is yes."""
        while True:
            answer = self._read(_question(question, "yes or no", "yes" if default else "no")).lower()
            if answer in ("", "y", "yes", "n", "no"):
                return answer.startswith("y") if answer else default
            self._console.say("Type yes or no.")

    def long_text(self, question: str, initial: str = "") -> str:
        """Return one line of text, the initial text, or what an editor gives."""
        if initial:
            self._console.say(visible(initial))
        editor = editor_command()
        enter = "Enter keeps the text above" if initial else "Enter for none"
        hint = f"{enter}, e opens {Path(editor[0]).name}" if editor else enter
        answer = self._read(_question(question, hint))
        if editor and answer == "e":
            return edit(initial, comment=question)
        return answer or initial

    def preview(self, lines: Sequence[str]) -> Verdict:
        """Show the lines, and return what to do with them."""
        self._console.say("\n".join(lines))
        forget_typeahead(self._stdin)
        while True:
            answer = self._read("Enter sends, e edits, q quits: ").lower()
            if answer in _VERDICTS:
                return _VERDICTS[answer]

    def _offer(self, question: str, options: Sequence[Choice]) -> None:
        self._console.say(visible(question))
        self._list([" - ".join(filter(None, [option.label, option.hint])) for option in options])

    def _list(self, texts: Sequence[str]) -> None:
        for number, text in enumerate(texts, start=1):
            self._console.say(f"  {number}. {visible(text)}")

    def _read(self, prompt: str) -> str:
        try:
            self._console.ask(prompt)
            line = self._stdin.readline()
        except KeyboardInterrupt:
            raise cancelled() from None
        if not line:
            raise cancelled()
        return line.strip()


def _question(question: str, hint: str, default: str = "") -> str:
    notes = [f"({hint})" if hint else "", f"[{default}]" if default else ""]
    return visible(" ".join(filter(None, [question, *notes]))) + ": "


def _picked(word: str, options: Sequence[Choice]) -> str | None:
    if word.isdecimal() and 1 <= int(word) <= len(options):
        return options[int(word) - 1].value
    named = [o.value for o in options if word and word.lower() in (o.value.lower(), o.label.lower())]
    return named[0] if named else None
