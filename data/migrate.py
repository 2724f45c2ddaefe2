"""Bringing a database up to the program's schema: a verified copy first, then the steps, then a check."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from sqlite_utils import Database

from data.backup import FOLDER, copy_database
from data.connections import Connections
from data.rowing import utc_now
from data.schema import SET, migrations
from pipeline.errors import StoreFailed


def bring_up_to_date(connections: Connections) -> None:
    """Apply what is pending, one process at a time. Raises `StoreFailed` for a database that is newer than the program."""
    with connections.alone() as db:
        known = {one.name for one in migrations._migrations}
        applied = {one.name for one in migrations.applied(db)}
        if newer := applied - known:
            raise StoreFailed("store_newer", step=sorted(newer)[-1])
        if not migrations.pending(db):
            return
        if applied:
            copy_database(connections.path, _copy_name(connections.path.parent / FOLDER))
        db.execute("PRAGMA foreign_keys=OFF")
        migrations.apply(db)
        db.execute("PRAGMA foreign_keys=ON")
        check_links(db)


def _copy_name(folder: Path) -> Path:
    """A name for the copy before a migration; never one that is taken, by a start that broke off a moment ago."""
    stamp = utc_now()[:19].replace(":", "")
    names = (folder / f"before-migration-{stamp}{f'-{n}' if n > 1 else ''}.sqlite" for n in count(1))
    return next(one for one in names if not one.exists())


def check_links(db: Database) -> None:
    """Raises `StoreFailed` when a row points at one that is not there."""
    if broken := db.execute("PRAGMA foreign_key_check").fetchall():
        raise StoreFailed("store_links_broken", count=len(broken))


def schema_name(db: Database) -> str:
    """The newest step that a database has taken; empty = none."""
    return max((one.name for one in migrations.applied(db)), default="")


__all__ = ["SET", "bring_up_to_date", "check_links", "schema_name"]
