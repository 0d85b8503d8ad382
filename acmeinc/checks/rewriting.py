"""Whether the past is whole: nothing of it rewritten, nothing of it missing."""

from collections.abc import Iterator

from acmeinc.checks.chronicle import Chronicle
from acmeinc.process.audited import Trace
from acmeinc.process.recorded import Past


def rewriting(past: Past, chronicle: Chronicle) -> Iterator[Trace]:
    """Yield what is wrong with `past` as a whole.

    A rebase by hand makes commits anew, too, and loses nothing: what is missing of the entries of lost
    commits is told with the entries.
    """
    if lost := chronicle.lost:
        count = "1 commit" if len(lost) == 1 else f"{len(lost)} commits"
        text = f"history was rewritten: {count} recorded here led nowhere (their entries were looked for)"
        yield Trace("rewritten", text, commit=lost[0])
    for sha in past.gone:
        text = f"history was rewritten: commit {sha[:10]}, recorded here, is not in it and nowhere else"
        yield Trace("gone", text)
    if past.boundary:
        first = next((chronicle.known[sha] for sha in past.boundary if sha in chronicle.known), None)
        text = "the clone is shallow: what was recorded before cannot be checked (git fetch --unshallow)"
        yield Trace("shallow", text, commit=first)
