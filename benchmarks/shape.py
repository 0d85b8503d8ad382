"""What incidents look like in numbers, measured from 637 that three organisations made public.

Only the numbers are theirs: names and words are invented here, as long and as rare as the real ones are.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

_SHARES = (0, 0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1)
"""For each, what that share of the incidents, or of their messages, stays below."""

_MESSAGES = (1, 1, 1, 2, 2, 3, 4, 6, 9, 16, 20, 24, 30)
_WORDS = (4, 5, 9, 14, 19, 24, 31, 54, 84, 131, 154, 184, 883)
_MINUTES = (1, 17, 35, 82, 120, 157, 268, 694, 1740, 6323, 11900, 15650, 146100)
_SEVERITIES = {"SEV1": 136, "SEV2": 200, "SEV3": 301}

_COMMON = """\
the we are to of and is for in with on a this some now an have that error rate deploy rolled back
cache queue replica primary lag restarted graph shows traffic from other region looks normal again
customers report timeouts sign requests slow failing database index memory disk certificate expired
config change reverted fix applied monitoring recovery latency elevated investigating cause found
mitigated vendor upstream network dns load balancer pool connections exhausted retry storm failover
standby shard backlog draining worker crashed release build pipeline webhook delivery delayed
payments checkout search mobile
"""
_SYLLABLES = (
    "ka",
    "ro",
    "li",
    "ven",
    "to",
    "mi",
    "sha",
    "pel",
    "dor",
    "gu",
    "ni",
    "za",
    "bri",
    "ost",
    "ul",
    "em",
)
_DISTINCT = 20_000
_FLATTENING = 8


class Shape:
    """Draws what incidents are made of; `chance` makes each run the same."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def messages(self) -> int:
        """Return how many messages an incident has."""
        return round(self._drawn(_MESSAGES))

    def lasting(self) -> timedelta:
        """Return how long an incident takes, from declaration to resolution."""
        return timedelta(minutes=round(self._drawn(_MINUTES)))

    def severity(self) -> str:
        """Return a severity."""
        return self._chance.choices(list(_SEVERITIES), list(_SEVERITIES.values()))[0]

    def sentence(self, longest: int = _WORDS[-1]) -> str:
        """Return what a message or a note says, in at most `longest` words."""
        count = min(longest, round(self._drawn(_WORDS)))
        words = self._chance.choices(self._words, cum_weights=self._weights, k=count)
        return " ".join(words).capitalize()

    def _drawn(self, knots: Sequence[float]) -> float:
        """Return a value between two knots, nearer to the lower one: the large are rare."""
        share = self._chance.random()
        above = max(1, bisect_left(_SHARES, share))
        low, high = knots[above - 1], knots[above]
        part = (share - _SHARES[above - 1]) / (_SHARES[above] - _SHARES[above - 1])
        return float(low * (high / low) ** part)

    @cached_property
    def _words(self) -> list[str]:
        """Return all words, the most common first: English ones, then invented names of hosts and jobs."""
        common = _COMMON.split()
        return [*common, *map(_name, range(len(common), _DISTINCT))]

    @cached_property
    def _weights(self) -> list[float]:
        """Return how often each word comes, added up: a word half as common has twice the rank."""
        return list(accumulate(1 / (rank + _FLATTENING) for rank in range(_DISTINCT)))


def _name(number: int) -> str:
    name = ""
    while number:
        number, which = divmod(number, len(_SYLLABLES))
        name += _SYLLABLES[which]
    return name
