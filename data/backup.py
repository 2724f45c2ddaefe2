"""Copies of the database that can be trusted, and the way back from them.

A plain file copy of a database in use misses the newest commits, and one of database and -wal was malformed in one of
four tries; `VACUUM INTO` is consistent. A restore with an old -wal beside it lets SQLite replay that log over the copy,
so -wal and -shm go first.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.connections import wal_reset_fault
from pipeline.errors import BadInput, StoreFailed

TABLES_COUNTED = ("event", "need", "question", "source_record", "reference", "vote", "field")


def copy_database(source: Path, target: Path) -> dict[str, int]:
    """Copy a database, in use or not, and check the copy. `target` appears whole or not at all. Gives rows per table."""
    if target.exists():
        raise BadInput("backup_target_exists", file=target.name)
    if not source.exists():
        raise BadInput("backup_source_missing", file=source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".half")
    half.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(source, isolation_level=None, timeout=30)
        try:
            connection.execute("VACUUM INTO ?", (str(half),))
        finally:
            connection.close()
        counts = verify(half)
        with half.open("rb") as handle:
            os.fsync(handle.fileno())
        os.replace(half, target)
    except sqlite3.Error as failure:
        raise StoreFailed("backup_failed", reason=str(failure)) from failure
    finally:
        half.unlink(missing_ok=True)
    return counts


def verify(path: Path) -> dict[str, int]:
    """Open a copy, check it whole, count its rows. Raises `StoreFailed` for anything but a sound database of ours."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise StoreFailed("store_damaged", reason=str(answer)[:200])
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES_COUNTED}
    except sqlite3.DatabaseError as failure:
        raise StoreFailed("store_damaged", reason=str(failure)) from failure
    finally:
        connection.close()


def restore(copy: Path, target: Path) -> dict[str, int]:
    """Put a copy in the place of a database that nobody uses; the old one is kept beside it as `.before-restore`."""
    if not copy.exists():
        raise BadInput("backup_source_missing", file=copy.name)
    counts = verify(copy)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(str(target) + ".running", timeout=0), FileLock(str(target) + ".lock", timeout=10):
            new = target.with_name(target.name + ".new")
            shutil.copyfile(copy, new)
            verify(new)
            if target.exists():
                _settle(target)
                os.replace(target, target.with_name(target.name + ".before-restore"))
            for ending in ("-wal", "-shm"):
                target.with_name(target.name + ending).unlink(missing_ok=True)
            os.replace(new, target)
    except Timeout as busy:
        raise StoreFailed("store_in_use") from busy
    after = verify(target)
    if after != counts:
        raise StoreFailed("restore_differs")
    return counts


def _settle(path: Path) -> None:
    """Write what is still in the -wal into the database, so that the kept old one is whole."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        pass  # the old one is damaged: that may be why it is being replaced
    finally:
        connection.close()


def check(path: Path) -> dict[str, Any]:
    """What a person in charge wants to know of a database: sound all through, linked, how large, on which SQLite."""
    verify(path)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
    finally:
        connection.close()
    return {"sound": broken == 0, "broken_links": broken, **state(path)}


def state(path: Path) -> dict[str, Any]:
    """The part of it that is quick to know: rows, size, free disk, SQLite and its known fault."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES_COUNTED}
    finally:
        connection.close()
    return {
        "rows": counts,
        "bytes": path.stat().st_size,
        "free_bytes": shutil.disk_usage(path.parent).free,
        "sqlite": sqlite3.sqlite_version,
        "wal_reset_fault": wal_reset_fault(),
    }
