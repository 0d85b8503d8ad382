"""Which secrets the services of acmeinc.yaml need, and whether they are set up; none is ever told."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from acmeinc.delivery.pagerduty import KEY, key_name
from acmeinc.delivery.secrets import Secrets
from acmeinc.errors import Failed
from acmeinc.process.paging import everyone_paged
from acmeinc.process.rules import Rules

CHANNELS = ("paging", "email", "chat", "status_page", "tracker")
"""What acmeinc.yaml sets up, in the order in which it matters."""

_NEEDED: Mapping[tuple[str, str], str] = {
    ("email", "smtp"): "ACMEINC_SMTP_URL",
    ("chat", "slack"): "SLACK_BOT_TOKEN",
    ("chat", "webhook"): "ACMEINC_CHAT_WEBHOOK",
    ("chat", "apprise"): "ACMEINC_CHAT_APPRISE_URL",
    ("paging", "apprise"): "ACMEINC_PAGING_APPRISE_URL",
    ("status_page", "statuspage"): "ACMEINC_STATUSPAGE_KEY",
    ("tracker", "github"): "ACMEINC_GITHUB_TOKEN",
    ("tracker", "gitlab"): "ACMEINC_GITLAB_TOKEN",
}


class Setup(NamedTuple):
    """How a channel is set up: the service it goes `via`, the variables that are `missing`, and what is wrong
    with those that are there."""

    via: str
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def setup_of(name: str, rules: Rules, secrets: Secrets, *, run: bool) -> Setup:
    """Return how the channel called `name` is set up; a command that gives a secret is only run on `run`."""
    via: str = getattr(rules.settings, name).via
    missing: list[str] = []
    faults: list[str] = []
    needed = _needed(name, via, rules)
    for ways in needed:
        sources = [(way, source) for way in ways if (source := secrets.source(way))]
        if not sources:
            missing.append(ways[0])
        elif run or not sources[0][1].endswith("_COMMAND"):
            try:
                secrets.need(sources[0][0])
            except Failed as fault:
                faults.append(str(fault))
    if needed and len(missing) == len(needed):
        missing = [ways[-1] for ways in needed]
    return Setup(via, tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(faults)))


def _needed(name: str, via: str, rules: Rules) -> Sequence[tuple[str, ...]]:
    """Return what has to be set: of each group of variables one is enough, the first goes before the last."""
    if via == "pagerduty":
        return [(key_name(team), KEY) for team in everyone_paged(rules.owners)]
    variable = _NEEDED.get((name, via), "")
    return [(variable,)] if variable else []
