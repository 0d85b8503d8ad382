"""Questions in a terminal, by questionary: completion, arrows, space to mark (written to stderr).

questionary and prompt_toolkit are imported when the first question is asked.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acmeinc.incident.text import visible
from acmeinc.terminal.console import Console
from acmeinc.terminal.editor import edit, editor_command
from acmeinc.terminal.layout import ROOMY, cells, pad, wrap
from acmeinc.terminal.prompts import MORE, Choice, Validate, Verdict, cancelled, forget_typeahead

if TYPE_CHECKING:
    from prompt_toolkit.styles import Style
    from questionary import Question

QUESTION_WIDTH = 26
"""Answers start in one column behind this; where it is narrow, right behind the question."""

_POINTER_WIDTH = len("  ❯ ○ ")
_COLORS = {
    "qmark": "bold",
    "pointer": "fg:ansigreen",
    "highlighted": "bold",
    "instruction": "fg:ansibrightblack",
}
_VERDICTS = {"enter": "send", "e": "edit", "q": "quit"}
_UNSTYLED = ("question", "answer", "selected", "text")


class TerminalPrompter:
    """A `Prompter` for a real terminal; `streams` are prompt_toolkit's `input` and `output`."""

    def __init__(self, console: Console, **streams: Any) -> None:
        self._console = console
        self._streams = streams

    def text(
        self,
        question: str,
        default: str = "",
        suggestions: Sequence[str] = (),
        validate: Validate | None = None,
        hint: str = "",
    ) -> str:
        """Return a line of text; Tab completes the suggestions, matched anywhere, upper or lower case."""
        import questionary

        from acmeinc.terminal.prompt_keys import Suggestions, tab_completes

        completes = f"tab completes: {len(suggestions)} names" if suggestions else ""
        settings = self._line_settings(hint or completes)
        if validate:
            settings["validate"] = lambda answer: self._in_a_line(validate(answer.strip())) or True
        if suggestions:
            words = [visible(suggestion) for suggestion in suggestions]
            settings |= {"choices": words, "completer": Suggestions(words), "key_bindings": tab_completes()}
        ask = questionary.autocomplete if suggestions else questionary.text
        answer = self._ask(ask("›", default=default, qmark=self._label(question), **settings)).strip()
        return self._answered(question, answer, answer)

    def choose(self, question: str, options: Sequence[Choice], default: str = "") -> str:
        """Return the value of the option picked with the arrows and Enter."""
        import questionary

        settings = self._list_settings("(arrows move, enter picks)")
        if any(option.value == default for option in options):
            settings["default"] = default
        picked = self._ask(
            questionary.select("", self._titles(options), qmark=self._head(question), **settings)
        )
        labels = {option.value: option.label for option in options}
        return self._answered(question, labels[picked], picked)

    def check(self, question: str, options: Sequence[Choice]) -> list[str]:
        """Return the values marked with the space bar; to go on with nothing marked takes a second Enter."""
        import questionary

        settings = self._list_settings("(space marks, enter goes on)") | {"validate": _nothing_marked_twice()}
        picked = self._ask(
            questionary.checkbox("", self._titles(options), qmark=self._head(question), **settings)
        )
        labels = [option.label for option in options if option.value in picked]
        self._answered(question, "\n".join(labels) or "none", "")
        return list(picked)

    def confirm(self, question: str, default: bool = True) -> bool:
        """Return whether the answer is yes; y and n answer at once."""
        import questionary

        settings = self._settings()
        yes = bool(self._ask(questionary.confirm("›", default, qmark=self._label(question), **settings)))
        self._answered(question, "Yes" if yes else "No", "")
        return yes

    def long_text(self, question: str, initial: str = "") -> str:
        """Return text typed here; ctrl-x ctrl-e, or Enter alone, opens the editor if one is set."""
        import questionary

        from acmeinc.terminal.prompt_keys import ForEditor, editor_opens

        editor = editor_command()
        opens = "ctrl-x ctrl-e opens" if initial else "enter alone opens"
        settings = self._line_settings(f"{opens} {Path(editor[0]).name}" if editor else "")
        if editor:
            settings["key_bindings"] = editor_opens()
        label = self._label(question)
        answer: str = self._ask(questionary.text("›", default=initial, qmark=label, **settings))
        if editor and (isinstance(answer, ForEditor) or not answer.strip()):
            answer = edit(answer, comment=question)
        lines = answer.strip().split("\n")
        more = f" (and {len(lines) - 1} more lines)" if len(lines) > 1 else ""
        return self._answered(question, lines[0] + more, answer.strip())

    def preview(self, lines: Sequence[str]) -> Verdict:
        """Show the lines, and return what one key says: Enter sends, e edits, q quits."""
        import questionary
        from prompt_toolkit.input.typeahead import clear_typeahead

        from acmeinc.terminal.prompt_keys import one_key_answers

        self._console.say("\n".join(lines) + "\n")
        settings = self._line_settings("") | {"key_bindings": one_key_answers(_VERDICTS)}
        clear_typeahead(settings["input"])
        forget_typeahead(sys.stdin)
        keys = "enter send · e edit · q quit "
        verdict: Verdict = self._ask(questionary.text("›", qmark=keys, **settings))
        self._console.say(f"{keys} › {verdict}")
        return verdict

    def _ask(self, question: "Question") -> Any:
        from acmeinc.terminal.prompt_keys import end_of_input_cancels

        end_of_input_cancels(question)
        try:
            return question.unsafe_ask()
        except (KeyboardInterrupt, EOFError):
            raise cancelled() from None

    def _answered(self, question: str, shown: str, answer: str) -> str:
        """Leave the question with its answer behind it, and return the answer."""
        if question == MORE and not answer:
            return answer
        start = f"{self._label(question)} › "
        taken = cells(start.rpartition("\n")[2])
        indent = taken if self._console.width >= ROOMY else 4
        lines = wrap(visible(shown), self._console.width - indent)
        if taken + cells(lines[0]) > self._console.width:
            lines.insert(0, "")
        self._console.say(start + f"\n{' ' * indent}".join(lines))
        return answer

    def _in_a_line(self, refusal: str | None) -> str | None:
        """Return as many words of a refusal as the one line has room for that it is shown in."""
        if not refusal or cells(refusal) < self._console.width:
            return refusal
        return f"{wrap(refusal, self._console.width - 3)[0]} …"

    def _label(self, question: str) -> str:
        """Return the question as wide as all are; a longer one stands above its answer."""
        text = visible(question)
        if self._console.width < ROOMY or cells(text) <= QUESTION_WIDTH:
            return pad(text, QUESTION_WIDTH if self._console.width >= ROOMY else 0)
        return "\n".join([*wrap(text, self._console.width), " " * QUESTION_WIDTH])

    def _head(self, question: str) -> str:
        return self._label(question).removesuffix(" ")

    def _titles(self, options: Sequence[Choice]) -> list[Any]:
        import questionary

        return [questionary.Choice(self._title(option), option.value) for option in options]

    def _title(self, option: Choice) -> str:
        """Return the option as it stands in the list; what is too long goes on below its second column."""
        text = visible(f"{option.label}  ({option.hint})" if option.hint else option.label)
        head, gap, rest = text.rpartition("  ") if text.count("  ") == 1 else ("", "", text)
        indent = " " * (_POINTER_WIDTH + cells(head + gap))
        return head + gap + f"\n{indent}".join(wrap(rest, self._console.width - len(indent) - 1))

    def _settings(self) -> dict[str, Any]:
        from prompt_toolkit.input import create_input
        from prompt_toolkit.output import ColorDepth, create_output

        if not self._streams:
            self._streams = {"input": create_input(sys.stdin), "output": create_output(sys.stderr)}
        colored = self._console.talk_ink.on
        depth = None if colored else ColorDepth.DEPTH_1_BIT
        return {
            "style": _style(colored=colored),
            "color_depth": depth,
            "erase_when_done": True,
            **self._streams,
        }

    def _line_settings(self, hint: str) -> dict[str, Any]:
        shown = [("class:instruction", f"({visible(hint)})")] if hint else None
        return self._settings() | {"rprompt": shown, "validate_while_typing": False}

    def _list_settings(self, instruction: str) -> dict[str, Any]:
        return self._settings() | {"pointer": " ❯", "instruction": instruction}


def _style(*, colored: bool) -> "Style":
    from prompt_toolkit.styles import Style

    plain = dict.fromkeys((*_COLORS, *_UNSTYLED), "noinherit")
    colors = {name: f"noinherit {color}" for name, color in _COLORS.items()} if colored else {}
    return Style(list((plain | colors).items()))


def _nothing_marked_twice() -> Callable[[list[str]], bool | str]:
    """Return a validator that asks once more before it takes an empty answer: Enter marks nothing."""
    warned = False

    def validate(marked: list[str]) -> bool | str:
        nonlocal warned
        if marked or warned:
            return True
        warned = True
        return "Nothing is marked: space marks; enter again if none is true."

    return validate
