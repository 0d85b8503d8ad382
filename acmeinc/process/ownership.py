"""Who owns what and how to reach them: `ownership.csv` and `vendors.csv` (process: Owned services)."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

MOST_SUGGESTIONS = 5
CLOSE_ENOUGH = 0.7
LONG_ENOUGH = 3


class Owner(NamedTuple):
    """One functionality or service and its owning team; `paging` is the link to its schedule.

    `public` says that the functionality is shown on the public status page; `line` is where it stands.
    """

    functionality: str
    service: str
    team: str
    paging: str = ""
    backlog: str = ""
    chat: str = ""
    contact: str = ""
    public: bool = False
    line: int = 0


class Vendor(NamedTuple):
    """A critical vendor: who owns the relationship, where its support and its status are found."""

    vendor: str
    product: str
    team: str = ""
    portal: str = ""
    status_page: str = ""
    line: int = 0


class OwnerMatch(NamedTuple):
    """What a query found: the owners it names, or else those it may have meant, likeliest first."""

    matches: tuple[Owner, ...]
    suggestions: tuple[Owner, ...]


def owning_teams(owners: Iterable[Owner]) -> Mapping[str, str]:
    """Return the owning team of every functionality and service by its `owned_name`; the first row counts."""
    teams: dict[str, str] = {}
    for owner in owners:
        for name in (owner.functionality, owner.service):
            teams.setdefault(owned_name(name), owner.team)
    return teams


def owned_name(name: str) -> str:
    """Return the name of a functionality or service as it is compared: in any case of letters."""
    return " ".join(name.split()).casefold()


def find_owner(owners: Iterable[Owner], query: str) -> OwnerMatch:
    """Return the owners whose functionality or service is `query`, in any case of letters.

    Only when there are none, up to five near misses are suggested; whoever asks has to choose, because
    nobody is paged on a guess (process: Declare).
    """
    owners = tuple(owners)
    wanted = owned_name(query)
    if not wanted:
        return OwnerMatch((), ())
    matches = tuple(o for o in owners if wanted in (o.functionality.casefold(), o.service.casefold()))
    if matches:
        return OwnerMatch(matches, ())
    scored = [(max(_likeness(wanted, o.functionality), _likeness(wanted, o.service)), o) for o in owners]
    near = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return OwnerMatch((), tuple(owner for _, owner in near[:MOST_SUGGESTIONS]))


def _likeness(query: str, name: str) -> float:
    """Return how likely `query` means `name`, up to 3; 0 when it is not like it in any of three ways.

    As a whole ("logn" for Login), by the words of the query ("invoices" for Invoice export), or by the
    words of the name ("login is down" for Login).
    """
    name = name.casefold()
    asked, named = re.findall(r"[^\W_]+", query), re.findall(r"[^\W_]+", name)
    if not asked or not named:
        return 0.0
    by_query = sum(max(_word_likeness(word, other) for other in named) for word in asked) / len(asked)
    by_name = sum(max(_word_likeness(word, other) for other in asked) for word in named) / len(named)
    ways = (by_query, by_name, _ratio(query, name))
    return sum(ways) if max(ways) >= CLOSE_ENOUGH else 0.0


@lru_cache(maxsize=10_000)  # the words of a long ownership file are few, and many times the same
def _word_likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    shorter, longer = sorted((word, other), key=len)
    return 0.9 if len(shorter) >= LONG_ENOUGH and longer.startswith(shorter) else _ratio(word, other)


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    if min(len(one), len(other)) < LONG_ENOUGH:  # "is" is close to "ids", and means something else
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    may_be = matcher.real_quick_ratio() >= CLOSE_ENOUGH and matcher.quick_ratio() >= CLOSE_ENOUGH
    ratio = matcher.ratio() if may_be else 0.0
    return ratio if ratio >= CLOSE_ENOUGH else 0.0  # half a likeness is none, and must not add up
