"""The self-check: what the start, the page «Om», `GET /health` and `python -m data check` tell of the database.

Looked at: the SQLite version, the promises that a connection has switched on, whether the file is whole
(`PRAGMA quick_check`, 0.28 s for 99 MiB) and its rows linked, free disk, the age of the last verified copy, and files
that a killed program left behind. An answer is "ok", "warn" (something to do) or "fail" (the workbench cannot be used
safely); "checking" is told while a large file is still being read, and counts as ok.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from data import backup, leftovers
from data.connections import keep_promises, promises_broken, wal_reset_fault
from pipeline.errors import Problem, StoreFailed

Status = Literal["ok", "warn", "fail", "checking"]
_ORDER: tuple[Status, ...] = ("ok", "checking", "warn", "fail")

LEAST_SQLITE = (3, 37, 0)  # STRICT tables
LEAST_FREE = 2**30  # bytes of free disk, or twice the database, whichever is more: a copy and a migration need it
NO_SPACE = 20 * 2**20  # bytes; below this the next write may fail
OLDEST_COPY_DAYS = 7
WAIT_S = 2.0  # that the start waits for the whole file to be read; a larger one is read on beside the work


@dataclass(frozen=True, slots=True)
class Item:
    """One thing looked at. `code` and `params` make its sentence; they hold no paths and nothing about people."""

    id: str
    status: Status
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """All that was looked at, and the worst of it."""

    items: tuple[Item, ...]

    @property
    def status(self) -> Status:
        """ "ok", "warn" or "fail"."""
        worst: Status = max((one.status for one in self.items), key=_ORDER.index, default="ok")
        return "ok" if worst == "checking" else worst


WHOLE = Item("whole", "ok", "health_whole_ok")
DAMAGED = Item("whole", "fail", "health_whole_damaged")
LINKED = Item("links", "ok", "health_links_ok")
LINKS_UNKNOWN = Item("links", "warn", "health_links_unknown")


def sqlite_item(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Item:
    """The version gate."""
    name = ".".join(map(str, version))
    if version < LEAST_SQLITE:
        return Item("sqlite", "fail", "health_sqlite_old", {"version": name, "least": ".".join(map(str, LEAST_SQLITE))})
    if wal_reset_fault(version):
        return Item("sqlite", "warn", "check_wal", {"version": name})
    return Item("sqlite", "ok", "health_sqlite_ok", {"version": name})


def promises_item(path: Path, *, in_use: bool) -> Item:
    """The promises of `connections.PROMISES`, asked of a connection. WAL is kept in the file, by whoever opened it to write."""
    try:
        with backup.looking(path) as connection:
            keep_promises(connection)
            broken = promises_broken(connection, in_use=in_use)
    except StoreFailed:
        return Item("promises", "warn", "health_promises_unknown")
    if broken:
        return Item("promises", "fail", "health_promises_broken", {"names": ", ".join(broken)})
    return Item("promises", "ok", "health_promises_ok")


def disk_item(path: Path) -> Item:
    """Free disk where the database lies, against what a copy of it needs."""
    size = sum(_size(path.with_name(path.name + ending)) for ending in ("", "-wal"))
    free, wanted = shutil.disk_usage(path.parent).free, max(LEAST_FREE, 2 * size)
    told: dict[str, str | int] = {"megabytes": free // 2**20, "wanted": -(-wanted // 2**20)}
    if free < NO_SPACE:
        return Item("disk", "fail", "health_disk_full", told)
    if free < wanted:
        return Item("disk", "warn", "health_disk_low", told)
    return Item("disk", "ok", "check_free", {"gigabytes": free // 2**30})


def copy_item(path: Path) -> Item:
    """How old the last verified copy is, in days."""
    made = backup.last_made(path)
    if made is None:
        return Item("backup", "warn", "check_no_backup")
    days = max(0, int((datetime.now(UTC).timestamp() - made) // 86_400))
    if days > OLDEST_COPY_DAYS:
        return Item("backup", "warn", "health_backup_old", {"days": days})
    return Item("backup", "ok", "health_backup_ok" if days else "health_backup_today", {"days": days})


def leftovers_item(cleared: int, there: int, *, at_start: bool = True) -> Item:
    """Files that a killed program left: `cleared` are gone now, `there` are not."""
    if there:
        code = "health_leftovers_stay" if at_start else "health_leftovers_found"
        return Item("leftovers", "warn", code, {"count": there})
    if cleared:
        return Item("leftovers", "ok", "health_leftovers_cleared", {"count": cleared})
    return Item("leftovers", "ok", "health_leftovers_none")


def links_item(broken: int) -> Item:
    """Rows that point at what is not there: the work goes on, but somebody has to look."""
    return Item("links", "warn", "store_links_broken", {"count": broken}) if broken else LINKED


def examined(path: Path, whole: Item, links: Item) -> Report:
    """The same items for somebody at a command line, who holds no lock: nothing is cleared, nothing is opened to write."""
    there = len(leftovers.of_dead(path))
    return _report(path, (whole, links), leftovers_item(0, there, at_start=False), in_use=False)


def as_json(report: Report) -> dict[str, Any]:
    """A report as plain values."""
    items = [{"id": one.id, "status": one.status, "code": one.code, "params": dict(one.params)} for one in report.items]
    return {"status": report.status, "items": items}


def _report(path: Path, found: Iterable[Item], left: Item, *, in_use: bool) -> Report:
    return Report((sqlite_item(), promises_item(path, in_use=in_use), *found, disk_item(path), copy_item(path), left))


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


class Watch:
    """The self-check of one server: begun before the database is opened, asked from then on.

    Whoever makes one holds the lock that says that no other server has the folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._whole = Item("whole", "checking", "health_whole_checking")
        self._links = Item("links", "checking", "health_links_checking")
        self._left = leftovers_item(0, 0)
        self._damaged: Callable[[], None] | None = None
        self._connection: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._read_all, name="self-check", daemon=True)

    def start(self, wait_s: float = WAIT_S) -> None:
        """Clear leftovers, and read the whole file for so long; what is not read by then is read on beside the work.

        Raises StoreFailed: sqlite_too_old(version, least), store_check_failed where the file is damaged: it is not opened,
        so that nothing is written into what can still be read.
        """
        if (version := sqlite_item()).status == "fail":
            raise StoreFailed("sqlite_too_old", **version.params)
        self._left = leftovers_item(*leftovers.clear(self._path))
        self._thread.start()
        self._thread.join(wait_s)
        if self._whole.status == "fail":
            raise StoreFailed("store_check_failed")

    def when_damaged(self, do: Callable[[], None]) -> None:
        """What is to be done when a large file turns out to be damaged after it was opened; at once, where it has."""
        with self._lock:
            self._damaged = do
            damaged = self._whole.status == "fail"
        if damaged:
            do()

    def report(self) -> Report:
        """What is known now: disk, copies and promises as of this moment, the whole file as it was read at the start."""
        return _report(self._path, (self._whole, self._links), self._left, in_use=True)

    def close(self) -> None:
        """Stop reading."""
        with suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.interrupt()
        if self._thread.is_alive():
            self._thread.join(2)

    def _read_all(self) -> None:
        whole, links = WHOLE, LINKED
        try:
            if self._path.exists():
                with backup.looking(self._path) as self._connection:
                    if not backup.is_whole(self._connection):
                        whole, links = DAMAGED, LINKS_UNKNOWN
                    else:
                        links = links_item(backup.broken_links(self._connection))
        except Problem as problem:
            harmless = problem.code in ("store_locked", "store_unreadable")
            whole = Item("whole", "warn", "health_whole_not_done") if harmless else DAMAGED
            links = LINKS_UNKNOWN
        finally:
            self._connection = None
        with self._lock:
            self._whole, self._links = whole, links
            do = self._damaged if whole.status == "fail" else None
        if do is not None:
            do()
