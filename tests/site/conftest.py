"""The public page of an organisation with the rules that ship, made of stories."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from announcements import Story, at, incident, write

from acmeinc.process.rules import Rules
from acmeinc.site.announced import Announced, announced
from acmeinc.site.components import public_components
from acmeinc.site.model import Site
from acmeinc.site.preview import Preview
from acmeinc.steps.site import Builder, build_site
from acmeinc.storage.repository import Repository
from acmeinc.storage.seed import seed_for

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


class Served(NamedTuple):
    """A page that is served: its address, the names of its HTML files, and where they lie."""

    address: str
    names: list[str]
    folder: Path


Serve = Callable[[Sequence[Story]], AbstractContextManager[Served]]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Return what builds the page of stories and serves it: `with served([story]) as page`."""

    @contextmanager
    def serve(stories: Sequence[Story]) -> Iterator[Served]:
        root = tmp_path_factory.mktemp("repository")
        for name, content in seed_for(root).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        for number, story in enumerate(stories):
            write(root, story, number)
        repository = Repository(root)
        builder = Builder(repository, Rules(repository.read_rule), lambda _text: None, lambda *_: None)
        built = build_site(builder, root / "site", NOW)
        with Preview(built.folder, built.names, 0) as preview:
            names = sorted(name for name in built.names if name.endswith(".html"))
            yield Served(preview.address, names, built.folder)

    return serve
