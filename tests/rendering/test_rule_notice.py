"""The notice of a change of the rules: all that is known, as little, and more than a mail should hold."""

from collections.abc import Callable

import pytest

from acmeinc.errors import BadData
from acmeinc.process.settings import Settings
from acmeinc.rendering.rule_notice import MOST_CHANGES, Announced, rule_notice
from acmeinc.rendering.templates import Templates

Read = Callable[[str], str]

SETTINGS = Settings(
    organization="Acme Corp", links={"concerned_responders": "mailto:concerned_responders@example.com"}
)
CHANGE = Announced(
    "SEV2 update: 1h → 45m, and 1 more",
    ("SEV2 update: 1h → 45m", "Login / auth-api owning team: Identity → Platform"),
    ("Checkout", "payments-api"),
    "customers asked for it",
    "https://github.com/acme/incidents/commit/3f2a1bc84f",
    "Ana Ruiz",
)


@pytest.mark.parametrize(
    ("name", "settings", "about"),
    [
        ("rules-notice.txt", SETTINGS, CHANGE),
        ("rules-notice-bare.txt", Settings(), CHANGE._replace(unowned=(), because="")),
    ],
)
def test_the_notice(
    golden: Callable[[str, str], None], shipped: Read, name: str, settings: Settings, about: Announced
) -> None:
    message = rule_notice(Templates(shipped), settings, about)
    assert (message.kind, message.channels, message.next_update) == ("rules", ("email",), None)
    golden(name, f"Subject: {message.subject}\n\n{message.body}\n")


def test_a_long_list_ends(shipped: Read) -> None:
    """And no text of the rules can start a line of its own."""
    about = CHANGE._replace(changes=tuple(f"links.x{n}: nothing → a\nb" for n in range(40)))
    body = rule_notice(Templates(shipped), SETTINGS, about).body
    assert body.count("→ a b") == MOST_CHANGES
    assert f"* and {40 - MOST_CHANGES} more\n" in body


def test_a_template_that_lost_its_subject_is_named(shipped: Read) -> None:
    with pytest.raises(BadData, match=r"templates/rules_notice.txt:1:1: the message has lost its subject"):
        rule_notice(Templates(lambda name: "Hello\n\nx"), SETTINGS, CHANGE)
