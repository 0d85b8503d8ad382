"""The database behind the index: a file in git's folder, and memory where that file is of no use.

It can be deleted at any time. One that is damaged, or that another version made, is begun anew; where it
cannot be written (a folder that is read-only, another process that writes), what it holds is copied into
memory, and what is found out lives as long as the command.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from acmeinc.storage.caches import MADE_BY

_PATIENCE_S = 0.5
_CACHE_KB = 4_000

_TABLES = """
CREATE TABLE made (by TEXT NOT NULL);
CREATE TABLE seen ("commit" TEXT NOT NULL);
CREATE TABLE folder (path TEXT PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER, inode INTEGER);
CREATE TABLE strange (path TEXT PRIMARY KEY);
CREATE TABLE document (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  size INTEGER, modified INTEGER, changed INTEGER, inode INTEGER,
  content TEXT NOT NULL, is_settled INTEGER NOT NULL, problem TEXT NOT NULL
);
CREATE INDEX by_name ON document (name, path);
CREATE INDEX watched ON document (path) WHERE is_settled = 0 OR size < 0;
CREATE TABLE told (id INTEGER PRIMARY KEY, "values" TEXT NOT NULL, passages TEXT NOT NULL);
CREATE TABLE memo (
  kind TEXT, path TEXT, key TEXT NOT NULL, content TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (kind, path)
) WITHOUT ROWID;
"""

_WORDS = """
CREATE VIRTUAL TABLE words USING fts5 (
  said, content = '', detail = none, tokenize = 'trigram case_sensitive 1'
);
"""


def open_database(path: Path | None) -> sqlite3.Connection:
    """Return the database at `path`; one in memory where there can be none, or for None."""
    for _ in range(2):
        try:
            return _opened(path) if path else in_memory()
        except (sqlite3.OperationalError, OSError):
            break
        except sqlite3.DatabaseError:
            discard(path)
    return in_memory()


def in_memory(copied: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """Return a database in memory with what `copied` holds, as far as that can be read."""
    database = _connected(":memory:")
    if copied:
        with suppress(sqlite3.Error):
            copied.backup(database, progress=_no_waiting)
            if _is_ours(database):
                return database
        database = _connected(":memory:")
    _begin(database)
    return database


def discard(path: Path | None) -> None:
    """Remove the database at `path`, and what belongs to it."""
    for file in (path, path.with_name(f"{path.name}-journal")) if path else ():
        with suppress(OSError):
            file.unlink(missing_ok=True)


def has_words(database: sqlite3.Connection) -> bool:
    """Return whether words can be looked up: a SQLite of before 2020 cannot keep them so."""
    found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone()
    return found is not None


def _no_waiting(status: int, _left: int, _all: int) -> None:
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("another process writes")


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    database = _connected(str(path))
    try:
        if not _is_ours(database):
            if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise sqlite3.DatabaseError("another version made it")
            _begin(database)
    except BaseException:
        database.close()
        raise
    return database


def _connected(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=_PATIENCE_S, isolation_level=None)
    database.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    database.execute("PRAGMA synchronous = NORMAL")
    return database


def _is_ours(database: sqlite3.Connection) -> bool:
    try:
        return bool(database.execute("SELECT by FROM made").fetchone() == (MADE_BY,))
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return False
        raise


def _begin(database: sqlite3.Connection) -> None:
    """Make the tables, all or none; another process may have been quicker."""
    database.execute("BEGIN IMMEDIATE")
    try:
        if not _is_ours(database):
            for statement in filter(str.strip, _TABLES.split(";")):
                database.execute(statement)
            with suppress(sqlite3.OperationalError):
                database.execute(_WORDS)
            database.execute("INSERT INTO made VALUES (?)", (MADE_BY,))
        database.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            database.execute("ROLLBACK")
        raise
