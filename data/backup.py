"""Copies of the database that can be trusted, and the way back from them.

A plain file copy of a database in use misses the newest commits, and one of database and -wal was malformed in one of
four tries; `VACUUM INTO` is consistent. A restore with an old -wal beside it lets SQLite replay that log over the copy,
so the log is written into the old database first, and none is left when the copy takes its place.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from data.connections import wal_reset_fault
from data.rowing import utc_now
from data.schema import SET, migrations
from pipeline.errors import BadInput, StoreFailed

TABLES_COUNTED = ("event", "need", "question", "source_record", "reference", "vote", "field")
FOLDER = "backups"  # beside the database
KEPT = ".before-restore"
LAST = "last-backup.json"  # beside the database: when the last verified copy was made that lies somewhere else


def copy_database(source: Path, target: Path) -> dict[str, int]:
    """Copy a database, in use or not, and check the copy. `target` appears whole or not at all. Gives rows per table.

    Raises BadInput: backup_target_exists(file), backup_source_missing(file); StoreFailed: backup_failed(reason),
    store_damaged(reason).
    """
    if target.exists():
        raise BadInput("backup_target_exists", file=target.name)
    if not source.exists():
        raise BadInput("backup_source_missing", file=source.name)
    half = target.with_name(f"{target.name}.{os.getpid()}.half")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        counts = _vacuum(source, half)
        os.replace(half, target)
        _settle_folder(target.parent)
    except (sqlite3.Error, OSError) as failure:
        raise StoreFailed("backup_failed", reason=_reason(failure)) from failure
    finally:
        with suppress(OSError):
            half.unlink()
    return counts


def _vacuum(source: Path, new: Path) -> dict[str, int]:
    """Write a database, with what is in its log, as one checked file that is on the disk. Gives rows per table."""
    new.unlink(missing_ok=True)
    connection = sqlite3.connect(source, isolation_level=None, timeout=30)
    try:
        connection.execute("VACUUM INTO ?", (str(new),))
    finally:
        connection.close()
    counts = verify(new)
    with new.open("r+b") as handle:
        os.fsync(handle)
    return counts


def verify(path: Path) -> dict[str, int]:
    """Open a copy, check it whole, count its rows.

    Raises StoreFailed: store_damaged(reason), store_not_ours(file) for a database of something else.
    """
    with looking(path) as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise StoreFailed("store_damaged", reason=str(answer)[:200])
        if not _steps(connection):
            raise StoreFailed("store_not_ours", file=path.name)
        return _counts(connection)


def readable(path: Path) -> None:
    """Raises `StoreFailed` where a file is there that is no database of ours; quick, whatever its size."""
    with looking(path) as connection:
        if not _steps(connection):
            raise StoreFailed("store_not_ours", file=path.name)


def restore(copy: Path, target: Path) -> dict[str, int]:
    """Put a copy in the place of a database that nobody uses; the old one is kept beside it under `kept_as(target)`.

    At every moment `target` is whole: the old database until the copy, checked where it lies, takes its name. Gives rows
    per table. Raises BadInput: file_missing(file), restore_onto_itself(file); StoreFailed: store_in_use,
    store_newer(step), store_damaged(reason), store_not_ours(file), restore_differs, restore_failed(reason).
    """
    if not copy.exists():
        raise BadInput("file_missing", file=copy.name)
    if target.exists() and copy.samefile(target):
        raise BadInput("restore_onto_itself", file=copy.name)
    counts = verify(copy)
    _refuse_newer(copy)
    new = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(str(target) + ".running", timeout=0), FileLock(str(target) + ".lock", timeout=10):
            if _vacuum(copy, new) != counts:
                raise StoreFailed("restore_differs")
            if target.exists():
                _put_aside(target, kept_as(target))
            for ending in ("-wal", "-shm"):
                target.with_name(target.name + ending).unlink(missing_ok=True)
            os.replace(new, target)
            _settle_folder(target.parent)
    except Timeout as busy:
        raise StoreFailed("store_in_use") from busy
    except (sqlite3.Error, OSError) as failure:
        raise StoreFailed("restore_failed", reason=_reason(failure)) from failure
    finally:
        with suppress(OSError):
            new.unlink()
    return counts


def kept_as(target: Path) -> Path:
    """The name that the next restore keeps the old database under; never one that is taken."""
    kept, number = target.with_name(target.name + KEPT), 1
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.name}{KEPT}-{number}")
    return kept


def _put_aside(target: Path, kept: Path) -> None:
    """Keep the old database under another name, with all that was committed to it, and leave `target` in its place.

    Leaving WAL mode writes the log into the database and needs every other connection to be gone: one that is still
    open belongs to a program that would go on writing into a file that is no longer there for anybody.
    """
    connection = sqlite3.connect(target, timeout=1, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as busy:
        if "locked" in str(busy):
            raise StoreFailed("store_in_use") from busy
    except sqlite3.DatabaseError:
        pass  # it is damaged, which may be why it is being replaced: file and log are kept as they are
    finally:
        connection.close()
    log = target.with_name(target.name + "-wal")
    if log.exists():
        shutil.copyfile(log, kept.with_name(kept.name + "-wal"))
    try:
        os.link(target, kept)
    except OSError:  # a file system without links
        shutil.copyfile(target, kept)


def _refuse_newer(copy: Path) -> None:
    known = {one.name for one in migrations._migrations}
    with looking(copy) as connection:
        if newer := _steps(connection) - known:
            raise StoreFailed("store_newer", step=max(newer))


def check(path: Path) -> dict[str, Any]:
    """What a person in charge wants to know of a database: sound all through, linked, how large, on which SQLite."""
    if not path.exists():
        raise BadInput("backup_source_missing", file=path.name)
    verify(path)
    with looking(path) as connection:
        broken = broken_links(connection)
    return {"sound": broken == 0, "broken_links": broken, **state(path)}


def is_whole(connection: sqlite3.Connection) -> bool:
    """Read every page of a database: a matter of seconds for each gigabyte."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def broken_links(connection: sqlite3.Connection) -> int:
    """Rows that point at one that is not there."""
    return len(connection.execute("PRAGMA foreign_key_check").fetchall())


def remember(database: Path, copy: Path) -> None:
    """Keep when a verified copy was made that does not lie in the folder of copies. No path of it is kept."""
    if copy.parent.resolve() == (database.parent / FOLDER).resolve():
        return
    half = database.with_name(f"{LAST}.{os.getpid()}.half")
    with suppress(OSError):  # the copy itself is made: what is lost is that it is known of
        half.write_text(json.dumps({"at": utc_now()}), encoding="utf-8")
        os.replace(half, database.with_name(LAST))


def last_made(database: Path) -> float | None:
    """When the newest verified copy was made, in seconds since 1970; None = never. Copies get their name when verified."""
    made = []
    with suppress(OSError):  # one that is taken away in this very moment
        copies = [(copy.stat().st_mtime, copy) for copy in (database.parent / FOLDER).glob("*.sqlite")]
        for at, one in sorted(copies, reverse=True):
            with suppress(StoreFailed):
                readable(one)
                made.append(at)
                break
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = str(json.loads(database.with_name(LAST).read_text(encoding="utf-8"))["at"])
        made.append(datetime.fromisoformat(told.replace("Z", "+00:00")).timestamp())
    return max(made, default=None)


def state(path: Path) -> dict[str, Any]:
    """The part of it that is quick to know: rows, size, free disk, last copy, SQLite and its known fault."""
    with looking(path) as connection:
        counts = _counts(connection)
    return {
        "rows": counts,
        "bytes": path.stat().st_size,
        "free_bytes": shutil.disk_usage(path.parent).free,
        "last_backup": _newest(path.parent / FOLDER),
        "sqlite": sqlite3.sqlite_version,
        "wal_reset_fault": wal_reset_fault(),
    }


def _newest(folder: Path) -> str:
    """The name of the file in a folder that was written last; empty = there is none."""
    return max(((one.stat().st_mtime, one.name) for one in folder.glob("*.sqlite")), default=(0, ""))[1]


@contextmanager
def looking(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads; another thread may interrupt it. Raises `StoreFailed` for what is no sound database."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10, check_same_thread=False
        )
        yield connection
    except sqlite3.OperationalError as failure:
        if "locked" in str(failure):
            raise StoreFailed("store_locked") from failure
        if "unable to open" in str(failure):
            raise StoreFailed("store_unreadable", file=path.name) from failure
        raise StoreFailed("store_damaged", reason=_reason(failure)) from failure
    except sqlite3.DatabaseError as failure:
        if "not a database" in str(failure):
            raise StoreFailed("store_not_ours", file=path.name) from failure
        raise StoreFailed("store_damaged", reason=_reason(failure)) from failure
    finally:
        if connection is not None:
            connection.close()


def _steps(connection: sqlite3.Connection) -> set[str]:
    """The steps of our schema that a database has taken; none = it is not ours."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,))
    return {str(row[0]) for row in rows}


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    return {table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES_COUNTED}


def _reason(failure: Exception) -> str:
    return failure.strerror or str(failure) if isinstance(failure, OSError) else str(failure)


def _settle_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder, where the file system can promise that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
