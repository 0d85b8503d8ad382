"""What two people do to one incident document at the same time, and what the merge of it says."""

import re
import textwrap
from collections import Counter
from collections.abc import Callable
from typing import Any

from several_people import Replica

from acmeinc.incident import header
from acmeinc.incident.document import read
from acmeinc.incident.drawing import BLOCKS, BOX
from acmeinc.incident.fields import FIELDS, element_key
from acmeinc.incident.merge import merge
from acmeinc.incident.model import Draft
from acmeinc.incident.parts import Prose, parse
from acmeinc.incident.state import State
from acmeinc.steps.undoing import LastStep, undo_step

Act = Callable[[Replica], None]

# ---- steps


def step(text: str, kind: str = "note", **changes: Any) -> Act:
    """Record an entry; `sets`, `adds`, `removes` and `extra` as a draft has them."""
    return lambda replica: replica.step(Draft(text, kind, **changes))


def corrects(words: str, text: str) -> Act:
    return lambda replica: replica.step(
        Draft(text, "correction", extra={"corrects": replica.entries(words)[0].id})
    )


def redacts(words: str) -> Act:
    def act(replica: Replica) -> None:
        entry = replica.entries(words)[0]
        replica.step(Draft("Redacted", "redaction", extra={"redacts": entry.id}), redacts=[entry.id])

    return act


def undoes(words: str) -> Act:
    def act(replica: Replica) -> None:
        entry = replica.entries(words)[0]
        assert entry.at
        last = LastStep("log", "log: note", "Ana Ruiz", "ana@example.com", entry.at, (entry,))
        replica.step(*undo_step(read(replica.text), last).drafts)

    return act


def meanwhile(*acts: Act) -> Act:
    """Merge what somebody else did to the same document."""

    def act(replica: Replica) -> None:
        other = Replica(replica.scene, replica.base)
        for each in acts:
            each(other)
        replica.text = merge(replica.base, replica.text, other.text).text

    return act


# ---- hands


def types(old: str, new: str) -> Act:
    """Write `new` in the place of `old`, which stands there once."""

    def act(replica: Replica) -> None:
        assert replica.text.count(old) == 1, old
        replica.text = replica.text.replace(old, new)

    return act


def rewrites(words: str, pattern: str, new: str) -> Act:
    """Write `new` over a part of the one line that holds `words`."""

    def act(replica: Replica) -> None:
        line = _line(replica, words)
        types(line, re.sub(pattern, new, line))(replica)

    return act


def writes(line: str) -> Act:
    """Write a line into the timeline."""
    return types("<!-- acmeinc:timeline -->\n", f"<!-- acmeinc:timeline -->\n{line}\n")


def deletes(words: str) -> Act:
    """Delete the one line that holds `words`."""
    return lambda replica: types(_line(replica, words) + "\n", "")(replica)


def forgets(words: str) -> Act:
    """Delete a line that nobody else will ever have seen."""

    def act(replica: Replica) -> None:
        deletes(words)(replica)
        replica.written = replica.text

    return act


def moves(words: str, below: str) -> Act:
    """Move the one line that holds `words` below the line `below`."""

    def act(replica: Replica) -> None:
        line = _line(replica, words)
        deletes(words)(replica)
        types(f"{below}\n", f"{below}\n{line}\n")(replica)

    return act


def loses_from(words: str) -> Act:
    """Lose everything from the line on that holds `words`."""
    return as_whole(lambda text: text[: text.index(words)].rpartition("\n")[0] + "\n")


def as_whole(change: Callable[[str], str]) -> Act:
    """Change the whole text."""

    def act(replica: Replica) -> None:
        replica.text = change(replica.text)

    return act


def _line(replica: Replica, words: str) -> str:
    (line,) = [line for line in replica.text.split("\n") if words in line]
    return line


def wrapped(text: str) -> str:
    """Return a document as a formatter leaves it that wraps lines and prefers other marks."""
    lines: list[str] = []
    for line in text.split("\n"):
        is_long = line.startswith("- ") and len(line) > 80
        other = line.replace("**", "__").replace("- ", "* ", 1)
        wrap = textwrap.TextWrapper(
            80, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        lines += wrap.wrap(other) if is_long else [line]
    return "\n".join(lines)


# ---- what people see


def view(text: str) -> list[str]:
    """Return what a document says, a line each: values, own lines of the header, entries, own text."""
    document, reading = parse(text), read(text)
    values = State(reading.entries).values()
    seen = [f"{name}: {_shown(values[name])}" for name in FIELDS if values[name]]
    for chunk in header.chunks(document.header):
        known = chunk.name in header.SEALED or chunk.name in header.GROUPS
        lines = [line for line in chunk.lines if not known or "#" in line]
        seen += [f"header | {line.rstrip()}" for line in lines if not header.DIGEST.match(line)]
    for part in document.parts:
        lines = [line.rstrip() for line in part.lines if line.strip()]
        if isinstance(part, Prose):
            seen += lines
        elif part.name not in BLOCKS:
            seen += [part.opening.rstrip(), *lines]
        elif part.name == "checklist":
            seen += [re.sub(BOX, r"\1 \3", line) for line in lines]
        elif part.name in ("timeline", "communications"):
            seen += [re.sub(r"^- \S+ \S+ \S+ | <!-- .*", "", line) for line in lines if line[0] == "-"]
    return seen


def _shown(value: Any) -> str:
    return ", ".join(element_key(element) for element in value) if isinstance(value, list) else str(value)


def difference(before: str, after: str) -> list[str]:
    """Return what `after` does not say any more, then what it says anew."""
    old, new = Counter(view(before)), Counter(view(after))
    return [f"- {line}" for line in (old - new).elements()] + [f"+ {line}" for line in (new - old).elements()]
