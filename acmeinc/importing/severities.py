"""What the words of status pages for how bad it was mean in the organisation's own levels."""

from collections.abc import Iterable, Mapping

from acmeinc.errors import Usage
from acmeinc.process.severity import SeverityRules

NONE = "none"
"""What `--map` says for a word that means no incident."""

_WORST = ("critical", "down", "major-outage", "major_outage")
_MIDDLE = ("major", "disrupted", "partial-outage", "partial_outage")
_LEAST = ("minor", "notice", "degraded-performance", "degraded_performance", "none", "")

_STATES = {
    **dict.fromkeys(_WORST, "down"),
    **dict.fromkeys(_MIDDLE, "partly down"),
    "disrupted": "disrupted",
    "minor": "degraded",
    "degraded-performance": "degraded",
    "degraded_performance": "degraded",
}


def level_map(rules: SeverityRules, said: Iterable[str]) -> dict[str, str]:
    """Return the level of each known word, as `said` on the command line (`critical=SEV1`, `notice=none`).

    Without that the worst words are the most severe level, the least ones the last, the others the second.
    Raises Usage for what is no such pair, RulesSayNo for a level that does not exist.
    """
    worst, least = rules.levels[0].id, rules.levels[-1].id
    middle = rules.levels[min(1, len(rules.levels) - 1)].id
    words = {**dict.fromkeys(_WORST, worst), **dict.fromkeys(_MIDDLE, middle), **dict.fromkeys(_LEAST, least)}
    for pair in said:
        word, equals, level = (part.strip() for part in pair.partition("="))
        if not equals or not level:
            raise Usage(f"--map {pair!r} is no mapping", hint="--map critical=SEV1, or --map notice=none")
        words[word.lower()] = NONE if level.lower() == NONE else rules.level(level).id
    return words


def unmapped(words: Iterable[str], levels: Mapping[str, str]) -> list[str]:
    """Return the words that nobody has given a level, each once, in their order."""
    return [word for word in dict.fromkeys(words) if word.lower() not in levels]


def state_for(word: str) -> str:
    """Return in which state something is that a status page has this word for."""
    return _STATES.get(word.lower(), "affected")
