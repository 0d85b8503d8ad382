"""The rows of the index: what a document says is put in, replaced and taken out, its words with it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from acmeinc.incident.summary import Passage
from acmeinc.storage.index_file import has_words
from acmeinc.storage.looking import Seen
from acmeinc.storage.stamps import NO_STAMP, Stamp

STAMP = "size, modified, changed, inode"
"""The columns of a stamp."""


class Told(NamedTuple):
    """What a document says, as the index keeps it: `values` and `passages` are JSON, `words` for a search.

    `content` names its bytes as git does; "" where they are no text, and then `problem` says why. `is_known`
    means that it says what it said when its content was read before: nothing else is filled in then.
    """

    path: str
    content: str
    is_settled: bool = False
    problem: str = ""
    values: str = "{}"
    passages: str = "[]"
    words: str = ""
    is_known: bool = False


def take_in(database: sqlite3.Connection, batch: Sequence[Told], stamps: Mapping[str, Stamp]) -> list[str]:
    """Put in what documents tell; return those that were settled before and tell something else now."""
    asked = "SELECT id, content, is_settled FROM document WHERE path = ?"
    rows = {told.path: database.execute(asked, (told.path,)).fetchone() for told in batch}
    known: dict[str, tuple[int, str, int]] = {path: row for path, row in rows.items() if row}
    database.executemany(
        f"UPDATE document SET ({STAMP}) = (?, ?, ?, ?) WHERE path = ?",
        ((*_stamp(told, stamps), told.path) for told in batch if told.path in known),
    )
    changed = [told for told in batch if not told.is_known and not _says_the_same(told, known)]
    old = [known[told.path][0] for told in changed if told.path in known]
    _remove(database, old)
    _add(database, changed, stamps)
    return [told.path for told in changed if told.path in known and known[told.path][2]]


def seen_in(database: sqlite3.Connection) -> Seen:
    """Return what was seen when the index was refreshed the last time."""
    (commit,) = database.execute('SELECT "commit" FROM seen').fetchone() or ("",)
    folders = {row[0]: Stamp(*row[1:]) for row in database.execute(f"SELECT path, {STAMP} FROM folder")}
    return Seen(commit, folders, {path for (path,) in database.execute("SELECT path FROM strange")})


def note_seen(database: sqlite3.Connection, seen: Seen) -> None:
    """Remember what was seen, once everything that had changed is taken in."""
    for table in ("seen", "folder", "strange"):
        database.execute(f"DELETE FROM {table}")
    database.execute("INSERT INTO seen VALUES (?)", (seen.commit,))
    folders = ((path, *stamp) for path, stamp in seen.folders.items())
    database.executemany("INSERT INTO folder VALUES (?, ?, ?, ?, ?)", folders)
    database.executemany("INSERT INTO strange VALUES (?)", ((path,) for path in seen.strange))


def watched_in(database: sqlite3.Connection) -> list[str]:
    """Return the documents that are likely to change: nobody is done with them, or they just did."""
    return [p for (p,) in database.execute("SELECT path FROM document WHERE is_settled = 0 OR size < 0")]


def known_of(
    database: sqlite3.Connection, paths: Iterable[str], months: Iterable[str]
) -> dict[str, tuple[str, Stamp]]:
    """Return content and stamp of the documents at `paths`, and of all in the folders `months`, by path."""
    asked = f"SELECT path, content, {STAMP} FROM document WHERE path"
    inside = ((f"{month}/", f"{month}0") for month in months)
    rows = [row for ends in inside for row in database.execute(f"{asked} BETWEEN ? AND ?", ends)]
    rows += [row for path in paths for row in database.execute(f"{asked} = ?", (path,))]
    return {path: (content, Stamp(*stamp)) for path, content, *stamp in rows}


def forget(database: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Take out documents that have gone, and what was worked out from them."""
    for path in paths:
        rows = database.execute("SELECT id FROM document WHERE path = ?", (path,)).fetchall()
        _remove(database, [number for (number,) in rows])
        database.execute("DELETE FROM memo WHERE path = ?", (path,))


def passages_in(said: str) -> list[Passage]:
    """Return the passages that a row holds."""
    return [Passage(*passage) for passage in json.loads(said)]


def words_of(said: Iterable[Passage]) -> str:
    """Return the words of all passages as a search looks for them, without what SQLite cannot keep."""
    return as_kept("\n".join(passage.text for passage in said))


def as_kept(text: str) -> str:
    """Return words as a search looks for them: in lower case, without what SQLite cannot keep."""
    return text.lower().replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _says_the_same(told: Told, known: Mapping[str, tuple[int, str, int]]) -> bool:
    return bool(told.content) and told.path in known and known[told.path][1] == told.content


def _add(database: sqlite3.Connection, batch: Sequence[Told], stamps: Mapping[str, Stamp]) -> None:
    first = database.execute("SELECT ifnull(max(id), 0) + 1 FROM document").fetchone()[0]
    rows = list(enumerate(batch, first))
    columns = f"id, path, name, {STAMP}, content, is_settled, problem"
    documents = (
        (number, told.path, told.path[told.path.rfind("/") + 1 :], *_stamp(told, stamps), *told[1:4])
        for number, told in rows
    )
    database.executemany(f"INSERT INTO document ({columns}) VALUES (?{', ?' * 9})", documents)
    database.executemany(
        "INSERT INTO told VALUES (?, ?, ?)", ((number, told.values, told.passages) for number, told in rows)
    )
    if has_words(database):
        words = ((number, told.words) for number, told in rows)
        database.executemany("INSERT INTO words (rowid, said) VALUES (?, ?)", words)


def _remove(database: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take out documents; the index of letters has to be told of their words."""
    for number in numbers if has_words(database) else ():
        (said,) = database.execute("SELECT passages FROM told WHERE id = ?", (number,)).fetchone()
        row = (number, words_of(passages_in(said)))
        database.execute("INSERT INTO words (words, rowid, said) VALUES ('delete', ?, ?)", row)
    for table in ("told", "document"):
        database.executemany(f"DELETE FROM {table} WHERE id = ?", ((number,) for number in numbers))


def _stamp(told: Told, stamps: Mapping[str, Stamp]) -> Stamp:
    return stamps[told.path] if told.content else NO_STAMP
