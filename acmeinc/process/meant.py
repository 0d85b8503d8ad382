"""What somebody probably meant who wrote something else: a name, a duration, a yes or no."""

import re

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_WORDS = re.compile(r"([0-9]{1,5}) ?(s|m|h|d)(?:ec|in|r|ay)?[a-z]*\.?", re.IGNORECASE)
_NEVER = ("no", "none", "off", "false", "null", "~", "0", "-", "nothing")
_FLAGS = {"true": ("yes", "y", "on", "1"), "false": ("no", "n", "off", "0", "never")}


def nearest(word: str, known: list[str]) -> str:
    """Return the one of `known` that `word` was probably meant to be, or ""."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    return next((folded[close] for close in get_close_matches(word.casefold(), folded, n=1, cutoff=0.75)), "")


def choices(word: str, known: list[str]) -> str:
    """Return the hint for a `word` that is none of `known`: the probable one, or all of them."""
    meant = nearest(word, known)
    return f"did you mean `{meant}`?" if meant else f"use one of: {', '.join(known)}"


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
