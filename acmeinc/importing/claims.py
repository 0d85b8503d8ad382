"""What another file says of who owns what: the one form that every format of ownership is read into."""

import re
from typing import NamedTuple

from acmeinc.errors import Problem


class Claim(NamedTuple):
    """One thing that somebody owns. `team` is as the source writes it, without its `@` and organisation.

    `email` is the owner's address, `people` are the handles and addresses of owners that are no team; the
    links are "" where the source has none. `doubts` are sentences about what a person has to look at.
    """

    functionality: str
    service: str
    team: str
    where: str
    line: int
    paging: str = ""
    backlog: str = ""
    chat: str = ""
    email: str = ""
    people: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class Claims(NamedTuple):
    """What was read: the claims in the order of the source, and why how many of its entries are none."""

    claims: tuple[Claim, ...] = ()
    passed_over: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def readable(name: str) -> str:
    """Return a name made for machines as people would write it: `billing-worker` is "Billing worker"."""
    words = re.sub(r"[-_./\s]+", " ", re.sub(r"([a-z])([A-Z])", r"\1 \2", name)).strip()
    return words[:1].upper() + words[1:]
