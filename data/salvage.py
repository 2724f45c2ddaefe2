"""Reading a database that may be a copy, read-only or damaged: every row that can still be read, and how much cannot.

A damaged page makes SQLite stop in the middle of a table. What lies behind it is found by asking for smaller and smaller
ranges of row numbers, so that only the rows on the damaged pages are missing.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.schema import SET
from pipeline.errors import StoreFailed

MOST_HOLES = 2_000  # ranges of one table that could not be read before the rest of it is given up


@contextmanager
def snapshot(path: Path) -> Iterator[sqlite3.Connection]:
    """One moment of a database, in use or not, that stays the same until the end; nothing is written into it.

    Raises StoreFailed: store_not_ours(file), store_unreadable(file), store_locked, store_damaged(reason) where not even
    its list of tables can be read.
    """
    with tempfile.TemporaryDirectory(prefix="kunnskapsbroen-") as aside:
        try:
            with closing(_opened(path, Path(aside))) as connection:
                if not _is_ours(connection):
                    raise StoreFailed("store_not_ours", file=path.name)
                yield connection
        except sqlite3.DatabaseError as failure:
            if "not a database" in str(failure):
                raise StoreFailed("store_not_ours", file=path.name) from failure
            if "locked" in str(failure):
                raise StoreFailed("store_locked") from failure
            if "unable to open" in str(failure):
                raise StoreFailed("store_unreadable", file=path.name) from failure
            raise StoreFailed("store_damaged", reason=str(failure)) from failure


def _opened(path: Path, aside: Path) -> sqlite3.Connection:
    """A reader; where the folder cannot be written to (SQLite makes a file beside one in WAL mode), by another way."""
    try:
        return _begun(path, "mode=ro")
    except sqlite3.OperationalError as failure:
        if not any(word in str(failure) for word in ("unable to open", "readonly")):
            raise
    log = path.with_name(path.name + "-wal")
    if not (log.exists() and log.stat().st_size):
        return _begun(path, "mode=ro&immutable=1")
    for ending in ("", "-wal"):  # the newest commits are in the log only
        shutil.copyfile(path.with_name(path.name + ending), aside / f"copy{ending}")
    return _begun(aside / "copy", "mode=ro")


def _begun(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether a database has our tables; the rows that say which steps it has taken may be on a damaged page."""
    if "_sqlite_migrations" not in tables(connection):
        return False
    try:
        sql = "SELECT 1 FROM _sqlite_migrations WHERE migration_set = ?"
        return connection.execute(sql, (SET,)).fetchone() is not None
    except sqlite3.DatabaseError:
        return "event" in tables(connection)


def tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The names of all tables, sorted."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    return tuple(row[0] for row in connection.execute(sql))


def columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """The columns of a table in their order."""
    return tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{table}")'))


@dataclass(slots=True)
class Reader:
    """The rows of one table in the order of their row numbers; `holes` counts the ranges that could not be read."""

    connection: sqlite3.Connection
    table: str
    holes: int = 0

    def rows(self) -> Iterator[sqlite3.Row]:
        """Every row that can be read, each once."""
        todo = [(-(2**62), 2**62)]
        while todo and self.holes < MOST_HOLES:
            low, high = todo.pop()
            last = low - 1
            try:
                for row in self._between(low, high):
                    if not last < row["_number"] <= high:
                        raise sqlite3.DatabaseError("row numbers out of order")
                    last = row["_number"]
                    yield row
            except sqlite3.DatabaseError:
                self.holes += 1
                todo += reversed(self._smaller(last + 1, high))

    def _between(self, low: int, high: int) -> sqlite3.Cursor:
        sql = f'SELECT rowid AS _number, * FROM "{self.table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
        return self.connection.execute(sql, (low, high))

    def _smaller(self, low: int, high: int) -> list[tuple[int, int]]:
        """What is left of a range behind the place where reading stopped, in two halves; nothing where it is one row."""
        if low >= high:
            return []
        high = min(high, max(self._highest(), low))
        middle = (low + high) // 2
        return [(low, middle), (middle + 1, high)] if low < high else []

    def _highest(self) -> int:
        """The last row number of the table; where that page is damaged, no more than the size of the file allows."""
        try:
            return int(self.connection.execute(f'SELECT max(rowid) FROM "{self.table}"').fetchone()[0] or 0)
        except sqlite3.DatabaseError:
            pages, size = (
                self.connection.execute(f"PRAGMA {one}").fetchone()[0] for one in ("page_count", "page_size")
            )
            return int(pages * size // 16)
