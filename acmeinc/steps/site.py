"""Building the public page: from documents, rules and templates to files in a folder of their own."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from acmeinc import __version__
from acmeinc.incident.reading import read
from acmeinc.process.rules import Rules
from acmeinc.process.severity import SeverityRules
from acmeinc.rendering.templates import Templates
from acmeinc.site.announced import Announced, announced, as_plain, from_plain, may_be_public, may_be_whole
from acmeinc.site.components import public_components
from acmeinc.site.model import Site
from acmeinc.site.pages import FILES, FOLDER, TEMPLATES, Page, Press
from acmeinc.storage.built_folder import BuiltFolder, digest_of
from acmeinc.storage.index import Index, Kept
from acmeinc.storage.repository import Repository

OWN_FOLDER = "site"
"""Where in the repository the page is built without being told where."""

_EVERY = 50
_KIND = "public"


class Builder(NamedTuple):
    """What a page is built with; `progress` is told how many of how many documents or pages are done.

    `say` is told of documents that cannot be read, which are left out.
    """

    repository: Repository
    rules: Rules
    say: Callable[[str], None]
    progress: Callable[[str, int, int], None]


class Built(NamedTuple):
    """What a build did: how many incidents are public, how many files were written, removed, left as is.

    `left_out` are documents of which nothing can be read: what the public was told of them is missing.
    """

    folder: Path
    incidents: int
    written: int
    removed: int
    unchanged: int
    names: tuple[str, ...]
    left_out: tuple[str, ...]


def build_site(builder: Builder, out: Path | None, now: datetime) -> Built:
    """Build the public page into the folder `out`, making only what has changed, and return what was done.

    Without one it is built into a folder of the repository that git does not see. Raises BadData for rules or
    templates that cannot be used, RulesSayNo for a folder of other files.
    """
    folder = BuiltFolder(out or builder.repository.root / OWN_FOLDER)
    known = _announced(builder)
    site, pages = _pages(builder, known.incidents, now)
    folder.expect(page.name for page in pages)
    if out is None:
        folder.keep_out_of_git()
    for number, page in enumerate(pages):
        if number % _EVERY == 0:
            builder.progress("Writing", number, len(pages))
        if not folder.is_current(page.name, page.stamp):
            folder.write(page.name, page.make(), page.stamp)
    removed = folder.keep_only(page.name for page in pages)
    unchanged = len(pages) - folder.written
    counts = len(site.incidents), folder.written, removed, unchanged
    return Built(folder.path, *counts, folder.names, known.left_out)


def _pages(builder: Builder, incidents: list[Announced], now: datetime) -> tuple[Site, list[Page]]:
    """Return the public page as a value, and its files, none of them made yet."""
    rules = builder.rules
    read_template = cache(builder.repository.template)
    files = {name: read_template(f"{FOLDER}/{name}").encode() for name in (*FILES, *TEMPLATES)}
    site = Site(rules.settings, public_components(rules.owners), incidents, now)
    press = Press(site, Templates(read_template).render, digest_of(files, __version__))
    return site, list(press.pages(files))


class _Known(NamedTuple):
    """What the public was told, by documents that can be read, and those of which that cannot be said."""

    incidents: list[Announced]
    left_out: tuple[str, ...]


def _announced(builder: Builder) -> _Known:
    """Return what the public knows of every incident it was told of; what is known of before is not read."""
    severity = builder.rules.severity
    key = f"{__version__} {' '.join(level.id for level in severity.levels)}"
    index = Index.of(builder.repository, progress=partial(builder.progress, "Reading"))
    known = index.recalled(_KIND, key)
    found: dict[str, Any] = {}
    read_now: dict[str, tuple[str, Any]] = {}
    left_out: list[str] = []
    for kept in index.documents():
        if not kept.problem and kept.path in known:
            found[kept.path] = known[kept.path]
            continue
        text = _text(builder, kept)
        found[kept.path] = _told(text, severity)
        if not found[kept.path] and not may_be_whole(text):
            left_out.append(kept.path)
        elif not kept.problem:
            read_now[kept.path] = (text, found[kept.path])
    index.keep(_KIND, key, read_now)
    return _Known([from_plain(plain) for plain in found.values() if plain], tuple(left_out))


def _text(builder: Builder, kept: Kept) -> str:
    """Return the text of a document; of one that cannot be read, which is said, what can be made out."""
    if kept.problem:
        builder.say(f"! {kept.problem}")
        return builder.repository.salvaged(kept.path)
    return builder.repository.read(builder.repository.locate(kept.path))


def _told(text: str, severity: SeverityRules) -> list[Any] | None:
    """Return what a document tells the public, as JSON keeps it."""
    known = announced(read(text).incident, severity) if may_be_public(text) else None
    return as_plain(known) if known else None
