"""Where documents and bridges are, from the organisation's own templates."""

import pytest

from acmeinc.process.links import bridge_link
from acmeinc.process.settings import Settings

ID, UID = "inc-26-11-23-sev-1-login-is-down", "01KAR4M3V7Q1ZP6T0B8C9D2E3F"


@pytest.mark.parametrize(
    ("template", "link"),
    [
        pytest.param("", "", id="none"),
        pytest.param("https://meet.example.com/{id}", f"https://meet.example.com/{ID}", id="id"),
        pytest.param(
            "https://meet.example.com/{id}-{uid}",
            f"https://meet.example.com/{ID}-01kar4m3v7q1zp6t0b8c9d2e3f",
            id="nobody-guesses-it",
        ),
        pytest.param("https://meet.example.com/room", "https://meet.example.com/room", id="always-one-room"),
    ],
)
def test_the_bridge_of_an_incident(template: str, link: str) -> None:
    """A template with `{id}`, `{uid}`, or neither."""
    assert bridge_link(Settings(bridge=template), ID, UID) == link
