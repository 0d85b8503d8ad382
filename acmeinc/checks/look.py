"""A look at documents, one by one: at each as it stands today, and through all its earlier versions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from acmeinc.checks.by_hand import by_hand, replaced, taken_in, uncommitted
from acmeinc.checks.chronicle import Chronicle
from acmeinc.checks.dating import back_dated, clocks, dates
from acmeinc.checks.front_matter import front_matter, has_right_seal
from acmeinc.checks.screen import Screen
from acmeinc.checks.standing import Standing
from acmeinc.incident.parts import parse
from acmeinc.process.audited import Trace
from acmeinc.process.recorded import Past, RecordedCommit


class Look(NamedTuple):
    """What a look at the document at `path` shows.

    `is_suspect` says that an entry is not, or may not be, as it once was: only an exact look can tell. `uids`
    are the incidents in it. `held` are entries in it that stray commits say they recorded.
    """

    path: str
    is_suspect: bool = True
    uids: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    severity: str = ""
    status: str = ""
    traces: tuple[Trace, ...] = ()


def look(paths: Sequence[str], past: Past, chronicle: Chronicle) -> list[Look]:
    """Return what a look at the documents at `paths` shows; those that are gone today are suspects."""
    there = {path: _versions(path, past, chronicle) for path in paths if path in past.documents}
    contents = past.contents(blob for versions in there.values() for blob in versions)
    found = {path: _look(path, versions, contents, chronicle) for path, versions in there.items()}
    looks = (found.get(path) or Look(path) for path in paths)
    return [each._replace(traces=(*each.traces, *_beside(each.path, chronicle))) for each in looks]


def _versions(path: str, past: Past, chronicle: Chronicle) -> dict[str, RecordedCommit | None]:
    """Return the contents that a document ever had, newest first, and which commit made each of them first.

    Today's comes first, with None where its commit is not known.
    """
    versions: dict[str, RecordedCommit | None] = {past.documents[path]: None}
    return versions | {v.now: commit for commit, v in chronicle.versions_of(path) if v.now}


def _look(
    path: str,
    versions: Mapping[str, RecordedCommit | None],
    contents: Iterator[bytes],
    chronicle: Chronicle,
) -> Look:
    """Return what one document shows; the contents of its `versions` are the next ones."""
    standing = Standing(path, next(contents))
    recorded = {i: commit for i in standing.ids if (commit := chronicle.recorded.get(i))}
    unnamed = [i for i in standing.ids if i not in recorded]
    screen, is_suspect = Screen(standing.content), not standing.is_plain
    newest, *earlier = versions.values()
    seen = dict.fromkeys(unnamed, newest)
    for commit in earlier:
        content = next(contents)
        is_suspect = is_suspect or not screen.holds(content)
        if unnamed:
            seen |= {i: commit for i in unnamed if i.encode() in content}
    recorded |= {i: c for i, c in seen.items() if c and c.sha not in chronicle.boundary}
    return Look(
        path,
        is_suspect or any(entry_id not in standing.ids for entry_id in chronicle.named.get(path, ())),
        frozenset(standing.uids),
        frozenset(chronicle.stray.keys() & standing.ids.keys()),
        str(standing.state.value("severity")),
        str(standing.state.value("status")),
        tuple(_traces(standing, recorded, chronicle)),
    )


def _traces(
    standing: Standing, recorded: Mapping[str, RecordedCommit], chronicle: Chronicle
) -> Iterator[Trace]:
    """Yield what is worth knowing of a document as it stands."""
    yield from taken_in(standing)
    by_steps = all(commit.step for commit in chronicle.commits_of(standing.path))
    is_whole = standing.is_plain and len(standing.uids) == 1
    if not (by_steps and is_whole and has_right_seal(standing.head, standing.state)):
        yield from _as_drawn(standing)
    yield from back_dated(standing, recorded)
    yield from clocks(standing, recorded)


def _as_drawn(standing: Standing) -> Iterator[Trace]:
    """Yield where a document is not as a step would draw it: whoever merges line by line cannot know."""
    if standing.damage:
        text = f"merged line by line, the next step puts it in order: {standing.damage}"
        yield Trace("merged", text, standing.incident, standing.path)
    else:
        yield from front_matter(standing.path, parse(standing.text).header, standing.state)


def _beside(path: str, chronicle: Chronicle) -> Iterator[Trace]:
    """Yield what is worth knowing of what people and clocks did to a document, whatever is in it."""
    commits = chronicle.commits_of(path)
    yield from uncommitted(path, chronicle.uncommitted)
    yield from by_hand(path, [commit for commit in commits if commit.sha not in chronicle.boundary])
    yield from replaced(path, chronicle.replaced.get(path, ()))
    yield from dates(path, commits, chronicle.known)
