"""What somebody probably meant who wrote something else: a name, a duration, a yes or no."""

import re
from collections.abc import Iterable

LONGEST_WORD = 100
MOST_KNOWN = 1_000
MOST_GUESSES = 100
"""Finding out what a word is like takes a while: these keep a strange file from taking minutes."""

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_WORDS = re.compile(r"([0-9]{1,5}) ?(s|m|h|d)(?:ec|in|r|ay)?[a-z]*\.?", re.IGNORECASE)
_NEVER = ("no", "none", "off", "false", "null", "~", "0", "-", "nothing")
_FLAGS = {"true": ("yes", "y", "on", "1"), "false": ("no", "n", "off", "0", "never")}


def nearest(word: str, known: list[str]) -> str:
    """Return the one of `known` that `word` was probably meant to be, or ""."""
    from difflib import get_close_matches

    if len(word) > LONGEST_WORD or len(known) > MOST_KNOWN:
        return ""
    folded = {name.casefold(): name for name in known if len(name) <= LONGEST_WORD}
    return next((folded[close] for close in get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)), "")


def choices(word: str, known: list[str]) -> str:
    """Return the hint for a `word` that is none of `known`: the probable one, or all of them."""
    return Known(known).choices(word)


class Known:
    """Names that are known, and what was meant by others; asked for very many, it guesses no more."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(dict.fromkeys(names))
        self._folded = {name.casefold() for name in self._names}
        self._guesses: dict[str, str] = {}

    def __contains__(self, word: str) -> bool:
        """Return whether it is one of the names, in any case of letters."""
        return word.casefold() in self._folded

    def nearest(self, word: str) -> str:
        """Return the name that `word` was probably meant to be, or ""."""
        if word not in self._guesses:
            if len(self._guesses) >= MOST_GUESSES:
                return ""
            self._guesses[word] = nearest(word, self._names)
        return self._guesses[word]

    def choices(self, word: str) -> str:
        """Return the hint for a `word` that is none of the names: the probable one, or all of them."""
        meant = self.nearest(word)
        return f"did you mean `{meant}`?" if meant else f"use one of: {', '.join(self._names)}"


def duration_hint(text: str, *, or_never: bool = False) -> str:
    """Return how to write the duration that `text` was meant to be."""
    if or_never and text.casefold() in _NEVER:
        return "write `never`"
    if text.isdecimal() and text.isascii():
        return f"write {text}m for minutes"
    if clock := _CLOCK.fullmatch(text):
        hours, minutes = (int(part) for part in clock.groups())
        return f"write {hours}h{minutes}m for hours and minutes"
    if words := _WORDS.fullmatch(text):
        return f"write {words[1]}{words[2].lower()}"
    return "write a duration such as 30m, 2h50m or 1d"


def flag_meant(text: str) -> str:
    """Return `true` or `false` where `text` is another word for it, else ""."""
    return next((flag for flag, words in _FLAGS.items() if text.casefold() in words), "")
