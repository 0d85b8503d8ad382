"""The notice of a change of the rules to everyone who gets incident messages (process: Prerequisites)."""

from typing import NamedTuple

from acmeinc.incident.text import clean_line
from acmeinc.process.message import Message
from acmeinc.process.settings import Settings
from acmeinc.rendering.letter import Promises, letter_from
from acmeinc.rendering.templates import Templates

TEMPLATE = "rules_notice.txt"
KIND = "rules"
MOST_CHANGES = 30


class Announced(NamedTuple):
    """What is told of a change: a `title`, every change in a line, who owns nothing any more, and why.

    `document` is where it can be read.
    """

    title: str
    changes: tuple[str, ...]
    unowned: tuple[str, ...]
    because: str
    document: str
    by: str


def rule_notice(templates: Templates, settings: Settings, about: Announced) -> Message:
    """Return the notice, for the distribution list; raises BadData naming the template for a fault of it."""
    values = {
        "title": clean_line(about.title),
        "changes": [clean_line(change) for change in about.changes[:MOST_CHANGES]],
        "more": max(len(about.changes) - MOST_CHANGES, 0),
        "unowned": [clean_line(name) for name in about.unowned],
        "because": clean_line(about.because),
        "document": clean_line(about.document),
        "contact": settings.links.get("concerned_responders", "").removeprefix("mailto:"),
        "organization": settings.organization,
        "by": clean_line(about.by),
    }
    subject, body = letter_from(templates, TEMPLATE, values, Promises())
    return Message(KIND, "stakeholders", subject, body, ("email",))
