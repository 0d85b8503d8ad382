"""Words from the command line: a text without quotes, and an entry by a part of its id."""

import sys
from collections.abc import Sequence

from acmeinc.app import App
from acmeinc.errors import NeedsAnswer, NotFound, Usage
from acmeinc.incident.reading import Reading


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


def entry_called(reading: Reading, part: str) -> str:
    """Return the id of the one entry that begins with, or contains, `part`; raises NotFound."""
    found = [i for i in reading.entries if part.upper() in i]
    if len(found) == 1:
        return found[0]
    raise NotFound(
        f"{len(found) or 'no'} entries fit {part!r}",
        hint=f"acmeinc show {reading.incident.id} --json lists the ids",
    )
