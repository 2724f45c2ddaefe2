"""What hangs on a municipality beside its names: one that something hangs on cannot be taken back."""

from __future__ import annotations

import sqlite3

_HELD = "municipality_id = :id AND (valid_to IS NULL OR valid_to > valid_from)"
_HANGING = (
    "SELECT count(*) FROM person WHERE municipality_id = :id AND erased_at IS NULL",
    "SELECT count(*) FROM need WHERE municipality_id = :id",
    "SELECT count(*) FROM appointment WHERE scope_kind = 'municipality' AND scope_id = :id AND until_at IS NULL",
    "SELECT count(*) FROM invitation WHERE municipality_id = :id AND used_at IS NULL AND withdrawn_at IS NULL",
    "SELECT count(*) FROM mapping WHERE municipality_id = :id AND removed_at IS NULL",
    "SELECT count(*) FROM succession WHERE (from_id = :id OR to_id = :id) AND undone_at IS NULL",
    *(f"SELECT count(*) FROM {table} WHERE {_HELD}" for table in ("cluster_member", "cluster_motor", "region_host")),
)


def hangs_on(connection: sqlite3.Connection, municipality_id: str) -> int:
    """How much: people, needs, roles, places in clusters and regions, heirs."""
    return sum(int(connection.execute(sql, {"id": municipality_id}).fetchone()[0]) for sql in _HANGING)
