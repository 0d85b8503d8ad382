"""The keys that mean something in a question, beyond those every prompt knows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

if TYPE_CHECKING:
    from questionary import Question


class ForEditor(str):
    """What was typed so far when the person asked for the editor."""

    __slots__ = ()


class Suggestions(Completer):
    """What an answer may be meant to say: words that begin with what was typed, then those that hold it."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Yield the words that fit what stands before the cursor, upper or lower case."""
        typed = document.text_before_cursor
        places = {word: word.lower().find(typed.lower()) for word in self._words}
        for word in sorted((word for word in places if places[word] >= 0), key=lambda word: places[word] > 0):
            yield Completion(word, -len(typed), style="class:answer", selected_style="class:selected")


def tab_completes() -> KeyBindings:
    """Return Tab: the first suggestion, then the next, even before the list had time to appear."""
    keys = KeyBindings()

    @keys.add("tab")
    def complete(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.complete_state:
            buffer.complete_next()
            return
        fitting = buffer.completer.get_completions(buffer.document, CompleteEvent(completion_requested=True))
        if first := next(iter(fitting), None):
            buffer.apply_completion(first)

    return keys


def editor_opens() -> KeyBindings:
    """Return ctrl-x ctrl-e: the answer goes on in the editor, and is a `ForEditor`."""
    keys = KeyBindings()

    @keys.add("c-x", "c-e")
    def open_editor(event: KeyPressEvent) -> None:
        event.app.exit(result=ForEditor(event.current_buffer.text))

    return keys


def one_key_answers(answers: dict[str, str]) -> KeyBindings:
    """Return keys that answer at once, upper or lower case; no other key writes anything."""
    keys = KeyBindings()

    @keys.add("<any>")
    def ignore(event: KeyPressEvent) -> None:
        """Do nothing."""

    for key, answer in answers.items():
        for case in {key, key.upper()} if len(key) == 1 else {key}:
            keys.add(case, eager=True)(lambda event, answer=answer: event.app.exit(result=answer))
    return keys


def end_of_input_cancels(question: "Question") -> None:
    """Let Ctrl-D end a list too; questions of one line know it already."""
    keys = question.application.key_bindings
    if isinstance(keys, KeyBindings):
        keys.add("c-d", eager=True)(lambda event: event.app.exit(exception=EOFError))
