"""The public page of an organisation with the rules that ship, made of stories."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from announcements import Story, at, incident

from acmeinc.process.rules import Rules
from acmeinc.site.announced import Announced, announced
from acmeinc.site.components import public_components
from acmeinc.site.model import Site

ROOT = Path(__file__).parents[2]
NOW = at("2026-11-23", "12:00")


@pytest.fixture(scope="session")
def rules() -> Rules:
    """Return the rules of the fictional organisation."""
    return Rules(lambda name: (ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def told(rules: Rules) -> Callable[..., Announced]:
    """Return what makes of a story what the public knows of it."""

    def tell(story: Story, number: int = 0) -> Announced:
        known = announced(incident(story, number), rules.severity)
        assert known
        return known

    return tell


@pytest.fixture(scope="session")
def site(rules: Rules, told: Callable[..., Announced]) -> Callable[..., Site]:
    """Return what makes the page of stories, at noon of 2026-11-23 in New York."""

    def make(stories: Sequence[Story] = (), now: datetime = NOW, **settings: Any) -> Site:
        known = [told(story, number) for number, story in enumerate(stories)]
        components = public_components(rules.owners)
        return Site(rules.settings._replace(**settings), components, known, now)

    return make
