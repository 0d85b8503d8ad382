"""What secrets look like whose makers gave them a shape of their own: tokens, hooks, passwords in addresses.

A rules file is in git, and git forgets nothing: what is found here has to be revoked. Nothing found is ever
told, only what it is and where it begins.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

HIDDEN = "•••"
"""What stands where a secret was."""

REVOKE = "take it out, revoke it (git remembers it), and set the new one as a variable: acmeinc doctor"


class Found(NamedTuple):
    """Something that looks like a secret: what it is, and from where to where it goes in the text."""

    what: str
    start: int
    end: int

    @property
    def told(self) -> str:
        """Return what is wrong, without the secret."""
        return f"{self.what} stands here, and a file in git is no place for a secret"


# Every repetition has an end: a line without one must not keep anybody waiting.
_SHAPES: Mapping[str, str] = {
    "a Slack webhook": r"https?://hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/\S{1,500}",
    "a Slack token": r"\bx(?:ox[abceoprs]|app)-[0-9a-z][0-9a-z-]{8,500}",
    "a Discord webhook": r"https?://(?:\w{1,9}\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/\S{1,500}",
    "a Teams webhook": (
        r"https?://[\w.-]{1,200}\.(?:webhook\.office\.com/\S{1,900}"
        r"|(?:logic\.azure|powerplatform)\.com\S{0,900}[?&]sig=\S{1,200})"
    ),
    "a Google Chat webhook": r"https?://chat\.googleapis\.com/v1/spaces/\S{1,900}[?&](?:token|key)=\S{1,500}",
    "a Mattermost webhook": r"https?://[\w.:-]{1,200}/(?:\S{1,200}/)?hooks/[a-z0-9]{26}\b",
    "a GitHub token": r"\b(?:gh[oprsu]_[0-9a-z]{30,300}|github_pat_[0-9a-z_]{22,300})",
    "a GitLab token": r"\bgl(?:pat|dt|ptt|rt|cbt|oas|soat)-[0-9a-z_-]{20,300}",
    "a password in an address": r"\b[a-z][a-z0-9+.-]{1,30}://[^\s/:@'\"]{0,200}:[^\s/@'\"]{1,200}@[^\s/'\"]{1,200}",
    "a private key": r"-----BEGIN (?:[a-z]{1,20} ){0,3}PRIVATE KEY-----",
}
_NAMES = list(_SHAPES)
_BEGINNINGS = (
    *(f"{letter}(?i:h[oprsu]_|ithub_pat_|l(?:pat|dt|ptt|rt|cbt|oas|soat)-)" for letter in "gG"),
    *(f"{letter}(?i:ox[a-z]-|app-)" for letter in "xX"),
    *("-----(?i:begin)", "/(?i:hooks)/", r"://[^\s/:@'\"]*:[^\s/@'\"]*@"),
)
_HOST = r"://[^\s/]{1,250}"
_HOSTS = ("hooks.slack", "discord", "webhook.office", "logic.azure", "powerplatform", "chat.googleapis")
"""Every shape begins in one of these ways, or is an address at one of these hosts."""
_MADE_UP = r"(?i)\{\{|\$\{|…|\*\*\*|•••|<[a-z _-]+>|^(?:password|secret)$|:(?:password|secret)@"
_VARIABLE = re.compile(r"SLACK_BOT_TOKEN\w*|ACMEINC_\w*(?:KEY|TOKEN|SMTP_URL|WEBHOOK|APPRISE)\w*")


def names_a_secret(variable: str) -> bool:
    """Return whether a variable of the environment holds a secret of a channel, or says where one is."""
    return bool(_VARIABLE.fullmatch(variable))


def is_made_up(text: str) -> bool:
    """Return whether something in `text` is still to be filled in: a template, an example."""
    return bool(re.search(_MADE_UP, text))


def secrets_in(text: str) -> Iterator[Found]:
    """Yield what looks like a secret, from left to right; a place that is to be filled in is none."""
    if not _may_hold_one(text):
        return
    for match in _any_shape().finditer(text):
        if not is_made_up(match[0]):
            yield Found(_NAMES[int(str(match.lastgroup)[1:])], match.start(), match.end())


def _may_hold_one(text: str) -> bool:
    """Return whether a closer look is worth its time, which is forty times that of this one.

    What begins with one certain character is found at once, and of addresses there are few different hosts.
    """
    if any(beginning.search(text) for beginning in _beginnings()):
        return True
    hosts = "\n".join(set(re.findall(_HOST, text))).lower()
    return any(host in hosts for host in _HOSTS)


def blanked(text: str, found: Iterable[Found]) -> str:
    """Return `text` with each secret that was `found` in it taken out; they do not overlap."""
    for one in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + HIDDEN + text[one.end :]
    return text


# Every step asks for the names of variables, and few for more: patterns are compiled when first used.
@cache
def _beginnings() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _BEGINNINGS))


@cache
def _any_shape() -> re.Pattern[str]:
    shapes = (f"(?P<s{number}>{shape})" for number, shape in enumerate(_SHAPES.values()))
    return re.compile("|".join(shapes), re.IGNORECASE)
