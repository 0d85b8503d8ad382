"""Completion of incident ids, without the program: what a shell asks at each Tab has to be there at once.

Whatever else is to be completed, and every line that is not plain words, is left to Typer.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

_OPEN_ONES = (
    "assign",
    "checkin",
    "downgrade",
    "escalate",
    "log",
    "milestone",
    "publish",
    "resolve",
    "update",
)
_OTHERS = ("audit", "next", "remind", "reopen", "retro", "send", "show", "undo", "watch")

TAKES_ID = (*_OPEN_ONES, *_OTHERS)
"""The commands that have the flag `-i`."""

FIRST_WORD_IS_ID = ("audit", "show")
"""The commands whose first word is an incident, too."""

_ID_FLAGS = ("-i", "--incident")
_FLAGS = ("--no-input", "--debug", "--fresh")
_PATH_FLAGS = ("-C", "--repo")
_PLAIN = re.compile(r"[\w ./:@,+-]*")


def complete(environment: Mapping[str, str]) -> bool:
    """Print what may be meant where a shell asks for an id, and return whether it did."""
    shell = environment.get("_ACMEINC_COMPLETE", "").removeprefix("complete_")
    asked = _asked(shell, environment)
    if asked is None:
        return False
    *words, typed = asked
    where = _repository_named(words)
    if where is None or typed.startswith("-") or not _is_id(words):
        return False
    ids = _ids(where or environment.get("ACMEINC_REPO", ""), typed.lower())
    if shell == "fish" and environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        sys.exit(0 if ids else 1)
    sys.stdout.write(_told(shell, ids) + "\n")
    return True


def _asked(shell: str, environment: Mapping[str, str]) -> list[str] | None:
    """Return the words after `acmeinc` up to the one that is typed; None where more than words are typed."""
    if shell == "bash":
        line, position = environment.get("COMP_WORDS", ""), environment.get("COMP_CWORD", "")
        words = line.split()
        if not _PLAIN.fullmatch(line.replace("\n", " ")) or not position.isdigit():
            return None
        return [*words[1 : int(position)], *(words[int(position) : int(position) + 1] or [""])]
    if shell in ("zsh", "fish"):
        line = environment.get("_TYPER_COMPLETE_ARGS", "")
        if _PLAIN.fullmatch(line):
            return [*line.split()[1:], *([""] if line.endswith(" ") else [])] or None
    return None


def _repository_named(words: Sequence[str]) -> str | None:
    """Return the folder that `-C` names, "" where it is not given, None where it is not given whole."""
    if words and words[-1] in _PATH_FLAGS:
        return None
    named = [value for flag, value in pairwise(words) if flag in _PATH_FLAGS]
    return named[-1] if named else ""


def _is_id(words: Sequence[str]) -> bool:
    """Return whether an id follows after these words."""
    others = iter(words)
    rest = [
        word for word in others if word not in _FLAGS and not (word in _PATH_FLAGS and next(others, True))
    ]
    if not rest or rest[0] not in TAKES_ID:
        return False
    return rest[-1] in _ID_FLAGS or (len(rest) == 1 and rest[0] in FIRST_WORD_IS_ID)


def _ids(where: str, typed: str) -> str:
    from acmeinc.errors import AcmeError
    from acmeinc.storage.repository import Repository
    from acmeinc.storage.roll import call_roll

    try:
        repository = Repository.find(Path(where) if where else None)
        return call_roll(repository).starting(typed)
    except (AcmeError, OSError):
        return ""


def _told(shell: str, ids: str) -> str:
    if shell != "zsh":
        return ids
    quoted = ids.replace("\n", '"\n"')
    return f"_arguments '*: :((\"{quoted}\"))'" if ids else "_files"
