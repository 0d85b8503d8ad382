"""What people did to documents without a step: allowed, and shown."""

from collections.abc import Iterator, Sequence, Set

from acmeinc.checks.standing import Standing
from acmeinc.incident.names import incident_at
from acmeinc.incident.variants import struck_ids
from acmeinc.process.audited import Trace
from acmeinc.process.recorded import RecordedCommit, Version

_TOLD = (
    ("note", "1 line was written by hand", "{} lines were written by hand"),
    ("edit", "1 value was changed by hand", "{} values were changed by hand"),
    (
        "correction",
        "1 entry was edited by hand, both readings stand",
        "{} entries were edited by hand: both readings stand",
    ),
)

_STRUCK = "** ~~"
_WORDLESS = "** <!-- "


def by_hand(path: str, commits: Sequence[RecordedCommit]) -> Iterator[Trace]:
    """Yield the commits of an incident's document that no step made."""
    for commit in commits:
        if commit.is_by_hand:
            text = f"changed by hand: {commit.subject}"
            yield Trace("by-hand", text, incident_at(path), path, commit=commit)


def replaced(path: str, files: Sequence[tuple[RecordedCommit, Version]]) -> Iterator[Trace]:
    """Yield the files kept with the incident of the document at `path` that people changed or took away."""
    for commit, version in files:
        name = version.path.rpartition("/")[2]
        text = f"{name} was {'changed' if version.now else 'taken away'} by hand: {commit.subject}"
        yield Trace("by-hand", text, incident_at(path), version.path, commit=commit)


def uncommitted(path: str, paths: Set[str]) -> Iterator[Trace]:
    """Yield that the document at `path` is one of the files that are not as the last commit has them."""
    if path in paths:
        text = "the document is not as it was committed; the next step takes in what hands did"
        yield Trace("uncommitted", text, incident_at(path), path)


def taken_in(standing: Standing) -> Iterator[Trace]:
    """Yield what steps took in that hands had done to the document, and what the next one puts in order."""
    found: dict[str, list[str]] = {kind: [] for kind, _, _ in _TOLD}
    for entry in standing.telling.values():
        if entry.kind in found and (entry.kind == "edit" or entry.fields.get("hand")):
            found[entry.kind].append(entry.id)
    for kind, one, several in _TOLD:
        if ids := found[kind]:
            text = one if len(ids) == 1 else several.format(len(ids))
            yield Trace(
                "edited", text, standing.incident, standing.path, standing.line_of(ids[0]), tuple(ids)
            )
    yield from _struck(standing)
    state = standing.state
    if state.value("id") not in ("", standing.incident):
        text = f"the file was moved by hand: it is the document of {state.value('id')}"
        yield Trace("moved", text, standing.incident, standing.path)


def _struck(standing: Standing) -> Iterator[Trace]:
    """Yield the entries that look taken back and are not, or the other way round: a strike is drawn."""
    if not standing.is_plain or not (standing.correcting or _STRUCK.encode() in standing.content):
        return
    corrected = struck_ids(standing.correcting)
    for seen in standing.glances:
        is_struck = _STRUCK in seen.line
        if is_struck != (seen.id in corrected) and _WORDLESS not in seen.line:
            was = "struck through and not corrected" if is_struck else "corrected and not struck through"
            text = f"the {seen.kind} of {seen.when[11:16]} is {was}; the next step puts it right"
            line = standing.line_of(seen.id)
            yield Trace("struck", text, standing.incident, standing.path, line, (seen.id,))
