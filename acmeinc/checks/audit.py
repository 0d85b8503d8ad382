"""The audit: what the past of the incident documents says about them (`acmeinc audit`).

Imported, interrupted, merged, corrected, redacted and undone: all that is in order. What is not, or is worth
knowing, comes as traces.
"""

from collections.abc import Callable, Iterable, Sequence

from acmeinc.checks.chronicle import Chronicle
from acmeinc.checks.lineage import Lineage, lineage
from acmeinc.checks.look import Look, look
from acmeinc.checks.rewriting import rewriting
from acmeinc.checks.signing import signing
from acmeinc.incident.names import incident_at, path_of
from acmeinc.process.audited import Audit, Audited, Trace
from acmeinc.process.recorded import Past, RecordedCommit

Share = Callable[[Callable[[Sequence[str]], list[Look]], Sequence[str]], list[Look]]
"""Returns what some work returns for all paths; may have several processes do a part of it each."""


def audit(past: Past, wanted: str = "", share: Share = lambda work, paths: work(paths)) -> Audit:
    """Return what `past` says of all incidents, or of the one called `wanted`, with its whole story."""
    return _Audit(past, path_of(wanted) if wanted else "", share).run()


class _Audit:
    """One audit on its way."""

    def __init__(self, past: Past, wanted: str, share: Share) -> None:
        self._past = past
        self._wanted = wanted
        self._chronicle = Chronicle(past, self._concerns)
        documents = {path for path in past.documents if self._concerns(path)}
        paths = sorted(documents | self._chronicle.changes.keys() | {wanted} - {""}, reverse=True)
        looks = share(lambda part: look(part, past, self._chronicle), paths)
        self._looks = {each.path: each for each in looks}

    def run(self) -> Audit:
        """Look exactly at what is not plainly in order, and put everything together."""
        suspects = [each.path for each in self._looks.values() if each.is_suspect]
        lineages = self._lineages([*suspects, *([self._wanted] if self._wanted else [])])
        found = [*self._of_entries(lineages.values()), *self._never_there(lineages.values())]
        paths = [self._wanted] if self._wanted else list(self._looks)
        commits = {path: self._commits_of(path, lineages) for path in paths}
        signed = {c.sha: c for those in commits.values() for c in those if c.is_signed}
        signatures = self._past.signatures(list(signed.values()))
        incidents = []
        for path, those in commits.items():
            its = [trace for trace in found if trace.path == path]
            its += [*self._looks[path].traces, *signing(path, those, signatures)]
            told = lineages[path].story(path) if self._wanted else {}
            seen = (self._looks[path].severity, self._looks[path].status)
            incidents.append(Audited(incident_at(path), path, *seen, tuple(those), tuple(its), told))
        whole = [*rewriting(self._past, self._chronicle), *(f for f in found if not f.path)]
        return Audit(tuple(incidents), tuple(whole), signatures, len(self._chronicle.known))

    def _concerns(self, path: str) -> bool:
        """Return whether a file is a document that has to do with what is wanted."""
        if not incident_at(path):
            return False
        return not self._wanted or path not in self._past.documents or _family(path) == _family(self._wanted)

    def _lineages(self, paths: Iterable[str]) -> dict[str, Lineage]:
        """Return the lineages of the documents at `paths`, each under the paths of all its documents."""
        uids = {each.path: each.uids for each in self._looks.values()}
        lineages: dict[str, Lineage] = {}
        for path in paths:
            if path not in lineages:
                found = lineage(path, self._past, self._chronicle, uids)
                lineages |= dict.fromkeys(found.paths, found)
        return lineages

    def _of_entries(self, lineages: Iterable[Lineage]) -> list[Trace]:
        """Return what became of entries."""
        once = {each.paths: each for each in lineages}
        return [trace for each in once.values() for trace in each.kept.traces(each.lives)]

    def _never_there(self, lineages: Iterable[Lineage]) -> list[Trace]:
        """Return the entries that commits say they recorded, and that no document ever held."""
        held = {key for each in self._looks.values() for key in each.held}
        seen = held.union(*(each.lives for each in lineages))
        said = {} if self._wanted else {key: ("", c) for key, c in self._chronicle.stray.items()}
        # In the order of the documents: a commit may concern several, and one of them is told.
        for path in dict.fromkeys(path for each in lineages for path in each.paths):
            named = self._chronicle.named.get(path, ())
            said |= {key: (path, self._chronicle.recorded[key]) for key in named}
        text = "the commit says that it recorded an entry, and no document ever held it"
        return [
            Trace("never-there", text, incident_at(path), path, 0, (key,), commit)
            for key, (path, commit) in said.items()
            if key not in seen
        ]

    def _commits_of(self, path: str, lineages: dict[str, Lineage]) -> list[RecordedCommit]:
        if self._wanted:
            return lineages[path].commits_of(path, self._chronicle)
        return self._chronicle.commits_of(path)


def _family(path: str) -> list[str]:
    """Return what the ids of two incidents have in common that were declared under one."""
    return path.split("-")[:6]
