"""Words from the command line as one text."""

import sys
from collections.abc import Sequence

from acmeinc.app import App
from acmeinc.errors import NeedsAnswer, Usage


def spoken(app: App, step: str, words: Sequence[str] | None, question: str = "What happened?") -> str:
    """Return the words as one text; `-` alone reads standard input; asks where there are none."""
    if words and list(words) == ["-"]:
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    elif words:
        text = " ".join(words)
    elif app.can_ask:
        text = app.ask.long_text(question)
    else:
        raise NeedsAnswer(f"{step} needs words", hint=f"acmeinc {step} rolled back deploy 4812")
    if any("\udc80" <= character <= "\udcff" for character in text):
        raise Usage(
            "the text is not valid UTF-8", hint=f"give it as UTF-8, for example: acmeinc {step} - < file"
        )
    if not text.strip():
        raise Usage(f"{step}: the text is empty", hint=f"acmeinc {step} rolled back deploy 4812")
    return text
