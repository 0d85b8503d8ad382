"""What `acmeinc import incidents` prints: what was taken over, what was not, what the source left open."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from acmeinc.app import App
from acmeinc.importing.published import Published
from acmeinc.incident.text import clean_line, visible
from acmeinc.steps.adoption import Adopted, LeftOut
from acmeinc.steps.bringing_in import BroughtIn
from acmeinc.terminal.json_output import dump, rfc3339
from acmeinc.terminal.layout import shorten
from acmeinc.terminal.piped import row


class Takeover(NamedTuple):
    """What an import has found and decided: what is taken over, what is left out, the level of each word."""

    adopted: Sequence[Adopted]
    left: Sequence[LeftOut]
    levels: Mapping[str, str]

    @property
    def used(self) -> dict[str, tuple[str, int]]:
        """Return the words that were met, each with its level and how many incidents have it."""
        counts = Counter(one.published.level for one in self.adopted)
        return {word: (self.levels[word.lower()], count) for word, count in counts.most_common()}


def print_takeover(app: App, found: Takeover, brought: BroughtIn, *, dry_run: bool, as_json: bool) -> None:
    """Print what was, or with `dry_run` would be, taken over; as JSON each incident and what became of it."""
    for notice in brought.notices:
        app.console.say(f"! {visible(notice)}")
    if as_json:
        app.console.out(dump(_json(found, brought, dry_run=dry_run), app.console.encoding))
        return
    for word, (level, count) in found.used.items():
        app.console.say(f"  {visible(word) or 'no level'} is {level}: {count}; --map for another")
    for line in _doubts(one.published for one in found.adopted):
        app.console.say(f"! {line}")
    if dry_run:
        _print_plan(app, found)
    for line in _summary(app, found, brought):
        app.console.out(line)


def _print_plan(app: App, found: Takeover) -> None:
    """Print a line for each document that would be written, and the newest of them whole."""
    for one in found.adopted:
        posts, title = len(one.published.posts), visible(clean_line(one.published.title))
        if app.console.piped:
            app.console.out(row(one.path, one.incident.severity, str(posts), title))
        else:
            updates = "1 update" if posts == 1 else f"{posts} updates"
            head = f"+ {one.incident.id[4:12]}  {one.incident.severity}  {updates:>10}  "
            app.console.out(head + shorten(title, max(20, app.console.width - len(head))))
    if found.adopted:
        newest = found.adopted[-1]
        app.console.out()
        app.console.out(f"+++ {newest.path}")
        app.console.out(visible(newest.text).rstrip("\n"))
        app.console.out()


def _summary(app: App, found: Takeover, brought: BroughtIn) -> list[str]:
    lines = []
    count = len(found.adopted)
    if brought.commit:
        what = "1 incident" if count == 1 else f"{count} incidents"
        mark = app.console.ink.green("✓")
        lines.append(f"{mark} {what} imported, closed, in one commit")
    elif count:
        what = "1 incident" if count == 1 else f"{count} incidents"
        lines.append(f"{what} to import. Nothing was written (--dry-run).")
    else:
        lines.append("Nothing to import.")
    for why, number in Counter(one.why for one in found.left).most_common():
        lines.append(f"  {number} left out: {visible(why)}")
    return lines


def _doubts(published: Iterable[Published]) -> list[str]:
    """Return each doubt once, with how many incidents it concerns and where the first of them stands."""
    places: dict[str, list[str]] = {}
    for one in published:
        for doubt in one.doubts:
            places.setdefault(doubt, []).append(f"{one.where}:{one.line}")
    return [
        f"{first}: {doubt}" if not more else f"{first} and {len(more)} more: {doubt}"
        for doubt, (first, *more) in ((visible(d), list(map(visible, p))) for d, p in places.items())
    ]


def _json(found: Takeover, brought: BroughtIn, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "commit": brought.commit or None,
        "severities": {word: level for word, (level, _) in found.used.items()},
        "imported": [
            {
                "id": one.incident.id,
                "path": one.path,
                "severity": one.incident.severity,
                "resolved": rfc3339(one.published.resolved),
                **_source(one.published),
            }
            for one in found.adopted
        ],
        "left_out": [{"why": one.why, **_source(one.published)} for one in found.left],
    }


def _source(one: Published) -> dict[str, Any]:
    return {
        "source": one.key,
        "where": f"{one.where}:{one.line}",
        "title": one.title,
        "started": rfc3339(one.started),
        "updates": len(one.posts),
        "doubts": list(one.doubts),
    }
