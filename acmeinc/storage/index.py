"""The index: what every incident document says, without reading them all.

    index = Index.of(repository)
    for kept in index.documents():          # newest first
        kept.incident                       # its fields of now, without entries
    index.search(["replica", "lag"])        # what says both, newest first

It is a cache in git's folder, never trusted over the files: when it is made, the file system and git are
asked which documents may have changed (`looking.py`), and those are read again. `fresh` reads all.

Whoever works something out from a document can keep it here, too, until the document changes:

    verdicts = index.recalled("check", key)         # {path: value} of the documents as they are now
    index.keep("check", key, {path: (text, value)})

`kind` names what it is, `key` what else it depends on (a digest of the rules, the version of a template),
`text` is the document it was worked out from, and the value is anything that JSON holds. Of each kind the
index keeps one value a document, the last. What cannot be kept is not: nothing here ever fails.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from acmeinc.incident.model import Incident
from acmeinc.incident.summary import Passage, incident_of_values, matching
from acmeinc.storage.caches import cache_path
from acmeinc.storage.index_file import discard, has_words, in_memory, open_database
from acmeinc.storage.index_rows import (
    Told,
    as_kept,
    forget,
    known_of,
    note_seen,
    passages_in,
    seen_in,
    take_in,
    watched_in,
)
from acmeinc.storage.looking import look_again
from acmeinc.storage.repository import Repository
from acmeinc.storage.roll import doubt
from acmeinc.storage.stamps import NO_STAMP, Stamp

_SHORTEST_WORD = 3
_AT_FIRST = 50
_AT_ONCE = 500
_NEWEST_FIRST = "ORDER BY name DESC, path DESC"

Rows = list[tuple[Any, ...]]
Answer = TypeVar("Answer")


class Kept(NamedTuple):
    """What the index keeps of a document: its path in the repository, and its content as git names it.

    `is_settled` says that nobody has to look at it again (`process.settled`). `problem` says why it could
    not be read, "" when it could; `content` is "" then.
    """

    path: str
    content: str
    is_settled: bool
    problem: str
    values: str

    @property
    def incident(self) -> Incident:
        """Return the incident, without its entries."""
        return incident_of_values(json.loads(self.values))


class Found(NamedTuple):
    """An incident in which words were found: its id, its title, and what holds them."""

    incident: str
    title: str
    passages: list[Passage]


class Recalled(Mapping[str, Any]):
    """Values that were kept, by the path of their document; each is read when it is asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __getitem__(self, path: str) -> Any:
        return json.loads(self._values[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _say_nothing(_done: int, _all: int) -> None:
    """Index in silence."""


class Index:
    """What the documents of a repository say."""

    def __init__(self, repository: Repository, path: Path | None) -> None:
        self._repository = repository
        self._path = path
        self._database = open_database(path)

    @classmethod
    def of(
        cls,
        repository: Repository,
        *,
        fresh: bool = False,
        progress: Callable[[int, int], None] = _say_nothing,
    ) -> "Index":
        """Return the index of a repository as its files are now; `fresh` reads all of them.

        `progress` is told how many documents of how many have been read. Raises `DiskFault` where the
        folders of incidents cannot be read.
        """
        index = cls(repository, cache_path(repository.root, "index.db"))
        index.refresh(fresh=fresh, progress=progress)
        return index

    def refresh(self, *, fresh: bool = False, progress: Callable[[int, int], None] = _say_nothing) -> None:
        """Read again what may have changed.

        Where a settled one has, the roll may not know of it: it is told to doubt what it says.
        """
        before = self._read(seen_in)
        look = look_again(self._repository, before, self._read(watched_in), fresh=fresh)
        known = self._read(partial(known_of, paths=look.documents, months=look.months))
        stamps = {path: stamp for path, stamp in look.documents.items() if stamp}
        if gone := known.keys() - stamps.keys():
            self._write(lambda: forget(self._database, gone))
        changed = {
            path: known[path][0] if path in known else ""
            for path, stamp in stamps.items()
            if fresh or stamp == NO_STAMP or path not in known or stamp != known[path][1]
        }
        surprises = self._read_again(changed, stamps, progress) if changed else ()
        if look.now != before:
            self._write(lambda: note_seen(self._database, look.now))
        if surprises:
            doubt(self._repository.root, surprises)

    def _read_again(
        self, changed: Mapping[str, str], stamps: Mapping[str, Stamp], progress: Callable[[int, int], None]
    ) -> set[str]:
        """Take in what documents say now; return those that were settled and say something else."""
        # Most of the time nothing has changed: what reads documents is not loaded then.
        from acmeinc.storage.indexing import told_by

        surprises: set[str] = set()
        done = 0
        for batch in told_by(self._repository.root, dict(sorted(changed.items()))):
            self._write(partial(self._take_in, batch, stamps, surprises))
            done += len(batch)
            progress(done, len(changed))
        return surprises

    def documents(self) -> Iterator[Kept]:
        """Yield what is kept of every document, newest first by the date in their names."""
        after, limit = ("\uffff", ""), _AT_FIRST
        columns = 'name, path, content, is_settled, problem, "values"'
        asked = f"SELECT {columns} FROM document JOIN told USING (id) WHERE (name, path) < (?, ?)"
        while rows := self._ask(f"{asked} {_NEWEST_FIRST} LIMIT {limit}", after):
            for _, path, content, is_settled, problem, values in rows:
                yield Kept(path, content, bool(is_settled), problem, values)
            after, limit = rows[-1][:2], _AT_ONCE

    def problems(self) -> list[str]:
        """Return why documents could not be read, newest first."""
        asked = f"SELECT problem FROM document WHERE problem != '' {_NEWEST_FIRST}"
        return [problem for (problem,) in self._ask(asked)]

    def search(self, words: Iterable[str]) -> Iterator[Found]:
        """Yield the incidents of which one passage holds all the words, in any case, newest first."""
        wanted = [word.lower() for word in words]
        ids = [number for (number,) in self._candidates(wanted)]
        columns = 'passages, "values"'
        for start in range(0, len(ids), _AT_FIRST):
            asked = ids[start : start + _AT_FIRST]
            which = f"WHERE id IN ({','.join('?' * len(asked))}) {_NEWEST_FIRST}"
            rows = self._ask(f"SELECT {columns} FROM document JOIN told USING (id) {which}", asked)
            for said, values in rows:
                found = passages_in(said)
                if hits := matching(found, wanted):
                    yield Found(json.loads(values).get("id", ""), found[0].text, hits)

    def recalled(self, kind: str, key: str) -> "Recalled":
        """Return the values that were kept of the documents as they are now, by path."""
        rows = self._ask(
            "SELECT path, value FROM memo JOIN document USING (path, content) WHERE kind = ? AND key = ?",
            (kind, key),
        )
        return Recalled(dict(rows))

    def keep(self, kind: str, key: str, values: Mapping[str, tuple[str, Any]]) -> None:
        """Keep a value for each document: `values` maps its path to its text and to what was made of that."""
        from acmeinc.storage.indexing import content_id

        rows = [
            (kind, path, key, content_id(text.encode("utf-8", "surrogatepass")), json.dumps(value))
            for path, (text, value) in values.items()
        ]
        statement = "INSERT OR REPLACE INTO memo (kind, path, key, content, value) VALUES (?, ?, ?, ?, ?)"
        self._write(lambda: self._database.executemany(statement, rows))

    def _candidates(self, wanted: Sequence[str]) -> Rows:
        """Return the ids of the documents that may hold all the words, newest first."""
        pieces = {f'"{piece}"' for word in wanted for piece in _trigrams(as_kept(word))}
        if not pieces or not has_words(self._database):
            return self._ask(f"SELECT id FROM document {_NEWEST_FIRST}")
        together = " AND ".join(sorted(pieces))
        joined = "SELECT id FROM words JOIN document ON id = words.rowid WHERE words MATCH ?"
        return self._ask(f"{joined} {_NEWEST_FIRST}", (together,))

    def _take_in(self, batch: Sequence[Told], stamps: Mapping[str, Stamp], surprises: set[str]) -> None:
        """Take in what documents say; `surprises` get those that were settled and say something else now."""
        surprises.update(take_in(self._database, batch, stamps))

    def _ask(self, query: str, values: Sequence[Any] = ()) -> Rows:
        return self._read(lambda database: database.execute(query, values).fetchall())

    def _read(self, asked: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return asked(self._database)
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            return asked(self._database)

    def _write(self, change: Callable[[], object]) -> None:
        try:
            self._transact(change)
        except sqlite3.OperationalError:
            self._database, self._path = in_memory(self._database), None
            self.refresh()
            self._transact(change)
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def _transact(self, change: Callable[[], object]) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            change()
            self._database.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        """Read everything again: into another file where this one is damaged, else into memory."""
        self._database.close()
        if self._path and not isinstance(error, sqlite3.OperationalError):
            discard(self._path)
            self._database = open_database(self._path)
        else:
            self._database = in_memory()
        self._path = None
        self.refresh()


def _trigrams(word: str) -> Iterator[str]:
    for start in range(len(word) - _SHORTEST_WORD + 1):
        yield word[start : start + _SHORTEST_WORD].replace('"', '""')
