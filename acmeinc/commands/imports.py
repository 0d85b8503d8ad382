"""What the members of `acmeinc import` share: where to import from, and how faults of many files are told."""

from collections.abc import Callable, Iterable
from datetime import tzinfo
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from acmeinc.app import App
from acmeinc.errors import BadData, Problem, Usage
from acmeinc.storage.foreign import Foreign, open_foreign

Value = TypeVar("Value")

FromOption = Annotated[
    Path | None, typer.Option("--from", metavar="PATH", help="the file, folder or zip to import from")
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="of times that name none: Europe/Berlin, EST, +01:00"),
]


def source(path: Path | None, example: str) -> Foreign:
    """Return what to import from; raises Usage where nobody has said, NotFound where there is nothing."""
    if path is None:
        raise Usage("say where to import from", hint=f"acmeinc import {example}")
    return open_foreign(path)


def one_of(name: str | None, known: Iterable[str]) -> str:
    """Return the format that `--format` names, "" for none; raises Usage for one that is not known."""
    names = list(known)
    if name and name not in names:
        raise Usage(f"--format {name!r} is not known", hint=f"use one of: {', '.join(names)}")
    return name or ""


def zone_for(app: App, name: str | None) -> tzinfo:
    """Return the zone of times that name none: `--zone`, else the organisation's."""
    if not name:
        return app.rules.settings.zone
    from acmeinc.process.zones import parse_zone

    return parse_zone(name)


def say_zone(app: App, zone: tzinfo, named: str | None, count: int) -> None:
    """Say in which zone `count` times were read that name none; nothing where there are none."""
    if count:
        times = "1 time without a zone is" if count == 1 else f"{count:,} times without a zone are"
        app.console.say(f"  {times} in {zone}{'' if named else '; --zone for another'}")


def each(names: Iterable[str], read: Callable[[str], Value]) -> list[Value]:
    """Return what `read` makes of each file; raises BadData with the faults of all of them together."""
    found: list[Value] = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(read(name))
        except BadData as bad:
            problems += bad.problems
    if problems:
        raise BadData(problems, hint=f"nothing was imported. {problems[0].hint}".strip())
    return found
