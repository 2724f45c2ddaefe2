"""The table of MeSH headings that somebody has loaded: a file of its own beside the database, made anew from NLM's files.

It holds nothing that is ours to keep, so it is not backed up. A load replaces what the same kind of file (English,
Norwegian) gave before: it is made in a file beside, which takes the old one's place when it is whole. Until then, and where a
load breaks off, the old table is used, and nobody who reads waits.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from data.rowing import utc_now
from pico.mesh import Heading, MeshLoad, MeshState, MeshTerm
from pico.query.headings import Headings
from pipeline.errors import BadInput

NAME = "mesh.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS heading (ui TEXT PRIMARY KEY, heading TEXT NOT NULL, key TEXT NOT NULL, trees TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS heading_key ON heading(key);
CREATE TABLE IF NOT EXISTS term (ui TEXT NOT NULL, text TEXT NOT NULL, key TEXT NOT NULL, language TEXT NOT NULL,
    PRIMARY KEY (key, language, ui)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS term_ui ON term(ui);
CREATE TABLE IF NOT EXISTS load (language TEXT PRIMARY KEY, at TEXT NOT NULL, file TEXT NOT NULL) STRICT
"""


class MeshTable:
    """Headings by name, in any of the languages that were loaded. No file: nothing is known, and nothing fails."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def load(self, headings: Iterable[Heading], file: str) -> int:
        """Put a file's headings in place of what such a file gave before; gives how many.

        BadInput: mesh_busy where another load is under way, and whatever `headings` raises.
        """
        count = 0
        with self._anew() as connection:
            languages: set[str] = set()
            for one in headings:
                self._put(connection, one, languages)
                count += 1
            for language in sorted(languages):
                connection.execute("INSERT OR REPLACE INTO load VALUES (?, ?, ?)", (language, utc_now(), file))
        return count

    def remove(self, language: str) -> int:
        """Take away the names in a language, and headings that have none left; gives how many names there were."""
        with self._anew() as connection:
            gone = connection.execute("DELETE FROM term WHERE language = ?", (language,)).rowcount
            connection.execute("DELETE FROM load WHERE language = ?", (language,))
        return gone

    @contextmanager
    def _anew(self) -> Iterator[sqlite3.Connection]:
        """A copy of the table to be changed, which takes the table's place when all went well."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        lock = FileLock(f"{self.path}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as taken:
            raise BadInput("mesh_busy") from taken
        try:
            beside.unlink(missing_ok=True)
            if self.path.exists():
                shutil.copyfile(self.path, beside)
            with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.execute("BEGIN")
                yield connection
                connection.execute("DELETE FROM heading WHERE ui NOT IN (SELECT ui FROM term)")
                connection.execute("COMMIT")
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
            lock.release()

    def _put(self, connection: sqlite3.Connection, one: Heading, languages: set[str]) -> None:
        """One heading with its names. The English names in a translation say which heading is meant; they replace none."""
        own = [term for term in one.terms if term.language != "en"] or one.terms
        for language in {term.language for term in own} - languages:
            connection.execute("DELETE FROM term WHERE language = ?", (language,))
            languages.add(language)
        connection.execute(
            "INSERT INTO heading VALUES (?, ?, ?, ?) ON CONFLICT (ui) DO UPDATE SET heading = excluded.heading,"
            " key = excluded.key, trees = CASE excluded.trees WHEN '' THEN trees ELSE excluded.trees END",
            (one.ui, one.heading, key_of(one.heading), " ".join(one.trees)),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO term VALUES (?, ?, ?, ?)",
            ((one.ui, term.text, key_of(term.text), term.language) for term in own),
        )

    def state(self) -> MeshState:
        """What is loaded."""
        with self._reading() as connection:
            if connection is None:
                return MeshState()
            headings = connection.execute("SELECT count(*) FROM heading").fetchone()[0]
            norwegian = connection.execute("SELECT count(*) FROM term WHERE language IN ('nb', 'nn')").fetchone()[0]
            last = connection.execute("SELECT at, file FROM load ORDER BY at DESC LIMIT 1").fetchone()
            return MeshState(headings, norwegian, *(last or ("", "")))

    def loads(self) -> tuple[MeshLoad, ...]:
        """What is loaded, language by language."""
        with self._reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                "SELECT l.language, l.at, l.file, (SELECT count(*) FROM term t WHERE t.language = l.language),"
                " (SELECT count(DISTINCT ui) FROM term t WHERE t.language = l.language) FROM load l ORDER BY l.language"
            )
            return tuple(MeshLoad(*row) for row in rows.fetchall())

    def knows(self, heading: str) -> bool | None:
        """Whether this is a heading; None where no table is loaded, so that nobody can say."""
        with self._reading() as connection:
            if connection is None or not connection.execute("SELECT 1 FROM heading LIMIT 1").fetchone():
                return None
            return connection.execute("SELECT 1 FROM heading WHERE key = ?", (key_of(heading),)).fetchone() is not None

    def headings(self, more: Iterable[str] = ()) -> Headings:
        """Every heading with its entry terms and places in the tree, for the checker; `more`: headings known besides."""
        names = {one.lower(): one for one in more}
        with self._reading() as connection:
            if connection is None:
                return Headings(names)
            rows = connection.execute("SELECT ui, heading, trees FROM heading").fetchall()
            terms = connection.execute("SELECT ui, text FROM term WHERE language = 'en'").fetchall()
        by_ui = {ui: heading for ui, heading, _trees in rows}
        names |= {heading.lower(): heading for heading in by_ui.values()}
        entries = {text.lower(): by_ui[ui] for ui, text in terms if text.lower() not in names}
        trees = {heading.lower(): tuple(places.split()) for _ui, heading, places in rows if places}
        return Headings(names, entries, trees, whole=bool(rows))

    def stamp(self) -> float:
        """When the table was last changed, so that what was read of it can be held; 0 = there is none."""
        return self.path.stat().st_mtime if self.path.exists() else 0.0

    def named(self, word: str) -> tuple[Heading, ...]:
        """The headings that have exactly this name, in any language; case does not matter."""
        return self._found("key = :low", key_of(word), 10)

    def beginning(self, text: str, limit: int = 10) -> tuple[Heading, ...]:
        """The headings of which a name begins so, for help while typing."""
        low = key_of(text)
        return self._found("key >= :low AND key < :high", low, limit) if low else ()

    def _found(self, condition: str, low: str, limit: int) -> tuple[Heading, ...]:
        with self._reading() as connection:
            if connection is None:
                return ()
            uis = connection.execute(
                f"SELECT ui FROM (SELECT ui, key FROM term WHERE {condition} UNION SELECT ui, key FROM heading"
                f" WHERE {condition}) GROUP BY ui ORDER BY min(length(key)), min(key) LIMIT :limit",
                {"low": low, "high": f"{low}\U0010ffff", "limit": limit},
            )
            return tuple(self._heading(connection, ui) for (ui,) in uis.fetchall())

    def _heading(self, connection: sqlite3.Connection, ui: str) -> Heading:
        name, trees = connection.execute("SELECT heading, trees FROM heading WHERE ui = ?", (ui,)).fetchone()
        terms = connection.execute("SELECT text, language FROM term WHERE ui = ? ORDER BY language, key", (ui,))
        return Heading(ui, name, tuple(MeshTerm(*row) for row in terms), tuple(trees.split()))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection that cannot write, or None where there is no table."""
        if not self.path.exists():
            yield None
            return
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=5)) as connection:
            yield connection


def key_of(text: str) -> str:
    """A name as it is looked up: lower case, single blanks."""
    return " ".join(text.casefold().split())
