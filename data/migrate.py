"""Bringing a database up to the program's schema: a verified copy first, then the steps, then a check."""

from __future__ import annotations

from sqlite_utils import Database

from data.backup import copy_database
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
            stamp = utc_now()[:19].replace(":", "")
            copy_database(connections.path, connections.path.parent / "backups" / f"before-migration-{stamp}.sqlite")
        db.execute("PRAGMA foreign_keys=OFF")
        migrations.apply(db)
        db.execute("PRAGMA foreign_keys=ON")
        check_links(db)


def check_links(db: Database) -> None:
    """Raises `StoreFailed` when a row points at one that is not there."""
    if broken := db.execute("PRAGMA foreign_key_check").fetchall():
        raise StoreFailed("store_links_broken", count=len(broken))


def schema_name(db: Database) -> str:
    """The newest step that a database has taken; empty = none."""
    return max((one.name for one in migrations.applied(db)), default="")


__all__ = ["SET", "bring_up_to_date", "check_links", "schema_name"]
