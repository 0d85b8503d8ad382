"""Wording that looks for somebody at fault, where a retrospective looks at systems (process: Retrospective).

It is told only where a person is judged: that a deploy failed to start is no blame. Quoted words are somebody
else's, and what is denied ("nobody is to blame") is not claimed.
"""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple


class Blame(NamedTuple):
    """Words that blame, from `start` to `end` of a text: why they do not help, and what to write instead."""

    start: int
    end: int
    why: str
    instead: str


class _Wording(NamedTuple):
    """A sort of wording: its patterns, in which PERSON, NAME and ROLE stand for those who are spoken of."""

    why: str
    instead: str
    patterns: tuple[str, ...]


_NAME = "\x01+"
"""How the name of a person is marked in a text."""

_ROLE = (
    r"(?:(?:on-?call|junior|senior|new) )?(?:engineer|developer|operator|administrator|admin|intern"
    r"|contractor|colleague|employee|reviewer|author|commander|responder|manager|dba|sre|programmer)s?"
)
_PERSON = rf"(?:NAME|he|she|I|we|you|someone|somebody|(?:the|an?|our|one) {_ROLE}|(?:the )?(?:\w+ )?team)"
_SEEN = (
    "known|noticed|seen|checked|double-checked|caught|reali[sz]ed|tested|read|verified|foreseen|anticipated"
    "|spotted|paid (?:more |better )?attention|been (?:more )?careful"
)
_WORDINGS = (
    _Wording(
        "it ends the search where it should begin",
        "say what made this easy to do and hard to notice",
        (
            r"(?:human|operator|pilot|engineer|personal) error(?! (?:rate|message|budget|code|page)s?\b)",
            "PEBKAC",
        ),
    ),
    _Wording(
        "it judges by what is known only now",
        "say what could be seen then, and what would have shown more",
        (
            rf"(?:PERSON|they) (?:\w+ly )?(?:should|ought to) have (?:\w+ )?(?:{_SEEN})",
            rf"(?:NAME|he|she|the ROLE) could have (?:\w+ )?(?:{_SEEN})",
            r"(?:PERSON|they) should(?: not|n['’]t) have (?!been|had)\w+",
            r"should have known(?: better)?",
            r"if only (?:PERSON|they) had",
        ),
    ),
    _Wording(
        "it describes a person, not what happened",
        "say what was done, and how it made sense at the time",
        (
            r"careless(?:ly|ness)?",
            r"negligen(?:t|tly|ce)",
            r"incompeten(?:t|tly|ce)",
            r"slopp(?:y|ily|iness)",
            r"reckless(?:ly|ness)?",
            r"irresponsibl[ey]",
            r"inattenti(?:ve|vely|veness|on)",
            r"unprofessional(?:ly)?",
            r"stupid(?:ly|ity)?",
            r"laziness",
        ),
    ),
    _Wording(
        "whose fault it was changes nothing for next time",
        "say what in the system let it happen",
        (
            r"(?:the )?fault of (?:PERSON)",
            r"(?:NAME['’]s|his|her|their|my|our|your|ROLE['’]s?) (?:own )?(?:fault|mistake)",
            r"(?:PERSON|they) (?:is|was|are|were) (?:to blame|at fault)",
            r"blam(?:e|es|ed|ing) (?:on )?(?:PERSON|him|her|them)",
            r"(?:PERSON) (?:is|was|are|were) (?:\w+ly )?responsible for (?:the|this) "
            r"(?:outage|incident|failure|mistake|problem|damage)",
        ),
    ),
    _Wording(
        "what somebody did not do explains nothing",
        "say what was missing around them: a check, a prompt, time, a runbook",
        (
            r"(?:PERSON) (?:has |had )?(?:\w+ly )?(?:failed|omitted) to",
            r"(?:PERSON |they )?(?:\w+ly )?(?:forgot|neglected) to",
            r"(?:PERSON|they) (?:did not|didn['’]t|never) (?:even )?(?:bother(?:ed)?|cared?|think)",
            r"(?:PERSON|they) (?:was|were) not paying attention",
            r"(?:PERSON|they) (?:made (?:a|the|this|another) mistake|messed up|screwed up)",
        ),
    ),
    _Wording(
        "a name is no cause",
        "say which change or condition had this effect, and why it could",
        (
            r"(?:caused|broken|triggered|introduced) by (?:NAME|(?:the|an?|our) ROLE)",
            r"NAME (?:broke|caused|killed|took down|crashed)",
        ),
    ),
    _Wording(
        "resolve lasts until the next bad night",
        "let a machine do it: a check, a limit, a second confirmation",
        (
            r"be (?:more|extra|very) (?:careful|cautious|vigilant|attentive|diligent)",
            r"be careful next time",
            r"take (?:more|better) care",
            r"pay (?:more|better|closer|extra) attention",
            r"try harder",
            r"remind (?:all |the |every )?(?:everyone|everybody|NAME|ROLE|team|staff) to",
            r"retrain (?:NAME|(?:the )?ROLE)",
        ),
    ),
)
_QUOTED = re.compile(
    r"“[^”]*”|\"[^\"]*\"|(?<!\w)['‘][^'’]*['’](?!\w)|`[^`]*`|«[^»]*»|\]\([^)]*\)|https?://\S+"
)
_DENIED = re.compile(
    r"(?:\b(?:no|not|never|nobody|none|without|than|instead of|cannot)|n['’]t)(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
_SIGNS = (
    *("error", "pebkac", "should", "ought to", "could have", "if only", "careless", "negligen", "incompeten"),
    *("slopp", "reckless", "irresponsibl", "inattenti", "unprofessional", "stupid", "laziness", "fault"),
    *(
        "mistake",
        "blam",
        "responsible",
        "failed",
        "omitted",
        "forgot",
        "neglect",
        "bother",
        "care",
        "attention",
    ),
    *("think", "messed", "screwed", "caused", "broke", "triggered", "introduced", "killed", "took down"),
    *("crashed", "cautious", "vigilant", "attentive", "diligent", "try harder", "remind", "retrain"),
)
"""One of them is in all wording that blames: looking for these takes no time."""

_LONGEST = 4_000
"""How much of a text is looked at: nobody writes so much in a line."""

_REACH = 40
"""How far before the words a denial of them may begin."""


def blame_in(text: str, names: Collection[str] = ()) -> tuple[Blame, ...]:
    """Return the wording of a text that blames somebody, from left to right.

    `names` are those of the people who had to do with the incident.
    """
    text = text[:_LONGEST]
    if not may_blame(text):
        return ()
    calls = {call for name in names for call in (name, name.split(" ")[0]) if len(call) > 1}
    for call in sorted(calls, key=len, reverse=True):
        if call in text:
            text = re.sub(rf"(?<!\w){re.escape(call)}(?!\w)", "\x01" * len(call), text)
    return _found(text)


@lru_cache(maxsize=65536)
def may_blame(text: str) -> bool:
    """Return whether a text may blame somebody: that takes no time to say."""
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS)


@lru_cache(maxsize=4096)
def _found(text: str) -> tuple[Blame, ...]:
    spoken = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    found = []
    for match in _pattern().finditer(spoken):
        if not _DENIED.search(spoken, max(match.start() - _REACH, 0), match.start()):
            wording = _WORDINGS[int(str(match.lastgroup)[1:])]
            found.append(Blame(*match.span(), wording.why, wording.instead))
    return tuple(found)


@cache
def _pattern() -> re.Pattern[str]:
    sorts = []
    for number, wording in enumerate(_WORDINGS):
        pattern = "|".join(wording.patterns).replace("PERSON", _PERSON)
        sorts.append(rf"(?P<s{number}>{pattern.replace('NAME', _NAME).replace('ROLE', _ROLE)})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorts)})(?!\w)", re.IGNORECASE)
